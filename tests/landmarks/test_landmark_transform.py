from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.landmarks import mirror, resample
from annotator.landmarks.skeleton import BODY_NAMES
from annotator.records import LEFT_HAND_POINTS, POSE_POINTS, RIGHT_HAND_POINTS, Landmarks

from .landmark_helpers import make, parts, same, together

rates = st.sampled_from([Fraction(r) for r in ("10", "12", "15", "24", "25", "30000/1001", "359/12", "30", "50", "60")])
lengths = st.integers(1, 60)


def resampled(landmarks: Landmarks, source: Fraction, rate: Fraction, size: int = 1000) -> Landmarks:
    return together(list(resample(parts(landmarks, size), source, rate)))


@given(lengths, rates, rates, st.integers(1, 20))
def test_how_the_source_is_cut_does_not_matter(count: int, source: Fraction, rate: Fraction, size: int) -> None:
    landmarks = make(count, count, source)
    assert same(resampled(landmarks, source, rate, size), resampled(landmarks, source, rate))


@given(lengths, rates, rates)
def test_results_agree_with_the_plain_rule(count: int, source: Fraction, rate: Fraction) -> None:
    landmarks = make(count, count, source)
    result = resampled(landmarks, source, rate)
    np.testing.assert_allclose(result.times_s, np.arange(len(result)) / float(rate), rtol=1e-12)
    # Up to the last result within half a step of the last step, and no further.
    assert (len(result) - 1) * source / rate < Fraction(2 * count - 1, 2) <= len(result) * source / rate
    for k in range(len(result)):
        points, present = by_the_rule(landmarks, k * source / rate)
        np.testing.assert_array_equal(result.present[k], present)
        np.testing.assert_allclose(result.points[k], points, rtol=1e-6, atol=1e-7)


def by_the_rule(landmarks: Landmarks, at: Fraction) -> tuple[np.ndarray, np.ndarray]:
    points, present = np.zeros((75, 4)), np.zeros(75, np.bool_)
    before, part = int(at), at - int(at)
    after = before + (part > 0)
    for i in range(75):
        seen = [n for n in {before, after} if n < len(landmarks) and landmarks.present[n, i]]
        if len(seen) == 2:
            a, b = (landmarks.points[n, i].astype(np.float64) for n in (before, after))
            points[i], present[i] = a + (b - a) * float(part), True
        elif seen and abs(seen[0] - at) <= Fraction(1, 2):
            points[i], present[i] = landmarks.points[seen[0], i], True
    return points, present


def test_equal_rates_change_nothing() -> None:
    batches = parts(make(30), 7)
    assert all(a is b for a, b in zip(resample(batches, Fraction(25), Fraction(25)), batches, strict=True))


def test_half_the_rate_takes_every_second_step() -> None:
    landmarks = make(11)
    result = resampled(landmarks, Fraction(30), Fraction(15))
    np.testing.assert_array_equal(result.points, landmarks.points[::2])


def test_nothing_in_nothing_out() -> None:
    assert list(resample([], Fraction(25), Fraction(30))) == []
    assert list(resample([make(0)], Fraction(25), Fraction(30))) == []


def test_a_rate_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        resample([], Fraction(25), Fraction(0))


def test_two_hours_do_not_drift() -> None:
    source, rate = Fraction(30000, 1001), Fraction(30)
    count = 3000
    points = np.zeros((count, 75, 4), np.float32)
    points[:, 0, 0] = np.arange(count)
    landmarks = Landmarks(points, np.ones((count, 75), np.bool_), np.arange(count) / float(source))
    result = resampled(landmarks, source, rate, 100)
    inside = result.times_s <= landmarks.times_s[-1]
    np.testing.assert_allclose(result.points[inside, 0, 0], result.times_s[inside] * float(source), rtol=1e-6)


@given(st.integers(0, 500))
def test_mirror_twice_is_the_same(seed: int) -> None:
    landmarks = make(4, seed)
    twice = mirror(mirror(landmarks))
    np.testing.assert_array_equal(twice.present, landmarks.present)
    np.testing.assert_allclose(twice.points, landmarks.points, atol=1e-6)


def test_mirror_exchanges_left_and_right() -> None:
    landmarks = make(20, 1)
    seen = mirror(landmarks)
    right, left = landmarks.points[:, RIGHT_HAND_POINTS], seen.points[:, LEFT_HAND_POINTS]
    present = landmarks.present[:, 54]
    np.testing.assert_array_equal(left[present][..., 0], np.float32(1) - right[present][..., 0])
    np.testing.assert_array_equal(left[..., 1:], right[..., 1:])
    assert not left[~present].any()
    wrists = [BODY_NAMES.index(name) for name in ("LEFT_WRIST", "RIGHT_WRIST")]
    np.testing.assert_array_equal(
        seen.points[:, POSE_POINTS][:, wrists, 1], landmarks.points[:, POSE_POINTS][:, wrists[::-1], 1]
    )
