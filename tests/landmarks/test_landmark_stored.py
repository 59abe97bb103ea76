from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from annotator.landmarks import stored
from annotator.landmarks.skeleton import BODY_AND_HANDS
from annotator.records import Landmarks, Video

from .landmark_helpers import make, same

sizes = st.integers(1, 16_000)
coordinates = st.floats(-100, 100, width=32)


def video(width: int, height: int) -> Video:
    return Video(Path("v.mp4"), 1.0, Fraction(25), width, height)


def settled(landmarks: Landmarks, of: Video) -> Landmarks:
    return stored.settle(landmarks.points, landmarks.present, landmarks.times_s, of)


@given(sizes, sizes, st.lists(coordinates, min_size=1, max_size=30))
def test_what_was_read_is_stored_and_read_again_bit_for_bit(width: int, height: int, xs: list[float]) -> None:
    points = np.zeros((len(xs), 75, 4), np.float32)
    points[:] = np.array(xs, np.float32)[:, None, None]
    landmarks = Landmarks(points, np.ones((len(xs), 75), np.bool_), np.arange(len(xs), dtype=np.float64))
    once = settled(landmarks, video(width, height))
    assert same(settled(once, video(width, height)), once)
    again = [stored.store(each, video(width, height), BODY_AND_HANDS) for each in (landmarks, once)]
    assert again[0][0].tobytes() == again[1][0].tobytes()
    assert again[0][1].tobytes() == again[1][1].tobytes()


@given(sizes, sizes, st.integers(0, 1000))
def test_storing_keeps_six_digits(width: int, height: int, seed: int) -> None:
    landmarks = make(5, seed)
    once = settled(landmarks, video(width, height))
    np.testing.assert_array_equal(once.present, landmarks.present)
    np.testing.assert_allclose(once.points[..., :3], landmarks.points[..., :3], rtol=2e-6)


def test_hands_have_visibility_one_and_bodies_their_own() -> None:
    landmarks = make(20, 3)
    once = settled(landmarks, video(100, 100))
    np.testing.assert_array_equal(once.points[:, 33:, 3], landmarks.present[:, 33:].astype(np.float32))
    np.testing.assert_array_equal(once.points[:, :33, 3], landmarks.points[:, :33, 3])


def test_a_body_point_that_nobody_sees_stays_present() -> None:
    points = np.zeros((1, 75, 4), np.float32)
    once = settled(Landmarks(points, np.ones((1, 75), np.bool_), np.zeros(1)), video(100, 100))
    assert once.present.all()
