"""How right a model is on samples of known class: pure functions from scores to figures."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np

from annotator.measuring.samples import Scored

SILENT: Final = -1  # stands for the class found where the model said nothing
FEW: Final = 5  # of so many classes or fewer, the right one is always among the first five
_BINS: Final = 10


@dataclass(frozen=True)
class Judged:
    """One sample: its class, the class found (`SILENT`: none), how many classes stand before the right one, and the
    confidence in the class found."""

    truth: int
    found: int
    before: int | None = None
    confidence: float | None = None


class ClassFigures(msgspec.Struct, frozen=True):
    """One class: how many `samples` are of it, in how many it was `found`, how many of both are `right`; shares 0..1.

    `precision` is None where it was never found.
    """

    label: str
    samples: int
    found: int
    right: int
    precision: float | None
    recall: float
    f1: float


class Taken(msgspec.Struct, frozen=True):
    """`counts[true][found]`: what was taken for what; `truth` are the words of the rows, `found` of the columns."""

    truth: tuple[str, ...]
    found: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """How right a model is; shares 0..1 of all `samples`, also of those of which it said nothing (`silent`).

    `top5` is None where there are no more than five classes to choose from. `macro_f1` is the mean F1 of the classes
    that occur. `confidence` is the mean score of what was found, `calibration_error` how far confidence and accuracy
    lie apart (expected calibration error, ten bins of equal width: Guo et al. 2017); None where nothing was found.
    """

    samples: int
    right: int
    silent: int
    top1: float
    top5: float | None
    macro_f1: float
    confidence: float | None
    calibration_error: float | None
    classes: tuple[ClassFigures, ...]
    taken: Taken


def judge(scored: Scored, truth: int, idle: frozenset[int] = frozenset()) -> Judged:
    """Ranks the classes of one sample; those of `idle` take part only where the sample itself is idle.

    Of classes with equal scores the first one stands before the others.
    """
    if scored.scores is None:
        return Judged(truth, SILENT)
    scores = scored.scores.copy()
    if truth not in idle:
        scores[list(idle)] = -np.inf
    before = int((scores > scores[truth]).sum() + (scores[:truth] == scores[truth]).sum())
    found = int(scores.argmax())
    return Judged(truth, found, before, float(scores[found]))


def figures(judged: Sequence[Judged], words: Mapping[int, str], ranked: int) -> Figures:
    """The figures of at least one sample; `words` are what classes are called, `ranked` how many take part.

    They do not depend on the order of the samples.
    """
    classes = _classes(judged, words)
    return Figures(
        samples=len(judged),
        right=sum(each.found == each.truth for each in judged),
        silent=sum(each.found == SILENT for each in judged),
        top1=_within(judged, 1),
        top5=_within(judged, 5) if ranked > FEW else None,
        macro_f1=math.fsum(each.f1 for each in classes) / len(classes),
        confidence=_mean(each.confidence for each in judged if each.confidence is not None),
        calibration_error=_calibration_error(judged),
        classes=classes,
        taken=_taken(judged, words),
    )


def _within(judged: Sequence[Judged], first: int) -> float:
    return sum(each.before is not None and each.before < first for each in judged) / len(judged)


def _classes(judged: Sequence[Judged], words: Mapping[int, str]) -> tuple[ClassFigures, ...]:
    """The figures of every class that occurs."""
    samples, found = Counter(each.truth for each in judged), Counter(each.found for each in judged)
    right = Counter(each.truth for each in judged if each.truth == each.found)
    return tuple(
        ClassFigures(
            label=words[at],
            samples=samples[at],
            found=found[at],
            right=right[at],
            precision=right[at] / found[at] if found[at] else None,
            recall=right[at] / samples[at],
            f1=2 * right[at] / (samples[at] + found[at]),
        )
        for at in sorted(samples)
    )


def _taken(judged: Sequence[Judged], words: Mapping[int, str]) -> Taken:
    """The classes that occur downwards; to the right the same ones, others that were found, and nothing at all."""
    counts = Counter((each.truth, each.found) for each in judged)
    rows = sorted({each.truth for each in judged})
    others = sorted({each.found for each in judged} - {*rows, SILENT})
    columns = [*rows, *others, *([SILENT] if any(each.found == SILENT for each in judged) else [])]
    return Taken(
        truth=tuple(words[at] for at in rows),
        found=tuple("(nothing)" if at == SILENT else words[at] for at in columns),
        counts=tuple(tuple(counts[row, column] for column in columns) for row in rows),
    )


def _calibration_error(judged: Sequence[Judged]) -> float | None:
    bins: dict[int, list[Judged]] = {}
    for each in judged:
        if each.confidence is not None:
            bins.setdefault(min(int(each.confidence * _BINS), _BINS - 1), []).append(each)
    count = sum(map(len, bins.values()))
    if not count:
        return None
    gaps = (
        abs(sum(each.found == each.truth for each in members) - math.fsum(each.confidence or 0.0 for each in members))
        for members in bins.values()
    )
    return math.fsum(gaps) / count


def _mean(values: Iterable[float]) -> float | None:
    values = list(values)
    return math.fsum(values) / len(values) if values else None
