"""Splitting by time: parts never share a frame, and lie a window apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import DatasetError
from annotator.training import Recording, split_by_time, time_ranges, windows


def recording(count: int, label: int = 0, *, starts: tuple[int, ...] = (0,), first: int = 0) -> Recording:
    """A recording whose every row holds its own number, so that one sees where a window came from."""
    numbers = np.arange(first, first + count, dtype=np.float32)
    return Recording(Path(f"{label}.npy"), label, np.stack([numbers, numbers], axis=1), starts)


@given(count=st.integers(0, 400), window=st.integers(1, 40))
def test_parts_are_in_order_and_a_window_apart(count: int, window: int) -> None:
    train, validation, test = time_ranges(recording(count), window).values()
    assert train.start == 0
    assert validation.start - train.stop == window
    assert test.start - validation.stop == window
    assert test.stop <= max(count, test.start)


def test_the_shares_of_a_real_length() -> None:
    parts = time_ranges(recording(454), 30)
    assert [len(part) for part in parts.values()] == [236, 79, 79]


def test_windows_are_every_stretch_of_a_part() -> None:
    clips = windows(recording(100), range(10, 16), 4)
    assert clips[:, :, 0].tolist() == [[10, 11, 12, 13], [11, 12, 13, 14], [12, 13, 14, 15]]


def test_windows_cross_no_cut() -> None:
    clips = windows(recording(9, starts=(0, 3, 6)), range(9), 3)
    assert clips[:, 0, 0].tolist() == [0, 3, 6]


def test_no_frame_is_in_two_parts() -> None:
    split = split_by_time([recording(200, 5), recording(150, 2, first=1000)], window=10)
    assert split.class_ids == (2, 5)
    seen = [set(part.clips[:, :, 0].ravel().tolist()) for part in (split.train, split.validation, split.test)]
    assert not seen[0] & seen[1]
    assert not seen[1] & seen[2]
    assert not seen[0] & seen[2]
    for part in (split.train, split.validation, split.test):
        assert ((part.clips[:, 0, 0] >= 1000) == (part.labels == 0)).all()
    assert split.sizes == {"train": 168, "validation": 44, "test": 44}


def test_shuffled_overlapping_windows_are_refused() -> None:
    numbers = np.array([start + step for start in np.random.default_rng(1).permutation(90) for step in range(10)])
    rows = np.stack([numbers, numbers], axis=1).astype(np.float32)
    shuffled = Recording(Path("shuffled.npy"), 0, rows, tuple(range(0, 900, 10)))
    with pytest.raises(DatasetError, match="is in the train part too") as caught:
        split_by_time([shuffled, recording(200, 1, first=1000)], window=10)
    assert caught.value.path == Path("shuffled.npy")


def test_a_recording_that_is_too_short_is_named() -> None:
    with pytest.raises(DatasetError, match="too short: no window of 30 frames fits its") as caught:
        split_by_time([recording(454, 1), recording(100, 2, first=1000)], window=30)
    assert caught.value.path == Path("2.npy")


def test_one_class_is_not_enough() -> None:
    with pytest.raises(DatasetError, match="1 classes"):
        split_by_time([recording(454, 1)], window=30)
