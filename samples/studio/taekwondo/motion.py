"""From one stance to the next: steps, turns, kicks and the strokes of the arms as curves over time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from samples.studio.human import Floats
from samples.studio.taekwondo.forms import OTHER, Part
from samples.studio.taekwondo.poses import mixed_fingers
from samples.studio.taekwondo.stances import SIGN, Foot, Standing, around
from samples.studio.taekwondo.techniques import Arm, Kick, arms, techniques
from samples.studio.taekwondo.walker import FreeLeg, Moment, turned_towards

T = TypeVar("T")
N = TypeVar("N", float, Floats)
Key = tuple[float, float, T]  # from when to when, and what is reached

# Seconds, at an even tempo: when what happens in a movement.
_STEP_S, _TURN_S = 0.60, 0.16  # a step, and how much longer one lasts for every quarter turn beyond the first
_STROKE_S, _LAG_S = 0.40, 0.16  # a stroke, and how long after the foot it arrives
_DRAW_S = 0.30
_FURTHER_S = 0.34  # a further punch out of the same stance
_KICK_S = 1.06
_KICK_UP, _KICK_OUT, _KICK_BACK, _KICK_DOWN = (0.06, 0.40), (0.33, 0.54), (0.56, 0.76), (0.70, 1.06)
_RAISED_M, _RAISED_UP, _RAISED_DOWN = 0.24, (0.0, 0.24), (0.80, 1.06)  # the foot leaves the floor before the leg swings
_LIFT_M = 0.035
_NEAR = 0.20  # how near a foot passes the other one, in leg lengths
_SUPPORT = 0.965  # how high the hips are over the leg that bears a kick, in leg lengths


@dataclass(frozen=True, eq=False)
class Ending:
    """How a motion ends and the next begins: the stance, the arms, the twist of the shoulders in degrees.

    `aside_deg` is how far to the left of where the body faces the eyes are turned.
    """

    standing: Standing
    arms: Mapping[str, Arm]
    twist_deg: float = 0.0
    aside_deg: float = 0.0

    @property
    def look_deg(self) -> float:
        """Where the eyes are turned, counted like the facing."""
        return self.standing.facing_deg + self.aside_deg


@dataclass(frozen=True, eq=False)
class Motion:
    """What leads from one ending to the next in `length_s`; before and after it stands still.

    `moves` is the foot that steps ("" for none), its ball going the `way` [2] between the two times `step`. Times are
    seconds at an even tempo, `pace` times as long as they take.
    """

    before: Ending
    after: Ending
    moves: str
    length_s: float
    pace: float
    turning: Key[float]
    arm_keys: Mapping[str, Sequence[Key[Arm]]]
    twist_keys: Sequence[Key[float]]
    kick: Kick | None
    kick_side: str
    step: tuple[float, float]
    way: Callable[[float], Floats]

    @property
    def stretched_s(self) -> float | None:
        """When the kicking leg is stretched, from the beginning of the motion."""
        return (_KICK_OUT[1] + _KICK_BACK[0]) / 2 / self.pace if self.kick else None

    def at(self, time_s: float) -> Moment:
        """The body at a moment."""
        now = time_s * self.pace
        facing = _along(self.before.standing.facing_deg, [self.turning], now, _number)
        twist = _along(self.before.twist_deg, self.twist_keys, now, _number)
        standing = self._standing(now, facing)
        pelvis, spine, turn, free = np.zeros(3), np.zeros(3), 0.0, None
        if self.kick:
            share = eased(now, _KICK_UP[0], _KICK_UP[1]) - eased(now, *_KICK_DOWN)
            side = -SIGN[self.kick_side]
            flip = np.array([side, 1.0, side])
            standing = _pivoted(standing, OTHER[self.kick_side], 0.9 * side * self.kick.turn_deg * share)
            pelvis, spine = self.kick.pelvis * flip * share, self.kick.spine * flip * share
            turn = side * self.kick.turn_deg * share
            free = self._free(now)
        shoulders = 0.7 * standing.hip_deg + twist
        spine = spine + [shoulders - standing.hip_deg, 0, 0]
        look = _along(self.before.look_deg, [(0.0, self.turning[1] * 0.7, self.after.look_deg)], now, _number)
        standing = replace(standing, hip_deg=standing.hip_deg + turn)
        held = {side: _along(self.before.arms[side], self.arm_keys[side], now, _arm) for side in "LR"}
        return Moment(standing, held, facing + turn, pelvis, spine, look, free)

    def _standing(self, now: float, facing: float) -> Standing:
        before, after = self.before.standing, self.after.standing
        start, end = self.step
        shares = (eased(now, start, end + 0.06), eased(now, start, end))
        place: Floats = before.place * (1 - shares[0]) + after.place * shares[0]
        height = before.height_m * (1 - shares[0]) + after.height_m * shares[0]
        if self.kick:
            over = before.feet[OTHER[self.kick_side]]
            support = over.ball - around(over.yaw_deg, 0, 0.06)
            keys: list[Key[Floats]] = [(0.0, 0.40, support), (_KICK_DOWN[0] - 0.08, end + 0.06, after.place)]
            place = _along(before.place, keys, now, _number)
            tall = _SUPPORT * before.leg_m
            rise: list[Key[float]] = [(0.0, 0.40, tall), (_KICK_DOWN[0], end + 0.06, after.height_m)]
            height = _along(before.height_m, rise, now, _number)
        hip = before.hip_deg * (1 - shares[1]) + after.hip_deg * shares[1]
        feet = {side: self._foot(side, now, shares[1]) for side in "LR"}
        return Standing(facing, place, height, hip, feet, before.leg_m)

    def _foot(self, side: str, now: float, share: float) -> Foot:
        first, last = self.before.standing.feet[side], self.after.standing.feet[side]
        yaw = first.yaw_deg * (1 - share) + last.yaw_deg * share
        heel = first.heel_deg * (1 - share) + last.heel_deg * share
        lift = first.lift_m * (1 - share) + last.lift_m * share
        if side != self.moves:
            return Foot(first.ball, yaw, lift, heel)
        air = 4 * share * (1 - share)
        if not self.kick:
            return Foot(self.way(share), yaw, lift + _LIFT_M * air, heel + 14 * air)
        raised_m = _RAISED_M * (eased(now, *_RAISED_UP) - eased(now, *_RAISED_DOWN))
        there = (eased(now, 0.0, _KICK_UP[1]) + eased(now, *_KICK_DOWN)) / 2  # first to beside the other foot
        return Foot(self.way(there), yaw, max(lift, raised_m), heel + 14 * air)

    def _free(self, now: float) -> FreeLeg:
        assert self.kick is not None  # noqa: S101 (who calls has seen to it)
        ways = turned_towards(self.kick.raised, self.kick.stretched, eased(now, *_KICK_OUT) - eased(now, *_KICK_BACK))
        mirror = np.array([SIGN[self.kick_side], 1.0, 1.0])
        hinge = np.cross(self.kick.raised[0] * mirror, self.kick.raised[1] * mirror)
        share = eased(now, *_KICK_UP) - eased(now, *_KICK_DOWN)
        return FreeLeg(self.kick_side, ways, hinge / np.linalg.norm(hinge), share)


def _pivoted(standing: Standing, side: str, degrees: float) -> Standing:
    """The foot that bears a kick turns on its ball as the hips turn."""
    foot = standing.feet[side]
    return replace(standing, feet={**standing.feet, side: replace(foot, yaw_deg=foot.yaw_deg + degrees)})


def motion_of(
    before: Ending, part: Part, standing: Standing, kick: Kick | None, pace: float, vary: Callable[[Arm], Arm]
) -> Motion:
    """The motion that brings somebody from an ending through a part of a movement to `standing`.

    `kick` is the part's as it is done; `pace`: how much faster than an even tempo; `vary` makes an arm this time's.
    """
    steps = any(
        float(np.linalg.norm(standing.feet[side].ball - before.standing.feet[side].ball)) > 1e-3
        or abs(standing.feet[side].yaw_deg - before.standing.feet[side].yaw_deg) > 15
        for side in "LR"
    )
    turn = abs(standing.facing_deg - before.standing.facing_deg)
    step_s = _KICK_S if kick else (_STEP_S + _TURN_S * max(turn / 90 - 1, 0)) if steps else 0.0
    start = 0.36 if kick else 0.0
    keys, twists, end_s = _strokes(part, kick is not None, step_s, vary)
    after = Ending(standing, {side: keys[side][-1][2] if keys[side] else before.arms[side] for side in "LR"},
                   twists[-1][2] if twists else before.twist_deg, part.aside_deg)  # fmt: skip
    end_s = max(end_s, step_s + 0.06)
    turning = (start, step_s, standing.facing_deg) if steps else (0.0, max(step_s, 0.3), standing.facing_deg)
    return Motion(
        before, after, part.moves if steps or kick else "", end_s / pace, pace, turning, keys, twists, kick,
        part.kick.side if kick and part.kick else "", (start, step_s) if steps or kick else (0.0, 0.3),
        _path(before.standing, standing, part.moves),
    )  # fmt: skip


def _strokes(
    part: Part, kicks: bool, step_s: float, vary: Callable[[Arm], Arm]
) -> tuple[dict[str, list[Key[Arm]]], list[Key[float]], float]:
    """What the arms do, how the shoulders turn, and when it is over."""
    keys: dict[str, list[Key[Arm]]] = {"L": [], "R": []}
    twists: list[Key[float]] = []
    if kicks:
        for side in "LR":
            keys[side].append((0.0, 0.36, vary(arms()["kicking"])))
        twists.append((0.0, 0.36, 0.0))
    end_s = 0.0
    for number, stroke in enumerate(part.strokes):
        technique, sides = techniques()[stroke.kind], (stroke.side, OTHER[stroke.side])
        twist = -SIGN[stroke.side] * technique.twist_deg
        if number == 0:
            end_s = max(step_s + _LAG_S, _DRAW_S + _STROKE_S - 0.08)
            begin_s = end_s - _STROKE_S
            drawn = (max(begin_s - 0.42, 0.0), begin_s + 0.08)
        elif stroke.kind.endswith("punch"):
            begin_s, end_s, drawn = end_s + 0.06, end_s + 0.06 + _FURTHER_S, None
        else:
            drawn = (end_s + 0.06, end_s + 0.06 + _DRAW_S)
            begin_s, end_s = drawn[1] - 0.06, drawn[1] - 0.06 + _FURTHER_S
        for side, draw, end in zip(sides, technique.draw, technique.end, strict=True):
            if drawn:
                keys[side].append((*drawn, vary(draw)))
            keys[side].append((begin_s, end_s, vary(end)))
        if drawn:
            twists.append((*drawn, -0.8 * twist))
        twists.append((begin_s, end_s, twist))
    return keys, twists, end_s


def _path(before: Standing, after: Standing, side: str) -> Callable[[float], Floats]:
    """The way of the ball of a stepping foot: near past the other foot where it passes it, else straight."""
    pivot = before.feet[OTHER[side]].ball
    near_m = _NEAR * before.leg_m
    first, last = before.feet[side].ball, after.feet[side].ball
    (one, one_m), (two, two_m) = (_polar(ball - pivot, each.facing_deg, side)
                                  for ball, each in ((first, before), (last, after)))  # fmt: skip
    half = (before.facing_deg + after.facing_deg) / 2 + SIGN[side] * 90
    turn = abs(after.facing_deg - before.facing_deg)
    passes = turn >= 60 or abs(one - two) >= 75
    if not passes or float(np.linalg.norm(last - first)) < near_m:
        return lambda share: np.asarray(first * (1 - share) + last * share)

    def way(share: float) -> Floats:
        ends, middle = (1 - share) * (1 - 2 * share), 4 * share * (1 - share)
        tail = share * (2 * share - 1)
        angle = ends * one + middle * half + tail * two
        radius = one_m * (1 - share) ** 2 + two_m * share**2
        radius += (near_m - (one_m + two_m) / 4) * middle
        return np.asarray(pivot + around(angle, 0, max(radius, 0.7 * near_m)))

    return way


def _polar(way: Floats, facing_deg: float, side: str) -> tuple[float, float]:
    """Where a foot is from the other one: degrees, counted like the facing, and metres; a foot crosses over seldom."""
    middle = facing_deg + SIGN[side] * 90
    angle = np.degrees(np.arctan2(way[0], way[1]))
    return float(middle + (angle - middle + 180) % 360 - 180), float(np.linalg.norm(way))


def eased(now: float, start: float, end: float) -> float:
    """How much of a movement from `start` to `end` is done: at rest at both ends, with the least jerk."""
    share = min(max((now - start) / max(end - start, 1e-9), 0.0), 1.0)
    return share**3 * (10 - 15 * share + 6 * share * share)


def _along(value: T, keys: Sequence[Key[T]], now: float, mix: Callable[[T, T, float], T]) -> T:
    for start, end, key in keys:
        value = mix(value, key, eased(now, start, end))
    return value


def _number(first: N, second: N, share: float) -> N:
    return first * (1 - share) + second * share


def _arm(first: Arm, second: Arm, share: float) -> Arm:
    if share <= 0:
        return first
    if share >= 1:
        return second
    return Arm(turned_towards(first.ways, second.ways, share), mixed_fingers(first.fingers, second.fingers, share))
