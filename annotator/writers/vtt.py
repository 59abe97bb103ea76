"""WebVTT: the subtitles of browsers."""

from __future__ import annotations

from annotator.records import Annotation
from annotator.writers.base import Writer
from annotator.writers.subtitle import clock, rows

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class VttWriter(Writer):
    """`HH:MM:SS.mmm`, UTF-8; `&`, `<` and `>` are written as entities, so that no text is taken for markup or times."""

    name = "vtt"
    extension = ".vtt"

    def render(self, annotation: Annotation, language: str) -> str:
        cues = (
            f"\n{clock(row.start_ms, '.')} --> {clock(row.end_ms, '.')}\n"
            f"{chr(10).join(row.lines).translate(_ESCAPES)}\n"
            for row in rows(annotation, language)
        )
        return "WEBVTT\n" + "".join(cues)
