"""Whether two parts of a data set share what they must not: a group, a file's content, or frames of one recording."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from annotator.datasets import Dataset, identical_files, read_array
from annotator.errors import DatasetError

_HINT = "accuracy would mean nothing; annotator dataset check --fix moves copies aside"


def refuse_leaks(parts: Mapping[str, Dataset]) -> None:
    """Raises DatasetError naming the file where two parts share a group, a file's content, or frames of features.

    Frames are shared where windows that overlap were cut from one recording and kept as files of their own.
    """
    _refuse_groups(parts)
    places: dict[Path, str] = {}
    for part, data in parts.items():
        for path in {sample.path for sample in data.samples if sample.row is None}:
            if places.setdefault(path, part) != part:
                raise DatasetError(f"is in the parts {places[path]} and {part}", path=path, hint=_HINT)
    for group in identical_files(sorted(places)):
        first = group[0]
        for path in group[1:]:
            if places[path] != places[first]:
                raise DatasetError(
                    f"of the {places[path]} part is the same file as {first.name} of the {places[first]} part",
                    path=path,
                    hint=_HINT,
                )
    if any(data.medium == "features" for data in parts.values()):
        _refuse_shared_frames(places)


def _refuse_groups(parts: Mapping[str, Dataset]) -> None:
    seen: dict[str, str] = {}
    for part, data in parts.items():
        for group in data.groups:
            if group and seen.setdefault(group, part) != part:
                raise DatasetError(f"{group} is in the parts {seen[group]} and {part}", path=data.root)


def _refuse_shared_frames(places: Mapping[Path, str]) -> None:
    seen: dict[int, Path] = {}
    for path in sorted(places):
        for frame in _frames(path):
            other = seen.setdefault(frame, path)
            if places[other] != places[path]:
                raise DatasetError(
                    f"of the {places[path]} part shares frames with {other.name} of the {places[other]} part: windows "
                    "of one recording, which overlap",
                    path=path,
                    hint="list the files with the recording they were cut from as group, and split by that",
                )


def _frames(path: Path) -> Iterator[int]:
    """A number for every frame of a file; frames in which nothing was found (all values alike) have none."""
    array = read_array(path)
    for frame in array.reshape(-1, array.shape[-1]):
        if np.ptp(frame) > 0:
            yield hash(frame.tobytes())
