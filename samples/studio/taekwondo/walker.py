"""A body that stands on its feet: legs reach from the hips to where the feet are, knees bend as they must."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from samples.studio.human import Floats, Human
from samples.studio.pose import Pose
from samples.studio.rotations import euler, frame, unit
from samples.studio.taekwondo.figure import FigurePoser
from samples.studio.taekwondo.poses import Figure
from samples.studio.taekwondo.stances import SIGN, Size, Standing
from samples.studio.taekwondo.techniques import Arm

_UP = np.array([0.0, 1.0, 0.0])
_SOLE_M = 0.03  # what of a foot counts as its sole, from the lowest point
_STRETCH = 0.995  # of the leg's length: no knee is locked
_SOFT_M = 0.012  # how gently the hips give way where a leg ends
_HEAD_DEG = 75.0  # how far a head turns
_KEPT_HINGE = 0.25


@dataclass(frozen=True, eq=False)
class FreeLeg:
    """A leg that kicks: directions [3, 3] of thigh, shin and foot in the body's terms (out, up, forward).

    `hinge` [3] is about what its knee bends (to the performer's left, up, forward); `share`: 0 is a leg that stands, 1
    one that only kicks.
    """

    side: str
    ways: Floats
    hinge: Floats
    share: float


@dataclass(frozen=True, eq=False)
class Moment:
    """Everything about a body at one moment.

    `pelvis` and `spine` [3] are degrees (yaw, pitch, roll), the pelvis' beside what `standing` says; `look_deg` is
    where the eyes are turned, counted like the facing; arms are described for who faces `aim_deg`.
    """

    standing: Standing
    arms: Mapping[str, Arm]
    aim_deg: float
    pelvis: Floats
    spine: Floats
    look_deg: float
    kick: FreeLeg | None = None


class Walker:
    """Poses one human by moments; stateless between calls."""

    def __init__(self, human: Human) -> None:
        self.human = human
        self._figures = FigurePoser(human)
        hips = {side: human.head(f"upperleg01.{side}") for side in "LR"}
        self._middle = (hips["L"] + hips["R"]) / 2
        self._hips = {side: hips[side] - self._middle for side in "LR"}
        knees, ankles = ({side: human.head(f"{bone}.{side}") for side in "LR"} for bone in ("lowerleg01", "foot"))
        self._thigh_m = float(np.linalg.norm(knees["L"] - hips["L"]))
        self._shin_m = float(np.linalg.norm(ankles["L"] - knees["L"]))
        self._rest_foot = {side: frame(_flat(human, side), _UP) for side in "LR"}
        toes = human.head("toe2-1.L") - ankles["L"]
        self.ankle_m = float(ankles["L"][1] - human.vertices[:13380, 1].min())
        self.size = Size(self._thigh_m + self._shin_m, float(np.hypot(toes[0], toes[2])))

    @property
    def height_m(self) -> float:
        """How tall the body is, barefoot."""
        mesh = self.human.vertices[:13380, 1]
        return float(mesh.max() - mesh.min())

    def pose(self, moment: Moment) -> Pose:
        """The pose of a moment, with the floor at height 0."""
        standing = moment.standing
        yaw_deg = standing.facing_deg + standing.hip_deg
        whole = euler(yaw_deg, 0, 0)
        hips = {side: whole @ euler(*moment.pelvis) @ self._hips[side] for side in "LR"}
        feet = {side: self._foot(moment, side) for side in "LR"}
        middle = np.array([standing.place[0], 0.0, standing.place[1]])
        middle[1] = self._hip_height(moment, middle, hips, {side: foot[0] for side, foot in feet.items()})
        legs = {
            side: _terms(whole, side, self._leg(moment, side, middle + hips[side], *feet[side], whole)) for side in "LR"
        }
        aim = euler(moment.aim_deg, 0, 0)
        arms = {side: _terms(whole, side, _world(aim, side, arm.ways)) for side, arm in moment.arms.items()}
        head = np.clip(moment.look_deg - yaw_deg - moment.spine[0], -_HEAD_DEG, _HEAD_DEG)
        turns = np.stack([moment.pelvis, moment.spine, [head, -(moment.pelvis[1] + moment.spine[1]) / 2, 0]])
        figure = Figure(turns, arms, legs, {side: arm.fingers for side, arm in moment.arms.items()})
        pose = self._figures.pose(figure, yaw_deg)
        joints = [pose.joints[self.human.bone(f"upperleg01.{side}")] for side in "LR"]
        shift = middle - (joints[0] + joints[1]) / 2
        matrices = pose.matrices.copy()
        matrices[:, :, 3] += shift
        return Pose(matrices, pose.joints + shift, pose.tips + shift)

    def _foot(self, moment: Moment, side: str) -> tuple[Floats, Floats]:
        """Where a foot's ankle is [3], and how the foot is turned: columns ahead, instep, aside [3, 3]."""
        foot = moment.standing.feet[side]
        yaw, heel = np.radians(foot.yaw_deg), np.radians(foot.heel_deg)
        level = np.array([np.sin(yaw), 0.0, np.cos(yaw)])
        turned = frame(level * np.cos(heel) - _UP * np.sin(heel), _UP * np.cos(heel) + level * np.sin(heel))
        ball = np.array([foot.ball[0], foot.lift_m, foot.ball[1]])
        return ball - turned @ np.array([self.size.ball_m, -self.ankle_m, 0.0]), turned

    def _hip_height(
        self, moment: Moment, middle: Floats, hips: Mapping[str, Floats], ankles: Mapping[str, Floats]
    ) -> float:
        """How high the hips are: as wanted, or as high as both legs reach."""
        limits = [moment.standing.height_m + self.ankle_m]
        for side in "LR":
            apart = (middle + hips[side] - ankles[side])[[0, 2]]
            reach = np.sqrt(max((_STRETCH * self.size.leg_m) ** 2 - float(apart @ apart), 0.0))
            free = moment.kick.share if moment.kick and moment.kick.side == side else 0.0
            limits.append(float(ankles[side][1] - hips[side][1] + reach + free))
        lowest = min(limits)
        return lowest - _SOFT_M * float(np.log(np.exp((lowest - np.array(limits)) / _SOFT_M).sum()))

    def _leg(self, moment: Moment, side: str, hip: Floats, ankle: Floats, turned: Floats, whole: Floats) -> Floats:
        """The leg's directions in the world: thigh, shin, foot, the knee's hinge, the instep, [5, 3]."""
        way = ankle - hip
        length = float(np.clip(np.linalg.norm(way), 0.3 * self.size.leg_m, 0.9999 * self.size.leg_m))
        axis = unit(way)
        along = (self._thigh_m**2 + length**2 - self._shin_m**2) / (2 * self._thigh_m * length)
        ahead = unit(turned[:, 0] * [1, 0, 1])
        across: Floats = unit(ahead - (ahead @ axis) * axis)
        thigh: Floats = axis * along + across * np.sqrt(max(0.0, 1 - along**2))
        shin = unit(axis * length - thigh * self._thigh_m)
        standing: Floats = np.stack([thigh, shin, turned[:, 0], unit(np.cross(across, axis)), turned[:, 1]])
        kick = moment.kick
        if kick is None or kick.side != side or kick.share <= 0:
            return standing
        thigh, shin, foot = _world(whole, side, kick.ways)
        hinge = np.cross(thigh, shin) + _KEPT_HINGE * whole @ kick.hinge
        free = np.stack([thigh, shin, foot, unit(hinge - (hinge @ thigh) * thigh), -shin])
        return turned_towards(standing, free, kick.share)


def turned_towards(first: Floats, second: Floats, share: float) -> Floats:
    """Unit vectors [n, 3] `share` of the way from some to others, at an even pace; opposite ones go over the front."""
    cosine = np.clip((first * second).sum(axis=1), -1, 1)
    second = np.where(cosine[:, None] < -0.98, second + [0.0, 0.0, 0.4], second)
    second = second / np.linalg.norm(second, axis=1, keepdims=True)
    angle = np.arccos(np.clip((first * second).sum(axis=1), -1, 1))[:, None]
    sine = np.maximum(np.sin(angle), 1e-6)
    near = angle < 1e-4
    one = np.where(near, 1 - share, np.sin((1 - share) * angle) / sine)
    two = np.where(near, share, np.sin(share * angle) / sine)
    mixed = one * first + two * second
    return np.asarray(mixed / np.linalg.norm(mixed, axis=1, keepdims=True))


def _mirror(side: str) -> Floats:
    return np.array([SIGN[side], 1.0, 1.0])


def _world(turn: Floats, side: str, ways: Floats) -> Floats:
    """Directions in a limb's own terms (out, up, forward) as directions in the world, [n, 3]."""
    return np.asarray((ways * _mirror(side)) @ turn.T)


def _terms(turn: Floats, side: str, ways: Floats) -> Floats:
    """The reverse of `_world`."""
    return np.asarray((ways @ turn) * _mirror(side))


def _flat(human: Human, side: str) -> Floats:
    foot = human.tails[human.bone(f"foot.{side}")] - human.head(f"foot.{side}")
    return unit(foot * [1, 0, 1])
