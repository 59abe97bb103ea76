"""Text and times as files can hold them: no control characters, whole milliseconds."""

from __future__ import annotations

import re

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LONGEST_S = 1e9  # some thirty years: what lies beyond is no time in a video


def one_line(text: str) -> str:
    """`text` on one line: control characters and line breaks become spaces, several spaces one, none outside."""
    return " ".join(_CONTROL.sub(" ", text).split())


def to_ms(time_s: float) -> int:
    """Seconds as whole milliseconds, from 0 on."""
    return round(min(max(time_s, 0.0), _LONGEST_S) * 1000)


def span_ms(start_s: float, end_s: float, earliest_ms: int = 0, grain_ms: int = 1) -> tuple[int, int]:
    """A stretch of time in milliseconds, whole multiples of `grain_ms`, from `earliest_ms` on and at least one long."""
    start_ms, end_ms = (round(to_ms(time_s) / grain_ms) * grain_ms for time_s in (start_s, end_s))
    start_ms = max(start_ms, earliest_ms)
    return start_ms, max(end_ms, start_ms + grain_ms)
