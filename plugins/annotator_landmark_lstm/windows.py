"""Windows to learn from: cut out of features of any length, gathered in batches.

Of a clip of continuous signing there is a window around every step, labelled by what is signed at its middle; the
first and the last step stand for what lies outside, as in recognition. Of a clip that shows one sign all windows lie
inside, and a clip that is shorter than one repeats its last step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from annotator.records import FloatArray
from annotator.training import Batch, Labels, Spans


@dataclass(frozen=True)
class Sheet:
    """Features [T, F] and the windows of them: first step [W] (may lie outside) and class index [W] of each."""

    steps: FloatArray = field(repr=False)
    starts: Labels = field(repr=False)
    labels: Labels = field(repr=False)

    def windows(self, chosen: Labels, window: int) -> FloatArray:
        """The windows of these numbers, float32 [N, window, F]."""
        at = self.starts[chosen][:, None] + np.arange(window)
        found: FloatArray = self.steps[at.clip(0, len(self.steps) - 1)]
        return found


def one_sign(steps: FloatArray, label: int, window: int) -> Sheet:
    """Every window of a clip that shows one sign."""
    starts = np.arange(max(len(steps) - window, 0) + 1)
    return Sheet(steps, starts, np.full(len(starts), label, np.int64))


def continuous(
    steps: FloatArray, spans: Spans, idle: int, window: int, *, rate: float, speed: float, border_s: float
) -> Sheet:
    """The windows around all steps of a clip but those whose middle is nearer than `border_s` to a sign's border.

    `speed` is how much faster than recorded the clip is shown.
    """
    starts = np.arange(len(steps)) - window // 2
    middles_s = (starts + window / 2) * speed / rate
    clear = spans.distance(middles_s) / speed >= border_s
    return Sheet(steps, starts[clear], spans.at(middles_s, idle)[clear])


def drawn(sheets: Sequence[Sheet], every: int, random: np.random.Generator) -> Labels:
    """One of `every` windows of each sheet, from a random first one, shuffled: rows of sheet number and window."""
    picks = [
        np.stack([np.full(len(mine), number), mine], axis=1)
        for number, sheet in enumerate(sheets)
        for mine in [np.arange(random.integers(every), len(sheet.starts), every)]
    ]
    return random.permutation(np.concatenate(picks))


def batches(
    sheets: Sequence[Sheet], picks: Labels, window: int, size: int, weights: FloatArray | None = None
) -> Iterator[Batch]:
    """The windows `picks` names in batches, each counting by the weight of its class."""
    for at in range(0, len(picks), size):
        mine = picks[at : at + size]
        clips = np.stack([sheets[number].windows(chosen[None], window)[0] for number, chosen in mine])
        labels = np.array([sheets[number].labels[chosen] for number, chosen in mine], np.int64)
        yield clips, labels, np.ones(len(mine), np.float32) if weights is None else weights[labels]


def in_order(sheets: Sequence[Sheet], every: int = 1) -> Labels:
    """One of `every` windows of each sheet, in order."""
    picks = [(number, chosen) for number, sheet in enumerate(sheets) for chosen in range(0, len(sheet.starts), every)]
    return np.array(picks, np.int64).reshape(-1, 2)
