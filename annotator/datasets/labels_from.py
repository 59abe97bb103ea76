"""Labels that lie next to videos, in the forms people have them: subtitles, ELAN, JSON, tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from annotator.datasets.labels_from_base import Label, LabelFile, clock, parse_time
from annotator.datasets.labels_from_elan import read_elan
from annotator.datasets.labels_from_json import read_label_json
from annotator.datasets.labels_from_subtitles import read_subtitles
from annotator.datasets.labels_from_table import read_label_table
from annotator.errors import UsageError

__all__ = ["LABEL_FORMS", "Label", "LabelFile", "clock", "parse_time", "read_labels"]

LABEL_FORMS: Final[dict[str, Callable[[Path], LabelFile]]] = {
    ".srt": read_subtitles,
    ".vtt": read_subtitles,
    ".eaf": read_elan,
    ".json": read_label_json,
    ".csv": read_label_table,
    ".tsv": read_label_table,
}


def read_labels(path: Path) -> LabelFile:
    """The labels of one file, whose form its name tells; raises UsageError for other forms, DatasetError naming file
    and line for what is wrong in it.
    """
    read = LABEL_FORMS.get(path.suffix.lower())
    if read is None:
        raise UsageError("is no file of labels", path=path, hint=f"known are {', '.join(LABEL_FORMS)}")
    return read(path)
