"""What looks wrong in a form that can be read: said to whoever corrects one, never refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from annotator.scoring.form import Form, Movement, Technique

_WALKED: Final = {"AS", "AG"}  # the stances whose front foot the names 바로 and 반대 go by
_RANGE: Final = re.compile(r"(\d+)(?:-(\d+))?")


class Remark(msgspec.Struct, frozen=True):
    """Something to look at: in which movement (None: in the form), and what."""

    movement: int | None
    text: str


def form_remarks(form: Form) -> tuple[Remark, ...]:
    """Everything that looks wrong, in the order of the movements: hands against the names of punches, marks, shouts."""
    found = [remark for movement in form.movements for remark in _of_movement(movement)]
    if form.part is None and not any(movement.kihap for movement in form.movements):
        found.append(Remark(None, "there is no kihap in it"))
    noted = {number for note in form.disputed for number in noted_movements(note)}
    unmarked = [each.number for each in form.movements if each.number in noted and each.disputed is None]
    found += [Remark(n, "a note of the form says it is disputed, the movement does not") for n in unmarked]
    beyond = sorted(number for number in noted if not 1 <= number <= len(form.movements)) if form.part is None else []
    found += [Remark(None, f"a note is about movement {number}, which does not exist") for number in beyond]
    return tuple(found)


def noted_movements(note: str) -> list[int]:
    """The movements a note of a form is about: 15 and 18 in "15 and 18: AS or AG", all three in "21-23 ..."."""
    head, colon, _ = note.partition(":")
    numbers: list[int] = []
    for match in _RANGE.finditer(head if colon else note):
        first, last = int(match[1]), int(match[2] or match[1])
        numbers += range(first, last + 1)
    return numbers


def _of_movement(movement: Movement) -> Iterator[Remark]:
    for technique in movement.techniques:
        wrong = _wrong_hand(movement, technique)
        if wrong:
            yield Remark(movement.number, wrong)
    if movement.techniques[-1].when != "landing":
        yield Remark(movement.number, "nothing is done after the landing")


def _wrong_hand(movement: Movement, technique: Technique) -> str:
    """바로지르기 is done with the hand opposite the front foot, 반대지르기 with the hand on its side."""
    stance = movement.stance
    if stance is None or stance.code not in _WALKED or technique.when != "landing":
        return ""
    if technique.side not in {"left", "right"}:
        return ""
    same = technique.side == stance.side
    if "반대지르기" in technique.ko and not same:
        return f"{technique.ko} in {stance.ko} is done with the {stance.side} hand, it says {technique.side}"
    if "바로지르기" in technique.ko and same:
        return f"{technique.ko} in {stance.ko} is done with the other hand, it says {technique.side}"
    return ""
