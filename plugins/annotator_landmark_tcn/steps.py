"""What a step is taught: its class by the truth, and how much it counts; clips cut into sequences of one length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from annotator.records import BoolArray, FloatArray
from annotator.training import Spans

Labels = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# Idle steps this near to a sign are transitions: the hands move, and yet nothing is said.
NEAR_S: Final = 0.5


@dataclass(frozen=True)
class Taught:
    """A clip as steps: features [T, F], class indices [T], weights [T] (0 near a border), and which are transitions."""

    steps: FloatArray = field(repr=False)
    labels: Labels = field(repr=False)
    weights: FloatArray = field(repr=False)
    near: BoolArray = field(repr=False)


@dataclass(frozen=True)
class Sequences:
    """Pieces of clips: `steps` float32 [N, L + window - 1, F]; for the L in their middle `labels`, `weights` [N, L]."""

    steps: FloatArray = field(repr=False)
    labels: Labels = field(repr=False)
    weights: FloatArray = field(repr=False)

    def __len__(self) -> int:
        return len(self.steps)


def teach(steps: FloatArray, spans: Spans, times_s: Floats, speed: float, idle: int, border_s: float) -> Taught:
    """A clip's steps with their classes; `times_s` are their middles on the clip's own clock, `speed` how fast it runs.

    Steps nearer than `border_s` (as recognition will see them) to a beginning or end count nothing: where exactly a
    sign begins is a matter of opinion.
    """
    distance = spans.distance(times_s) / speed
    weights = (distance >= border_s).astype(np.float32)
    return Taught(steps, spans.at(times_s, idle), weights, distance < NEAR_S)


def sequences(clips: Sequence[Taught], window: int, length: int) -> Sequences:
    """Every step of the clips once, in pieces of `length` with the steps around them; repeated ends count nothing."""
    half = window // 2
    pieces: list[tuple[FloatArray, Labels, FloatArray]] = []
    for clip in clips:
        for first in range(0, len(clip.labels), length):
            inside = np.arange(first, first + length)
            there = np.minimum(inside, len(clip.labels) - 1)
            around = np.clip(np.arange(first - half, first + length + half), 0, len(clip.labels) - 1)
            weights = np.where(inside == there, clip.weights[there], np.float32(0.0))
            pieces.append((clip.steps[around], clip.labels[there], weights))
    return Sequences(*(np.stack(parts) for parts in zip(*pieces, strict=True)))


def balanced(clips: Sequence[Taught], idle: int, ratio: float, random: np.random.Generator) -> list[Taught]:
    """Clips in which at most `ratio` times as many idle steps as sign steps count, and every transition does.

    Transitions thinned out would make signs look longer than they are: at a border there must be as much of both.
    """
    signs = sum(int(((clip.labels != idle) & (clip.weights > 0)).sum()) for clip in clips)
    is_idle = np.concatenate([(clip.labels == idle) & (clip.weights > 0) for clip in clips])
    near = np.concatenate([clip.near for clip in clips])
    spare = np.flatnonzero(is_idle & ~near)
    surplus = int(is_idle.sum()) - max(round(ratio * signs), 1)
    if ratio <= 0 or surplus <= 0:
        return list(clips)
    left_out = np.zeros(len(near), np.bool_)
    left_out[random.permutation(spare)[:surplus]] = True
    parts = np.split(left_out, np.cumsum([len(clip.labels) for clip in clips])[:-1])
    return [
        Taught(clip.steps, clip.labels, np.where(out, np.float32(0.0), clip.weights), clip.near)
        for clip, out in zip(clips, parts, strict=True)
    ]
