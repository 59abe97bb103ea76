"""Labels from subtitles, SubRip (.srt) and WebVTT (.vtt): a cue is a label, its lines the words."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Final

from annotator.datasets.labels_from_base import Label, LabelFile, encoding_notes, parse_time
from annotator.datasets.text import nfc, read_text
from annotator.errors import DatasetError

_MARKUP: Final = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")


def read_subtitles(path: Path) -> LabelFile:
    """The cues of a subtitle file; raises DatasetError naming the line. Cues without words are left out, and told."""
    text, encoding = read_text(path)
    lines = text.splitlines()
    labels, empty = [], 0
    for number, line in enumerate(lines, start=1):
        if "-->" not in line:
            continue
        start_s, end_s = _times(line, number, path)
        words = _words(lines[number:])
        if words:
            labels.append(Label(start_s, end_s, words, f"line {number}"))
        else:
            empty += 1
    if not labels:
        raise DatasetError("holds no cue", path=path)
    notes = (f"{path.name} has {empty} cues without words, left out",) if empty else ()
    return LabelFile(path, tuple(labels), (*encoding_notes(path, encoding), *notes))


def _times(line: str, number: int, path: Path) -> tuple[float, float]:
    left, _, right = line.partition("-->")
    # Settings of a WebVTT cue stand behind its times.
    start_s, end_s = parse_time(left), parse_time(right.split()[0] if right.split() else "")
    if start_s is None or end_s is None:
        raise DatasetError(
            f"line {number}: {line.strip()!r} are no times", path=path, hint="00:00:01,000 --> 00:00:02,500"
        )
    return start_s, end_s


def _words(lines: list[str]) -> str:
    """The lines up to the next empty one, without markup, as one."""
    own = []
    for line in lines:
        if not line.strip() or "-->" in line:
            break
        own.append(line)
    return nfc(html.unescape(_MARKUP.sub("", " ".join(own))))
