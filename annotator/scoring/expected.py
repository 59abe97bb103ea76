"""What a movement of a form should look like at its end, as far as a picture can show it.

Places of the wrists are in torso lengths in the body's own terms: out from its middle (to the side of that hand), up
from the hips, ahead. They are rough on purpose: they tell low from middle from face, and a stretched arm from one drawn
back to the hip, for telling movements apart; how well something is done cannot be read from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from annotator.scoring.form import Form, Movement, Side, Technique

Place = tuple[float, float, float]

_PULLED: Final[Place] = (0.4, 0.6, -0.05)
_READY: Final[Place] = (0.1, 0.4, 0.4)
_PLACES: Final[dict[tuple[str, str], Place]] = {
    ("block", "low"): (0.4, 0.1, 0.6),
    ("block", "middle"): (0.2, 1.0, 0.65),
    ("block", "face"): (0.05, 1.55, 0.5),
    ("punch", "middle"): (0.05, 0.9, 1.2),
    ("punch", "face"): (0.05, 1.25, 1.15),
    ("strike", "low"): (0.1, 0.3, 0.6),
    ("strike", "middle"): (0.1, 1.0, 1.0),
    ("strike", "face"): (0.05, 1.3, 0.85),
    ("thrust", "middle"): (0.0, 0.8, 1.15),
}
# What a name means that does not say its level.
_LEVELS: Final = {
    "목치기": "face",
    "턱치기": "face",
    "등주먹앞치기": "face",
    "안막기": "middle",
    "바깥막기": "middle",
    "거들어막기": "middle",
    "지르기": "middle",
    "찌르기": "middle",
}
_NO_PLACE: Final = ("팔굽", "두주먹", "당겨", "표적", "옆", "헤쳐", "엇걸어", "가위", "산틀", "금강")
_HELPING: Final = ("거들어", "제비품", "산틀", "금강", "돌쩌귀")  # the other hand does something too
_TWICE: Final = "두번"
_OTHER: Final[dict[Side, Side]] = {"left": "right", "right": "left"}
# Between the ankles along and across where one faces, in leg lengths; a foot is 0.31 of a leg (hip to ankle) long.
_FEET: Final = {
    "MOA": (0.0, 0.1), "NR": (0.0, 0.35), "AS": (0.6, 0.15), "AG": (0.95, 0.3), "DG": (0.65, 0.1),
    "BS": (0.35, 0.1), "JC": (0.1, 0.75), "GJ": (0.0, 0.35), "TM": (0.0, 0.35),
}  # fmt: skip


@dataclass(frozen=True)
class Expectation:
    """What is to be seen of a movement; None where the form, or this module, does not know.

    `facing`: degrees from where the form begins, clockwise. `kicks`: the legs that kick ("unknown": one of them).
    `wrists`: where a wrist ends, by side; `either`: where one of them ends, no source says which. `feet`: along and
    across. `strokes`: how many peaks of speed are usual. `slow`: it may take long.
    """

    facing: int | None = None
    kicks: frozenset[str] = frozenset()
    wrists: tuple[tuple[Side, Place], ...] = ()
    either: Place | None = None
    feet: tuple[float, float] | None = None
    strokes: int = 2
    slow: bool = False


def expectations(movement: Movement) -> tuple[Expectation, ...]:
    """What is to be seen of a movement: as the form has it first, then every alternative of what is disputed."""
    return tuple(_expectation(each) for each in _variants(movement))


def ready_expectation(form: Form) -> Expectation:
    """The ready stance before and after a form: where it begins to face, fists before the belly.

    Where it faces before and after a part of a form is not known.
    """
    facing = 0 if form.part is None else None
    return Expectation(facing=facing, wrists=(("left", _READY), ("right", _READY)), feet=_FEET.get(form.ready.code))


def _variants(movement: Movement) -> Iterator[Movement]:
    yield movement
    for other in movement.alternatives:
        if other.stance is not None:
            yield msgspec.structs.replace(movement, stance=other.stance)
        elif other.technique is not None and other.becomes is not None:
            techniques = list(movement.techniques)
            techniques[other.technique - 1] = other.becomes
            yield msgspec.structs.replace(movement, techniques=tuple(techniques))


def _expectation(movement: Movement) -> Expectation:
    kicks = [each for each in movement.techniques if each.kind == "kick"]
    hands = [each for each in movement.techniques if each.when == "landing" and each.kind != "kick"]
    expected = Expectation(
        facing=movement.facing,
        kicks=frozenset(each.side for each in kicks),
        feet=_FEET.get(movement.stance.code) if movement.stance else None,
        strokes=1 + sum(each.times * (2 if _TWICE in each.ko else 1) for each in movement.techniques),
        slow=movement.slow,
    )
    wrists, either = _hands(hands)
    return replace(expected, wrists=tuple(sorted(wrists.items())), either=either)


def _hands(techniques: Sequence[Technique]) -> tuple[dict[Side, Place], Place | None]:
    """Where each wrist ends, and where one of them does; a punch draws the hand back that acted before it."""
    wrists: dict[Side, Place] = {}
    either = None
    for number, technique in enumerate(techniques):
        place, draws_back = _place(technique), technique.kind == "punch"
        if draws_back:
            wrists, either = {}, None
        if place is not None and (technique.side == "unknown" or _TWICE in technique.ko):
            either = place
        for side in ("left", "right"):
            if place is not None and technique.side == side:
                wrists[side] = place
                alone = draws_back or len(techniques) == 1
                if alone and number + 1 == len(techniques) and not any(word in technique.ko for word in _HELPING):
                    wrists[_OTHER[side]] = _PULLED
    return wrists, either


def _place(technique: Technique) -> Place | None:
    """Where the acting wrist ends, or None where the name does not settle it."""
    if any(word in technique.ko for word in _NO_PLACE):
        return None
    implied = [level for name, level in _LEVELS.items() if technique.ko.endswith(name)]
    level: str | None = technique.level or (implied[0] if implied else None)
    return _PLACES.get((technique.kind, level)) if level else None
