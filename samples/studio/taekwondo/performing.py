"""A form performed by somebody: motions and holds one after the other, with exact times of every movement."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from samples.studio.human import Floats
from samples.studio.perform import Done, Spelled
from samples.studio.rotations import unit
from samples.studio.taekwondo.faults import Cue, Fault, cues
from samples.studio.taekwondo.forms import OTHER, Form, Movement, Part, StanceName, Stroke
from samples.studio.taekwondo.motion import Ending, Motion, motion_of
from samples.studio.taekwondo.stances import SHAPES, Size, Standing, around, stand
from samples.studio.taekwondo.techniques import Arm, Kick, arms, kicks
from samples.studio.taekwondo.walker import Moment

_AT_EASE_S, _READY_S, _END_S = 0.4, 1.1, 0.9
_SLOW_S = 5.5  # what a slow movement takes
_STOP_S = 1.2  # who will begin again stops as long first
_READY = StanceName("NR", "L")
_TO_READY = (Stroke("ready", "L"),)
_WOBBLE_S, _WOBBLE_HZ, _WOBBLE_M = 1.1, 2.2, 0.004  # how long, how fast, how far the hips go for each degree
_SWAY_M, _SWAY_DEG = 0.004, 0.5
_ROUNDS = 2  # of finding out how far steps lead astray
_ARM_NOISE = 0.035  # of a unit vector: two degrees


@dataclass(frozen=True)
class Habits:
    """How one performer does forms: `tempo` divides lengths, `hold_s` stands after a movement, `sloppy` scales noise.

    `stretch` and `width` scale stances along and across, `low_deg` lowers every kick.
    """

    tempo: float
    hold_s: float
    sloppy: float
    stretch: float
    width: float
    low_deg: float

    @staticmethod
    def random(rng: np.random.Generator) -> Habits:
        """Somebody's habits."""
        return Habits(
            tempo=float(rng.uniform(0.9, 1.3)),
            hold_s=float(rng.uniform(0.35, 0.65)),
            sloppy=float(rng.uniform(0.3, 1.0)),
            stretch=float(rng.uniform(0.94, 1.04)),
            width=float(rng.uniform(0.9, 1.25)),
            low_deg=float(rng.uniform(-3, 8)),
        )


@dataclass(frozen=True, eq=False)
class Performed:
    """A movement that was performed: from when to when, until when it was held, how it was done.

    `stretched_s`: when its kick was at full length, or None. `standing` is where it ended.
    """

    movement: Movement
    cue: Cue
    start_s: float
    end_s: float
    held_until_s: float
    stretched_s: float | None
    standing: Standing


@dataclass(frozen=True)
class Committed:
    """A fault with the stretch of time in which it can be seen; of something left out, the moment."""

    fault: Fault
    start_s: float
    end_s: float


class FormPerformance:
    """Builds the motions of a form; then `at` gives the body of any moment.

    `size` is the performer's, `habits` too; `seed` decides what differs from one time to the next, each movement by
    itself, so that a fault changes nothing but what it says. `segments` are the movements, from the moment the body
    leaves one hold to the moment it has arrived in the next.
    """

    def __init__(
        self,
        form: Form,
        size: Size,
        habits: Habits,
        seed: Sequence[int],
        faults: Sequence[Fault] = (),
        *,
        straying: Floats | None = None,
    ) -> None:
        self._straying = _straying(form, size, habits) if straying is None else straying
        self.form, self._size, self._habits, self._seed = form, size, habits, tuple(seed)
        self._starts: list[float] = []
        self._motions: list[Motion] = []
        self._wobbles: list[tuple[float, float]] = []
        self.performed: list[Performed] = []
        self.committed: list[Committed] = []
        self.spelled: list[Spelled] = []
        self._now_s = _AT_EASE_S
        self._phases = np.random.default_rng([*seed, 999]).uniform(0, 2 * np.pi, 4)
        self._ending = self._first()
        self._there = (_READY, 0.0)
        self._offset_deg = 0.0
        self._ready(0.0, "", hold_s=_READY_S * float(self._rng(0, 0).uniform(0.7, 1.3)))
        planned = cues(form, faults)
        for number, cue in enumerate(planned):
            last = number + 1 == len(planned)
            self._do(cue, stops=not last and planned[number + 1].movement is None)
        self._ready(form.end_deg + self._offset_deg, form.closes, hold_s=_END_S)
        self.duration_s = self._now_s
        self.segments = [Done(_Named(each), each.start_s, each.end_s) for each in self.performed]
        self._commit_omissions(faults)
        self.committed.sort(key=lambda each: each.start_s)

    def at(self, time_s: float) -> Moment:
        """The body at a moment."""
        number = max(bisect_right(self._starts, time_s) - 1, 0)
        moment = self._motions[number].at(time_s - self._starts[number])
        return self._swaying(moment, time_s)

    def moments(self, every_s: float) -> Iterator[tuple[float, Moment]]:
        """The body at even distances of time."""
        for time_s in np.arange(0, self.duration_s, every_s):
            yield float(time_s), self.at(float(time_s))

    def _first(self) -> Ending:
        standing = stand(_READY, SHAPES["NR"], 0.0, self._size, "R", np.array([-0.16 * self._size.leg_m, 0.0]))
        standing = stand(_READY, SHAPES["NR"], 0.0, self._size, "R", standing.feet["R"].ball - standing.place)
        return Ending(standing, {side: arms()["ease"] for side in "LR"})

    def _ready(self, facing_deg: float, moves: str, hold_s: float) -> None:
        """To the ready stance, drawing up the foot `moves` ("": it stands there already)."""
        part = Part(_READY, facing_deg, moves or "L", _TO_READY)
        rng = self._rng(0, len(self._motions))
        standing = self._stand(part, facing_deg, 0.0, rng) if moves else self._ending.standing
        self._add(motion_of(self._ending, part, standing, None, 0.8 * self._habits.tempo, self._arms(rng)))
        self._now_s += hold_s

    def _do(self, cue: Cue, *, stops: bool) -> None:
        if cue.movement is None or cue.done is None:
            self._begin_again(cue)
            return
        rng = self._rng(cue.attempt + 1, cue.movement.number)
        pace = self._habits.tempo * float(np.clip(rng.normal(1, 0.05 * self._habits.sloppy), 0.85, 1.15))
        hold_s = self._habits.hold_s * float(rng.uniform(0.85, 1.2)) / self._habits.tempo
        vary, draws = self._arms(rng), rng.spawn(len(cue.done.parts))
        if cue.pause_s:
            self._now_s += cue.pause_s
        start_s, stretched_s = self._now_s, None
        for part, draw in zip(cue.done.parts, draws, strict=True):
            kick = self._kick(part, cue, draw)
            standing = self._stand(part, part.face_deg + self._offset_deg, cue.short, draw)
            motion = motion_of(self._ending, part, standing, kick, pace, vary)
            if cue.done.slow:
                slowly = motion.length_s * pace / _SLOW_S * cue.faster
                motion = motion_of(self._ending, part, standing, kick, slowly, vary)
            if motion.stretched_s is not None:
                stretched_s = self._now_s + motion.stretched_s
            self._add(motion)
        end_s = self._now_s
        hold_s += _STOP_S if stops else 0.0
        if cue.wobble_deg:
            self._wobbles.append((end_s, cue.wobble_deg))
            hold_s = max(hold_s, _WOBBLE_S)
        self._now_s += hold_s
        self.performed.append(
            Performed(cue.movement, cue, start_s, end_s, self._now_s, stretched_s, self._ending.standing)
        )
        self._commit(cue, start_s, end_s)

    def _begin_again(self, cue: Cue) -> None:
        start_s, facing = self._now_s, self._ending.standing.facing_deg
        self._offset_deg += 360.0 * round((facing - self._offset_deg) / 360)
        front = max("LR", key=lambda side: float(self._ending.standing.feet[side].ball @ _ahead(facing)))
        self._ready(self._offset_deg, front, hold_s=_READY_S)
        self.committed += [Committed(fault, start_s, self._now_s) for fault in cue.faults]

    def _add(self, motion: Motion) -> None:
        self._starts.append(self._now_s)
        self._motions.append(motion)
        self._ending = motion.after
        self._now_s += motion.length_s

    def _stand(self, part: Part, facing_deg: float, short: float, rng: np.random.Generator) -> Standing:
        """Where the part's stance is, with the foot that does not step where it was."""
        stretch, width, turn = rng.normal(0, [0.02, 0.04, 1.5]) * self._habits.sloppy
        now, there = self._ending.standing, (part.stance, facing_deg)
        if there == self._there:
            return now
        self._there = there
        shape = SHAPES[part.stance.kind].shortened(1 - (1 - short) * self._habits.stretch * (1 + float(stretch)))
        pivot, wide = OTHER[part.moves], self._habits.width * (1 + float(width))
        place = stand(part.stance, shape, facing_deg + float(turn), self._size, pivot, now.feet[pivot].ball, wide)
        aside = around(part.face_deg, 1.0, 0.0)
        return place.stepped(part.moves, -aside * float(aside @ self._straying))

    def _kick(self, part: Part, cue: Cue, rng: np.random.Generator) -> Kick | None:
        if part.kick is None:
            return None
        noise = float(rng.normal(0, 2 * self._habits.sloppy))
        return kicks()[part.kick.kind].lowered(self._habits.low_deg + noise + cue.low_deg)

    def _arms(self, rng: np.random.Generator) -> _Varied:
        return _Varied(rng, _ARM_NOISE * self._habits.sloppy)

    def _rng(self, attempt: int, number: int) -> np.random.Generator:
        return np.random.default_rng([*self._seed, attempt, number])

    def _commit(self, cue: Cue, start_s: float, end_s: float) -> None:
        for fault in cue.faults:
            span = (start_s, end_s)
            if fault.kind == "pause":
                span = (start_s - cue.pause_s, start_s)
            elif fault.kind == "wobble":
                span = (end_s, end_s + _WOBBLE_S)
            self.committed.append(Committed(fault, *span))

    def _commit_omissions(self, faults: Sequence[Fault]) -> None:
        for fault in faults:
            if fault.kind == "omitted":
                later = [each.start_s for each in self.performed if each.movement.number > fault.movement]
                when_s = later[0] if later else self.performed[-1].held_until_s
                self.committed.append(Committed(fault, when_s, when_s))

    def _swaying(self, moment: Moment, time_s: float) -> Moment:
        """The moment with the little that nobody holds still, and with what shakes them."""
        waves = np.sin(np.array([1.7, 2.3, 1.1, 0.9]) * time_s + self._phases) * self._habits.sloppy
        roll, aside = _SWAY_DEG * float(waves[2]), _SWAY_M * float(waves[0])
        for begin_s, degrees in self._wobbles:
            share = (time_s - begin_s) / _WOBBLE_S
            if 0 < share < 1:
                shake = degrees * np.sin(np.pi * share) * np.sin(2 * np.pi * _WOBBLE_HZ * (time_s - begin_s))
                roll, aside = roll + float(shake), aside + _WOBBLE_M * float(shake)
        shift = around(moment.standing.facing_deg, aside, _SWAY_M * float(waves[1]))
        standing = replace(moment.standing, place=moment.standing.place + shift)
        spine = moment.spine + [0.0, _SWAY_DEG * float(waves[3]), roll]
        return replace(moment, standing=standing, spine=spine)


def _straying(form: Form, size: Size, habits: Habits) -> Floats:
    """How far [2] each step is to be set against where turning on one foot leads astray: forms end where they begin."""
    astray = np.zeros(2)
    for _ in range(_ROUNDS):
        plain = FormPerformance(form, size, replace(habits, sloppy=0.0), (0,), straying=astray)
        left = plain._motions[-1].after.standing.place - plain._motions[0].before.standing.place
        facing = [each.after.standing.facing_deg for each in plain._motions if each.moves]
        across = sum(abs(round(each / 90)) % 2 for each in facing)
        astray = astray + left / np.maximum([len(facing) - across, across], 1)
    return astray


@dataclass(frozen=True)
class _Varied:
    """Makes an arm this time's: every part of it a little off."""

    rng: np.random.Generator
    noise: float

    def __call__(self, arm: Arm) -> Arm:
        ways = arm.ways + self.rng.normal(0, self.noise, arm.ways.shape)
        return Arm(np.stack([unit(way) for way in ways]), arm.fingers)


@dataclass(frozen=True)
class _Named:
    """A performed movement as a film's truth names it: the token of the form's, the words for what was done."""

    performed: Performed

    @property
    def token(self) -> str:
        return self.performed.movement.token

    @property
    def tier(self) -> str:
        return self.performed.movement.tier

    @property
    def texts(self) -> dict[str, str]:
        return dict((self.performed.cue.done or self.performed.movement).texts)


def _ahead(facing_deg: float) -> Floats:
    return around(facing_deg, 0.0, 1.0)
