"""Labels as people have them for videos: subtitles, ELAN, JSON, tables. One reader a format, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from annotator.errors import UsageError
from annotator.labels.elan import read_elan
from annotator.labels.json_forms import Morphemes, Span, read_label_json, schema_of
from annotator.labels.label import Label, LabelFile, clock, is_about, parse_time
from annotator.labels.substation import read_substation
from annotator.labels.subtitles import read_subtitles
from annotator.labels.table import read_label_table

__all__ = [
    "LABEL_FORMS",
    "TABLES",
    "Label",
    "LabelFile",
    "Morphemes",
    "Span",
    "clock",
    "is_about",
    "parse_time",
    "read_label_json",
    "read_labels",
    "schema_of",
]

# The readers by the ending of the files, those that keep most of what a label is first.
LABEL_FORMS: Final[dict[str, Callable[[Path], LabelFile]]] = {
    ".json": read_label_json,
    ".eaf": read_elan,
    ".csv": read_label_table,
    ".tsv": read_label_table,
    ".srt": read_subtitles,
    ".vtt": read_subtitles,
    ".ass": read_substation,
    ".ssa": read_substation,
}
# Those that may name videos in a column.
TABLES: Final = (".csv", ".tsv")


def read_labels(path: Path) -> LabelFile:
    """The labels of one file, whose form its name tells.

    Raises UsageError for other forms, NoLabelsError for what is of the form, but about something else, DatasetError
    naming file and line for what is wrong in it.
    """
    read = LABEL_FORMS.get(path.suffix.lower())
    if read is None:
        raise UsageError("is no file of labels", path=path, hint=f"known are {', '.join(LABEL_FORMS)}")
    return read(path)
