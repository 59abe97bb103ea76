"""KETI's sign language videos: `KETI_SL_0000000001.avi` (or .mov, .mts, .mp4), and a table that says what they show.

The table's own header: 번호, 언어 제공자 ID, 취득연도, 방향, 타입(단어/문장), 파일명, 한국어; mostly in CP949. The file
names in it may have another ending than the files: the number counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from annotator.datasets.csv_table import Table, column, first_cells, read_table
from annotator.datasets.dataset import Dataset, Sample
from annotator.datasets.naming import name_classes
from annotator.datasets.readers import Reader, Wanted
from annotator.datasets.walk import entries, walk
from annotator.errors import DatasetError, UsageError
from annotator.video import is_media_name

FIRST_ID: Final = 1  # KETI numbers its tokens from 1
_NAME: Final = re.compile(r"KETI_SL_([0-9]{1,10})(?![0-9])", re.IGNORECASE)
_WORD: Final = "한국어"
_FILE: Final = ("파일명", "파일", "filename", "file")
_NUMBER: Final = "번호"
_SIGNER: Final = ("언어 제공자 id", "언어제공자 id", "언어제공자id")
_TIERS: Final = {"단어": "words", "문장": "sentences"}


class KetiReader(Reader):
    """A folder of KETI videos with their table; `tier` is "words" or "sentences", the group the signer (언어 제공자).

    Without a dictionary the words get ids from 1 on in their sorted order.
    """

    name = "keti"
    about = "KETI_SL_##########.avi|mov|mts|mp4 with KETI's table as CSV"

    def recognises(self, path: Path) -> bool:
        return bool(_tables(path))

    def read(self, path: Path, wanted: Wanted) -> Dataset:
        tables = [read_table(file) for file in _tables(path)]
        if not tables:
            raise DatasetError(f"has no CSV with the column {_WORD}", path=path, hint="save KETI's .xlsx as CSV")
        root = path if path.is_dir() else path.parent
        notes = [f"{table.path.name} is {table.encoding} text" for table in tables]
        videos = _videos(root)
        rows = _rows(path, tables, wanted.tier)
        known = {number: row for number, row in rows.items() if number in videos}
        if not known:
            raise DatasetError(f"none of the {len(rows)} videos of its table is there", path=path)
        tokens, ids = name_classes((row[_WORD] for row in known.values()), wanted, root, first=FIRST_ID)
        signer = column(tables[0].header, _SIGNER)
        samples = tuple(
            Sample(videos[number], ids[row[_WORD]], row.get(signer, "") if signer else "")
            for number, row in sorted(known.items())
        )
        if len(known) < len(rows):
            notes.append(f"{len(rows) - len(known)} of the {len(rows)} videos of its table are not there")
        if strangers := len(videos.keys() - rows.keys()):
            notes.append(f"{strangers} videos have no line in the table (for this tier) and were left out")
        files = tuple(sample.path for sample in samples)
        owners = {sample.path: sample.group for sample in samples}
        return Dataset(path, self.name, "video", tokens, samples, files, notes=tuple(notes), owners=owners)


def _tables(path: Path) -> list[Path]:
    files = entries(path)[1] if path.is_dir() else [path]
    return [file for file in files if file.suffix.lower() in (".csv", ".tsv") and _WORD in first_cells(file)]


def _videos(root: Path) -> dict[int, Path]:
    found: dict[int, Path] = {}
    for file in walk(root):
        match = _NAME.match(file.stem)
        if match and is_media_name(file):
            other = found.setdefault(int(match[1]), file)
            if other is not file:
                raise DatasetError(f"and {other} are both video {int(match[1])}", path=file)
    return found


def _rows(path: Path, tables: Iterable[Table], tier: str) -> dict[int, Mapping[str, str]]:
    """The rows of one tier by the number of the video; raises UsageError where there are several tiers."""
    rows: dict[int, Mapping[str, str]] = {}
    tiers: dict[int, str] = {}
    for table in tables:
        file = column(table.header, _FILE)
        kind = next((name for name in table.header if name.startswith("타입")), "")
        for line, row in table:
            if not row.get(_WORD):
                continue
            number = _number(table, line, row, file)
            rows[number] = row
            tiers[number] = _TIERS.get(row.get(kind, ""), "words") if kind else "words"
    there = sorted(set(tiers.values()))
    if tier and tier not in there:
        raise DatasetError(f"has no tier {tier!r}; there are: {', '.join(there)}", path=path)
    if not tier and len(there) > 1:
        raise UsageError(f"has the tiers {', '.join(there)}", path=path, hint="say which with --tier")
    return {number: row for number, row in rows.items() if not tier or tiers[number] == tier}


def _number(table: Table, line: int, row: Mapping[str, str], file: str) -> int:
    match = _NAME.match(row.get(file, "")) if file else None
    if match:
        return int(match[1])
    if row.get(_NUMBER, "").isdecimal():
        return int(row[_NUMBER])
    raise DatasetError(f"line {line} names no KETI video", path=table.path)
