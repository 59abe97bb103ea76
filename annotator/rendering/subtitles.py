"""Subtitles as they look in pictures: their size, their place, and the .ass file that libass draws them by."""

from __future__ import annotations

import bisect
import itertools
import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from annotator.records import Annotation
from annotator.timeline import text_width
from annotator.writers.subtitle import Row, rows

FONT: Final = "NanumGothic"
# The size of a Hangul character: of the picture's height, and at most of its width (so many fit beside each other).
_OF_HEIGHT: Final = 0.06
_CHARACTERS: Final = 16.5
_SIDE: Final = 0.04
_BOTTOM: Final = 0.045
_LINE: Final = 1.25  # from one line to the next, in characters
_BETWEEN: Final = 0.25  # languages, in characters
# libass takes a font's size as ascent and descent together: Nanum Gothic's are so many characters.
_ASS_SIZE: Final = 1.15
_OUTLINE: Final = 0.075
_LEAST: Final = 9.0


@dataclass(frozen=True)
class Shown:
    """Lines over `[start_ms, end_ms)`, and how far their bottom is from that of the picture, in pixels."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    bottom: float


@dataclass(frozen=True)
class Lane:
    """The subtitles of one language, in order; no two at a time."""

    language: str
    shown: tuple[Shown, ...]


@dataclass(frozen=True)
class Layout:
    """Where subtitles stand in a picture, in pixels: the size of characters, the sides, and a lane a language.

    The first language stands above the others. What is shown keeps its place for as long as it is, clear of all that
    other languages show meanwhile.
    """

    width: int
    height: int
    size: float
    side: float
    lanes: tuple[Lane, ...]

    @property
    def outline(self) -> float:
        """How wide the dark edge around characters is."""
        return max(1.0, self.size * _OUTLINE)

    @property
    def line(self) -> float:
        """From one line to the next."""
        return self.size * _LINE


def lay_out(annotation: Annotation, languages: Sequence[str], width: int, height: int) -> Layout:
    """Places the subtitles of these languages in pictures of width x height."""
    size = max(_LEAST, min(_OF_HEIGHT * height, (1 - 2 * _SIDE) * width / _CHARACTERS))
    side = _SIDE * width
    room = (width - 2 * side) / size
    lanes: list[Lane] = []
    for language in reversed(languages):
        shown = []
        for row in rows(annotation, language):
            lines = tuple(unicodedata.normalize("NFC", line) for line in row.lines)  # as fonts have Hangul
            below = (_top(each, size, room) for lane in lanes for each in _meanwhile(lane, row))
            shown.append(Shown(row.start_ms, row.end_ms, lines, max(below, default=_BOTTOM * height)))
        lanes.append(Lane(language, tuple(shown)))
    return Layout(width, height, size, side, tuple(reversed(lanes)))


def _meanwhile(lane: Lane, row: Row) -> Iterator[Shown]:
    """What a language shows at some time while `row` is shown."""
    first = bisect.bisect_right(lane.shown, row.start_ms, key=lambda each: each.end_ms)
    return itertools.takewhile(lambda each: each.start_ms < row.end_ms, lane.shown[first:])


def _top(shown: Shown, size: float, room: float) -> float:
    """Where other languages may stand above lines that break where `room` characters stand beside each other."""
    count = sum(math.ceil(max(text_width(line), 0.5) / room) for line in shown.lines)
    return shown.bottom + (count * _LINE + _BETWEEN) * size


def as_ass(layout: Layout) -> str:
    """The subtitles of a layout as an .ass file, for pictures of its size."""
    import pysubs2

    file = pysubs2.SSAFile()
    file.info |= {
        "PlayResX": str(layout.width),
        "PlayResY": str(layout.height),
        "WrapStyle": "0",
        "ScaledBorderAndShadow": "yes",
        "YCbCr Matrix": "None",
    }
    file.styles.clear()
    for number, lane in enumerate(layout.lanes):
        name = f"{number} {lane.language}"
        file.styles[name] = pysubs2.SSAStyle(
            fontname=FONT,
            fontsize=round(layout.size * _ASS_SIZE, 2),
            primarycolor=pysubs2.Color(255, 255, 255),
            outlinecolor=pysubs2.Color(0, 0, 0, 30),
            backcolor=pysubs2.Color(0, 0, 0, 130),
            outline=round(layout.outline, 2),
            shadow=round(layout.outline / 2, 2),
            alignment=pysubs2.Alignment.BOTTOM_CENTER,
            marginl=round(layout.side),
            marginr=round(layout.side),
        )
        # Events of different layers do not push each other away.
        file.events += [
            pysubs2.SSAEvent(
                *_times(each), text=_escaped(each.lines), style=name, layer=number, marginv=round(each.bottom)
            )
            for each in lane.shown
        ]
    return str(file.to_string("ass"))


def _times(row: Shown) -> tuple[int, int]:
    """From when to when, in ms: .ass has hundredths, of which the one before is taken, so that the first frame at or
    after the start shows the row, and the first at or after the end does not."""
    start_ms, end_ms = ((ms - 1) // 10 * 10 for ms in (row.start_ms, row.end_ms))
    start_ms = max(0, start_ms)
    return start_ms, max(end_ms, start_ms + 10)


def _escaped(lines: Sequence[str]) -> str:
    """Lines in the language of .ass: what it would take for commands is shown as it is."""
    plain = (line.replace("\\", "\\\u2060").replace("{", "\\{").replace("}", "\\}") for line in lines)
    return "\\N".join(plain)
