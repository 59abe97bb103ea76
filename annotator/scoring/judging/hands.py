"""Hands held against the form: whether they end where the technique has them, or where another technique has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from annotator.scoring.costs import SIDES, wrist_aside
from annotator.scoring.expected import OTHER_SIDE, Expectation, expectations
from annotator.scoring.form import Movement, Side
from annotator.scoring.judging.holds import Hold
from annotator.scoring.judging.view import View
from annotator.scoring.names import Level
from annotator.scoring.places import Place, load_places

_UP, _ASIDE = 0.11, 0.19  # torso lengths: how far off a wrist is that is where it should be
_MOST = 16.0  # one wrist speaks no louder
_BASIC: Final[tuple[Level, ...]] = ("low", "middle", "face")


@dataclass(frozen=True)
class HandsFinding:
    """What hands look most like apart from the form's technique: "other-arm" or "other-technique".

    `farther` says how much farther they are from where the form has them than from that, in squared deviations; `up` is
    the height of the wrist that is off most, `expected_up` where it should be.
    """

    finding: str
    farther: float
    up: float
    expected_up: float


def judged(hold: Hold, view: View) -> HandsFinding | None:
    """What the hands do at the end of a movement; None where the form does not say, or neither wrist was seen.

    Nor are they judged where the form does not say where one faces: heights alone deceive too often. What sources
    dispute is right in every variant.
    """
    variants = settled(hold.movement)
    if hold.movement.facing is None:
        return None
    facing = view.radians(hold)
    seen = [side for side, at in SIDES.items() if np.isfinite(hold.over_hip[at])]
    variants = [each for each in variants if any(side in seen for side, _ in each.wrists)]
    if not variants:
        return None
    best = min(variants, key=lambda each: _far(hold, dict(each.wrists), facing))
    wrists = dict(best.wrists)
    others = [(name, _far(hold, other, facing)) for name, other in _others(wrists)]
    looks, least = min(others, key=lambda pair: pair[1])
    off = {side: _off(hold, side, place, facing) for side, place in wrists.items() if side in seen}
    side = max(off, key=lambda each: off[each])
    return HandsFinding(looks, sum(off.values()) - least, float(hold.over_hip[SIDES[side]]), wrists[side][1])


def settled(movement: Movement) -> list[Expectation]:
    """The variants of a movement, where each of them says where wrists end; else none."""
    variants = expectations(movement)
    return list(variants) if all(each.wrists for each in variants) else []


def _others(wrists: Mapping[Side, Place]) -> Iterator[tuple[str, dict[Side, Place]]]:
    """What might have been done instead, for the wrists the form speaks of."""
    if len(wrists) == 2:
        yield "other-arm", {side: wrists[OTHER_SIDE[side]] for side in wrists}
    places = load_places()
    basic = [places.levels["block"][level] for level in _BASIC] + [places.levels["punch"]["middle"]]
    for place in basic:
        for side in SIDES:
            both: dict[Side, Place] = {side: place, OTHER_SIDE[side]: places.pulled}
            yield "other-technique", {each: both[each] for each in wrists}


def _far(hold: Hold, wrists: Mapping[Side, Place], facing: float) -> float:
    return sum(_off(hold, side, place, facing) for side, place in wrists.items())


def _off(hold: Hold, side: Side, place: Place, facing: float) -> float:
    """How far a wrist is from a place, in squared deviations; 0 where it was not seen."""
    at = SIDES[side]
    up = (hold.over_hip[at] - place[1]) / _UP
    aside = (hold.aside[at] - wrist_aside(at, place, facing).item()) / _ASIDE
    return min(float(np.nansum([up**2, aside**2])), _MOST)
