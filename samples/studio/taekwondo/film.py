"""A film of a drill: the performer in dobok on mats, seen whole, with exact truth on the tier `poses`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from samples.studio.camera import Camera
from samples.studio.dobok import BELTS
from samples.studio.film import Film, Plan
from samples.studio.human import Floats, Human, load_human
from samples.studio.look import Look
from samples.studio.pose import Pose
from samples.studio.style import Style
from samples.studio.taekwondo.drill import Drill
from samples.studio.taekwondo.figure import FigurePoser
from samples.studio.taekwondo.hall import hall

_SOLE_M = 0.03  # what of a foot counts as its sole, from the lowest point


class DrillFilm(Film):
    """A plan whose script is a drill (see `Drill`), with everything decided by `seed`."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan, self.seed = plan, seed
        person = np.random.default_rng([1, plan.signer])
        self._look = in_dobok(Look.random(person), person)
        self.style = Style.random(person)
        tempo, sloppy = float(person.uniform(0.85, 1.25)), float(person.uniform(0.3, 0.8))
        self._rng = np.random.default_rng([2, plan.signer, seed])
        self._human = load_human(self._look.shape)
        self._figures = FigurePoser(self._human)
        self._soles = {side: _sole(self._human, side) for side in "LR"}
        self._drill = Drill(plan.script, self._rng, tempo, sloppy)
        self.performance = self._drill
        self.camera = _camera(plan, self._rng)
        self._yaw_deg = float(self._rng.normal(0, 12))
        self.scene = hall(self._rng, self.camera)

    def pose_at(self, time_s: float) -> Pose:
        """How the bones stand at a moment, the lowest foot on the floor."""
        pose = self._figures.pose(self._drill.at(time_s), self._yaw_deg)
        lift = np.array([0.0, -min(self._lowest(pose, side) for side in "LR"), 0.0])
        matrices = pose.matrices.copy()
        matrices[:, :, 3] += lift
        return Pose(matrices, pose.joints + lift, pose.tips + lift)

    def _lowest(self, pose: Pose, side: str) -> float:
        matrix = pose.matrices[self._human.bone(f"foot.{side}")]
        return float((self._soles[side] @ matrix[1, :3] + matrix[1, 3]).min())


def in_dobok(look: Look, person: np.random.Generator) -> Look:
    """Somebody of this look dressed for taekwondo, with a belt of some colour."""
    white = float(person.uniform(0.84, 0.93))
    belt = BELTS[int(person.integers(len(BELTS)))]
    return replace(look, outfit="dobok", cloth=(white, white, white - 0.01), trousers=belt, glasses=False)


def _sole(human: Human, side: str) -> Floats:
    """Points under a foot at rest, [n, 3]."""
    mine = human.vertices[:13380]
    sign = 1 if side == "L" else -1
    low = mine[(mine[:, 0] * sign > 0) & (mine[:, 1] < mine[:, 1].min() + _SOLE_M)]
    return np.asarray(low[:: max(len(low) // 40, 1)])


def _camera(plan: Plan, rng: np.random.Generator) -> Camera:
    """A camera that has the whole performer in view, from the front, seldom from aside or behind."""
    target = np.array([rng.normal(0, 0.12), rng.uniform(0.85, 1.05), rng.normal(0, 0.1)])
    height_m, distance = rng.uniform(2.25, 2.9), rng.uniform(3.2, 5.5)
    if plan.height > plan.width:
        height_m *= 1.35
    yaw = np.radians(rng.uniform(-50, 50) if rng.random() < 0.85 else rng.uniform(50, 310))
    eye = np.array([target[0] + distance * np.sin(yaw), rng.uniform(0.8, 1.7), target[2] + distance * np.cos(yaw)])
    fov = float(np.degrees(2 * np.arctan2(height_m / 2, distance)))
    return Camera(tuple(eye), tuple(target), fov, plan.width, plan.height)
