"""Splitting a data set by group (by signer), so that nobody a model was trained on is among those it is measured on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from annotator.errors import DatasetError

Table = npt.NDArray[np.float64]

GROUP_SHARES: Final = (0.7, 0.15, 0.15)
_TRIES: Final = 200  # random splits of which the one with the most even classes is taken


@dataclass(frozen=True)
class GroupSplit:
    """The groups of each part, in the order they were drawn. Raises DatasetError for a group in two parts."""

    train: tuple[str, ...]
    validation: tuple[str, ...]
    test: tuple[str, ...]

    def __post_init__(self) -> None:
        everyone = [*self.train, *self.validation, *self.test]
        if twice := sorted({group for group in everyone if everyone.count(group) > 1}):
            raise DatasetError(f"{', '.join(twice)} would be in two parts of the data, so accuracy would mean nothing")

    def part(self, group: str) -> str | None:
        """ "train", "validation" or "test"; None for a group that takes no part."""
        parts = {"train": self.train, "validation": self.validation, "test": self.test}
        return next((name for name, groups in parts.items() if group in groups), None)


def split_by_group(
    groups: Mapping[str, Mapping[str, float]],
    seed: int,
    *,
    shares: tuple[float, float, float] = GROUP_SHARES,
    test: Sequence[str] = (),
    max_train: int = 0,
) -> GroupSplit:
    """Draws the groups of each part; `groups` maps a group to how much it holds of each class (seconds, or a count).

    The classes of each part come as near to those of the whole as chance allows. `test` names the groups to hold back
    instead, `max_train` is how many of the training groups take part (0: all; fewer are always among more). The same
    seed gives the same split. Raises DatasetError for less than three groups, and for a name that does not exist.
    """
    if strange := sorted(set(test) - set(groups)):
        raise DatasetError(f"{', '.join(strange)} is nobody in the data; there are: {', '.join(sorted(groups))}")
    names = sorted(groups)
    counts = [max(1, round(len(names) * share)) for share in shares[1:]]
    if len(names) < 3 or len(names) - len(test) < 2:
        raise DatasetError(
            f"holds {len(names)} groups, {len(test)} of them named for the test; "
            "one at least is needed to train on, one to choose by and one to hold back"
        )
    validation = min(counts[0], len(names) - max(len(test), 1) - 1)
    held_back = len(test) or min(counts[1], len(names) - validation - 1)
    random = np.random.default_rng(seed)
    draws = [_draw(names, test, random) for _ in range(_TRIES)]
    table = _table(groups, names)
    best = min(draws, key=lambda order: _unevenness(table, names, order, held_back, validation))
    train = best[held_back + validation :]
    return GroupSplit(
        train=tuple(train[: max_train or None]),
        validation=tuple(best[held_back : held_back + validation]),
        test=tuple(best[:held_back]),
    )


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


def _draw(names: Sequence[str], first: Sequence[str], random: np.random.Generator) -> list[str]:
    """The names in random order, those of `first` before all others."""
    rest = [name for name in names if name not in first]
    return [*sorted(first), *(rest[i] for i in random.permutation(len(rest)))]


def _table(groups: Mapping[str, Mapping[str, float]], names: Sequence[str]) -> Table:
    """How much each group (row) holds of each class (column)."""
    classes = sorted({key for amounts in groups.values() for key in amounts})
    rows = [[groups[name].get(key, 0.0) for key in classes] for name in names]
    return np.array(rows, np.float64).reshape(len(names), len(classes))


def _unevenness(
    table: Table,
    names: Sequence[str],
    order: Sequence[str],
    held_back: int,
    validation: int,
) -> float:
    """How far the classes' shares in the parts are from those in the whole, added up."""
    rows = np.array([names.index(name) for name in order])
    parts = np.split(rows, [held_back, held_back + validation])
    whole = table.sum(axis=0) / max(table.sum(), 1e-12)
    sums = [table[part].sum(axis=0) for part in parts]
    return float(sum(np.abs(part / max(part.sum(), 1e-12) - whole).sum() for part in sums))
