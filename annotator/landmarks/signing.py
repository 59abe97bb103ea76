"""The feature set `signing`: two hands and where they are on the body, whatever the person's size, place and camera.

Everything is measured in the person's own units: places in shoulder widths from the point between the shoulders, hands
in palm lengths from their wrist. In each hand's numbers x points outwards, to the hand's own side, so that a person and
their mirror image give the same numbers with the hands exchanged. Nothing is rotated: how a hand is held in the picture
is part of a letter.

    hand (83, the left one first)
      0       1 where the hand was found
      1..2    wrist x, y in shoulder widths (the body's own wrist where the hand was not found)
      3..62   the other 20 points from the wrist in palm lengths: x, y, and z at half its weight
      63..77  15 joint angles in half turns
      78..80  direction the palm faces: x, y, z of a vector of length 1
      81..82  elbow x, y in shoulder widths
    body (3)
      166..167  nose x (positive to the person's left) and y in shoulder widths
      168       1: the shoulders were seen
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from annotator.landmarks.angles import joint_angles
from annotator.landmarks.bodyframe import BodyFrame
from annotator.records import LEFT_HAND_POINTS, RIGHT_HAND_POINTS, BoolArray, FloatArray, Landmarks

Floats = npt.NDArray[np.float64]

SIGNING_WIDTH: Final = 169
HAND_WIDTH: Final = 83

_NOSE: Final = 0
_SHOULDERS: Final = [11, 12]
# Of each hand: its points, the body's elbow and wrist, and which way is outwards along the picture's x.
_LEFT: Final = (LEFT_HAND_POINTS, 13, 15, 1.0)
_RIGHT: Final = (RIGHT_HAND_POINTS, 14, 16, -1.0)

_FAR: Final = 4.0  # shoulder widths; nobody's hand is further away
_LONG: Final = 3.0  # palm lengths; no finger is longer
_LEAST_PALM: Final = 0.15  # shoulder widths: a palm seen from its edge, or found much too small
_DEPTH: Final = 0.5  # the weight of z, which is guessed rather than seen


def signing_steps(landmarks: Landmarks, aspect: float, body: BodyFrame) -> tuple[FloatArray, BoolArray]:
    """Steps float32 [T, 169] and, bool [T], where the shoulders are known; an unusable step is all zeros.

    `aspect` is the picture's width by its height, `body` what is remembered of the frames before.
    """
    points = landmarks.points[..., :3].astype(np.float64) * (aspect, 1.0, aspect)
    present = landmarks.present
    shoulders_seen = present[:, _SHOULDERS].all(axis=1)
    centre, width, known = body.follow(points[:, _SHOULDERS, :2], shoulders_seen, landmarks.times_s)
    places = np.clip((points[..., :2] - centre[:, None]) / width[:, None, None], -_FAR, _FAR)
    places[~present] = 0.0
    hands = [_hand(points, places, present, width, *side) for side in (_LEFT, _RIGHT)]
    steps = np.concatenate([*hands, places[:, _NOSE], known[:, None]], axis=1).astype(np.float32)
    steps[~known] = 0.0
    return steps, known


def _hand(
    points: Floats, places: Floats, present: BoolArray, width: Floats, hand: slice, elbow: int, wrist: int, out: float
) -> Floats:
    """The numbers of one hand, [T, 83]."""
    found = present[:, hand].all(axis=1)
    place = np.where(found[:, None], places[:, hand.start], places[:, wrist]) * (out, 1.0)
    joints = points[:, hand] - points[:, hand.start : hand.start + 1]
    joints *= (out, 1.0, 1.0)
    facing = np.cross(joints[:, 5], joints[:, 17])
    facing /= np.maximum(_length(facing), 1e-12)[:, None]
    shape = joints[:, 1:] / _palm(joints, width)[:, None, None]
    shape = np.clip(shape, -_LONG, _LONG) * (1.0, 1.0, _DEPTH)
    seen = np.concatenate([shape.reshape(len(joints), 60), joint_angles(joints) / 180, facing], axis=1)
    seen[~found] = 0.0
    return np.concatenate([found[:, None], place, seen, places[:, elbow] * (out, 1.0)], axis=1)


def _palm(joints: Floats, width: Floats) -> Floats:
    """How long the palm is: the longest way from the wrist to a knuckle (index, middle, little finger), [T]."""
    knuckles = _length(joints[:, [5, 9, 17]]).max(axis=1)
    return np.maximum(np.maximum(knuckles, _LEAST_PALM * width), 1e-9)


def _length(vectors: npt.NDArray[Any]) -> Floats:
    lengths: Floats = np.sqrt((vectors**2).sum(axis=-1))
    return lengths
