"""Labels from subtitles, SubRip (.srt) and WebVTT (.vtt): a cue is a label, its lines the words.

Read here and not by pysubs2, which takes a line of broken times for words of the cue before, so that a label is lost
without a word, and which does not know at which line a cue stands.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from annotator.errors import DatasetError
from annotator.labels.label import Label, LabelFile, parse_time
from annotator.text import encoding_notes, nfc, read_text

_MARKUP: Final = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
_CLOCK: Final = re.compile(r"\d+:\d\d(?::\d\d)?[.,]\d+")
_NO_CUES: Final = ("WEBVTT", "NOTE", "STYLE", "REGION", "X-TIMESTAMP-MAP")


def read_subtitles(path: Path) -> LabelFile:
    """The cues of a subtitle file; raises DatasetError naming the line.

    Cues without words and lines that belong to no cue are left out, and told.
    """
    text, encoding = read_text(path)
    labels, empty, stray = [], 0, []
    for number, block in _blocks(text.splitlines()):
        at = next((at for at, line in enumerate(block) if "-->" in line), None)
        if at is None:
            stray += _stray(number, block, path)
            continue
        start_s, end_s = _times(block[at], number + at, path)
        words = nfc(html.unescape(_MARKUP.sub("", " ".join(block[at + 1 :]))))
        if words:
            labels.append(Label(start_s, end_s, words, f"line {number + at}"))
        empty += not words
    if not labels:
        raise DatasetError("holds no cue", path=path)
    notes = [f"{path.name} has {empty} cues without words, left out"] if empty else []
    if stray:
        notes.append(f"{path.name} has {len(stray)} lines that belong to no cue, left out, first line {stray[0]}")
    return LabelFile(path, tuple(labels), (*encoding_notes(path, encoding), *notes))


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Lines between empty ones, each with the number of the first; a second line of times begins a block too."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        has_times = any("-->" in other for other in block)
        if not line.strip():
            if block:
                yield number - len(block), block
            block = []
        elif "-->" in line and has_times:
            own, following = (block[:-1], block[-1:]) if block[-1].strip().isdecimal() else (block, [])
            yield number - len(block), own
            block = [*following, line]
        else:
            block.append(line)


def _stray(number: int, block: list[str], path: Path) -> list[int]:
    """The lines of a block without times that are words; raises DatasetError where times are meant."""
    if block[0].lstrip("\ufeff").startswith(_NO_CUES):
        return []
    for at, line in enumerate(block):
        if len(_CLOCK.findall(line)) >= 2:
            raise _no_times(line, number + at, path)
    return [number + at for at, line in enumerate(block) if not line.strip().isdecimal()]


def _times(line: str, number: int, path: Path) -> tuple[float, float]:
    left, _, right = line.partition("-->")
    # Settings of a WebVTT cue stand behind its times.
    start_s, end_s = parse_time(left), parse_time(right.split()[0] if right.split() else "")
    if start_s is None or end_s is None:
        raise _no_times(line, number, path)
    return start_s, end_s


def _no_times(line: str, number: int, path: Path) -> DatasetError:
    return DatasetError(
        f"line {number}: {line.strip()!r} are no times", path=path, hint="00:00:01,000 --> 00:00:02,500"
    )
