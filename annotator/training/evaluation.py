"""How good scores are: top-1 and top-5 accuracy, macro-F1, precision and recall of each class, the confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from annotator.records import FloatArray

Labels = npt.NDArray[np.int64]
Confusion = tuple[tuple[int, ...], ...]

_TOP: Final = 5


@dataclass(frozen=True)
class ClassFigures:
    """One class: of what was taken for it, the share that is it; of what is it, the share that was found; how often.

    None where nothing was taken for it, or nothing is it.
    """

    precision: float | None
    recall: float | None
    count: int


def confusion_matrix(truth: Labels, found: Labels, classes: int) -> Confusion:
    """Counts [truth][found] by class index."""
    counts = np.zeros((classes, classes), np.int64)
    np.add.at(counts, (truth, found), 1)
    return tuple(tuple(int(count) for count in row) for row in counts)


def class_figures(confusion: Sequence[Sequence[int]]) -> list[ClassFigures]:
    """The figures of each class, by class index."""
    counts = np.array(confusion, np.int64)
    right, true, found = counts.diagonal(), counts.sum(axis=1), counts.sum(axis=0)
    return [
        ClassFigures(float(hits / taken) if taken else None, float(hits / there) if there else None, int(there))
        for hits, there, taken in zip(right, true, found, strict=True)
    ]


def top_accuracy(scores: FloatArray, truth: Labels, top: int) -> float:
    """How often the true class is among the `top` best scores [N, C]."""
    best = np.argsort(-scores, axis=1, kind="stable")[:, :top]
    return float((best == truth[:, None]).any(axis=1).mean())


def window_metrics(scores: FloatArray, truth: Labels) -> tuple[dict[str, float], Confusion]:
    """`window_accuracy` (top-1), `top5_accuracy` (of more than five classes) and `macro_f1`, and the confusion matrix.

    Shares 0..1 of scores [N, C] against labels [N]. Macro-F1 is the mean over the classes that are true or found
    somewhere, as scikit-learn has it.
    """
    classes = scores.shape[1]
    confusion = confusion_matrix(truth, scores.argmax(axis=1), classes)
    counts = np.array(confusion, np.float64)
    right, occurs = counts.diagonal(), counts.sum(axis=0) + counts.sum(axis=1)
    f1 = 2 * right[occurs > 0] / occurs[occurs > 0]
    metrics = {"window_accuracy": float(right.sum() / counts.sum())}
    if classes > _TOP:
        metrics["top5_accuracy"] = top_accuracy(scores, truth, _TOP)
    return {**metrics, "macro_f1": float(f1.mean())}, confusion
