"""`forms.csv`: which recording shows which form, and who performs it.

    file,form,performer,performance
    mat1/0900.mp4,taegeuk-1,김철수,
    mat1/side-*.mp4,태극 2장,이영희,final-2

A file is told as a path as seen from the table's folder, as a name alone, or as a pattern with * and ?; its ending may
be left out. Column names are English or Korean, in any order; only `file` must be there.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Final

from annotator.batch import Found
from annotator.datasets.csv_table import Table, column, read_table
from annotator.errors import AnnotatorError, DatasetError, UsageError
from annotator.performances.settings import Performance, Shown, form_named
from annotator.scoring.forms import is_file
from annotator.text import nfc

LISTING_NAME: Final = "forms.csv"
COLUMNS: Final = {
    "file": ("file", "파일", "filename", "file name", "파일명", "파일 이름", "video", "영상", "path", "경로"),
    "form": ("form", "품새", "poomsae"),
    "performer": ("performer", "선수", "athlete", "name", "이름", "성명"),
    "performance": ("performance", "경기", "연무"),
}
_MOST_TOLD: Final = 5


@dataclass(frozen=True)
class Line:
    """One line of a listing; `form` is None where that cell is empty."""

    number: int
    file: str
    form: Shown | None
    performer: str = ""
    performance: str = ""

    @property
    def is_pattern(self) -> bool:
        """Whether it may name several files."""
        return bool(re.search(r"[*?\[]", self.file))

    def names(self, path: str) -> bool:
        """Whether it names a file, told with forward slashes as seen from the table's folder."""
        whole = PurePosixPath(path)
        told = [path, path.removesuffix(whole.suffix)]
        if "/" not in self.file:
            told += [whole.name, whole.stem]
        match = fnmatchcase if self.is_pattern else str.__eq__
        return any(match(each, self.file) for each in told)


@dataclass(frozen=True)
class Listing:
    """A listing as it was read; `notes` say what a user should know of it."""

    path: Path
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assigned:
    """What each recording shows, by its path; those not in it nobody has told of. `warnings` are about the listing."""

    performances: dict[Path, Performance]
    warnings: tuple[str, ...] = ()


def find_listing(inputs: Sequence[str | Path]) -> list[Path]:
    """The forms.csv in the folders that were given."""
    folders = [Path(given).expanduser() for given in inputs]
    return [folder / LISTING_NAME for folder in folders if folder.is_dir() and is_file(folder / LISTING_NAME)]


def read_listing(path: Path) -> Listing:
    """Reads a listing; raises UsageError naming the lines and columns that are wrong."""
    try:
        table = read_table(path)
    except DatasetError as error:
        raise UsageError(error.reason, path=path, hint=error.hint) from error
    columns = {name: column(table.header, others) for name, others in COLUMNS.items()}
    if not columns["file"]:
        found = ", ".join(filter(None, table.header)) or "nothing"
        raise UsageError(
            f"the first line names no column file (파일); it has {found}",
            path=path,
            hint="e.g. file,form,performer, or 파일,품새,선수",
        )
    faults: list[str] = []
    lines = [line for number, row in table for line in _line(path, number, row, columns, faults)]
    faults += _twice(lines)
    if faults:
        more = f"; and {len(faults) - _MOST_TOLD} more" if len(faults) > _MOST_TOLD else ""
        raise UsageError("; ".join(faults[:_MOST_TOLD]) + more, path=path, hint="nothing was done")
    return Listing(path, tuple(lines), tuple(_unused(table, columns)))


def assign(found: Sequence[Found], listings: Sequence[Listing], default: Performance | None) -> Assigned:
    """What every recording shows: as a listing says, or else the form of `default`.

    A line that names a file goes before a pattern, an earlier line before a later one; a cell that is empty is filled
    by the next that fits. Raises UsageError where a name fits files in several folders.
    """
    told: dict[Path, list[Line]] = {each.path: [] for each in found}
    warnings: list[str] = []
    for listing in listings:
        places = {each.path: _seen_from(listing.path.parent, each.path) for each in found}
        for line in sorted(listing.lines, key=lambda each: each.is_pattern):
            named = _named(listing, line, places)
            if not named:
                warnings.append(_unmatched(listing, line, places.values()))
            for path in named:
                told[path].append(line)
    shown = {path: _performance(lines, default) for path, lines in told.items()}
    return Assigned({path: each for path, each in shown.items() if each is not None}, tuple(warnings))


def _performance(lines: Sequence[Line], default: Performance | None) -> Performance | None:
    forms = [line.form for line in lines if line.form is not None] or ([default.form] if default is not None else [])
    if not forms:
        return None
    performer = next((line.performer for line in lines if line.performer), "")
    return Performance(forms[0], performer, next((line.performance for line in lines if line.performance), ""))


def _line(
    path: Path, number: int, row: Mapping[str, str], columns: dict[str, str], faults: list[str]
) -> Iterable[Line]:
    cells = {name: row.get(column_name, "") if column_name else "" for name, column_name in columns.items()}
    if not cells["file"]:
        faults.append(f"line {number}, column {columns['file']}: is empty")
        return
    form: Shown | None = None
    if cells["form"]:
        try:
            form = form_named(cells["form"], path.parent)
        except AnnotatorError as error:
            hint = f" ({error.hint})" if error.hint else ""
            where = f" [{error.path}]" if error.path else ""
            faults.append(f"line {number}, column {columns['form']}: {error.reason}{where}{hint}")
            return
    file = cells["file"].replace("\\", "/").removeprefix("./")
    yield Line(number, file, form, cells["performer"], cells["performance"])


def _twice(lines: Sequence[Line]) -> Iterable[str]:
    first: dict[str, Line] = {}
    for line in lines:
        before = first.setdefault(line.file, line)
        if before is not line:
            yield f"line {line.number}: {line.file} is on line {before.number} too"


def _unused(table: Table, columns: dict[str, str]) -> Iterable[str]:
    unused = [name for name in table.header if name and name not in columns.values()]
    if unused:
        yield f"{table.path.name}: not used: the column{'s' if len(unused) > 1 else ''} {', '.join(unused)}"


def _seen_from(folder: Path, path: Path) -> str:
    """A recording as seen from a table's folder, with composed Hangul (macOS takes it apart); all of it elsewhere."""
    try:
        relative = path.absolute().relative_to(folder.absolute())
    except ValueError:
        relative = path.absolute()
    return nfc(relative.as_posix())


def _named(listing: Listing, line: Line, places: Mapping[Path, str]) -> list[Path]:
    """The recordings a line names."""
    named = [path for path, place in places.items() if line.names(place)]
    if exact := [path for path in named if places[path] == line.file]:
        return exact
    if len(named) > 1 and not line.is_pattern:
        candidates = " or ".join(places[path] for path in named[:3])
        raise UsageError(
            f"line {line.number}, column file: {line.file} may be {candidates}",
            path=listing.path,
            hint="write the folder, or the ending, too; a name with * means all",
        )
    return named


def _unmatched(listing: Listing, line: Line, places: Iterable[str]) -> str:
    close = difflib.get_close_matches(line.file, list(places), n=1)
    meant = f"; did you mean {close[0]}?" if close else ""
    return f"{listing.path.name}, line {line.number}: no recording is called {line.file}{meant}"
