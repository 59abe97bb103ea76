"""Splitting a data set by group (by signer), so that nobody a model was trained on is among those it is measured on."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from annotator.errors import DatasetError

GROUP_SHARES: Final = (0.7, 0.15, 0.15)
_TRIES: Final = 200  # random splits of which the one with the most even classes is taken


@dataclass(frozen=True)
class GroupSplit:
    """The groups of each part, in the order they were drawn. Raises DatasetError for a group in two parts."""

    train: tuple[str, ...]
    validation: tuple[str, ...]
    test: tuple[str, ...]

    def __post_init__(self) -> None:
        counts = Counter((*self.train, *self.validation, *self.test))
        if twice := sorted(group for group, count in counts.items() if count > 1):
            raise DatasetError(f"{', '.join(twice)} would be in two parts of the data, so accuracy would mean nothing")

    @cached_property
    def _parts(self) -> Mapping[str, str]:
        parts = {"train": self.train, "validation": self.validation, "test": self.test}
        return {group: part for part, groups in parts.items() for group in groups}

    def part(self, group: str) -> str | None:
        """ "train", "validation" or "test"; None for a group that takes no part."""
        return self._parts.get(group)


def split_by_group(
    groups: Mapping[str, Mapping[str, float]],
    seed: int,
    *,
    shares: tuple[float, float, float] = GROUP_SHARES,
    test: Sequence[str] = (),
    max_train: int = 0,
) -> GroupSplit:
    """Draws the groups of each part; `groups` maps a group to how much it holds of each class (seconds, or a count).

    Where every group is of one class (a file a sample), each class is divided by itself, and one of three or more
    groups has one in every part; else the classes of each part come as near to those of the whole as chance allows.
    `test` names the groups to hold back instead, `max_train` is how many of the training groups take part (0: all;
    fewer are always among more). The same seed gives the same split. Raises DatasetError for less than three groups,
    and for a name that does not exist.
    """
    if strange := sorted(set(test) - set(groups)):
        there = sorted(groups)
        more = f" and {len(there) - 20} more" if len(there) > 20 else ""
        raise DatasetError(f"{', '.join(strange)} is nobody in the data; there are: {', '.join(there[:20])}{more}")
    names = sorted(groups)
    if len(names) < 3 or len(names) - len(test) < 2:
        raise DatasetError(
            f"holds {len(names)} groups, {len(test)} of them named for the test; "
            "one at least is needed to train on, one to choose by and one to hold back"
        )
    random = np.random.default_rng(seed)
    split = _class_by_class(groups, names, random, shares, test) or _fairest_draw(groups, names, random, shares, test)
    return replace(split, train=split.train[: max_train or None])


def refuse_copies(files: Iterable[tuple[Path, str]]) -> None:
    """Raises DatasetError where one file's content occurs in two parts; `files` are paths, each with its part."""
    seen: dict[bytes, tuple[Path, str]] = {}
    for path, part in files:
        digest = hashlib.sha256(path.read_bytes()).digest()
        other, its_part = seen.setdefault(digest, (path, part))
        if its_part != part:
            raise DatasetError(
                f"of the {part} part is the same recording as {other.name} of the {its_part} part", path=path
            )


def _class_by_class(
    groups: Mapping[str, Mapping[str, float]],
    names: Sequence[str],
    random: np.random.Generator,
    shares: tuple[float, float, float],
    test: Sequence[str],
) -> GroupSplit | None:
    """Divides each class by itself; None where groups hold several classes, or a part would be empty."""
    classes: dict[str, list[str]] = {}
    for name in names:
        held = [key for key, amount in groups[name].items() if amount]
        if len(held) > 1:
            return None
        classes.setdefault(held[0] if held else "", []).append(name)
    held_back = set(test)
    parts: tuple[list[str], list[str], list[str]] = ([], [], sorted(held_back))
    owed = [0.0, 0.0]  # what rounding has kept from validation and test so far
    for key in sorted(classes):
        members = classes[key]
        drawn = [members[i] for i in random.permutation(len(members))]
        drawn = [name for name in drawn if name not in held_back]
        for at, share in ((1, shares[1]), (2, 0.0 if held_back else shares[2])):
            exact = len(members) * share + owed[at - 1]
            least = 1 if share and len(members) >= 3 else 0
            taken = max(least, min(math.floor(exact + 0.5), len(drawn) - 1), 0)
            owed[at - 1] = exact - taken
            parts[at].extend(drawn[:taken])
            drawn = drawn[taken:]
        parts[0].extend(drawn)
    if not all(parts):
        return None
    train = tuple(parts[0][i] for i in random.permutation(len(parts[0])))
    return GroupSplit(train, tuple(parts[1]), tuple(parts[2]))


def _fairest_draw(
    groups: Mapping[str, Mapping[str, float]],
    names: Sequence[str],
    random: np.random.Generator,
    shares: tuple[float, float, float],
    test: Sequence[str],
) -> GroupSplit:
    """Of many random splits the one whose parts have the most even classes."""
    counts = [max(1, round(len(names) * share)) for share in shares[1:]]
    validation = min(counts[0], len(names) - max(len(test), 1) - 1)
    held_back = len(test) or min(counts[1], len(names) - validation - 1)
    place = {name: number for number, name in enumerate(names)}
    first = np.array([place[name] for name in sorted(test)], np.int64)
    rest = np.setdiff1d(np.arange(len(names)), first)
    amounts = _amounts(groups, names)
    draws = (np.concatenate([first, rest[random.permutation(len(rest))]]) for _ in range(_TRIES))
    best = min(draws, key=lambda order: _unevenness(amounts, order, held_back, validation))
    drawn = [names[i] for i in best]
    return GroupSplit(
        train=tuple(drawn[held_back + validation :]),
        validation=tuple(drawn[held_back : held_back + validation]),
        test=tuple(drawn[:held_back]),
    )


@dataclass(frozen=True)
class _Amounts:
    """How much each group holds of each class, where it holds any: three arrays side by side."""

    groups: npt.NDArray[np.int64]
    classes: npt.NDArray[np.int64]
    values: npt.NDArray[np.float64]
    count: int


def _amounts(groups: Mapping[str, Mapping[str, float]], names: Sequence[str]) -> _Amounts:
    keys = sorted({key for held in groups.values() for key in held})
    place = {key: number for number, key in enumerate(keys)}
    held = [(row, place[key], value) for row, name in enumerate(names) for key, value in groups[name].items()]
    rows, columns, values = zip(*held, strict=True) if held else ((), (), ())
    return _Amounts(
        np.array(rows, np.int64), np.array(columns, np.int64), np.array(values, np.float64), max(1, len(keys))
    )


def _unevenness(amounts: _Amounts, order: npt.NDArray[np.int64], held_back: int, validation: int) -> float:
    """How far the classes' shares in the parts are from those in the whole, added up."""
    part = np.full(len(order), 2, np.int64)
    part[order[:held_back]] = 0
    part[order[held_back : held_back + validation]] = 1
    places = part[amounts.groups] * amounts.count + amounts.classes
    sums = np.bincount(places, amounts.values, 3 * amounts.count).reshape(3, amounts.count)
    whole = sums.sum(axis=0) / max(sums.sum(), 1e-12)
    return float(np.abs(sums / np.maximum(sums.sum(axis=1, keepdims=True), 1e-12) - whole).sum())
