"""Tables with a header in text files: comma, semicolon or tab separated."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from annotator.errors import DatasetError
from annotator.text import BOMS, nfc, read_text

_DELIMITERS: Final = ",\t;"


@dataclass(frozen=True)
class Table:
    """A table with a header: `rows` by the header's names (lower case, tidied); `lines` says where each row stands."""

    path: Path
    encoding: str
    header: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...] = field(repr=False)
    lines: tuple[int, ...] = field(repr=False)

    def __iter__(self) -> Iterator[tuple[int, Mapping[str, str]]]:
        return zip(self.lines, self.rows, strict=True)


def first_cells(path: Path, size: int = 1 << 16) -> list[str]:
    """The cells of a table's first line, tidied, in lower case; none where that cannot be read."""
    try:
        with path.open("rb") as file:
            start = file.read(size)
    except OSError:
        return []
    encoding = next((name for bom, name in BOMS.items() if start.startswith(bom)), "utf-8")
    try:
        line = start.splitlines()[0] if encoding != "utf-16" and start else start
        text = line.decode(encoding)
    except UnicodeDecodeError:
        text = start.splitlines()[0].decode("cp949", "replace")
    lines = text.splitlines()
    return [nfc(cell).lower() for cell in next(_cells(lines[0]))] if lines and lines[0].strip() else []


def read_table(path: Path) -> Table:
    """Reads a comma, semicolon or tab separated table whose first row is a header; raises DatasetError.

    Unnamed columns are left out; rows of blanks too.
    """
    text, encoding = read_text(path)
    reader = _cells(text)
    rows: list[Mapping[str, str]] = []
    lines: list[int] = []
    try:
        header = tuple(nfc(cell).lower() for cell in next(reader, []))
        if twice := sorted({name for name in header if name and header.count(name) > 1}):
            raise DatasetError(f"has the column {', '.join(twice)} twice", path=path)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                raise DatasetError(
                    f"line {reader.line_num} has {len(cells)} cells, the header {len(header)}", path=path
                )
            rows.append({name: nfc(cell) for name, cell in zip(header, cells, strict=False) if name})
            lines.append(reader.line_num)
    except csv.Error as error:
        raise DatasetError(f"line {reader.line_num}: broken CSV: {error}", path=path) from error
    return Table(path, encoding, header, tuple(rows), tuple(lines))


def column(header: Sequence[str], names: Sequence[str]) -> str:
    """The first of `names` that is in the header; "" where none is."""
    return next((name for name in names if name in header), "")


def seconds(text: str, where: str, path: Path) -> float | None:
    """A time in seconds, None where the cell is empty; raises DatasetError for what is none."""
    if not text:
        return None
    if not re.fullmatch(r"[0-9]+(\.[0-9]*)?|\.[0-9]+", text):
        raise DatasetError(f"{where}: {text!r} is no time in seconds", path=path)
    return float(text)


def _cells(text: str) -> csv._reader:  # type: ignore[name-defined]
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, skipinitialspace=True)
