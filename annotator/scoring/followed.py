"""A followed form as subtitles: the name of every movement over the time it is done and held."""

from __future__ import annotations

from typing import Final

from annotator.scoring.following import Following
from annotator.writers.subtitle import clock
from annotator.writers.text import one_line, span_ms

_HELD_S: Final = 1.0  # a name stays so long after its movement, where the next one has not begun


def followed_subtitles(following: Following, language: str) -> str:
    """The movements that were found as SubRip text in "ko" or "en"; each is told with its number in the form."""
    found, rows, before_ms = following.found, [], 0
    starts = [movement.start_s or 0.0 for movement in found]
    for number, movement in enumerate(found):
        end_s = (movement.end_s or 0.0) + _HELD_S
        if number + 1 < len(found):
            end_s = min(end_s, starts[number + 1])
        start_ms, before_ms = span_ms(starts[number], end_s, before_ms)
        text = one_line(f"{movement.number}. {movement.name[language]}")
        rows.append(f"{number + 1}\n{clock(start_ms, ',')} --> {clock(before_ms, ',')}\n{text}\n\n")
    return "".join(rows)
