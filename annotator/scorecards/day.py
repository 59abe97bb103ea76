"""The index of a day: everybody who was recorded, by form and points, searched and sorted in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

import msgspec

from annotator.scorecards.page import ASSETS, KOREAN
from annotator.scorecards.performance import PerformanceRow
from annotator.scorecards.rows import Row, ranked
from annotator.translation import in_languages
from annotator.writers import page

_STYLES: Final = ("base.css", "table.css", "index.css", "day.css")
_SCRIPTS: Final = (*KOREAN, "base.js", "table.js", "listing.js", "score-words.js", "day-performances.js", "day.js")
# How the page's own data say that it is of a day.
_DAY: Final = b'"day":true}</script>'


def day_page(rows: Sequence[Row], title: str, performances: Sequence[PerformanceRow] = ()) -> bytes:
    """A page that lists `rows` under `title` with their ranks, complete in itself; the order of `rows` does not matter.

    `performances` are those that several cameras recorded, in the order they are to be listed.

    It says of itself `<meta name="generator" content="annotator">`, as the index of other reports does.
    """
    entries = [_clean(_entry(rank, row)) for rank, row in ranked(rows)]
    view = {"title": _clean(title), "performances": [_clean(asdict(each)) for each in performances], "day": True}
    data = {"entries": _json(entries), "view": _json(view)}
    return page("index.html", _STYLES, _SCRIPTS, title, data, folder=ASSETS)


def is_day_page(page: bytes) -> bool:
    """Whether a page is one that `day_page` made."""
    return _DAY in page


def _entry(rank: int | None, row: Row) -> dict[str, Any]:
    """A line with its rank, how many warnings it has, and what it says in every language."""
    told = {"warned": [in_languages(text) for text in row.warnings], "why": in_languages(row.reason)}
    return {**asdict(row), "rank": rank, "warnings": len(row.warnings), **told}


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _clean(value: Any) -> Any:
    """Text as JSON can hold it: what a file name has that is no Unicode is written as an escape."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list | tuple) else value
