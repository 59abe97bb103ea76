"""Labels from a table: start, end and label in columns, with a header or without one.

start,end,label                              seconds, or 0:01:02.345; comma, semicolon or tab
video,recognizer,tier,start,end,label,text   what annotator itself writes: `label` is the key then, `text` the words
start<TAB>end<TAB>text                       whole milliseconds, as whisper writes them
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from annotator.errors import DatasetError, NoLabelsError
from annotator.labels.label import Label, LabelFile, parse_time
from annotator.text import encoding_notes, nfc, read_text

_CALLED: Final = {
    "start": ("start", "start_s", "begin", "onset", "from", "start time", "begin time", "시작", "시작시간"),
    "end": ("end", "end_s", "stop", "offset", "to", "end time", "끝", "종료", "종료시간"),
    "text": ("text", "word", "gloss", "name", "annotation", "단어", "이름"),
    "label": ("label", "token", "라벨", "레이블"),
    "tier": ("tier", "kind", "층"),
    "recognizer": ("recognizer",),
    "video": ("video", "file", "filename", "path", "recording", "영상", "파일", "파일명"),
}
_TEXT_IN: Final = re.compile(r"text[ _.:(-]?([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\)?")
_WHISPER: Final = ("start", "end", "text")
_HINT: Final = "a table has the columns start,end,label, in seconds or as 0:01:02.345"


@dataclass(frozen=True)
class _Columns:
    """Where each thing stands; `texts` are the columns of words in further languages, `scale` makes times seconds."""

    places: dict[str, int]
    texts: dict[str, int] = field(default_factory=dict)
    has_header: bool = True
    scale: float = 1.0

    def given(self, cells: Sequence[str]) -> dict[str, str]:
        return {key: cells[at] if at < len(cells) else "" for key, at in self.places.items()}

    def given_texts(self, cells: Sequence[str]) -> dict[str, str]:
        return {language: cells[at] for language, at in self.texts.items() if at < len(cells) and cells[at]}


def read_label_table(path: Path) -> LabelFile:
    """The rows of a table; raises DatasetError naming the line, NoLabelsError where its columns are of other things."""
    text, encoding = read_text(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max("\t;,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
    try:
        rows = [(reader.line_num, [nfc(cell) for cell in cells]) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        raise DatasetError(f"line {reader.line_num}: broken CSV: {error}", path=path) from error
    if not rows:
        raise DatasetError("is empty", path=path, hint=_HINT)
    columns = _columns(rows[0][1], path)
    told = rows[columns.has_header :]
    notes = encoding_notes(path, encoding)
    if delimiter == "\t" and _is_in_milliseconds([cells for _, cells in rows]):
        columns = _Columns(columns.places, scale=1000.0)
        notes = (*notes, f"{path.name} has the header and the whole numbers of whisper's TSV: read as milliseconds")
    labels = tuple(_label(number, cells, columns, path) for number, cells in told)
    if not labels:
        raise DatasetError("holds no label", path=path)
    return LabelFile(path, labels, notes)


def _is_in_milliseconds(rows: Sequence[Sequence[str]]) -> bool:
    header = tuple(cell.lower() for cell in rows[0])
    return header == _WHISPER and all(cell.isdecimal() for cells in rows[1:] for cell in cells[:2])


def _columns(cells: Sequence[str], path: Path) -> _Columns:
    if len(cells) >= 3 and parse_time(cells[0]) is not None and parse_time(cells[1]) is not None:
        return _Columns({"start": 0, "end": 1, "text": 2}, has_header=False)
    names = [cell.lower() for cell in cells]
    found = {}
    for key, called in _CALLED.items():
        fitting = [at for at, name in enumerate(names) if name in called]
        if len(fitting) > 1:
            raise NoLabelsError(
                f"line 1: the columns {cells[fitting[0]]} and {cells[fitting[1]]} mean the same", path=path
            )
        if fitting:
            found[key] = fitting[0]
    if "text" not in found and "label" in found:
        found["text"] = found.pop("label")
    if missing := [key for key in ("start", "end", "text") if key not in found]:
        wanted = " and no column ".join("label" if key == "text" else key for key in missing)
        raise NoLabelsError(f"line 1: has no column {wanted}", path=path, hint=_HINT)
    texts = {match[1]: at for at, name in enumerate(names) if (match := _TEXT_IN.fullmatch(name))}
    return _Columns(found, texts)


def _label(number: int, cells: Sequence[str], columns: _Columns, path: Path) -> Label:
    where = f"line {number}"
    given = columns.given(cells)
    start_s, end_s = parse_time(given["start"]), parse_time(given["end"])
    if not given["start"] and not given["end"]:
        raise NoLabelsError(f"{where}: has no times", path=path, hint=_HINT)
    if start_s is None or end_s is None:
        wrong = given["start"] if start_s is None else given["end"]
        raise DatasetError(f"{where}: {wrong!r} is no time", path=path, hint=_HINT)
    text = given["text"] or given.get("label", "")
    if not text:
        raise DatasetError(f"{where}: the label is empty", path=path)
    return Label(
        start_s / columns.scale,
        end_s / columns.scale,
        text,
        where,
        tier=given.get("tier") or given.get("recognizer", ""),
        token=given.get("label", ""),
        texts=columns.given_texts(cells),
        video=given.get("video", ""),
    )
