"""The table of a day as CSV: one line a recording."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from annotator.scorecards.rows import Row, ranked
from annotator.translation import translated

_COLUMNS: Final = (
    "rank", "performer", "form", "points", "deducted", "minor", "major", "restart", "total_s", "pauses",
    "movements_found", "movements_omitted", "warnings", "status", "reason", "file", "report",
)  # fmt: skip
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def scores_csv(rows: Iterable[Row], language: str = "en") -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets show Hangul; lines end as RFC 4180 has it.

    In the order of `ranked`. What is not known is left empty, warnings are joined with " | "; they and reasons are told
    in `language`, as far as there are words for them. A text that a spreadsheet
    would take for a formula gets an apostrophe before it.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows([_cell(value) for value in _values(rank, row, language)] for rank, row in ranked(rows))
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8", "backslashreplace")


def _values(rank: int | None, row: Row, language: str) -> tuple[object, ...]:
    warnings = " | ".join(translated(text, language) for text in row.warnings)
    return (
        rank, row.performer, row.form, row.points, row.deducted, *row.kinds, row.total_s, *row.counts,
        warnings, row.status, translated(row.reason, language), row.name, row.page,
    )  # fmt: skip


def _cell(value: object) -> object:
    if isinstance(value, str):
        value = value.replace("\0", "\\0")
        return f"'{value}" if value.lstrip(" ").startswith(_FORMULAS) else value
    return round(value, 3) if isinstance(value, float) else value
