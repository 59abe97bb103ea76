"""The feature set `signing`: the same numbers whatever the person's size and place, the picture and the camera."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.landmarks import FEATURES, BodyFrame, Memory, mirror
from annotator.records import LEFT_HAND_POINTS, RIGHT_HAND_POINTS, FloatArray, Landmarks, Video

from .landmark_helpers import parts

SIGNING = FEATURES["signing"]
HAND = 83  # numbers of a hand
SHOULDERS = [11, 12]


def person(count: int = 30, seed: int = 0) -> npt.NDArray[np.float64]:
    """Points [T, 75, 3] of somebody with hands of random joints, in heights of the picture."""
    random = np.random.default_rng(seed)
    points = np.zeros((count, 75, 3))
    points[:, :33, :2] = random.uniform((0.4, 0.3), (0.8, 0.7), (33, 2))
    points[:, 11, :2], points[:, 12, :2] = (0.7, 0.45), (0.5, 0.45)
    for hand in (LEFT_HAND_POINTS, RIGHT_HAND_POINTS):
        points[:, hand] = random.normal((*random.uniform(0.4, 0.8, 2), 0.0), 0.03, (count, 21, 3))
    return points


def seen(points: npt.NDArray[np.float64], aspect: float = 1.0, absent: list[int] | None = None) -> Landmarks:
    """Points in heights of the picture as landmarks of a picture of this aspect."""
    values = np.zeros((*points.shape[:2], 4), np.float32)
    values[..., :3] = points / (aspect, 1.0, aspect)
    present = np.ones(points.shape[:2], np.bool_)
    present[:, absent or []] = False
    values[~present] = 0.0
    return Landmarks(values, present, np.arange(len(points)) / 15)


def steps(landmarks: Landmarks, aspect: float = 1.0) -> FloatArray:
    found, usable = SIGNING.compute(landmarks, aspect=aspect)
    assert usable.all()
    return found


def swapped(found: FloatArray) -> FloatArray:
    """The hands exchanged, and the nose on the other side."""
    other = found.copy()
    other[:, :HAND], other[:, HAND : 2 * HAND] = found[:, HAND : 2 * HAND], found[:, :HAND]
    other[:, 2 * HAND] *= -1
    return other


@settings(deadline=None, max_examples=30)
@given(
    place=st.tuples(st.floats(-2, 2), st.floats(-2, 2)),
    scale=st.floats(0.2, 5),
    aspect=st.sampled_from([1.0, 4 / 3, 16 / 9, 9 / 16]),
    seed=st.integers(0, 1000),
)
def test_size_place_and_shape_of_the_picture_change_nothing(
    place: tuple[float, float], scale: float, aspect: float, seed: int
) -> None:
    points = person(5, seed)
    moved = points * scale + (*place, 0.0)
    np.testing.assert_allclose(steps(seen(moved, aspect), aspect), steps(seen(points)), atol=2e-3)


def test_a_wrong_aspect_would_change_much() -> None:
    points = person()
    assert np.abs(steps(seen(points, 16 / 9), 1.0) - steps(seen(points))).max() > 0.3


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 1000), hands=st.sampled_from([[], [33], [54], [33, 54]]))
def test_a_mirror_exchanges_the_hands(seed: int, hands: list[int]) -> None:
    absent = [point for first in hands for point in range(first, first + 21)]
    landmarks = seen(person(5, seed), absent=absent)
    np.testing.assert_allclose(steps(mirror(landmarks)), swapped(steps(landmarks)), atol=1e-4)


@pytest.mark.parametrize("size", [1, 3, 7, 30])
def test_batches_of_any_size_give_the_same_numbers(size: int) -> None:
    landmarks = seen(person(60))
    landmarks.present[20:45, SHOULDERS] = False  # out of the picture for longer than is remembered
    landmarks.present[50, 33:54] = False
    whole, usable = SIGNING.compute(landmarks, memory=Memory())
    memory = Memory()
    cut = [SIGNING.compute(part, memory=memory) for part in parts(landmarks, size)]
    assert np.concatenate([found for found, _ in cut]).tobytes() == whole.tobytes()
    assert np.concatenate([flags for _, flags in cut]).tolist() == usable.tolist()
    assert usable.tolist() == [not 34 <= step < 45 for step in range(60)]  # a second of 15 steps is remembered


def test_a_hand_that_is_not_found_is_zeros_and_its_wrist_the_bodys() -> None:
    points = person()
    found = steps(seen(points, absent=list(range(33, 54))))
    assert not found[:, 0].any()
    assert not found[:, 3:81].any()
    centre, width = points[:, SHOULDERS, :2].mean(axis=1), 0.2
    np.testing.assert_allclose(found[:, 1:3], (points[:, 15, :2] - centre) / width, atol=1e-4)
    assert (found[:, HAND] == 1).all()
    assert not steps(seen(points, absent=[*range(33, 54), 15]))[:, :81].any()


def test_one_bad_frame_of_the_body_moves_nothing_else() -> None:
    points = person(30)
    calm = steps(seen(points))
    points[12, SHOULDERS] += 0.4
    points[13, 11] = points[13, 12]  # shoulders of no width
    np.testing.assert_allclose(steps(seen(points)), calm, atol=1e-5)


def test_what_is_far_out_stays_in_range() -> None:
    points = person(5)
    points[:, 33:75] *= 1000
    found = steps(seen(points))
    assert np.isfinite(found).all()
    assert np.abs(found).max() <= 4


def test_the_orientation_of_a_hand_is_kept() -> None:
    points = person(1)
    points[:, RIGHT_HAND_POINTS] = points[:, 54:55] + np.linspace(0, 0.1, 21)[:, None] * (0, -1, 0)
    up = steps(seen(points))[0, HAND + 3 : HAND + 63].reshape(20, 3)
    points[:, RIGHT_HAND_POINTS, 1] = 2 * points[:, 54:55, 1] - points[:, RIGHT_HAND_POINTS, 1]
    down = steps(seen(points))[0, HAND + 3 : HAND + 63].reshape(20, 3)
    assert up[-1, 1] < -0.9
    np.testing.assert_allclose(down, -up, atol=1e-5)


def test_the_body_is_the_median_of_the_last_second() -> None:
    frame = BodyFrame(span_s=1.0)
    shoulders = np.zeros((5, 2, 2))
    shoulders[:, 0, 0] = [1, 2, 3, 4, 100]
    centre, width, known = frame.follow(shoulders, np.array([True, True, True, False, True]), np.arange(5) * 0.3)
    assert width.tolist() == [1, 1, 2, 2, 3]  # the lower of two in the middle; the first is forgotten after 1 s
    assert centre[:, 0].tolist() == [0.5, 0.5, 1, 1, 1.5]
    assert known.all()
    _, _, known = frame.follow(shoulders[:1], np.array([False]), np.array([9.0]))
    assert not known.any()


def test_the_memory_of_a_video_knows_its_aspect() -> None:
    video = Video(Path("x.mp4"), 1.0, Fraction(25), 1280, 720)
    assert Memory.of(video).aspect == 1280 / 720
    assert Memory.of(Video(Path("x.pose"), 1.0, video.frame_rate, 0, 0)).aspect == 1.0
