"""Runs of equal decisions, and which of them become segments; the engine of the policies that find signs in time.

decisions   . . A A A A . A A A B B B B .      "." decides for nothing
runs            [-----]   [---] [-----]
segments        [------A------] [--B--]        the hole in A was bridged
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.records import Alternative, Segment
from annotator.timeline.cells import SAME_S, Cell, Scores

NOTHING = -1


@dataclass(frozen=True)
class Decision:
    """What a cell decides for: a class index or `NOTHING`, and whether strongly enough to begin a segment."""

    cell: Cell
    index: int
    strong: bool


@dataclass(frozen=True)
class Rule:
    """Which runs count: `count` strong decisions in a row, `min_s` seconds; `bridge_s` joins runs of one class."""

    count: int
    min_s: float
    bridge_s: float


@dataclass
class Run:
    """Consecutive cells of one decision: the sum of their scores and how many they are; `best` strong ones in a row."""

    index: int
    start_s: float
    end_s: float
    total: Scores
    cells: int
    opens: bool
    streak: int = 0
    best: int = 0

    def extend(self, other: Run) -> None:
        """Takes in a run that follows."""
        self.end_s = other.end_s
        self.total = self.total + other.total
        self.cells += other.cells


def segments_of(
    decisions: Iterable[Decision], rule: Rule, class_ids: Sequence[int], alternatives: int
) -> Iterator[Segment]:
    """The segments of a stream of decisions, in order, never overlapping; holds two runs at most."""
    for run in _bridged(_runs(decisions), rule):
        if run.end_s - run.start_s >= rule.min_s - SAME_S:
            mean = run.total / run.cells
            yield segment(run.start_s, run.end_s, run.index, mean, class_ids, alternatives)


def segment(
    start_s: float, end_s: float, index: int, mean: Scores, class_ids: Sequence[int], alternatives: int
) -> Segment:
    """The segment of class `index`, given the mean scores over its windows; the next best classes as alternatives."""
    order = [int(i) for i in np.argsort(-mean, kind="stable")[: alternatives + 1] if i != index and mean[i] > 0]
    return Segment(
        start_s,
        end_s,
        class_ids[index],
        float(mean[index]),
        tuple(Alternative(class_ids[i], float(mean[i])) for i in order[:alternatives]),
    )


def _runs(decisions: Iterable[Decision]) -> Iterator[Run]:
    """Consecutive cells with one decision, in one stretch, as one run."""
    run: Run | None = None
    for decision in decisions:
        cell = decision.cell
        if run is None or run.index != decision.index or cell.opens:
            if run is not None:
                yield run
            run = Run(decision.index, cell.start_s, cell.end_s, cell.scores.copy(), 1, cell.opens)
        else:
            run.end_s = cell.end_s
            run.total += cell.scores
            run.cells += 1
        run.streak = run.streak + 1 if decision.strong else 0
        run.best = max(run.best, run.streak)
    if run is not None:
        yield run


def _bridged(runs: Iterable[Run], rule: Rule) -> Iterator[Run]:
    """The runs that count, those of one class joined over a hole of at most `bridge_s` in which nothing else counts."""
    kept: Run | None = None
    hole: Run | None = None
    for run in runs:
        if kept is not None and (run.opens or run.start_s - kept.end_s > rule.bridge_s + SAME_S):
            yield kept
            kept, hole = None, None
        counts = run.index != NOTHING and run.best >= rule.count
        if kept is None:
            kept = run if counts else None
        elif counts and run.index == kept.index:
            if hole is not None:
                kept.extend(hole)
            kept.extend(run)
            hole = None
        elif counts and run.end_s - run.start_s >= rule.min_s - SAME_S:
            yield kept
            kept, hole = run, None
        elif hole is None:
            hole = run
        else:
            hole.extend(run)
    if kept is not None:
        yield kept
