"""Judges' sheets: the marks of several judges in a CSV table.

    judge,accuracy,presentation
    1,3.6,4.8
    2,3.4,5.0

`performer` and `form` columns tell performances apart where there are several. Column names are English or Korean, in
any order; a sheet has accuracy, presentation, or both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from annotator.datasets.csv_table import column, read_table
from annotator.errors import AnnotatorError, DatasetError, UsageError
from annotator.scoring import PanelMark, Rules, load_form, panel_mark, panel_notes

COLUMNS: Final = {
    "judge": ("judge", "심판", "부심", "no", "번호"),
    "accuracy": ("accuracy", "정확성", "정확도"),
    "presentation": ("presentation", "표현성", "연출성"),
    "performer": ("performer", "선수", "athlete", "name", "이름", "성명"),
    "form": ("form", "품새", "poomsae"),
}
CATEGORIES: Final = ("accuracy", "presentation")


@dataclass(frozen=True)
class Sheet:
    """One judge's marks of one performance; None where the judge gave none."""

    judge: str
    performer: str
    form: str
    accuracy: float | None
    presentation: float | None


class PanelResult(msgspec.Struct, frozen=True, kw_only=True):
    """The marks of a panel as one: a category each (None: not marked), and their sum.

    `sum_of_all` is the sum of all marks, the dropped ones too, by which ties are broken.
    """

    judges: tuple[str, ...]
    accuracy: PanelMark | None
    presentation: PanelMark | None
    total: float
    sum_of_all: float
    notes: tuple[str, ...] = ()


def read_sheets(path: Path, rules: Rules) -> list[Sheet]:
    """The marks in a table; raises UsageError naming line and column."""
    try:
        table = read_table(path)
    except DatasetError as error:
        raise UsageError(error.reason, path=path, hint=error.hint) from error
    columns = {name: column(table.header, others) for name, others in COLUMNS.items()}
    if not columns["judge"] or not any(columns[name] for name in CATEGORIES):
        found = ", ".join(filter(None, table.header)) or "nothing"
        raise UsageError(
            f"the first line does not name the columns judge (심판) and accuracy (정확성) or presentation (표현성); "
            f"it has {found}",
            path=path,
            hint="e.g. judge,accuracy,presentation",
        )
    most = {"accuracy": rules.accuracy.max, "presentation": rules.presentation.max}
    try:
        sheets = [_sheet(number, row, columns, most) for number, row in table]
        _check_twice(sheets, table.lines)
    except UsageError as error:
        error.path = path
        raise
    if not sheets:
        raise UsageError("holds no marks", path=path)
    return sheets


def panel_result(sheets: Sequence[Sheet], rules: Rules) -> PanelResult:
    """The marks of the judges of one performance as one, each category by itself."""
    categories: dict[str, PanelMark | None] = {}
    notes: list[str] = []
    for name in CATEGORIES:
        marks = [mark for sheet in sheets if (mark := getattr(sheet, name)) is not None]
        categories[name] = panel_mark(marks, rules.panel) if marks else None
        if marks:
            told = "" if len(marks) == len(sheets) else f"{name}: "
            notes += [f"{told}{note}" for note in panel_notes(len(marks), rules.panel)]
    there = [mark for mark in categories.values() if mark is not None]
    return PanelResult(
        judges=tuple(sheet.judge for sheet in sheets),
        accuracy=categories["accuracy"],
        presentation=categories["presentation"],
        total=round(sum(mark.mark for mark in there), 3),
        sum_of_all=round(sum(mark.sum_of_all for mark in there), 3),
        notes=tuple(dict.fromkeys(notes)),
    )


def _sheet(number: int, row: Mapping[str, str], columns: Mapping[str, str], most: Mapping[str, float]) -> Sheet:
    cells = {name: row.get(told, "") if told else "" for name, told in columns.items()}
    if not cells["judge"]:
        raise UsageError(f"line {number}, column {columns['judge']}: is empty")
    marks = {name: _mark(cells[name], f"line {number}, column {columns[name]}", most[name]) for name in CATEGORIES}
    if all(mark is None for mark in marks.values()):
        raise UsageError(f"line {number}: has no mark")
    form = cells["form"]
    if form:
        try:
            form = load_form(form).name
        except AnnotatorError as error:
            raise UsageError(f"line {number}, column {columns['form']}: {error.reason}", hint=error.hint) from error
    return Sheet(cells["judge"], cells["performer"], form, marks["accuracy"], marks["presentation"])


def _mark(text: str, where: str, most: float) -> float | None:
    if not text:
        return None
    told = text.replace(",", ".")
    if not re.fullmatch(r"[0-9]+(\.[0-9]*)?|\.[0-9]+", told):
        raise UsageError(f"{where}: {text!r} is no mark")
    if float(told) > most:
        raise UsageError(f"{where}: {text} is more than {most:g}")
    return float(told)


def _check_twice(sheets: Sequence[Sheet], lines: Sequence[int]) -> None:
    first: dict[tuple[str, str, str], int] = {}
    for sheet, number in zip(sheets, lines, strict=True):
        before = first.setdefault((sheet.judge, sheet.performer, sheet.form), number)
        if before != number:
            raise UsageError(
                f"line {number}: judge {sheet.judge} is on line {before} too",
                hint="a column performer (선수) tells performances apart",
            )
