"""What is signed when, as arrays: the class at each time, and how far it is from the nearest border of a sign."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Spans:
    """What is signed in a clip: class indices [S] over `[start_s, end_s)`, in order, not overlapping."""

    labels: Labels
    start_s: Floats
    end_s: Floats

    def at(self, times_s: Floats, idle: int) -> Labels:
        """The class index at each time, `idle` where nothing is signed."""
        if not len(self.labels):
            return np.full(len(times_s), idle, np.int64)
        nearest = np.maximum(np.searchsorted(self.start_s, times_s, side="right") - 1, 0)
        inside = (times_s >= self.start_s[nearest]) & (times_s < self.end_s[nearest])
        return np.where(inside, self.labels[nearest], idle)

    def distance(self, times_s: Floats) -> Floats:
        """How far each time is from the nearest beginning or end of a sign, in seconds."""
        borders = np.sort(np.concatenate([self.start_s, self.end_s]))
        if not len(borders):
            return np.full(len(times_s), np.inf)
        after = np.searchsorted(borders, times_s)
        to_left = times_s - borders[np.maximum(after - 1, 0)]
        to_right = borders[np.minimum(after, len(borders) - 1)] - times_s
        nearest: Floats = np.minimum(np.abs(to_left), np.abs(to_right))
        return nearest
