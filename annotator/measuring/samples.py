"""What a model says of labelled stretches of a recording: the windows of each, averaged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from annotator.records import FloatArray, Prediction

Scores: TypeAlias = npt.NDArray[np.float64]
Stretch: TypeAlias = "tuple[float, float]"
WHOLE: Stretch = (-np.inf, np.inf)


@dataclass(frozen=True)
class Scored:
    """The mean scores of a sample, float64 [C], over `windows` windows; None where the model said nothing of it."""

    scores: Scores | None = field(repr=False)
    windows: int = 0


class Gatherer:
    """Collects what one model says of the stretches `[start_s, end_s)` of one recording; holds sums, no windows.

    A window speaks for its middle: a stretch has the windows whose middle lies in it. One too short for that has the
    window that overlaps it longest.
    """

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self._starts = np.array([start for start, _ in stretches], np.float64)
        self._ends = np.array([end for _, end in stretches], np.float64)
        self._sums: list[Scores | None] = [None] * len(stretches)
        self._counts = [0] * len(stretches)
        self._nearest: list[FloatArray | None] = [None] * len(stretches)
        self._overlaps = np.zeros(len(stretches))

    def hear(self, prediction: Prediction) -> None:
        """Takes the next window."""
        middle_s = (prediction.start_s + prediction.end_s) / 2
        for at in np.flatnonzero((self._starts <= middle_s) & (middle_s < self._ends)):
            scores = prediction.scores.astype(np.float64)
            before = self._sums[at]
            self._sums[at] = scores if before is None else before + scores
            self._counts[at] += 1
        overlaps = np.minimum(self._ends, prediction.end_s) - np.maximum(self._starts, prediction.start_s)
        for at in np.flatnonzero(overlaps > self._overlaps):
            self._overlaps[at] = overlaps[at]
            self._nearest[at] = prediction.scores

    def scored(self) -> tuple[Scored, ...]:
        """What was said of each stretch, in order."""
        return tuple(self._of(at) for at in range(len(self._counts)))

    def _of(self, at: int) -> Scored:
        total, nearest = self._sums[at], self._nearest[at]
        if total is not None:
            return Scored(total / self._counts[at], self._counts[at])
        return Scored(None) if nearest is None else Scored(nearest.astype(np.float64), 1)
