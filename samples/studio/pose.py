"""Poses: where hands are wanted becomes how every bone stands.

Directions and places are given in the signer's own terms (out, up, forward) for a hand, "out" being away from the
middle of the body, so that one description serves both hands. In the world x points to the person's left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from samples.studio.human import Floats, Human
from samples.studio.rotations import align, euler, frame, partly, twist, unit

SIDES = ("L", "R")
FINGERS = ("thumb", "index", "middle", "ring", "little")

# How much of the way to a raised arm the collar bone and the shoulder blade go.
_CLAVICLE, _BLADE = 0.12, 0.18
_TWIST_IN_FOREARM = 0.7
_POLE = np.array([0.75, -1.0, -0.35])  # where elbows point: out, down, a little back
_CENTRE = 0.75  # the middle of the palm, in palm lengths from the wrist


@dataclass(frozen=True, eq=False)
class Hand:
    """A hand as wanted: its place, its orientation, its fingers.

    `centre` [3]: the middle of the palm in the world, metres. `point`: where straight fingers would point, `palm`:
    where the palm faces; both [3], (out, up, forward). `fingers` [5, 3, 3]: for thumb to little finger the directions
    of the three bones in the hand's own basis (to the fingers, to the thumb, to the back).
    """

    centre: Floats
    point: Floats
    palm: Floats
    fingers: Floats


@dataclass(frozen=True, eq=False)
class Stance:
    """A whole body as wanted: the two hands by side ("L", "R"), and turns of bones in degrees (yaw, pitch, roll)."""

    hands: Mapping[str, Hand]
    turns: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Pose:
    """How the bones stand: `matrices` [B, 3, 4] take rest to posed coordinates, `joints` [B, 3] are the bones' heads.

    `tips` [B, 3] are their tails.
    """

    matrices: Floats
    joints: Floats
    tips: Floats


def pose_of(human: Human, turns: Floats, joints: Floats) -> Pose:
    """The pose in which bones have these turns [B, 3, 3] and begin at these places [B, 3]."""
    matrices = np.empty((len(human.names), 3, 4))
    matrices[:, :, :3] = turns
    matrices[:, :, 3] = joints - np.einsum("bij,bj->bi", turns, human.heads)
    tips = joints + np.einsum("bij,bj->bi", turns, human.tails - human.heads)
    return Pose(matrices, joints, tips)


class Poser:
    """Poses one human; stateless between calls."""

    def __init__(self, human: Human) -> None:
        self.human = human
        self._chains = {side: _arm_bones(human, side) for side in SIDES}
        in_arms = {bone for chain in self._chains.values() for bone in chain}
        self._others = [bone for bone in range(len(human.names)) if bone not in in_arms]
        self._bases = {side: hand_basis(human, side) for side in SIDES}
        self.upper_m = _length(human, "upperarm01.R", "lowerarm01.R")
        self.lower_m = _length(human, "lowerarm01.R", "wrist.R")
        self.palm_m = _length(human, "wrist.R", "finger3-1.R")

    @property
    def arm_m(self) -> float:
        """The length from shoulder to wrist."""
        return self.upper_m + self.lower_m

    def pose(self, stance: Stance) -> Pose:
        """The pose in which the hands are where the stance wants them, as far as the arms reach."""
        human = self.human
        turns = np.tile(np.eye(3), (len(human.names), 1, 1))
        joints = human.heads.copy()
        for bone in self._others:
            self._inherit(bone, turns, joints, stance.turns)
        for side in SIDES:
            self._arm(side, stance, turns, joints)
        return pose_of(human, turns, joints)

    def _inherit(
        self, bone: int, turns: Floats, joints: Floats, wanted: Mapping[str, tuple[float, float, float]]
    ) -> None:
        """Sets a bone after its parent, turned by its own angles where the stance gives any."""
        parent = self.human.parents[bone]
        if parent >= 0:
            turns[bone] = turns[parent]
            joints[bone] = joints[parent] + turns[parent] @ (self.human.heads[bone] - self.human.heads[parent])
        if angles := wanted.get(self.human.names[bone]):
            turns[bone] = turns[bone] @ euler(*angles)

    def _arm(self, side: str, stance: Stance, turns: Floats, joints: Floats) -> None:
        human, hand = self.human, stance.hands[side]
        mirror = np.array([1.0 if side == "L" else -1.0, 1.0, 1.0])
        bone = {name: human.bone(f"{name}.{side}") for name in ("clavicle", "shoulder01", "upperarm01", "lowerarm01")}
        rest_upper = human.heads[bone["lowerarm01"]] - human.heads[bone["upperarm01"]]
        rest_lower = human.head(f"wrist.{side}") - human.heads[bone["lowerarm01"]]
        basis = _orientation(hand, mirror, side)
        wrist = hand.centre - basis[:, 0] * self.palm_m * _CENTRE
        droop = -float(hand.point[1])
        for name, share in (("clavicle", _CLAVICLE), ("shoulder01", _BLADE)):
            self._inherit(bone[name], turns, joints, stance.turns)
            shoulder = joints[bone[name]] + turns[bone[name]] @ (
                human.heads[bone["upperarm01"]] - human.heads[bone[name]]
            )
            upper, _ = self.reach(shoulder, wrist, mirror, droop)
            turns[bone[name]] = partly(turns[bone[name]] @ rest_upper, upper, share) @ turns[bone[name]]
        self._inherit(bone["upperarm01"], turns, joints, {})
        upper, lower = self.reach(joints[bone["upperarm01"]], wrist, mirror, droop)
        hinge = np.cross(upper, lower)
        at_rest = frame(rest_upper, np.cross(rest_upper, rest_lower))
        turns[bone["upperarm01"]] = frame(upper, hinge) @ at_rest.T
        for at in self._chains[side]:
            name = human.names[at].split(".")[0]
            if name in ("clavicle", "shoulder01", "upperarm01"):
                continue
            self._inherit(at, turns, joints, {})
            if name == "lowerarm01":
                turns[at] = align(turns[at] @ rest_lower, lower) @ turns[at]
                forearm = turns[at].copy()
            elif name == "lowerarm02":
                turns[at] = forearm @ twist(forearm.T @ basis @ self._bases[side].T, rest_lower, _TWIST_IN_FOREARM)
            elif name == "wrist":
                turns[at] = basis @ self._bases[side].T
            elif name.startswith("finger"):
                finger, part = int(name[6]) - 1, int(name[8]) - 1
                now = turns[at] @ (human.tails[at] - human.heads[at])
                turns[at] = align(now, basis @ hand.fingers[finger, part]) @ turns[at]

    def reach(self, shoulder: Floats, wrist: Floats, mirror: Floats, droop: float = 0.0) -> tuple[Floats, Floats]:
        """Directions of upper and lower arm that bring the wrist there; `mirror` [3] is (-1, 1, 1) for the right arm.

        The elbow goes out and down; it is raised for a hand that hangs (`droop` 0 to 1).
        """
        to_wrist = wrist - shoulder
        distance = np.clip(np.linalg.norm(to_wrist), 0.35 * self.arm_m, 0.985 * self.arm_m)
        axis = unit(to_wrist)
        along = (self.upper_m**2 + distance**2 - self.lower_m**2) / (2 * self.upper_m * distance)
        pole = (_POLE + [0.0, max(droop, 0.0) * 1.1, 0.0]) * mirror
        across = unit(pole - (pole @ axis) * axis)
        upper = axis * along + across * np.sqrt(max(0.0, 1 - along**2))
        return upper, unit(axis * distance - upper * self.upper_m)


def hand_landmarks(human: Human, pose: Pose, side: str) -> Floats:
    """The 21 joints of a hand in MediaPipe's order, [21, 3]: the wrist, then four of each finger from the thumb on."""
    points = [pose.joints[human.bone(f"wrist.{side}")]]
    for finger in range(1, 6):
        bones = [human.bone(f"finger{finger}-{part}.{side}") for part in (1, 2, 3)]
        points += [*pose.joints[bones], pose.tips[bones[-1]]]
    return np.stack(points)


def _arm_bones(human: Human, side: str) -> list[int]:
    """The bones from the collar bone to the finger tips, parents first."""
    chain: list[int] = []
    for bone, name in enumerate(human.names):
        if name == f"clavicle.{side}" or int(human.parents[bone]) in chain:
            chain.append(bone)
    return chain


def hand_basis(human: Human, side: str) -> Floats:
    """The hand's own directions at rest as columns: to the fingers, to the thumb, to the back."""
    wrist = human.head(f"wrist.{side}")
    fingers = unit(human.head(f"finger3-1.{side}") - wrist)
    thumb = human.head(f"finger2-1.{side}") - human.head(f"finger5-1.{side}")
    thumb = unit(thumb - (thumb @ fingers) * fingers)
    back = np.cross(fingers, thumb) * (1 if side == "R" else -1)
    return np.stack([fingers, thumb, back], axis=1)


def _orientation(hand: Hand, mirror: Floats, side: str) -> Floats:
    """The hand's directions as wanted, in the world, as columns like `_hand_basis`."""
    fingers = unit(hand.point * mirror)
    back = -hand.palm * mirror
    back = unit(back - (back @ fingers) * fingers)
    thumb = np.cross(back, fingers) * (1 if side == "R" else -1)
    return np.stack([fingers, thumb, back], axis=1)


def _length(human: Human, first: str, second: str) -> float:
    return float(np.linalg.norm(human.head(first) - human.head(second)))
