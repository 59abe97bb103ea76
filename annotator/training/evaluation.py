"""How good scores are: accuracy, macro-F1 and the confusion matrix, over windows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from annotator.records import FloatArray

Labels = npt.NDArray[np.int64]


def confusion_matrix(truth: Labels, found: Labels, classes: int) -> tuple[tuple[int, ...], ...]:
    """Counts [truth][found] by class index."""
    counts = np.zeros((classes, classes), np.int64)
    np.add.at(counts, (truth, found), 1)
    return tuple(tuple(int(count) for count in row) for row in counts)


def window_metrics(scores: FloatArray, truth: Labels) -> tuple[dict[str, float], tuple[tuple[int, ...], ...]]:
    """`window_accuracy` and `macro_f1` (shares 0..1) of scores [N, C] against labels [N], and the confusion matrix."""
    classes = scores.shape[1]
    confusion = confusion_matrix(truth, scores.argmax(axis=1), classes)
    counts = np.array(confusion, np.float64)
    right = counts.diagonal()
    f1 = 2 * right / np.maximum(counts.sum(axis=0) + counts.sum(axis=1), 1)
    return {"window_accuracy": float(right.sum() / counts.sum()), "macro_f1": float(f1.mean())}, confusion
