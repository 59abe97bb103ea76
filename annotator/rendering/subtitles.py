"""Subtitles as they look in pictures: their size, their place, and the .ass file that libass draws them by."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
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
class Lane:
    """The subtitles of one language, in order, and how far the bottom of its lines is from that of the picture."""

    language: str
    rows: tuple[Row, ...]
    bottom: float


@dataclass(frozen=True)
class Layout:
    """Where subtitles stand in a picture, in pixels: the size of characters, the sides, and a lane a language.

    The first language stands above the others; each keeps its place, whether the others show something or not.
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
    lanes: list[Lane] = []
    bottom = _BOTTOM * height
    for language in reversed(languages):
        shown = tuple(map(_composed, rows(annotation, language)))
        lanes.append(Lane(language, shown, bottom))
        most = max((_lines(row, (width - 2 * side) / size) for row in shown), default=0)
        bottom += (most * _LINE + _BETWEEN) * size if most else 0.0
    return Layout(width, height, size, side, tuple(reversed(lanes)))


def _composed(row: Row) -> Row:
    """Hangul in one character a syllable, as fonts have it."""
    return row._replace(lines=tuple(unicodedata.normalize("NFC", line) for line in row.lines))


def _lines(row: Row, room: float) -> int:
    """How many lines a row takes where `room` characters fit beside each other."""
    return sum(math.ceil(max(text_width(line), 0.5) / room) for line in row.lines)


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
            marginv=round(lane.bottom),
        )
        # Events of different layers do not push each other away.
        file.events += [
            pysubs2.SSAEvent(*_shown(row), text=_escaped(row.lines), style=name, layer=number) for row in lane.rows
        ]
    return str(file.to_string("ass"))


def _shown(row: Row) -> tuple[int, int]:
    """From when to when, in ms: .ass has hundredths, of which the one before is taken, so that the first frame at or
    after the start shows the row, and the first at or after the end does not."""
    start_ms, end_ms = ((ms - 1) // 10 * 10 for ms in (row.start_ms, row.end_ms))
    start_ms = max(0, start_ms)
    return start_ms, max(end_ms, start_ms + 10)


def _escaped(lines: Sequence[str]) -> str:
    """Lines in the language of .ass: what it would take for commands is shown as it is."""
    plain = (line.replace("\\", "\\\u2060").replace("{", "\\{").replace("}", "\\}") for line in lines)
    return "\\N".join(plain)
