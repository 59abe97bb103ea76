"""Landmarks as the numbers a model was trained on: the feature sets `hand99` and `holistic258`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from annotator.records import LEFT_HAND_POINTS, POSE_POINTS, RIGHT_HAND_POINTS, BoolArray, FloatArray, Landmarks

Preference = Literal["any", "left", "right"]

# The joint angles lie between bones that follow one another: 20 bones, each from a parent joint to its child.
_PARENTS: Final = np.array([0, 1, 2, 3, 0, 5, 6, 7, 0, 9, 10, 11, 0, 13, 14, 15, 0, 17, 18, 19])
_CHILDREN: Final = np.arange(1, 21)
_FIRST_BONES: Final = np.array([0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 16, 17, 18])
_SECOND_BONES: Final = _FIRST_BONES + 1


class HandChooser:
    """Chooses one hand a frame, and stays with it while it is seen; one object for one video's stream.

    "any": the hand chosen last, as long as it is present; when it is not, the other one if that is present, which is
    then stayed with. Where both are new, the right one. "left" and "right" never choose the other hand.
    """

    def __init__(self, hand: Preference = "any") -> None:
        if hand not in ("any", "left", "right"):
            raise ValueError(f'hand must be "any", "left" or "right", got {hand!r}')
        self.hand = hand
        self._right = hand != "left"

    def choose(self, left: BoolArray, right: BoolArray) -> BoolArray:
        """For each frame whether the right hand is chosen, bool [T], of which hands are present, bool [T] each."""
        chosen = np.full(len(left), self._right)
        if self.hand != "any":
            return chosen
        # Only a frame with exactly one hand can change the choice.
        for at in np.flatnonzero(left != right):
            if right[at] != self._right:
                self._right = bool(right[at])
                chosen[at:] = self._right
        return chosen


@dataclass(frozen=True)
class FeatureSet:
    """A named way to turn landmarks into numbers: `width` a step; `needs_pose` where the body takes part.

    `compute(landmarks, hand=...)` gives steps float32 [T, width] and usable bool [T]; an unusable step is all zeros.
    Where a feature set takes one hand, `hand` says which: a `HandChooser` (keep one for each video), or a preference
    ("any", "left", "right") with which every batch is chosen for anew.
    """

    name: str
    width: int
    needs_pose: bool
    _steps: Callable[[Landmarks, HandChooser], tuple[FloatArray, BoolArray]] = field(repr=False)

    def compute(self, landmarks: Landmarks, *, hand: HandChooser | Preference = "any") -> tuple[FloatArray, BoolArray]:
        """Steps float32 [T, width] of a batch, and which of them are usable, bool [T]."""
        return self._steps(landmarks, hand if isinstance(hand, HandChooser) else HandChooser(hand))


def joint_angles(joints: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """The 15 angles in degrees between consecutive bones of hands [..., 21, 3]: float64 [..., 15], thumb first.

    The angle is 0 for a straight finger. Bones of no length give 90. As in the hand-gesture recipe that
    `gesture-recognition` (kairess) made common: arccos of the dot product of the bones' directions.
    """
    joints = joints.astype(np.float64)
    bones = joints[..., _CHILDREN, :] - joints[..., _PARENTS, :]
    length = np.linalg.norm(bones, axis=-1, keepdims=True)
    bones = bones / np.where(length > 0, length, 1.0)
    cosine = (bones[..., _FIRST_BONES, :] * bones[..., _SECOND_BONES, :]).sum(axis=-1)
    angles: npt.NDArray[np.float64] = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return angles


def _hand99(landmarks: Landmarks, chooser: HandChooser) -> tuple[FloatArray, BoolArray]:
    """21 joints x (x, y, z, visibility), then 15 joint angles in degrees.

    Visibility is 0 throughout, as in the recordings models of this kind are trained on: MediaPipe Hands gives none.
    """
    left, right = (
        landmarks.present[:, LEFT_HAND_POINTS].all(axis=1),
        landmarks.present[:, RIGHT_HAND_POINTS].all(axis=1),
    )
    is_right = chooser.choose(left, right)
    usable = np.where(is_right, right, left)
    hand = np.where(
        is_right[:, None, None], landmarks.points[:, RIGHT_HAND_POINTS], landmarks.points[:, LEFT_HAND_POINTS]
    )
    steps = np.zeros((len(landmarks), 99), np.float32)
    joints = steps[:, :84].reshape(-1, 21, 4)
    joints[..., :3] = hand[..., :3]
    steps[:, 84:] = joint_angles(hand[..., :3])
    steps[~usable] = 0.0
    return steps, usable


def _holistic258(landmarks: Landmarks, _chooser: HandChooser) -> tuple[FloatArray, BoolArray]:
    """33 body points x (x, y, z, visibility), then 21 x (x, y, z) of the left and of the right hand; absent is 0."""
    points = np.where(landmarks.present[..., None], landmarks.points, np.float32(0.0))
    body, left, right = points[:, POSE_POINTS], points[:, LEFT_HAND_POINTS, :3], points[:, RIGHT_HAND_POINTS, :3]
    steps = np.concatenate(
        [part.reshape(len(points), part.shape[1] * part.shape[2]) for part in (body, left, right)], axis=1
    )
    return steps, landmarks.present.any(axis=1)


FEATURES: Final = {
    features.name: features
    for features in (FeatureSet("hand99", 99, False, _hand99), FeatureSet("holistic258", 258, True, _holistic258))
}
