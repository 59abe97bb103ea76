"""From the directions of limbs to how every bone stands: forward kinematics of the whole body."""

from __future__ import annotations

import numpy as np

from samples.studio.human import Floats, Human
from samples.studio.pose import Pose, hand_basis, pose_of
from samples.studio.rotations import align, euler, frame, partly, twist, unit
from samples.studio.taekwondo.poses import Figure

_SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")
_NECK = ("neck01", "neck02", "neck03", "head")
_SHOULDER = {"clavicle": 0.12, "shoulder01": 0.18}  # how much of the way to a raised arm they go
_TWIST_IN_FOREARM = 0.75
_STRAIGHT = 0.15  # below this, two directions say nothing of a hinge
_UP = np.array([0.0, 1.0, 0.0])


class FigurePoser:
    """Poses one human by figures; stateless between calls."""

    def __init__(self, human: Human) -> None:
        self.human = human
        self._bases = {side: hand_basis(human, side) for side in "LR"}
        self._upper = {side: human.head(f"lowerarm01.{side}") - human.head(f"upperarm01.{side}") for side in "LR"}
        self._fore = {side: human.head(f"wrist.{side}") - human.head(f"lowerarm01.{side}") for side in "LR"}
        self._thigh = {side: human.head(f"lowerleg01.{side}") - human.head(f"upperleg01.{side}") for side in "LR"}
        self._shin = {side: human.head(f"foot.{side}") - human.head(f"lowerleg01.{side}") for side in "LR"}
        self._toes = {side: self._along_the_ground(side) for side in "LR"}

    def pose(self, figure: Figure, yaw_deg: float = 0.0) -> Pose:
        """The pose of a figure that faces `yaw_deg` to its left from the z axis; its hips stay where they are."""
        human = self.human
        turns = np.tile(np.eye(3), (len(human.names), 1, 1))
        joints = human.heads.copy()
        whole = euler(yaw_deg, 0, 0)
        facing = whole @ euler(float(figure.turns[0, 0]), 0, 0)
        for bone, name in enumerate(human.names):
            parent = int(human.parents[bone])
            if parent >= 0:
                turns[bone] = turns[parent]
                joints[bone] = joints[parent] + turns[parent] @ (human.heads[bone] - human.heads[parent])
            kind, _, side = name.partition(".")
            if kind == "root":
                turns[bone] = whole @ euler(*figure.turns[0])
            elif kind in _SPINE:
                turns[bone] = turns[bone] @ euler(*(figure.turns[1] / len(_SPINE)))
            elif kind in _NECK:
                turns[bone] = turns[bone] @ euler(*(figure.turns[2] / len(_NECK)))
            elif side:
                self._limb(bone, kind, side, figure, facing, turns)
        return pose_of(human, turns, joints)

    def _limb(self, bone: int, kind: str, side: str, figure: Figure, facing: Floats, turns: Floats) -> None:
        mirror = np.array([1.0 if side == "L" else -1.0, 1.0, 1.0])
        upper, fore, *hand = (facing @ (direction * mirror) for direction in figure.arms[side])
        thigh, shin, foot, *more = (facing @ (direction * mirror) for direction in figure.legs[side])
        if kind in _SHOULDER:
            turns[bone] = partly(turns[bone] @ self._upper[side], upper, _SHOULDER[kind]) @ turns[bone]
        elif kind == "upperarm01":
            turns[bone] = self._upper_arm(side, upper, fore, turns[bone])
        elif kind == "lowerarm01":
            turns[bone] = align(turns[bone] @ self._fore[side], fore) @ turns[bone]
        elif kind == "lowerarm02":
            basis = _hand(hand, side)
            turn = twist(turns[bone].T @ basis @ self._bases[side].T, self._fore[side], _TWIST_IN_FOREARM)
            turns[bone] = turns[bone] @ turn
        elif kind == "wrist":
            turns[bone] = _hand(hand, side) @ self._bases[side].T
        elif kind.startswith("finger"):
            finger, joint = int(kind[6]) - 1, int(kind[8]) - 1
            wanted = _hand(hand, side) @ figure.fingers[side].directions()[finger, joint]
            turns[bone] = align(turns[bone] @ (self.human.tails[bone] - self.human.heads[bone]), wanted) @ turns[bone]
        elif kind == "upperleg01":
            turns[bone] = self._upper_leg(side, thigh, more[0] if more else _knee(thigh, shin, foot, facing))
        elif kind == "lowerleg01":
            turns[bone] = align(turns[bone] @ self._shin[side], shin) @ turns[bone]
        elif kind == "foot":
            instep = more[1] if more else -shin if abs(foot[1]) > 0.1 else _UP
            turns[bone] = frame(foot, instep) @ frame(self._toes[side], _UP).T

    def _upper_arm(self, side: str, upper: Floats, fore: Floats, now: Floats) -> Floats:
        rest = frame(self._upper[side], np.cross(self._upper[side], self._fore[side]))
        hinge = np.cross(upper, fore)
        if np.linalg.norm(hinge) < _STRAIGHT:
            carried = now @ np.cross(self._upper[side], self._fore[side])
            hinge = align(now @ self._upper[side], upper) @ carried
        return frame(upper, hinge) @ rest.T

    def _upper_leg(self, side: str, thigh: Floats, hinge: Floats) -> Floats:
        return frame(thigh, hinge) @ frame(self._thigh[side], np.array([1.0, 0.0, 0.0])).T

    def _along_the_ground(self, side: str) -> Floats:
        foot = self.human.tails[self.human.bone(f"foot.{side}")] - self.human.head(f"foot.{side}")
        return unit(foot * [1, 0, 1])


def _knee(thigh: Floats, shin: Floats, foot: Floats, facing: Floats) -> Floats:
    """The axis a knee bends about: the hinge of thigh and shin, or, of a straight leg, what the toes say."""
    hinge = np.cross(thigh, shin)
    if np.linalg.norm(hinge) < _STRAIGHT:
        hinge = np.cross(_UP, foot) if abs(thigh[1]) > 0.5 else facing[:, 0]
    return hinge


def _hand(hand: list[Floats], side: str) -> Floats:
    """The hand's directions in the world as columns: to the fingers, to the thumb, to the back."""
    fingers, back = unit(hand[0]), hand[1]
    back = unit(back - (back @ fingers) * fingers)
    return np.stack([fingers, np.cross(back, fingers) * (1 if side == "R" else -1), back], axis=1)
