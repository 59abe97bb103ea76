"""Figures that are known by hand."""

from __future__ import annotations

import numpy as np
import pytest

from annotator.training import confusion_matrix, window_metrics


def test_confusion_counts_truth_by_row() -> None:
    truth, found = np.array([0, 0, 0, 1, 2]), np.array([0, 2, 2, 1, 2])
    assert confusion_matrix(truth, found, 3) == ((1, 0, 2), (0, 1, 0), (0, 0, 1))


def test_accuracy_and_macro_f1() -> None:
    scores = np.eye(3, dtype=np.float32)[[0, 2, 2, 1, 2]]
    metrics, confusion = window_metrics(scores, np.array([0, 0, 0, 1, 2]))
    assert metrics["window_accuracy"] == pytest.approx(3 / 5)
    assert metrics["macro_f1"] == pytest.approx((0.5 + 1 + 0.5) / 3)
    assert sum(map(sum, confusion)) == 5
