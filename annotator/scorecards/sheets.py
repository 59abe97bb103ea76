"""Sheets of a workbook, written line by line with openpyxl: heads, links, widths; the same input, the same bytes."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | None

_WIDEST: Final = 60
_NARROWEST: Final = 8
_CELL_LIMIT: Final = 32_767  # characters, Excel's own
# What XML 1.0 cannot hold.
_UNREADABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULAS: Final = ("=", "+", "-", "@")
_DATE: Final = datetime(2000, 1, 1)
_ZIP_DATE: Final = (2000, 1, 1, 0, 0, 0)
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


class Sheets:
    """A workbook that is being written."""

    def __init__(self) -> None:
        from openpyxl import Workbook

        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])
        self._book.properties.creator = "annotator"
        self._book.properties.created = _DATE
        self._sheets: list[Sheet] = []

    def add(self, name: str) -> Sheet:
        """A new sheet at the end; `name` must be one Excel takes."""
        self._sheets.append(Sheet(self._book.create_sheet(name)))
        return self._sheets[-1]

    def as_bytes(self) -> bytes:
        """The whole workbook."""
        for sheet in self._sheets:
            sheet.finish()
        data = io.BytesIO()
        self._book.save(data)
        return _timeless(data)


class Sheet:
    """One sheet, line after line."""

    def __init__(self, sheet: Worksheet) -> None:
        self._sheet = sheet
        self._row = 0
        self._columns = 0
        self._widths: dict[int, int] = {}

    def title(self, text: str) -> None:
        """The name of the sheet at its top, over whatever follows."""
        self._alone(text, size=14)

    def note(self, text: str) -> None:
        """A sentence that may run over the columns."""
        self._alone(text, is_title=False)

    def section(self, title: str, heads: Sequence[str]) -> None:
        """A part of the sheet, with a line left free above."""
        self.gap()
        self._alone(title, size=12)
        self.heads(heads)

    def gap(self) -> None:
        """A free line."""
        self._row += 1

    def heads(self, heads: Sequence[str]) -> None:
        """What the columns below hold."""
        from openpyxl.styles import Alignment, Font, PatternFill

        self._columns = max(self._columns, len(heads))
        for cell in self._cells(heads):
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="00E3EFEC")
            cell.alignment = Alignment(vertical="top", wrap_text=True)

    def line(self, values: Sequence[Value]) -> None:
        """The next line."""
        self._cells(values)

    def link(self, column: int, address: str) -> None:
        """Makes a cell of the last line a way to a file, as seen from the workbook's folder, percent-encoded."""
        if not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]", address):
            self._linked(column).hyperlink = _UNREADABLE.sub("_", address)

    def link_to_sheet(self, column: int, name: str) -> None:
        """Makes a cell of the last line a way to another sheet."""
        from openpyxl.worksheet.hyperlink import Hyperlink

        cell = self._linked(column)
        quoted = name.replace("'", "''")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A1")

    def freeze_and_filter(self) -> None:
        """The first line stays in sight, and all lines so far can be filtered by it."""
        from openpyxl.utils import get_column_letter

        self._sheet.freeze_panes = "A2"
        self._sheet.auto_filter.ref = f"A1:{get_column_letter(self._columns)}{max(self._row, 1)}"

    def finish(self) -> None:
        """Makes the columns as wide as what they hold."""
        from openpyxl.utils import get_column_letter

        for column, width in self._widths.items():
            self._sheet.column_dimensions[get_column_letter(column)].width = min(max(width, _NARROWEST), _WIDEST) + 2

    def _alone(self, text: str, *, size: int = 11, is_title: bool = True) -> None:
        from openpyxl.styles import Font

        self._row += 1
        self._set(1, text).font = Font(b=is_title, i=not is_title, sz=size, color=None if is_title else "00666666")

    def _cells(self, values: Sequence[Value]) -> list[Cell]:
        self._row += 1
        cells = []
        for column, value in enumerate(values, start=1):
            cells.append(self._set(column, value))
            self._widths[column] = max(self._widths.get(column, 0), _width(value))
        return cells

    def _set(self, column: int, value: Value) -> Cell:
        cell: Cell = self._sheet.cell(self._row, column)  # type: ignore[assignment]
        if isinstance(value, str):
            text = _UNREADABLE.sub("�", value)[:_CELL_LIMIT]
            cell.value = text or None
            if text:
                cell.data_type = "s"  # "=" begins a text here, never a formula
                cell.quotePrefix = text.startswith(_FORMULAS)
        else:
            cell.value = round(value, 3) if isinstance(value, float) else value
        return cell

    def _linked(self, column: int) -> Cell:
        from openpyxl.styles import Font

        cell: Cell = self._sheet.cell(self._row, column)  # type: ignore[assignment]
        cell.font = Font(color="00146FB5", underline="single")
        return cell


def _width(value: Value) -> int:
    """How wide a text is in characters; Hangul takes two."""
    text = str(round(value, 3)) if isinstance(value, float) else str(value if value is not None else "")
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _timeless(data: io.BytesIO) -> bytes:
    """The same workbook without the moment it was written at."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(data) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for each in source.infolist():
            content = source.read(each)
            if each.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(each.filename, _ZIP_DATE), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
