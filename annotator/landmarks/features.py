"""Landmarks as the numbers a model was trained on: the feature sets `hand99`, `holistic258` and `signing`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from annotator.landmarks.angles import joint_angles
from annotator.landmarks.bodyframe import BodyFrame
from annotator.landmarks.signing import SIGNING_WIDTH, signing_steps
from annotator.records import LEFT_HAND_POINTS, POSE_POINTS, RIGHT_HAND_POINTS, BoolArray, FloatArray, Landmarks, Video

Preference = Literal["any", "left", "right"]


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
class Memory:
    """What a feature set needs to know besides the landmarks, and remembers from one batch of a video to the next.

    `aspect` is the picture's width by its height, `hand` chooses a hand to follow, `body` follows the shoulders. Make
    one for each video.
    """

    aspect: float = 1.0
    hand: HandChooser = field(default_factory=HandChooser)
    body: BodyFrame = field(default_factory=BodyFrame)

    @classmethod
    def of(cls, video: Video) -> Memory:
        """The memory of a video that begins."""
        return cls(video.width / video.height if video.width > 0 and video.height > 0 else 1.0)


@dataclass(frozen=True)
class FeatureSet:
    """A named way to turn landmarks into numbers: `width` a step; `needs_pose` where the body takes part.

    `compute` gives steps float32 [T, width] and usable bool [T]; an unusable step is all zeros. Where a feature set
    takes one hand, `hand` says which: a `HandChooser`, or a preference ("any", "left", "right"). Where it measures the
    body, `aspect`, the picture's width by its height, says how x compares to y. A stream is computed batch by batch
    with the one `memory` of its video, which takes the place of both; without it every batch stands for itself.
    """

    name: str
    width: int
    needs_pose: bool
    _steps: Callable[[Landmarks, Memory], tuple[FloatArray, BoolArray]] = field(repr=False)

    def compute(
        self,
        landmarks: Landmarks,
        *,
        hand: HandChooser | Preference = "any",
        aspect: float = 1.0,
        memory: Memory | None = None,
    ) -> tuple[FloatArray, BoolArray]:
        """Steps float32 [T, width] of a batch, and which of them are usable, bool [T]."""
        if memory is None:
            memory = Memory(aspect, hand if isinstance(hand, HandChooser) else HandChooser(hand))
        return self._steps(landmarks, memory)


def _hand99(landmarks: Landmarks, memory: Memory) -> tuple[FloatArray, BoolArray]:
    """21 joints x (x, y, z, visibility), then 15 joint angles in degrees.

    Visibility is 0 throughout, as in the recordings models of this kind are trained on: MediaPipe Hands gives none.
    """
    left, right = (
        landmarks.present[:, LEFT_HAND_POINTS].all(axis=1),
        landmarks.present[:, RIGHT_HAND_POINTS].all(axis=1),
    )
    is_right = memory.hand.choose(left, right)
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


def _holistic258(landmarks: Landmarks, _memory: Memory) -> tuple[FloatArray, BoolArray]:
    """33 body points x (x, y, z, visibility), then 21 x (x, y, z) of the left and of the right hand; absent is 0."""
    points = np.where(landmarks.present[..., None], landmarks.points, np.float32(0.0))
    body, left, right = points[:, POSE_POINTS], points[:, LEFT_HAND_POINTS, :3], points[:, RIGHT_HAND_POINTS, :3]
    steps = np.concatenate(
        [part.reshape(len(points), part.shape[1] * part.shape[2]) for part in (body, left, right)], axis=1
    )
    return steps, landmarks.present.any(axis=1)


def _signing(landmarks: Landmarks, memory: Memory) -> tuple[FloatArray, BoolArray]:
    """Two hands on a body, in the body's own units; see `annotator.landmarks.signing`."""
    return signing_steps(landmarks, memory.aspect, memory.body)


FEATURES: Final = {
    features.name: features
    for features in (
        FeatureSet("hand99", 99, False, _hand99),
        FeatureSet("holistic258", 258, True, _holistic258),
        FeatureSet("signing", SIGNING_WIDTH, True, _signing),
    )
}
