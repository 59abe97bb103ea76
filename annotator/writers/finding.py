"""Annotations in files and folders."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from annotator.errors import UsageError
from annotator.truth import TRUTH_SUFFIX
from annotator.writers.collected import ActivityNetWriter, FiftyOneWriter
from annotator.writers.json import is_another_tools

_OTHERS: Final = (
    TRUTH_SUFFIX,
    ".performance.json",
    ".poomsae.json",
    ActivityNetWriter.extension,
    FiftyOneWriter.extension,
)
_SUMMARY: Final = "run-summary.json"


def is_companion(path: Path) -> bool:
    """Whether a JSON file is one of annotator's own that is no annotation, by its name."""
    return path.name == _SUMMARY or path.name.endswith(_OTHERS)


class Place(NamedTuple):
    """A file, and the folder it was found under (its own where it was named itself)."""

    path: Path
    root: Path


def find_annotations(inputs: Iterable[str | Path]) -> tuple[list[Place], list[Path]]:
    """The annotations meant, and other tools' JSON: files as named, folders with all below, without repeats.

    A file that was named is taken for an annotation, whatever it is. Raises UsageError where there is no such file or
    folder.
    """
    found: dict[str, Place] = {}
    others: list[Path] = []
    for given in inputs:
        path = Path(given).expanduser()
        if not path.exists():
            raise UsageError("there is no such file or folder", path=path, hint="check the spelling; nothing was done")
        if not path.is_dir():
            found.setdefault(os.path.realpath(path), Place(path, path.parent))
            continue
        for file in sorted(path.rglob("*.json")):
            if file.name.startswith(".") or is_companion(file):
                continue
            if is_another_tools(file):
                others.append(file)
            else:
                found.setdefault(os.path.realpath(file), Place(file, path))
    return list(found.values()), others
