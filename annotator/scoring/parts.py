"""Parts of forms: some movements that follow one another, or a section.

Sections are derived from directions. The pattern of a Taegeuk form has lines across (one faces left or right) and a
line along (front or back) that leads from one to the next. A section begins with the first movement and wherever one
turns from a line across into the line along. For Taegeuk 1 to 7 that gives four sections each.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

import msgspec

from annotator.errors import UsageError
from annotator.scoring.form import Form, Movement, Title

_MOVEMENTS: Final = re.compile(r"(?P<first>\d{1,3})(?:\s*[-~]\s*(?P<last>\d{1,3}))?")
_SECTION: Final = re.compile(r"section[ -]?(?P<en>\d{1,2})|(?P<ko>\d{1,2}) ?단락", re.IGNORECASE)
_MOST_UNKNOWN: Final = 0.25  # of the directions, until nothing is derived


def form_sections(form: Form) -> tuple[tuple[int, int], ...]:
    """The numbers of the first and last movement of each section.

    None where more than a quarter of the directions are not known, nor where the form is itself a part.
    """
    movements = form.movements
    unknown = sum(movement.facing is None for movement in movements)
    if form.part is not None or unknown > _MOST_UNKNOWN * len(movements):
        return ()
    starts = [movements[0].number]
    known = [movement for movement in movements if movement.facing is not None]
    starts += [after.number for before, after in pairwise(known) if _across(before) and _along(after)]
    ends = [*(start - 1 for start in starts[1:]), movements[-1].number]
    return tuple(zip(starts, ends, strict=True))


def split_part(name: str) -> tuple[str, str]:
    """A form's name and the part asked for: "taegeuk-1:5-9" is "taegeuk-1" and "5-9"; "" where no part is."""
    form, colon, part = name.rpartition(":")
    asked = part.strip()
    if colon and form.strip() and (_MOVEMENTS.fullmatch(asked) or _SECTION.fullmatch(asked)):
        return form.strip(), asked
    return name, ""


def form_part(form: Form, part: str) -> Form:
    """A part of a form: "5-9", "7", "section-2" or "2단락"; movements keep their numbers.

    Raises UsageError where the form has no such part.
    """
    first, last = _range(form, part)
    have = [movement.number for movement in form.movements]
    if first > last or first not in have or last not in have:
        raise UsageError(
            f"{form.name} has no movements {part}", hint=f"it has {have[0]} to {have[-1]}, the lower number first"
        )
    if (first, last) == (have[0], have[-1]):
        return form
    before = form.movements[first - have[0] - 1].facing if first > have[0] else form.start_facing
    told = str(first) if first == last else f"{first}-{last}"
    return msgspec.structs.replace(
        form,
        title=Title(ko=f"{form.title.ko} {told}", en=f"{form.title.en} {told}"),
        also=(),
        count_note="",
        typical_s=None,
        typical_confidence=None,
        movements=tuple(movement for movement in form.movements if first <= movement.number <= last),
        part=(first, last),
        start_facing=before,
    )


def _range(form: Form, part: str) -> tuple[int, int]:
    section = _SECTION.fullmatch(part)
    if section is None:
        numbers = _MOVEMENTS.fullmatch(part)
        if numbers is None:
            raise UsageError(f"{part!r} is no part of a form", hint="write taegeuk-1:5-9 or taegeuk-1:section-2")
        return int(numbers["first"]), int(numbers["last"] or numbers["first"])
    sections = form_sections(form)
    number = int(section["en"] or section["ko"])
    if not 1 <= number <= len(sections):
        none = f"the directions of {form.name} are not known well enough to derive sections"
        told = [f"section-{n}: {first}-{last}" for n, (first, last) in enumerate(sections, 1)]
        raise UsageError(
            f"{form.name} has no section {number}", hint=", ".join(told) or f"{none}; write {form.name}:5-9"
        )
    return sections[number - 1]


def _across(movement: Movement) -> bool:
    return movement.facing is not None and movement.facing % 180 == 90


def _along(movement: Movement) -> bool:
    return movement.facing is not None and movement.facing % 180 == 0
