"""Splitting data sets whose samples stand alone: every class in every part, nothing lost, nothing twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.datasets import Dataset, Sample
from annotator.errors import DatasetError
from annotator.tokens import Token, TokenDictionary
from annotator.training import split_by_group, split_dataset


def dataset(sizes: list[int]) -> Dataset:
    samples = [Sample(Path(f"/d/{label}/{n}.png"), label) for label, size in enumerate(sizes) for n in range(size)]
    tokens = TokenDictionary("t", {label: Token(str(label), {"ko": str(label)}) for label in range(len(sizes))})
    return Dataset(Path("/d"), "x", "picture", tokens, tuple(samples), tuple(sample.path for sample in samples))


@given(sizes=st.lists(st.integers(3, 40), min_size=1, max_size=12), seed=st.integers(0, 3))
def test_every_class_in_every_part(sizes: list[int], seed: int) -> None:
    data = dataset(sizes)
    parts = split_dataset(data, seed)
    assert Counter(sample.path for part in parts.values() for sample in part.samples) == Counter(data.files)
    for part in parts.values():
        assert part.labels == data.labels
        assert set(part.files) == {sample.path for sample in part.samples}
    total = sum(sizes)
    for part, share in (("validation", 0.15), ("test", 0.15)):
        assert abs(len(parts[part].samples) - share * total) <= 1 + len(sizes)
    assert split_dataset(data, seed) == parts


@given(sizes=st.lists(st.integers(10, 40), min_size=2, max_size=6))
def test_fewer_to_train_on_are_among_more(sizes: list[int]) -> None:
    groups = {f"{label}-{n}": {str(label): 1.0} for label, size in enumerate(sizes) for n in range(size)}
    few, many = split_by_group(groups, 1, max_train=5), split_by_group(groups, 1)
    assert set(few.train) < set(many.train)
    assert (few.validation, few.test) == (many.validation, many.test)


def test_classes_too_small_for_three_parts() -> None:
    parts = split_dataset(dataset([20, 2, 1]), 0)
    assert parts["train"].labels == (0, 1, 2)
    with pytest.raises(DatasetError, match="one at least is needed"):
        split_dataset(dataset([1, 1]), 0)


def test_many_samples() -> None:
    """Of 20,000 samples in 500 classes: every class by its shares."""
    parts = split_dataset(dataset([40] * 500), 0)
    assert {part: set(data.counts().values()) for part, data in parts.items()} == {
        "train": {28},
        "validation": {6},
        "test": {6},
    }
