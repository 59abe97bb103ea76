"""A followed form as subtitles: the name of every movement over the time it is done and held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from annotator.scoring.following import FollowedMovement, Following
from annotator.writers.subtitle import clock
from annotator.writers.text import one_line, span_ms

_HELD_S: Final = 1.0  # a name stays so long after its movement, where the next one has not begun


def followed_subtitles(following: Following, language: str) -> str:
    """The movements that were found as SubRip text in "ko" or "en"; each is told with its number in the form."""
    rows, before_ms = [], 0
    for number, (movement, until_s) in enumerate(found_until(following.movements)):
        end_s = min((movement.end_s or 0.0) + _HELD_S, until_s)
        start_ms, before_ms = span_ms(movement.start_s or 0.0, end_s, before_ms)
        text = one_line(f"{movement.number}. {movement.name[language]}")
        rows.append(f"{number + 1}\n{clock(start_ms, ',')} --> {clock(before_ms, ',')}\n{text}\n\n")
    return "".join(rows)


def found_until(movements: Sequence[FollowedMovement]) -> list[tuple[FollowedMovement, float]]:
    """The movements that were found, each with the time at which the next one begins (or a second after the last)."""
    found = [movement for movement in movements if movement.start_s is not None and movement.end_s is not None]
    starts = [movement.start_s or 0.0 for movement in found]
    after = [*starts[1:], (found[-1].end_s or 0.0) + _HELD_S] if found else []
    return list(zip(found, after, strict=True))
