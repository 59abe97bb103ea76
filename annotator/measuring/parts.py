"""Which part of a data set is measured."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from annotator.datasets import PARTS, Dataset
from annotator.errors import UsageError

ALL: Final = "all"
HELD_BACK: Final = "test"


def choose_part(data: Dataset, part: str = "") -> tuple[str, Dataset]:
    """The part's name and its samples; "": the held-back one where the data say which that is, else all.

    Raises UsageError where the part has no samples.
    """
    there = [name for name in PARTS if any(sample.part == name for sample in data.samples)]
    part = part or (HELD_BACK if HELD_BACK in there else ALL)
    if part == ALL:
        if not data.samples:
            raise UsageError("has no samples", path=data.root)
        return ALL, data
    if part not in there:
        raise UsageError(
            f"has no samples in the part {part!r}",
            path=data.root,
            hint=f"it has {', '.join(there)}" if there else "it is not split into parts; --part all takes everything",
        )
    samples = tuple(sample for sample in data.samples if sample.part == part)
    groups = {sample.group for sample in samples if sample.group}
    own = {sample.path for sample in samples}
    elsewhere = {sample.path for sample in data.samples} - own
    files = tuple(
        path for path in data.files if path in own or (path not in elsewhere and data.owners.get(path, "") in groups)
    )
    return part, replace(data, samples=samples, files=files)
