"""The word error rate: how many words must be changed, added or removed to make one sequence of labels the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Edits:
    """The fewest edits between two sequences: `insertions` were found and are not true, `deletions` were not found."""

    substitutions: int = 0
    insertions: int = 0
    deletions: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.substitutions + self.insertions + self.deletions

    def __add__(self, other: Edits) -> Edits:
        return Edits(
            self.substitutions + other.substitutions,
            self.insertions + other.insertions,
            self.deletions + other.deletions,
        )


def edits(truth: Sequence[str], found: Sequence[str]) -> Edits:
    """The edits that make `truth` into `found`; where there are several ways, one with most substitutions.

    One row of the usual table is kept; each entry is (edits, insertions, deletions), so that the least is chosen.
    """
    row = [(count, count, 0) for count in range(len(found) + 1)]
    for number, true in enumerate(truth, start=1):
        above, row = row, [(number, 0, number)]
        for place, each in enumerate(found):
            if true == each:
                row.append(above[place])
                continue
            changed = _plus(above[place], 1, 0, 0)
            added, removed = _plus(row[place], 1, 1, 0), _plus(above[place + 1], 1, 0, 1)
            row.append(min(changed, added, removed))
    total, insertions, deletions = row[-1]
    return Edits(total - insertions - deletions, insertions, deletions)


def _plus(entry: tuple[int, int, int], total: int, insertions: int, deletions: int) -> tuple[int, int, int]:
    return entry[0] + total, entry[1] + insertions, entry[2] + deletions
