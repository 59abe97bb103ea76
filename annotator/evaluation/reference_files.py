"""Which files of a folder are references: labels that people wrote, not what annotator wrote."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from annotator.errors import UsageError
from annotator.evaluation.pairing import Annotated
from annotator.labels import LABEL_FORMS, TABLES, is_about, schema_of
from annotator.records import SCHEMA
from annotator.truth import TRUTH_SCHEMA, TRUTH_SUFFIX

_FAMILY: Final = SCHEMA.partition("/")[0]


@dataclass
class ReferenceFiles:
    """Truth files, files of labels that were named or found, and why others in folders were left alone."""

    truths: list[Path] = field(default_factory=list)
    named: list[Path] = field(default_factory=list)
    found: list[Path] = field(default_factory=list)
    outputs: list[Path] = field(default_factory=list)
    beside_truth: list[Path] = field(default_factory=list)


def reference_files(paths: Iterable[Path | str], annotations: Iterable[Annotated]) -> ReferenceFiles:
    """The files meant by `paths`: files as named, in folders all below of a form of labels.

    In folders, `outputs` of annotator (annotations, and what lies beside one by its name) and what lies beside a truth
    file of the same video are left alone. Raises UsageError where there is no such file or folder.
    """
    files = ReferenceFiles()
    seen: set[str] = set()
    own = [each.path for each in annotations if each.path is not None]
    seen.update(map(os.path.realpath, own))
    for given in paths:
        path = Path(given).expanduser()
        if not path.exists():
            raise UsageError("there is no such file or folder", path=path)
        below = [file for file in (_below(path) if path.is_dir() else [path]) if os.path.realpath(file) not in seen]
        seen.update(map(os.path.realpath, below))
        if path.is_dir():
            _sort_out(below, own, files)
        else:
            (files.truths if _is_truth(path) else files.named).append(path)
    return files


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() in LABEL_FORMS and not hidden and path.is_file():
            yield path


def _is_truth(path: Path) -> bool:
    if path.name.endswith(TRUTH_SUFFIX):
        return True
    return path.suffix.lower() == ".json" and schema_of(path).partition("/")[0] == TRUTH_SCHEMA.partition("/")[0]


def _sort_out(below: list[Path], own: list[Path], files: ReferenceFiles) -> None:
    truths = [path for path in below if _is_truth(path)]
    rest = [path for path in below if path not in truths]
    written = [path for path in rest if path.suffix.lower() == ".json" and _is_annotation(path)]
    made = _by_folder([*written, *own], ".json")
    known = _by_folder(truths, TRUTH_SUFFIX)
    for path in rest:
        folder = os.path.realpath(path.parent)
        if path in written or any(is_about(path.name, stem) for stem in made.get(folder, ())):
            files.outputs.append(path)
        elif path.suffix.lower() not in TABLES and any(is_about(path.name, stem) for stem in known.get(folder, ())):
            files.beside_truth.append(path)
        else:
            files.found.append(path)
    files.truths += truths


def _is_annotation(path: Path) -> bool:
    return schema_of(path).partition("/")[0] == _FAMILY


def _by_folder(paths: Iterable[Path], suffix: str) -> dict[str, list[str]]:
    """The names without `suffix` of files, by their folder."""
    stems: dict[str, list[str]] = {}
    for path in paths:
        stems.setdefault(os.path.realpath(path.parent), []).append(path.name.removesuffix(suffix))
    return stems
