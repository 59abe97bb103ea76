"""How little stretches of a performance look like movements of a form: the costs that `alignment` adds up.

Every part is 0 (as expected) to 1 (nothing like it) times its weight; what cannot be compared, because it was not seen
or the form does not say it, counts `UNKNOWN` times its weight, so that it speaks neither for nor against.

    facing  1.2   half the way round is 1, a quarter 0.5
    hands   1.4   where wrists end (height, and how far aside from there), torso lengths; a wrong arm is a wrong place
    kick    1.5   a kick that is not there, one that should not be, or the other leg (0.7)
    feet    0.8   where one ankle is from the other, given how the stance lies to the camera
    time    0.6   far too short, far too long; standing still inside; beginning while the one before has not ended
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from annotator.scoring.body import LEFT, RIGHT, BodyEvidence, Floats, turned_by
from annotator.scoring.expected import Expectation
from annotator.scoring.form import Side
from annotator.scoring.pauses import Span
from annotator.scoring.places import Place

WEIGHTS: Final = {"facing": 1.2, "hands": 1.4, "kick": 1.5, "feet": 0.8, "time": 0.6}
UNKNOWN: Final = 0.3
EVIDENCE: Final = ("facing", "hands", "kick", "feet")

SIDES: Final[dict[Side, int]] = {"left": LEFT, "right": RIGHT}
_HOLD_S: Final = 0.24  # after a movement its end is looked at for so long
_KICK: Final = (0.35, 0.55)  # leg lengths an ankle is over the other: no kick up to, a kick from
_HEIGHT, _ASIDE = 0.35, 0.55  # torso lengths by which a wrist may be elsewhere until it counts half
_FEET, _DEEP = 0.25, 0.12  # leg lengths in the picture, across and down
_TILT: Final = 0.15  # of the floor: a camera at the height of a person's hips or head, some metres away
_LENGTHS_S: Final = (0.25, 2.6)
_SLOW_S: Final = 9.0
_STOP_S: Final = 0.3
_UNSTOPPED: Final = 0.8


@dataclass(frozen=True, eq=False)
class Candidates:
    """Stretches that may be one movement each, with what is seen of them; arrays [S] or [S, 2] (left, right).

    `first` and `count` say which strokes it is made of, `start_s` and `end_s` are its times, `stopped_s` how long the
    body stood still inside, `flows` whether it did not before (1.0, else 0.0). `facing`, `over_hip`, `aside` and `feet`
    (across, down) are at its end, `lifts` the highest inside.
    """

    first: np.ndarray[tuple[int, ...], np.dtype[np.intp]] = field(repr=False)
    count: np.ndarray[tuple[int, ...], np.dtype[np.intp]] = field(repr=False)
    start_s: Floats = field(repr=False)
    end_s: Floats = field(repr=False)
    stopped_s: Floats = field(repr=False)
    flows: Floats = field(repr=False)
    facing: Floats = field(repr=False)
    over_hip: Floats = field(repr=False)
    aside: Floats = field(repr=False)
    feet: Floats = field(repr=False)
    lifts: Floats = field(repr=False)

    def __len__(self) -> int:
        return len(self.first)


def candidates(evidence: BodyEvidence, strokes: Sequence[Span], most: int) -> Candidates:
    """Every run of up to `most` strokes that follow one another."""
    runs = [(at, n) for at in range(len(strokes)) for n in range(1, most + 1) if at + n <= len(strokes)]
    ends = [_end(evidence, strokes, at) for at in range(len(strokes))]
    rows: list[list[float]] = []
    for at, n in runs:
        last = at + n - 1
        stopped = sum(max(strokes[i + 1].start_s - strokes[i].end_s, 0.0) for i in range(at, last))
        inside = evidence.foot_lift[strokes[at].first : strokes[last].last]
        flows = float(at > 0 and strokes[at].first <= strokes[at - 1].last)
        rows.append([strokes[at].start_s, strokes[last].end_s, stopped, flows, *ends[last], *_highest(inside)])
    table = np.array(rows, dtype=np.float64).reshape(len(runs), 13)
    counts = np.array(runs, dtype=np.intp).reshape(len(runs), 2)
    return Candidates(
        counts[:, 0], counts[:, 1], table[:, 0], table[:, 1], table[:, 2], table[:, 3],
        table[:, 4], table[:, 5:7], table[:, 7:9], table[:, 9:11], table[:, 11:13],
    )  # fmt: skip


def costs(expected: Expectation, seen: Candidates, offset: float) -> dict[str, Floats]:
    """The costs of taking each candidate for a movement, [S] for each part, weighted.

    `offset` is where the beginning of the form faces, in degrees from the camera.
    """
    return {**placed_costs(expected, seen, offset), **other_costs(expected, seen)}


def placed_costs(expected: Expectation, seen: Candidates, offset: float) -> dict[str, Floats]:
    """The parts that depend on the offset; where the form does not say where one faces only heights are compared."""
    facing = np.full(len(seen), np.nan if expected.facing is None else float(expected.facing + offset))
    return {
        "facing": WEIGHTS["facing"] * _facing(expected, seen, offset),
        "hands": WEIGHTS["hands"] * _hands(expected, seen, np.radians(facing)),
        "feet": WEIGHTS["feet"] * _feet(expected, seen, np.radians(facing)),
    }


def other_costs(expected: Expectation, seen: Candidates) -> dict[str, Floats]:
    """The parts that do not."""
    return {"kick": WEIGHTS["kick"] * _kick(expected, seen), "time": WEIGHTS["time"] * _time(expected, seen)}


def wrist_aside(side: int, place: Place, facing: Floats | float) -> Floats:
    """How far right of the middle of the body a wrist is in the picture, torso lengths; `facing` in radians."""
    out, _, ahead = place
    return np.asarray((out if side == LEFT else -out) * np.cos(facing) - ahead * np.sin(facing))


def ankles_apart(feet: tuple[float, float], facing: Floats | float, tilt: float) -> tuple[Floats, Floats]:
    """How far right of and below the right ankle the left one is in the picture, leg lengths; `facing` in radians.

    `tilt` is how much of what lies along the floor, towards the camera, is seen as down.
    """
    ahead, aside = feet
    across = -np.sin(facing) * ahead + np.cos(facing) * aside
    return np.asarray(across), np.asarray(tilt * (np.cos(facing) * ahead + np.sin(facing) * aside))


def _facing(expected: Expectation, seen: Candidates, offset: float) -> Floats:
    if expected.facing is None:
        return np.full(len(seen), UNKNOWN)
    away = np.radians(turned_by(seen.facing, expected.facing + offset))
    return _or_unknown((1 - np.cos(away)) / 2)


def _hands(expected: Expectation, seen: Candidates, facing: Floats) -> Floats:
    parts = [_wrist(seen, SIDES[side], place, facing) for side, place in expected.wrists]
    if expected.either is not None:
        sides = [_wrist(seen, side, expected.either, facing) for side in (LEFT, RIGHT)]
        parts.append(np.minimum(*sides))
    return np.mean(parts, axis=0) if parts else np.full(len(seen), UNKNOWN)


def _wrist(seen: Candidates, side: int, place: Place, facing: Floats) -> Floats:
    """How far a wrist is from a place of the body, as the picture shows it from where the body faces."""
    far = ((seen.over_hip[:, side] - place[1]) / _HEIGHT) ** 2
    far = far + np.nan_to_num(((seen.aside[:, side] - wrist_aside(side, place, facing)) / _ASIDE) ** 2)
    return _or_unknown(far / (1 + far))


def _kick(expected: Expectation, seen: Candidates) -> Floats:
    """How sure a leg kicked, by its height, against which should."""
    low, high = _KICK
    kicked = np.clip((seen.lifts - low) / (high - low), 0.0, 1.0)
    some = np.where(np.isnan(kicked), -1.0, kicked).max(axis=1)
    some = np.where(some < 0, np.nan, some)
    if not expected.kicks:
        return _or_unknown(some)
    legs = [side for name, side in SIDES.items() if name in expected.kicks]
    if len(legs) != 1:
        return _or_unknown(np.subtract(1.0, some))
    return _or_unknown(np.subtract(1.0, np.maximum(kicked[:, legs[0]], 0.3 * some)))


def _feet(expected: Expectation, seen: Candidates, facing: Floats) -> Floats:
    if expected.feet is None:
        return np.full(len(seen), UNKNOWN)
    across, down = ankles_apart(expected.feet, facing, _TILT)
    far = ((seen.feet[:, 0] - across) / _FEET) ** 2 + ((seen.feet[:, 1] - down) / _DEEP) ** 2
    return _or_unknown(far / (1 + far))


def _time(expected: Expectation, seen: Candidates) -> Floats:
    shortest, longest = _LENGTHS_S
    longest = _SLOW_S if expected.slow else longest
    length_s = seen.end_s - seen.start_s
    wrong = np.clip((shortest - length_s) / shortest, 0, 1) + np.clip((length_s - longest) / longest, 0, 1)
    stops = np.zeros(len(seen)) if expected.slow else np.clip(seen.stopped_s / _STOP_S, 0, 2)
    more = np.clip(seen.count - expected.strokes, 0, None) * 0.3
    return np.asarray(wrong + stops + more + _UNSTOPPED * seen.flows)


def _or_unknown(cost: Floats) -> Floats:
    return np.where(np.isnan(cost), UNKNOWN, cost)


def _end(evidence: BodyEvidence, strokes: Sequence[Span], at: int) -> list[float]:
    """Facing, wrists over the hips, wrists aside, ankles apart while the end of a stroke is held: medians."""
    until_s = min(strokes[at].end_s + _HOLD_S, strokes[at + 1].start_s if at + 1 < len(strokes) else np.inf)
    first = max(strokes[at].last - 1, 0)
    held = slice(first, max(int(np.searchsorted(evidence.times_s, until_s)), first + 1))
    radians = np.radians(evidence.facing[held])
    facing = np.degrees(np.arctan2(_middle(np.sin(radians)), _middle(np.cos(radians)))) % 360
    wrists = (evidence.wrist_over_hip, evidence.wrist_aside)
    ends = [_middle(values[held, side]) for values in wrists for side in (LEFT, RIGHT)]
    return [float(facing), *ends, *(_middle(evidence.feet[held, axis]) for axis in (0, 1))]


def _middle(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else np.nan


def _highest(lifts: Floats) -> list[float]:
    """The highest each leg gets; NaN where it was never seen."""
    known = np.where(np.isnan(lifts), -np.inf, lifts).max(axis=0, initial=-np.inf)
    return [float(each) if np.isfinite(each) else np.nan for each in known]
