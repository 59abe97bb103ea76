"""The index of a folder of reports: every video in one table that is searched and sorted in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import fmean
from typing import Final

import msgspec

from annotator.records import Annotation
from annotator.writers.html.page import page

_STYLES: Final = ("base.css", "table.css", "index.css")
_SCRIPTS: Final = ("korean.js", "base.js", "table.js", "listing.js", "index.js")
_PREVIEW: Final = 160


@dataclass(frozen=True)
class IndexEntry:
    """One video of an index.

    `page` is the address of its report as seen from the index, percent-encoded ("" where there is none), `status` as in
    an annotation or a run's summary ("complete", "partial", "failed", ...), `text` the beginning of its words,
    `confidence` the mean over its segments (None: it has none), `warnings` how many, and `reason` why it failed.
    """

    page: str
    name: str
    status: str = "complete"
    duration_s: float = 0.0
    segments: int = 0
    text: str = ""
    recognizers: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    confidence: float | None = None
    warnings: int = 0
    reason: str = ""


def index_entry(annotation: Annotation, address: str, name: str = "") -> IndexEntry:
    """What an index says of an annotation whose report is found at `address` (relative, percent-encoded).

    `name` is what the video is listed under: its path below the folder, where only its file name would not tell.
    """
    spoken = {cue.language for cue in annotation.cues} | {tag for each in annotation.segments for tag in each.texts}
    languages = dict.fromkeys((annotation.language, *sorted(spoken)))
    text = " ".join(annotation.text.split())
    return IndexEntry(
        page=address,
        name=name or annotation.source.path,
        status=annotation.status,
        duration_s=annotation.source.duration,
        segments=len(annotation.segments),
        text=text if len(text) <= _PREVIEW else f"{text[: _PREVIEW - 1].rstrip()}…",
        recognizers=tuple(dict.fromkeys(each.name for each in annotation.recognizers)),
        languages=tuple(filter(None, languages)),
        confidence=fmean(each.confidence for each in annotation.segments) if annotation.segments else None,
        warnings=len(annotation.warnings),
    )


def index_page(entries: Sequence[IndexEntry], title: str) -> bytes:
    """A page that lists `entries` under `title`, complete in itself; thousands are well.

    It says of itself `<meta name="generator" content="annotator">`, so that our own files can be told from others.
    """
    rows = [{key: _clean(value) for key, value in asdict(entry).items()} for entry in entries]
    data = {"entries": _json(rows), "view": _json({"title": _clean(title)})}
    return page("index.html", _STYLES, _SCRIPTS, title, data)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _clean(value: object) -> object:
    """Text as JSON can hold it: what a file name has that is no Unicode is written as an escape."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
