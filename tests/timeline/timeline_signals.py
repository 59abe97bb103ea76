"""Synthetic recordings: signs with known boundaries, scored by windows that see just what lies inside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from annotator.records import Prediction

RATE = 30
Sign = tuple[float, float, int]


def share(start_s: float, end_s: float, signs: Sequence[Sign], classes: int) -> np.ndarray:
    """float32 [C]: which share of `[start_s, end_s)` each class fills; class 0 is what no sign covers."""
    scores = np.zeros(classes, np.float32)
    for begin_s, finish_s, index in signs:
        scores[index] += max(0.0, min(end_s, finish_s) - max(start_s, begin_s)) / (end_s - start_s)
    scores[0] = max(0.0, 1.0 - float(scores[1:].sum()))
    return scores


def windows(
    signs: Sequence[Sign], start_s: float, end_s: float, *, classes: int = 3, window: int = 30, stride: int = 1
) -> Iterator[Prediction]:
    """The windows of a stretch of video in which hands are seen, scored by a box."""
    steps = round((end_s - start_s) * RATE)
    for first in range(0, steps - window + 1, stride):
        begin_s, finish_s = start_s + first / RATE, start_s + (first + window) / RATE
        yield Prediction(begin_s, finish_s, share(begin_s, finish_s, signs, classes))


def row(
    *indices: int, classes: int = 3, score: float = 0.95, at_s: float = 0.0, step_s: float = 0.1
) -> list[Prediction]:
    """Windows as long as they are apart, each all but certain of one class."""
    rest = (1 - score) / (classes - 1)
    return [
        Prediction(
            at_s + at * step_s,
            at_s + (at + 1) * step_s,
            np.array([score if index == c else rest for c in range(classes)], np.float32),
        )
        for at, index in enumerate(indices)
    ]
