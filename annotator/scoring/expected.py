"""What a movement of a form should look like at its end, as far as a picture can show it.

Places of the wrists (`places`) and of the feet are rough on purpose: they tell low from middle from face, a stretched
arm from one drawn back to the hip, a long stance from a short one. How well something is done they do not tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from annotator.scoring.form import Form, Movement, Side, Stance, Technique
from annotator.scoring.places import Place, load_places

_TWICE: Final = "두번"
_HELPS: Final = "눌러막기"
OTHER_SIDE: Final[dict[Side, Side]] = {"left": "right", "right": "left"}
# From the rear ankle to the one in front, along and across where one faces, in leg lengths (hip to ankle): a foot is
# 0.31 of a leg long, 앞서기 three feet from heel to toes, so that its ankles are two feet apart, and so on.
FEET: Final = {
    "MOA": (0.0, 0.1), "NR": (0.0, 0.35), "GJ": (0.0, 0.35), "TM": (0.0, 0.35), "AS": (0.6, 0.13), "AG": (1.0, 0.3),
    "DG": (0.74, 0.08), "BS": (0.4, 0.1), "JC": (0.0, 0.75),
}  # fmt: skip
_REAR_NAMED: Final = ("DG",)  # named after the rear leg


@dataclass(frozen=True)
class Expectation:
    """What is to be seen of a movement; None where the form, or this module, does not know.

    `facing`: degrees from where the form begins, clockwise. `kicks`: the legs that kick ("unknown": one of them).
    `wrists`: where a wrist ends, by side; `either`: where one of them ends, no source says which. `feet`: how far the
    left ankle is ahead of the right one, and to its left, in leg lengths. `strokes`: how many peaks of speed are usual.
    `slow`: it may take long.
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
    ready, facing = load_places().ready, 0 if form.part is None else None
    return Expectation(facing=facing, wrists=(("left", ready), ("right", ready)), feet=feet_of(form.ready))


def feet_of(stance: Stance | None) -> tuple[float, float] | None:
    """How far the left ankle is ahead of the right one in a stance, and to its left, in leg lengths (None: unknown)."""
    if stance is None or stance.code not in FEET:
        return None
    along, across = FEET[stance.code]
    if along and stance.side is None:
        return None
    left_ahead = (stance.side == "left") != (stance.code in _REAR_NAMED)
    return (along if left_ahead else -along, across)


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
        feet=feet_of(movement.stance),
        strokes=1 + sum(each.times * (2 if _TWICE in each.ko else 1) for each in movement.techniques),
        slow=movement.slow,
    )
    wrists, either = _hands(hands)
    return replace(expected, wrists=tuple(sorted(wrists.items())), either=either)


def _hands(techniques: Sequence[Technique]) -> tuple[dict[Side, Place], Place | None]:
    """Where each wrist ends, and where one of them does, no source says which; the last technique decides.

    It draws the other hand back, whatever that did before, unless it only helps (it presses down while the one before
    thrusts).
    """
    if not techniques:
        return {}, None
    last = techniques[-1]
    found = load_places().of(last)
    if found is None:
        return {}, None
    place, other = found
    if last.side == "unknown" or _TWICE in last.ko:
        return {}, place
    if last.side == "both":  # both alike; where they differ the form does not say which is which
        alike = other in (place, load_places().pulled)
        return {"left": place, "right": place} if alike else {}, None
    wrists: dict[Side, Place] = {last.side: place}
    helped = techniques[-2] if len(techniques) > 1 and _HELPS in last.ko else None
    if helped is not None and helped.side == OTHER_SIDE[last.side]:
        before = load_places().of(helped)
        wrists |= {OTHER_SIDE[last.side]: before[0]} if before else {}
    elif other is not None:
        wrists[OTHER_SIDE[last.side]] = other
    return wrists, None
