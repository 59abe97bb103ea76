"""Labels from a table: start, end and label in columns, with a header or without one."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from annotator.datasets.labels_from_base import Label, LabelFile, encoding_notes, parse_time
from annotator.datasets.text import nfc, read_text
from annotator.errors import DatasetError

_CALLED: Final = {
    "start": ("start", "start_s", "begin", "onset", "from", "start time", "begin time", "시작", "시작시간"),
    "end": ("end", "end_s", "stop", "offset", "to", "end time", "끝", "종료", "종료시간"),
    "label": ("label", "word", "gloss", "text", "name", "token", "annotation", "라벨", "레이블", "단어", "이름"),
    "tier": ("tier", "kind", "층"),
    "video": ("video", "file", "filename", "path", "recording", "영상", "파일", "파일명"),
}
_HINT: Final = "a table has the columns start,end,label, in seconds or as 0:01:02.345"


def read_label_table(path: Path) -> LabelFile:
    """The rows of a table, comma, semicolon or tab separated; raises DatasetError naming the line."""
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
    labels = tuple(_label(number, cells, columns, path) for number, cells in rows[bool(columns.pop("header")) :])
    if not labels:
        raise DatasetError("holds no label", path=path)
    return LabelFile(path, labels, encoding_notes(path, encoding))


def _columns(cells: Sequence[str], path: Path) -> dict[str, int]:
    """Where each thing stands, and whether the first row is a header (1) or not (0)."""
    if len(cells) >= 3 and parse_time(cells[0]) is not None and parse_time(cells[1]) is not None:
        return {"start": 0, "end": 1, "label": 2, "header": 0}
    names = [cell.lower() for cell in cells]
    found = {}
    for key, called in _CALLED.items():
        fitting = [at for at, name in enumerate(names) if name in called]
        if len(fitting) > 1:
            raise DatasetError(
                f"line 1: the columns {cells[fitting[0]]} and {cells[fitting[1]]} mean the same", path=path
            )
        if fitting:
            found[key] = fitting[0]
    if missing := [key for key in ("start", "end", "label") if key not in found]:
        raise DatasetError(f"line 1: has no column {' and no column '.join(missing)}", path=path, hint=_HINT)
    return {**found, "header": 1}


def _label(number: int, cells: Sequence[str], columns: dict[str, int], path: Path) -> Label:
    where = f"line {number}"
    given = {key: cells[at] if at < len(cells) else "" for key, at in columns.items()}
    start_s, end_s = parse_time(given["start"]), parse_time(given["end"])
    if start_s is None or end_s is None:
        wrong = given["start"] if start_s is None else given["end"]
        raise DatasetError(f"{where}: {wrong!r} is no time", path=path, hint=_HINT)
    if not given["label"]:
        raise DatasetError(f"{where}: the label is empty", path=path)
    return Label(start_s, end_s, given["label"], where, given.get("tier", ""), video=given.get("video", ""))
