"""Places at the body, by the names that signs use, for a hand of either side."""

from __future__ import annotations

import numpy as np

from samples.studio.human import Floats, Human
from samples.studio.pose import Pose

# The offsets of signs are for arms of this length from shoulder to wrist; others are scaled.
REFERENCE_ARM_M = 0.417


class Places:
    """Where the named places of a human's body are, metres; `side` is that of the hand that goes there."""

    def __init__(self, human: Human, pose: Pose) -> None:
        """Reads the places off `pose`, in which the human stands at ease."""
        joint = {name: pose.joints[human.bone(name)] for name in human.names}
        self._shoulder = {side: joint[f"upperarm01.{side}"] for side in "LR"}
        middle = (self._shoulder["L"] + self._shoulder["R"]) / 2
        eyes = (joint["eye.L"] + joint["eye.R"]) / 2
        face = eyes + [0, 0, 0.015]
        self._middle = {
            "middle": middle + [0, -0.06, 0.12],
            "chest": middle + [0, -0.08, 0.11],
            "belly": middle + [0, -0.28, 0.12],
            "face": face,
            "forehead": face + [0, 0.045, 0],
            "nose": face + [0, -0.035, 0.015],
            "mouth": face + [0, -0.07, 0],
            "chin": face + [0, -0.105, 0],
        }
        self._aside = {
            "neutral": np.array([0.02, -0.06, 0.30]),
            "shoulder": np.array([0.0, 0.02, 0.08]),
        }
        self._head_aside = {"temple": np.array([0.075, 0.015, -0.03]), "cheek": np.array([0.07, -0.055, -0.02])}
        self._face = face

    def find(self, name: str, side: str, other_hand: Floats | None = None, other_elbow: Floats | None = None) -> Floats:
        """The place `name` for the hand of `side`, [3]; raises KeyError for a name that is none."""
        mirror = np.array([1.0 if side == "L" else -1.0, 1.0, 1.0])
        if name == "hand" and other_hand is not None:
            return other_hand
        if name == "arm" and other_elbow is not None:
            return other_elbow
        place: Floats
        if name in self._aside:
            place = self._shoulder[side] + self._aside[name] * mirror
        elif name in self._head_aside:
            place = self._face + self._head_aside[name] * mirror
        else:
            place = self._middle[name]
        return place
