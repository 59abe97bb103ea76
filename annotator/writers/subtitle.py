"""What subtitle formats share: the cues of one language in whole milliseconds, with text that cannot break a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from annotator.records import Annotation
from annotator.writers.text import one_line, span_ms


class Row(NamedTuple):
    """One cue: `[start_ms, end_ms)` and its lines, none of them empty."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]


def rows(annotation: Annotation, language: str, grain_ms: int = 1) -> Iterator[Row]:
    """The cues of `language` (and those of none) in order, rounded to `grain_ms`; none overlaps or is without length.

    Line breaks inside a line become spaces, and cues without text are left out.
    """
    cues = [cue for cue in annotation.cues if cue.language in ("", language)]
    before_ms = 0
    for cue in sorted(cues, key=lambda cue: (cue.start_s, cue.end_s)):
        lines = tuple(filter(None, map(one_line, cue.lines)))
        if lines:
            start_ms, before_ms = span_ms(cue.start_s, cue.end_s, before_ms, grain_ms)
            yield Row(start_ms, before_ms, lines)


def clock(ms: int, separator: str) -> str:
    """`HH:MM:SS`, the separator, and three digits of milliseconds; hours as many digits as they need."""
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{separator}{ms:03d}"


def without_arrow(line: str) -> str:
    """`line` without `-->`, which separates times in SRT and WebVTT: it becomes `->`."""
    return re.sub("-{2,}>", "->", line)
