"""What was found as subtitles: the name of every movement or pose over the time it is done and held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from annotator.scoring.following import Following
from annotator.scoring.poses import Pose
from annotator.writers.subtitle import clock
from annotator.writers.text import one_line, span_ms

_HELD_S: Final = 1.0  # a name stays so long after its movement, where the next one has not begun


def followed_subtitles(following: Following, language: str) -> str:
    """The movements that were found as SubRip text in "ko" or "en"; each is told with its number in the form."""
    rows = [
        (each.start_s or 0.0, (each.end_s or 0.0) + _HELD_S, f"{each.number}. {each.name[language]}")
        for each in following.found
    ]
    return _subtitles(rows)


def poses_subtitles(poses: Sequence[Pose], language: str) -> str:
    """The names of poses as SubRip text in "ko" or "en", with the side where it is known."""
    return _subtitles([(pose.start_s, pose.end_s, pose.called(language)) for pose in poses])


def _subtitles(rows: Sequence[tuple[float, float, str]]) -> str:
    """Rows of start, end and text, in order; each ends where the next begins at the latest."""
    told, before_ms = [], 0
    for number, (start_s, end_s, text) in enumerate(rows, 1):
        if number < len(rows):
            end_s = min(end_s, rows[number][0])
        start_ms, before_ms = span_ms(start_s, end_s, before_ms)
        told.append(f"{number}\n{clock(start_ms, ',')} --> {clock(before_ms, ',')}\n{one_line(text)}\n\n")
    return "".join(told)
