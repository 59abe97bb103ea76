"""What a training run is given."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from annotator.datasets import Dataset
from annotator.tokens import parse_tokens
from annotator.training import ClassifierOptions, Course, ModelClasses

TOKENS = parse_tokens('["a", "b", "idle"]', name="t")
LABELS = np.array([0] * 8 + [1] * 2 + [2] * 90, np.int64)


def course(idle: int | None, **options: bool) -> Course:
    data = Dataset(Path("data"), "test", "video", TOKENS, ())
    classes = ModelClasses((0, 1, 2), TOKENS, idle)
    return Course(data, {}, classes, Path("run"), ClassifierOptions(**options), lambda _: None)


def test_rare_signs_count_as_much_as_frequent_ones_and_every_sample_of_nothing_counts() -> None:
    weights = course(2).weights(LABELS)
    assert weights is not None
    assert weights.tolist() == pytest.approx([10 / 16, 10 / 4, 1.0])


def test_where_nothing_is_no_class_all_classes_count_the_same() -> None:
    weights = course(None).weights(LABELS)
    assert weights is not None
    assert (weights * np.bincount(LABELS)).tolist() == pytest.approx([100 / 3] * 3)


def test_no_weights_where_none_are_wanted() -> None:
    assert course(2, no_class_weights=True).weights(LABELS) is None
