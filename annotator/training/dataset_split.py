"""Splitting the samples of a data set into three parts, so that nobody (and no recording) is in two of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from annotator.datasets import PARTS, Dataset, Sample
from annotator.errors import DatasetError
from annotator.training.group_split import GROUP_SHARES, split_by_group


def split_dataset(
    dataset: Dataset,
    seed: int,
    *,
    test: Sequence[str] = (),
    max_train: int = 0,
    shares: tuple[float, float, float] = GROUP_SHARES,
) -> dict[str, Dataset]:
    """The data set's parts "train", "validation", "test", as the data themselves say, or else drawn by group.

    Where the data know no groups, each file is one. `test` names the groups to hold back, `max_train` is how many of
    the others may be trained on (0: all), `shares` how much each part gets. A data set that says which samples are to
    train on but not which to choose by, or which to hold back, is completed from the training samples. Raises
    DatasetError where a group would be in two parts, or a part would be empty.
    """
    tables = {sample.path for sample in dataset.samples if sample.row is not None}  # whose rows are each somebody's
    told = {sample.path: sample.group for sample in dataset.samples if sample.group} | dict(dataset.owners)
    owners = {path: told.get(path, "") or str(path) for path in dataset.files if path not in tables}
    given = {_group(sample): sample.part for sample in dataset.samples if sample.part}
    _refuse_torn(dataset)
    amounts: dict[str, dict[str, float]] = {}
    for owner in owners.values():
        amounts.setdefault(owner, {})
    for sample in dataset.samples:
        mine = amounts.setdefault(_group(sample), {})
        mine[str(sample.label)] = mine.get(str(sample.label), 0.0) + 1
    parts = _assigned(amounts, given, seed, test, max_train, shares)
    return {part: _only(dataset, part, parts, owners) for part in PARTS}


def _assigned(
    amounts: Mapping[str, Mapping[str, float]],
    given: Mapping[str, str],
    seed: int,
    test: Sequence[str],
    max_train: int,
    shares: tuple[float, float, float],
) -> dict[str, str]:
    """The part of every group."""
    parts = dict(given)
    rest = {group: held for group, held in amounts.items() if group not in given}
    missing = [part for part in PARTS if part not in given.values()]
    if given and not missing:
        return parts
    pool = rest or {group: held for group, held in amounts.items() if given.get(group) == "train"}
    split = split_by_group(pool, seed, test=test, max_train=max_train, shares=shares)
    for group in pool:
        part = split.part(group)
        if part is not None:
            parts[group] = part if part in missing else "train"
    return parts


def _only(dataset: Dataset, part: str, parts: Mapping[str, str], owners: Mapping[Path, str]) -> Dataset:
    samples = tuple(replace(each, part=part) for each in dataset.samples if parts.get(_group(each)) == part)
    if not samples:
        raise DatasetError(f"its {part} part would be empty", path=dataset.root)
    files = tuple(path for path in dataset.files if path not in owners or parts.get(owners[path]) == part)
    return replace(dataset, samples=samples, files=files)


def _group(sample: Sample) -> str:
    return sample.group or (str(sample.path) if sample.row is None else f"{sample.path}#{sample.row}")


def _refuse_torn(dataset: Dataset) -> None:
    """Refuses data that put one group into two parts themselves."""
    seen: dict[str, str] = {}
    for sample in dataset.samples:
        if sample.part and seen.setdefault(_group(sample), sample.part) != sample.part:
            raise DatasetError(
                f"{_group(sample)} is in its parts {seen[_group(sample)]} and {sample.part}, "
                "so accuracy would mean nothing",
                path=dataset.root,
                hint="annotator dataset split makes parts by signer or recording",
            )
