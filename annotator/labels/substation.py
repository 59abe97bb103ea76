"""Labels from Advanced SubStation Alpha (.ass, .ssa): a line of dialogue is a label.

Each line is given to pysubs2 alone: given whole files, it cannot say which line is wrong, and it passes over cut ones.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Final

import pysubs2
from pysubs2 import SSAEvent

from annotator.errors import DatasetError
from annotator.labels.label import Label, LabelFile
from annotator.text import encoding_notes, nfc, read_text

_FIELDS: Final = 10  # Layer (or Marked), Start, End, Style, Name, three margins, Effect, Text
_HINT: Final = "Dialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,text"


def read_substation(path: Path) -> LabelFile:
    """The dialogue of a file, without its markup; comments and drawings are passed over.

    Raises DatasetError naming the line. Dialogue without words is left out, and told.
    """
    text, encoding = read_text(path)
    labels, empty = [], 0
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.lstrip().startswith("Dialogue:"):
            continue
        event = _event(line.strip(), number, path)
        words = "" if event.is_drawing else nfc(event.plaintext)
        if words:
            labels.append(Label(event.start / 1000, event.end / 1000, words, f"line {number}"))
        empty += not words and not event.is_drawing
    if not labels:
        raise DatasetError("holds no dialogue", path=path)
    notes = (f"{path.name} has {empty} lines of dialogue without words, left out",) if empty else ()
    return LabelFile(path, tuple(labels), (*encoding_notes(path, encoding), *notes))


def _event(line: str, number: int, path: Path) -> SSAEvent:
    if line.count(",") < _FIELDS - 1:
        raise DatasetError(f"line {number}: the dialogue has not all of its fields", path=path, hint=_HINT)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # of margins and layers, which are no business of labels
            read = pysubs2.SSAFile.from_string(f"[Events]\n{line}\n", format_=path.suffix.lower().lstrip("."))
    except (ValueError, pysubs2.Pysubs2Error) as error:
        raise DatasetError(f"line {number}: {error}", path=path, hint=_HINT) from error
    (event,) = read
    if event.start < 0 or event.end < 0:
        raise DatasetError(f"line {number}: lies before the video", path=path, hint=_HINT)
    return event
