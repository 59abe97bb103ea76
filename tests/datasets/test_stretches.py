"""Stretches of time are half-open, exactly: of touching ones every frame is in one, whatever the rate."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from annotator.datasets.stretches import cut, frames_within
from annotator.records import Frames

RATES = st.sampled_from([Fraction(25), Fraction(30), Fraction(30000, 1001), Fraction(24000, 1001), Fraction(15, 2)])
TIMES = st.floats(0, 7200, allow_nan=False)


@given(RATES, st.lists(TIMES, min_size=2, max_size=6, unique=True))
def test_touching_stretches_share_no_frame_and_lose_none(rate: Fraction, times: list[float]) -> None:
    times = sorted(times)
    parts = [frames_within(start_s, end_s, rate) for start_s, end_s in pairwise(times)]
    whole = frames_within(times[0], times[-1], rate)
    assert [k for part in parts for k in (part.start, part.stop)][1:-1:2] == [part.start for part in parts[1:]]
    assert (parts[0].start, parts[-1].stop) == (whole.start, whole.stop)


@given(RATES, TIMES, TIMES)
def test_a_frame_is_within_from_the_start_and_not_at_the_end(rate: Fraction, a: float, b: float) -> None:
    start_s, end_s = min(a, b), max(a, b)
    frames = frames_within(start_s, end_s, rate)
    rounding = Fraction(1, 10**6) / rate
    for k in (frames.start - 1, frames.start, frames.stop - 1, frames.stop):
        inside = Fraction(start_s) - rounding <= k / rate < Fraction(end_s) - rounding
        assert (k in frames) == (inside and k >= 0)


@given(RATES, st.integers(0, 300_000))
def test_a_time_that_is_a_frames_own_is_that_frames(rate: Fraction, k: int) -> None:
    """As floats hold it, and as files round it to microseconds."""
    assert frames_within(float(k / rate), None, rate).start == k
    assert frames_within(0.0, float(k / rate), rate).stop == k


@given(
    st.integers(1, 40),
    st.integers(1, 11),
    st.dictionaries(
        st.integers(0, 5), st.tuples(st.integers(0, 45), st.integers(0, 45)).map(sorted).map(lambda p: range(*p))
    ),
)
def test_cutting_gives_each_range_its_frames_once_and_in_order(count: int, size: int, wanted: dict[int, range]) -> None:
    rate = Fraction(30000, 1001)

    def batches() -> Iterator[Frames]:
        for first in range(0, count, size):
            numbers = np.arange(first, min(first + size, count))
            images = np.broadcast_to(numbers.astype(np.uint8)[:, None, None, None], (len(numbers), 1, 1, 3))
            yield Frames(images, numbers / float(rate))

    found: dict[int, list[int]] = {key: [] for key in wanted}
    for key, first, part in cut(batches(), rate, wanted):
        numbers = part.images[:, 0, 0, 0].tolist()
        assert numbers[0] == first
        found[key] += numbers
    assert found == {key: [k for k in frames if k < count] for key, frames in wanted.items()}


def test_cutting_reads_no_further_than_it_needs() -> None:
    taken = []

    def batches() -> Iterator[Frames]:
        for k in range(100):
            taken.append(k)
            yield Frames(np.zeros((1, 1, 1, 3), np.uint8), np.array([k / 10]))

    list(cut(batches(), Fraction(10), {"a": range(2, 5)}))
    assert taken == list(range(5))
