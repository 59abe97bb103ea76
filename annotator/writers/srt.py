"""SubRip: the subtitles every player opens."""

from __future__ import annotations

from annotator.records import Annotation
from annotator.writers.base import Writer
from annotator.writers.subtitle import clock, rows, without_arrow


class SrtWriter(Writer):
    """Numbered from 1, `HH:MM:SS,mmm`, UTF-8 without BOM; no cues give an empty file, which is valid."""

    name = "srt"
    extension = ".srt"

    def render(self, annotation: Annotation, language: str) -> str:
        return "".join(
            f"{number}\n{clock(row.start_ms, ',')} --> {clock(row.end_ms, ',')}\n"
            f"{without_arrow(chr(10).join(row.lines))}\n\n"
            for number, row in enumerate(rows(annotation, language), 1)
        )
