"""A film of a whole form: the performer in dobok walks it on mats, with exact truth on the tier `movements`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

import cv2
import numpy as np

from samples.studio.camera import Camera
from samples.studio.film import Film, Picture, Plan, View
from samples.studio.human import Floats, Human, load_human
from samples.studio.look import Look
from samples.studio.pose import Pose
from samples.studio.style import Style
from samples.studio.taekwondo.faults import Fault
from samples.studio.taekwondo.film import in_dobok
from samples.studio.taekwondo.forms import form
from samples.studio.taekwondo.hall import Hall
from samples.studio.taekwondo.performing import FormPerformance, Habits
from samples.studio.taekwondo.record import PERFORMANCE_SUFFIX, record_of
from samples.studio.taekwondo.stances import SIGN
from samples.studio.taekwondo.view import filmed
from samples.studio.taekwondo.walker import Walker

_TALL = (0.92, 1.06)  # how tall performers are, the mesh being 1
_EVERY_S = 0.2  # how closely the camera looks where the performer goes
_AROUND_M = 0.18  # what of a body lies beyond its joints
_SHADE = 0.45


class FormFilm(Film):
    """A plan whose script is the name of one form, performed with these faults; everything else decided by `seed`.

    `view` is one of `samples.studio.taekwondo.view.VIEWS`, or "" for any.
    """

    shows_legs = True

    def __init__(self, plan: Plan, seed: int, faults: Sequence[Fault] = (), view: str = "") -> None:
        self.plan, self.seed = plan, seed
        person = np.random.default_rng([1, plan.signer])
        self._look = in_dobok(Look.random(person), person)
        self.style = Style.random(person)
        self.habits = Habits.random(person)
        self._human = _scaled(load_human(self._look.shape), float(person.uniform(*_TALL)))
        self.walker = Walker(self._human)
        self._rng = np.random.default_rng([12, plan.signer, seed])
        (name,) = plan.script
        self.form_performance = FormPerformance(
            form(name), self.walker.size, self.habits, (13, plan.signer, seed), faults
        )
        self.performance = self.form_performance
        self.dolly = filmed(self._reach(), view, (plan.width, plan.height), self.performance.duration_s, self._rng)
        self.camera = self.dolly.first
        self._hall = Hall.random(self._rng, plan.width, plan.height)
        self.scene = self._hall.scene(self.camera)

    def pose_at(self, time_s: float) -> Pose:
        """How the bones stand at a moment, the floor at height 0."""
        return self.walker.pose(self.form_performance.at(time_s))

    def view_at(self, time_s: float, pose: Pose) -> View:
        """What is seen at a moment: the hall with the performer's shadow, by the camera that may move."""
        camera = self.dolly.at(time_s)
        empty = self._hall.background(camera) if self.dolly.moves else self.scene.background
        hips = pose.joints[self._human.bone("root")]
        return View(camera, _shaded(empty, camera, list(self._shadows(pose))), (float(hips[0]), 0.9, float(hips[2])))

    def notes(self, video: str) -> dict[str, bytes]:
        """The record of the performance (`NAME.performance.json`)."""
        return {PERFORMANCE_SUFFIX: record_of(self, video).encoded()}

    @cached_property
    def height_m(self) -> float:
        """How tall the performer is."""
        return self.walker.height_m

    def _reach(self) -> Floats:
        """Points around everything the performer's body touches in the whole form, [N, 3]."""
        joints = [self.walker.pose(moment).joints for _, moment in self.form_performance.moments(_EVERY_S)]
        ends = np.concatenate([joint[:: max(len(joint) // 60, 1)] for joint in joints])
        ways = [[0, 1, 0], [0, -0.5, 0], [1, 0, 0], [-1, 0, 0], [0, 0, 1], [0, 0, -1]]
        return np.concatenate([ends + _AROUND_M * np.array(way) for way in ways])

    def _shadows(self, pose: Pose) -> Iterator[Floats]:
        """Patches of the floor that lie in the performer's shade: under low feet, and under the body, [n, 3]."""
        middles = {side: pose.joints[self._human.bone(f"foot.{side}")] for side in SIGN}
        for middle in middles.values():
            yield _round(middle, 0.16 * float(np.clip(1.2 - 2 * middle[1], 0.05, 1)))
        yield _round(pose.joints[self._human.bone("root")], 0.34)


def _scaled(human: Human, factor: float) -> Human:
    return replace(human, vertices=human.vertices * factor, heads=human.heads * factor, tails=human.tails * factor)


def _round(middle: Floats, radius_m: float) -> Floats:
    turns = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    ring = np.stack([np.cos(turns), np.zeros(16), np.sin(turns)], axis=1) * radius_m
    return np.asarray(ring + middle * [1, 0, 1])


def _shaded(empty: Picture, camera: Camera, patches: Sequence[Floats]) -> Picture:
    """The picture with patches of the floor darker, softly."""
    shade = np.zeros(empty.shape[:2], np.float32)
    for patch in patches:
        one = np.zeros_like(shade)
        cv2.fillPoly(one, [camera.project(patch).round().astype(np.int32)], 1.0)
        shade = np.maximum(shade, one) if not shade.any() else shade + one
    soft = cv2.GaussianBlur(np.minimum(shade, 1.6), (0, 0), max(empty.shape[0] / 70, 1.0))
    return np.asarray(empty * (1 - _SHADE / 1.6 * soft[..., None]), dtype=np.uint8)
