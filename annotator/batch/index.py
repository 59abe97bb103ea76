"""An index page of the reports of a folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from annotator.errors import AnnotatorError
from annotator.files import write_atomic
from annotator.publishing import not_ours
from annotator.writers import IndexEntry, index_entry, index_page, read_annotation

INDEX_NAME: Final = "index.html"
_OURS: Final = b'<meta name="generator" content="annotator">'
_HEAD_BYTES: Final = 4096


@dataclass(frozen=True)
class Listed:
    """A video of an index: its annotation, its report, and why there is none where it failed."""

    name: str
    annotation: Path
    page: Path
    reason: str = ""


def index_folders(inputs: Sequence[str | Path], output: Path | None) -> list[Path]:
    """Where indexes belong: the output folder, or the folders that were named; none for videos named one by one."""
    folders = [Path(given).expanduser() for given in inputs]
    folders = [folder for folder in folders if folder.is_dir()]
    return [output] if output is not None and folders else folders


def write_index(folder: Path, videos: Iterable[Listed], *, overwrite: bool = False) -> Path | None:
    """Writes the index of those videos whose reports lie below `folder`; None where there are none.

    Raises OutputError where an index.html of somebody else is there, or it cannot be written.
    """
    entries = list(_entries(folder, videos))
    if not entries:
        return None
    path = folder / INDEX_NAME
    if path.exists() and not overwrite and not is_our_index(path):
        raise not_ours(path)
    write_atomic(path, index_page(entries, folder.absolute().name or str(folder)))
    return path


def _entries(folder: Path, videos: Iterable[Listed]) -> Iterator[IndexEntry]:
    for each in videos:
        try:
            relative = each.page.absolute().relative_to(folder.absolute())
        except ValueError:
            continue
        name = str(relative.parent / each.name)
        if each.reason:
            yield IndexEntry("", name, status="failed", reason=each.reason)
        elif each.page.is_file():
            yield _entry(each, quote(os.fsencode(relative.as_posix())), name)


def _entry(listed: Listed, address: str, name: str) -> IndexEntry:
    try:
        return index_entry(read_annotation(listed.annotation), address, name)
    except AnnotatorError as error:
        return IndexEntry(address, name, status="failed", reason=error.reason)


def is_our_index(path: Path) -> bool:
    """Whether annotator wrote a page."""
    try:
        with path.open("rb") as file:
            return _OURS in file.read(_HEAD_BYTES)
    except OSError:
        return False
