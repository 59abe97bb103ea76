"""Advanced SubStation Alpha: subtitles with a look of their own, for players and for burning in."""

from __future__ import annotations

import pysubs2

from annotator.records import Annotation
from annotator.writers.base import Writer
from annotator.writers.subtitle import Row, clock, rows

FONT = "NanumGothic"
_SIDE = 1080  # the script's shorter side, in its own pixels; players scale it to the picture
# Braces begin commands and `\\N` breaks lines: look-alikes and a word joiner keep texts from doing either.
_ESCAPES = str.maketrans({"{": "\uff5b", "}": "\uff5d", "\\": "\\\u2060"})


class AssWriter(Writer):
    """One style, white on a dark outline, sized for the picture's shape; times in hundredths of a second.

    Curly braces become their full-width forms and a word joiner follows each backslash: the format has no escapes.
    """

    name = "ass"
    extension = ".ass"

    def render(self, annotation: Annotation, language: str) -> str:
        width, height = play_size(annotation)
        script = pysubs2.SSAFile()
        script.info = {
            "Title": annotation.source.path.encode("utf-8", "replace").decode().replace("\n", " "),
            "WrapStyle": "2",
            "ScaledBorderAndShadow": "yes",
            "PlayResX": str(width),
            "PlayResY": str(height),
        }
        script.styles = {"Default": style(height)}
        head: str = script.to_string("ass", header_notice="Written by annotator")
        return head + "".join(_event(row) for row in rows(annotation, language, grain_ms=10))


def _event(row: Row) -> str:
    """Not by pysubs2, which cuts times at ten hours; players read them with any number of hours."""
    start, end = (clock(ms, ".")[:-1].removeprefix("0") for ms in (row.start_ms, row.end_ms))
    text = "\\N".join(line.translate(_ESCAPES) for line in row.lines)
    return f"Dialogue: 0,{start},{end},Default,,0,0,0,,{text}\n"


def play_size(annotation: Annotation) -> tuple[int, int]:
    """Width and height of the script's own pixels, in the shape of the picture as displayed."""
    width, height = annotation.source.width, annotation.source.height
    if width <= 0 or height <= 0:
        return _SIDE * 16 // 9, _SIDE
    scale = _SIDE / min(width, height)
    return round(width * scale), round(height * scale)


def style(height: int) -> pysubs2.SSAStyle:
    """How subtitles look: letters of a twentieth of the shorter side, clear of the lower edge."""
    return pysubs2.SSAStyle(
        fontname=FONT,
        fontsize=_SIDE / 16,
        outlinecolor=pysubs2.Color(16, 16, 16, 0),
        backcolor=pysubs2.Color(0, 0, 0, 96),
        outline=_SIDE / 300,
        shadow=_SIDE / 540,
        marginl=_SIDE // 27,
        marginr=_SIDE // 27,
        marginv=height // 18,
    )
