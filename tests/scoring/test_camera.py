"""The camera's motion as the feet tell it."""

from __future__ import annotations

import numpy as np
import pytest
from performer import ASPECT, perform

from annotator.scoring import camera_motion, load_form

TIMES = np.arange(0, 10, 0.04)


def feet(landmarks_points: np.ndarray) -> np.ndarray:
    return landmarks_points[:, [27, 28], :2].astype(np.float64) * [ASPECT, 1.0]


def test_a_camera_that_stands_does_not_move_whatever_the_feet_do() -> None:
    performance = perform(load_form("taegeuk-1"), camera=20)
    motion = camera_motion(feet(performance.landmarks.points), performance.landmarks.times_s)
    assert motion.shape == (len(performance.landmarks), 2)
    assert np.percentile(np.abs(motion), 95) < 0.02  # picture heights a second; feet make over 1.0


@pytest.mark.parametrize("speed", [0.05, 0.2, 0.4])
def test_of_a_camera_that_swings_a_fifth_is_left_at_most(speed: float) -> None:
    performance = perform(load_form("taegeuk-1"), camera=20)
    times_s = performance.landmarks.times_s
    places = feet(performance.landmarks.points)
    places[..., 0] += (speed * 4 / (2 * np.pi) * np.sin(2 * np.pi * times_s / 4))[:, None]
    motion = camera_motion(places, times_s)
    expected = speed * np.cos(2 * np.pi * times_s / 4)
    assert np.median(np.abs(motion[:, 0] - expected)) < 0.2 * speed
    assert np.median(np.abs(motion[:, 1])) < 0.01


def test_feet_that_are_not_seen_say_nothing() -> None:
    places = np.full((len(TIMES), 2, 2), np.nan)
    assert (camera_motion(places, TIMES) == 0).all()
    places[:, 0] = TIMES[:, None] * [0.3, -0.1]
    np.testing.assert_allclose(camera_motion(places, TIMES), np.tile([0.3, -0.1], (len(TIMES), 1)), atol=1e-9)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_pictures(count: int) -> None:
    assert (camera_motion(np.ones((count, 2, 2)), TIMES[:count]) == 0).all()
