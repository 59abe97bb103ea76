"""The cheapest course through items and strokes, both in order: dynamic programming, for many tables at once.

An item takes the strokes of one candidate or none (omitted); a stroke belongs to an item or is extra.

    reached[i + 1, j] = least of   reached[i, j - n] + table[i, the candidate of the n strokes before j]
                                   reached[i, j]     + omitted[i]
                                   reached[i + 1, j - 1] + extra[i + 1, j - 1]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from annotator.scoring.body import Floats

_OMITTED: Final = -1
_EXTRA: Final = -2
_UNREACHED: Final = -3


@dataclass(frozen=True)
class Step:
    """An item with the strokes it takes, by the number of their candidate; `count` 0: omitted."""

    item: int
    first: int
    count: int
    candidate: int = -1


def cheapest_course(
    tables: Floats, first: npt.NDArray[np.intp], count: npt.NDArray[np.intp], omitted: Floats, extra: Floats
) -> tuple[int, float, list[Step]]:
    """The cheapest of several tables (the first of equally cheap ones), its least sum, and the steps that reach it.

    `tables` [K, items, S] is what each candidate costs as each item; a candidate takes `count` strokes from `first` on,
    both [S]. `omitted` [items] is the cost of leaving out an item, `extra` [items + 1, strokes] that of a stroke that
    belongs to nothing after so many items. Of equally cheap ways the one with the most strokes an item is taken.
    """
    kinds, items, _ = tables.shape
    strokes = extra.shape[1]
    numbers = {int(n): np.flatnonzero(count == n) for n in sorted(set(count.tolist()), reverse=True)}
    reached = np.full((items + 1, strokes + 1, kinds), np.inf)
    how = np.full((items + 1, strokes + 1, kinds), _UNREACHED)
    reached[0, 0] = 0.0
    for i in range(items + 1):
        now, taken = reached[i], how[i]
        if i:
            for n, each in numbers.items():
                to = first[each] + n
                _improve(now, taken, to, reached[i - 1, first[each]] + tables[:, i - 1, each].T, each[:, None])
            _improve(now, taken, np.arange(strokes + 1), reached[i - 1] + omitted[i - 1], _OMITTED)
        for j in range(strokes):
            through = now[j] + extra[i, j]
            better = through < now[j + 1]
            np.copyto(now[j + 1], through, where=better)
            np.copyto(taken[j + 1], _EXTRA, where=better)
    least = reached[items, strokes]
    best = 0
    for kind in range(1, kinds):
        if least[kind] < least[best] - 1e-9:
            best = kind
    return best, float(least[best]), _back(how[..., best], count)


def _improve(
    now: Floats, taken: npt.NDArray[np.int_], to: npt.NDArray[np.intp], cost: Floats, by: npt.NDArray[np.intp] | int
) -> None:
    """Takes the costs of a way where it is cheaper than those known; a place of `to` must not occur twice."""
    known = now[to]
    better = cost < known
    now[to] = np.where(better, cost, known)
    taken[to] = np.where(better, by, taken[to])


def _back(how: npt.NDArray[np.int_], count: npt.NDArray[np.intp]) -> list[Step]:
    i, j = (length - 1 for length in how.shape)
    steps = []
    while i or j:
        taken = int(how[i, j])
        if taken == _EXTRA:
            j -= 1
        elif taken == _OMITTED:
            i -= 1
            steps.append(Step(i, j, 0))
        else:
            i, j = i - 1, j - int(count[taken])
            steps.append(Step(i, j, int(count[taken]), taken))
    return steps[::-1]
