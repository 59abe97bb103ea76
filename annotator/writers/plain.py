"""Words without a timeline (txt), and with one in columns (tsv)."""

from __future__ import annotations

from annotator.records import Annotation
from annotator.writers.base import Writer
from annotator.writers.subtitle import rows


class TxtWriter(Writer):
    """What is read, a line a cue; nothing else."""

    name = "txt"
    extension = ".txt"

    def render(self, annotation: Annotation, language: str) -> str:
        return "".join(" ".join(row.lines) + "\n" for row in rows(annotation, language))


class TsvWriter(Writer):
    """A cue a line, tab separated: `start` and `end` in whole milliseconds, and `text`, as Whisper's tools write it."""

    name = "tsv"
    extension = ".tsv"

    def render(self, annotation: Annotation, language: str) -> str:
        lines = (f"{row.start_ms}\t{row.end_ms}\t{' '.join(row.lines)}\n" for row in rows(annotation, language))
        return "start\tend\ttext\n" + "".join(lines)
