"""The exact landmarks of a pose, as MediaPipe would give them if it were always right."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from annotator.records import LEFT_HAND_POINTS, RIGHT_HAND_POINTS, BoolArray, FloatArray, Landmarks
from samples.studio.human import Floats, Human
from samples.studio.pose import Pose, hand_landmarks

# Points of MediaPipe's body that are joints of the rig. Ears, mouth and the outer eyes are not.
_BODY = {
    2: "eye.L",
    5: "eye.R",
    11: "upperarm01.L",
    12: "upperarm01.R",
    13: "lowerarm01.L",
    14: "lowerarm01.R",
    15: "wrist.L",
    16: "wrist.R",
    17: "finger5-1.L",
    18: "finger5-1.R",
    19: "finger2-1.L",
    20: "finger2-1.R",
    21: "finger1-2.L",
    22: "finger1-2.R",
    23: "upperleg01.L",
    24: "upperleg01.R",
}

_LEGS = {25: "lowerleg01.L", 26: "lowerleg01.R", 27: "foot.L", 28: "foot.R"}
_TOES = {31: "toe2-3.L", 32: "toe2-3.R"}  # their tips


def exact_landmarks(
    human: Human, pose: Pose, project: Callable[[Floats], Floats], size: tuple[int, int], *, legs: bool = False
) -> tuple[FloatArray, BoolArray]:
    """The points [75, 4] of one moment in the form of `annotator.records.Landmarks`, and which are present, [75].

    `project` takes world points [N, 3] to pixels [N, 2] of a picture of `size` (width, height). Present is what the
    rig has a joint for, seen or not; with `legs` knees, ankles and toes too. Depth is not given (0).
    """
    points = np.zeros((75, 4), np.float32)
    present = np.zeros(75, np.bool_)
    joints = _BODY | _LEGS if legs else _BODY
    ids = np.array(list(joints))
    body = pose.joints[[human.bone(name) for name in joints.values()]]
    points[:33][ids, :2] = project(body) / size
    present[:33][ids] = True
    if legs:
        tips = pose.tips[[human.bone(name) for name in _TOES.values()]]
        points[list(_TOES), :2] = project(tips) / size
        present[list(_TOES)] = True
    for side, where in (("L", LEFT_HAND_POINTS), ("R", RIGHT_HAND_POINTS)):
        points[where, :2] = project(hand_landmarks(human, pose, side)) / size
        present[where] = True
    points[..., 3] = present
    return points, present


def as_landmarks(points: list[FloatArray], present: list[BoolArray], times_s: Floats) -> Landmarks:
    """The landmarks of consecutive moments."""
    return Landmarks(np.stack(points), np.stack(present), times_s)
