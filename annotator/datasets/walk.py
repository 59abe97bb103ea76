"""Walking folders of data: what systems and archives leave behind is passed over, names come in one Unicode form."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from annotator.datasets.dataset import Medium
from annotator.errors import DatasetError
from annotator.text import nfc
from annotator.video import is_media_name

PICTURE_EXTENSIONS: Final = frozenset([".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"])
_LEFT_BEHIND: Final = frozenset(["thumbs.db", "desktop.ini", "__macosx"])
_PARTS: Final = {
    "train": "train",
    "training": "train",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
    "test": "test",
    "testing": "test",
}


def is_left_behind(name: str) -> bool:
    """Whether a file or folder is what a system left there: hidden ones, Thumbs.db, desktop.ini, __MACOSX."""
    return name.startswith(".") or name.lower() in _LEFT_BEHIND


def part_of_name(name: str) -> str:
    """Which part of the data a folder or file is named for: "train", "validation", "test", or "" for none."""
    return _PARTS.get(nfc(name).lower(), "")


def medium_of(path: Path) -> Medium | None:
    """What a file is by its name; None for what is no data."""
    suffix = path.suffix.lower()
    if is_left_behind(path.name):
        return None
    if suffix in PICTURE_EXTENSIONS:
        return "picture"
    if suffix == ".npy":
        return "features"
    if suffix == ".pose":
        return "landmarks"
    return "video" if is_media_name(path) else None


def entries(folder: Path) -> tuple[list[Path], list[Path]]:
    """The folders and the files in a folder, each sorted by name (in composed form); raises DatasetError."""
    folders: list[Path] = []
    files: list[Path] = []
    try:
        with os.scandir(folder) as found:
            for entry in found:
                if not is_left_behind(entry.name):
                    (folders if entry.is_dir() else files).append(folder / entry.name)
    except OSError as error:
        raise DatasetError(f"cannot be read: {error.strerror}", path=folder) from error
    return sorted(folders, key=_by_name), sorted(files, key=_by_name)


def walk(folder: Path, enter: Callable[[str], bool] | None = None) -> Iterator[Path]:
    """All files below a folder, in order; folders whose name `enter` refuses are passed over. Raises DatasetError."""
    folders, files = entries(folder)
    yield from files
    for below in folders:
        if enter is None or enter(below.name):
            yield from walk(below, enter)


def _by_name(path: Path) -> str:
    return nfc(path.name)
