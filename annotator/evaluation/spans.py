"""A stretch of time with a label, and what stretches have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


class Stretch(Protocol):
    """Anything that lasts from `start_s` to `end_s`."""

    @property
    def start_s(self) -> float: ...
    @property
    def end_s(self) -> float: ...


@dataclass(frozen=True)
class Span:
    """A labelled stretch of time `[start_s, end_s)` in seconds; two signs are the same where their labels are equal."""

    start_s: float
    end_s: float
    label: str

    @property
    def middle_s(self) -> float:
        """The time half way."""
        return (self.start_s + self.end_s) / 2


def overlap_s(first: Stretch, second: Stretch) -> float:
    """How long both last, in seconds."""
    return max(0.0, min(first.end_s, second.end_s) - max(first.start_s, second.start_s))


def iou(first: Stretch, second: Stretch) -> float:
    """Intersection over union: 1 for the same stretch, 0 for two that do not overlap."""
    both = overlap_s(first, second)
    union = (first.end_s - first.start_s) + (second.end_s - second.start_s) - both
    return both / union if union > 0 else 0.0


def covers(stretches: Iterable[Stretch], time_s: float) -> bool:
    """Whether `time_s` lies in one of the stretches."""
    return any(each.start_s <= time_s < each.end_s for each in stretches)


def covered_s(stretches: Sequence[Stretch], duration_s: float) -> float:
    """How much of `[0, duration_s)` lies in at least one of the stretches, in seconds."""
    total, reached = 0.0, 0.0
    for each in sorted(stretches, key=lambda stretch: stretch.start_s):
        end_s = min(each.end_s, duration_s)
        total += max(0.0, end_s - max(each.start_s, reached))
        reached = max(reached, end_s)
    return total
