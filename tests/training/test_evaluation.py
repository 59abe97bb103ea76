"""Figures that are known by hand."""

from __future__ import annotations

import numpy as np
import pytest

from annotator.training import ClassFigures, class_figures, confusion_matrix, top_accuracy, window_metrics


def test_confusion_counts_truth_by_row() -> None:
    truth, found = np.array([0, 0, 0, 1, 2]), np.array([0, 2, 2, 1, 2])
    assert confusion_matrix(truth, found, 3) == ((1, 0, 2), (0, 1, 0), (0, 0, 1))


def test_accuracy_and_macro_f1() -> None:
    scores = np.eye(3, dtype=np.float32)[[0, 2, 2, 1, 2]]
    metrics, confusion = window_metrics(scores, np.array([0, 0, 0, 1, 2]))
    assert metrics["window_accuracy"] == pytest.approx(3 / 5)
    assert metrics["macro_f1"] == pytest.approx((0.5 + 1 + 0.5) / 3)
    assert sum(map(sum, confusion)) == 5


def test_macro_f1_leaves_out_classes_that_are_nowhere() -> None:
    scores = np.eye(4, dtype=np.float32)[[0, 1, 1]]
    metrics, _ = window_metrics(scores, np.array([0, 1, 1]))
    assert metrics == {"window_accuracy": 1.0, "macro_f1": 1.0}


def test_precision_and_recall_by_class() -> None:
    assert class_figures(((3, 1, 0), (0, 2, 0), (0, 0, 0))) == [
        ClassFigures(1.0, 0.75, 4),
        ClassFigures(pytest.approx(2 / 3), 1.0, 2),
        ClassFigures(None, None, 0),
    ]


def test_top_five_of_more_than_five_classes() -> None:
    scores = np.array([[0.3, 0.2, 0.2, 0.1, 0.1, 0.06, 0.04]] * 3, np.float32)
    truth = np.array([0, 4, 6])
    assert top_accuracy(scores, truth, 5) == pytest.approx(2 / 3)
    metrics, _ = window_metrics(scores, truth)
    assert metrics["top5_accuracy"] == pytest.approx(2 / 3)
    assert metrics["window_accuracy"] == pytest.approx(1 / 3)
