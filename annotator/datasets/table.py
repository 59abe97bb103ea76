"""A list of samples as CSV: `path,label` and, where known, `group,part,start,end,row`; what this tool writes itself.

    path,label,group,part,start,end
    clips/a.mp4,0,REAL01,train,0.5,1.25
    clips/a.mp4,,REAL01,train,,              no label: all the rest of the file shows no sign

Paths are relative to the list; labels are ids or words of the dictionary beside it (`tokens.json`).
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from annotator.datasets.csv_table import Table, column, first_cells, read_table, seconds
from annotator.datasets.dataset import PARTS, Dataset, Medium, Sample
from annotator.datasets.naming import name_classes, save_tokens
from annotator.datasets.readers import Reader, Wanted
from annotator.datasets.walk import entries, medium_of, part_of_name
from annotator.errors import DatasetError
from annotator.files import write_atomic
from annotator.tokens import TokenDictionary

COLUMNS: Final = ("path", "label", "group", "part", "start", "end", "row")
_CALLED: Final = {
    "path": ("path", "file", "filename", "file_name", "video", "image", "경로", "파일", "파일명"),
    "label": ("label", "class", "word", "token", "라벨", "레이블", "단어", "클래스"),
    "group": ("group", "signer", "person", "subject", "그룹", "수어자"),
    "part": ("part", "split", "subset", "구분"),
    "start": ("start", "start_s", "시작"),
    "end": ("end", "end_s", "끝"),
    "row": ("row", "행"),
}
_SUFFIXES: Final = (".csv", ".tsv")


@dataclass(frozen=True)
class _Line:
    """One line of a list, read: what it names and what it says; `name` is the class's, "" for the rest of a file."""

    path: Path
    name: str
    group: str
    part: str
    start_s: float
    end_s: float | None
    row: int | None


@dataclass
class _Read:
    """Everything the lists of a data set say."""

    lines: list[_Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class ListReader(Reader):
    """A CSV of samples, or a folder with one, or with one for each part (train.csv, val.csv, test.csv)."""

    name = "list"
    about = "a CSV with the columns path,label and maybe group,part,start,end (UTF-8 or CP949)"

    def recognises(self, path: Path) -> bool:
        return bool(_lists(path))

    def read(self, path: Path, wanted: Wanted) -> Dataset:
        lists = _lists(path)
        if not lists:
            raise DatasetError("is no CSV with the columns path and label", path=path)
        parts = {file: part_of_name(file.stem) for file in lists}
        if len(lists) > 1 and len(set(filter(None, parts.values()))) < len(lists):
            names = ", ".join(file.name for file in lists)
            raise DatasetError(f"holds several lists: {names}", path=path, hint="say one of them as DATASET")
        read = _Read()
        for file, part in parts.items():
            _read_list(file, part if len(lists) > 1 else "", read)
        if not any(line.name for line in read.lines):
            raise DatasetError("lists no sample", path=path)
        root = path if path.is_dir() else path.parent
        tokens, ids = name_classes((line.name for line in read.lines if line.name), wanted, root)
        return _dataset(path, read, tokens=tokens, ids=ids)


def write_list(dataset: Dataset, folder: Path, name: str = "list.csv") -> Path:
    """Writes a data set as a list with its dictionary beside it, which `open_dataset(folder)` reads; gives the list.

    Paths are written relative to the folder where that is possible. Raises OutputError.
    """
    save_tokens(dataset.tokens, folder)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for sample in dataset.samples:
        start = f"{sample.start_s:.6f}".rstrip("0").rstrip(".") if sample.start_s or sample.end_s is not None else ""
        end = "" if sample.end_s is None else f"{sample.end_s:.6f}".rstrip("0").rstrip(".")
        row = "" if sample.row is None else sample.row
        writer.writerow([_relative(sample.path, folder), sample.label, sample.group, sample.part, start, end, row])
    parts = {sample.path: sample.part for sample in dataset.samples}
    by_group = {sample.group: sample.part for sample in dataset.samples if sample.group}
    for path in dataset.files if dataset.continuous else ():
        group = dataset.owners.get(path, "")
        writer.writerow([_relative(path, folder), "", group, parts.get(path, by_group.get(group, "")), "", "", ""])
    path = folder / name
    write_atomic(path, text.getvalue().encode())
    return path


def _relative(path: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return path.absolute().as_posix()


def _lists(path: Path) -> list[Path]:
    """The CSV files that are lists: the file itself, or those directly in the folder."""
    files = entries(path)[1] if path.is_dir() else [path]
    return [file for file in files if file.suffix.lower() in _SUFFIXES and _is_list(first_cells(file))]


def _is_list(header: Sequence[str]) -> bool:
    return bool(column(header, _CALLED["path"]) and column(header, _CALLED["label"]))


def _read_list(file: Path, part: str, read: _Read) -> None:
    table = read_table(file)
    names = {key: column(table.header, called) for key, called in _CALLED.items()}
    if table.encoding == "cp949":
        read.notes.append(f"{file.name} is CP949 text")
    missing: list[str] = []
    for number, row in table:
        cells = {key: row.get(name, "") if name else "" for key, name in names.items()}
        line = _line(table, f"line {number}", cells, part)
        if line.path.exists():
            read.lines.append(line)
        else:
            missing.append(f"line {number}: {cells['path']}")
    if missing and len(missing) == len(table.rows):
        raise DatasetError(f"none of the {len(missing)} files it lists is there, first {missing[0]}", path=file)
    if missing:
        read.notes.append(f"{len(missing)} of the files in {file.name} are not there (first {missing[0]})")


def _line(table: Table, where: str, cells: Mapping[str, str], part: str) -> _Line:
    if not cells["path"]:
        raise DatasetError(f"{where}: the path is empty", path=table.path)
    said = part_of_name(cells["part"]) if cells["part"] else part
    if cells["part"] and not said:
        raise DatasetError(f"{where}: {cells['part']!r} is none of the parts {', '.join(PARTS)}", path=table.path)
    start, end = (seconds(cells[key], where, table.path) for key in ("start", "end"))
    if end is not None and end <= (start or 0.0):
        raise DatasetError(f"{where}: ends at {end} s, before it starts", path=table.path)
    if cells["row"] and not cells["row"].isdecimal():
        raise DatasetError(f"{where}: the row {cells['row']!r} is no number", path=table.path)
    row = int(cells["row"]) if cells["row"] else None
    path = _found(table.path.parent, cells["path"])
    return _Line(path, cells["label"], cells["group"], said, start or 0.0, end, row)


def _found(folder: Path, written: str) -> Path:
    path = folder / written
    return path if path.exists() else folder / written.replace("\\", "/")


def _dataset(root: Path, read: _Read, *, tokens: TokenDictionary, ids: Mapping[str, int]) -> Dataset:
    samples = tuple(
        Sample(line.path, ids[line.name], line.group, line.part, line.start_s, line.end_s, line.row)
        for line in read.lines
        if line.name
    )
    rest = {line.path for line in read.lines if not line.name}
    files = tuple(dict.fromkeys(line.path for line in read.lines))
    if rest and (without := [path for path in files if path not in rest]):
        raise DatasetError(
            "has a line without a label for some files only (the rest of the file shows no sign)", path=without[0]
        )
    owners = {line.path: line.group for line in read.lines if line.group}
    return Dataset(
        root, ListReader.name, _medium(root, read.lines), tokens, samples, files,
        continuous=bool(rest), notes=tuple(read.notes), owners=owners,
    )  # fmt: skip


def _medium(root: Path, lines: Sequence[_Line]) -> Medium:
    media: dict[Medium | None, Path] = {}
    for line in lines:
        is_pixels = line.row is not None and line.path.suffix.lower() in _SUFFIXES
        media.setdefault("pixels" if is_pixels else medium_of(line.path), line.path)
    if None in media:
        raise DatasetError("is listed, but is no video, picture, .npy or .pose file", path=media[None])
    if len(media) > 1:
        raise DatasetError(f"lists files of several kinds: {', '.join(map(str, media))}", path=root)
    return next(medium for medium in media if medium is not None)
