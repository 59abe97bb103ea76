"""Where points of the room fall in the picture."""

from __future__ import annotations

import numpy as np
import pytest

from samples.studio.camera import Camera

CAMERA = Camera(eye=(0.2, 0.5, 2.0), target=(0.0, 0.4, 0.0), fov_deg=30, width=640, height=480)


def test_what_is_looked_at_is_in_the_middle() -> None:
    np.testing.assert_allclose(CAMERA.project([CAMERA.target]), [[320, 240]], atol=1e-6)


def test_x_goes_right_and_y_down() -> None:
    (middle, right, above) = CAMERA.project([(0, 0.4, 0), (0.1, 0.4, 0), (0, 0.5, 0)])
    assert right[0] > middle[0]
    assert above[1] < middle[1]


def test_the_angle_of_view_is_the_height_of_the_picture() -> None:
    camera = Camera((0, 0, 2), (0, 0, 0), fov_deg=40, width=640, height=480)
    edge = 2 * np.tan(np.radians(20))
    np.testing.assert_allclose(camera.project([(0, edge, 0), (0, -edge, 0)])[:, 1], [0, 480], atol=1e-6)


def test_twice_as_far_is_half_as_large() -> None:
    camera = Camera((0, 0, 0), (0, 0, -1), fov_deg=40, width=640, height=480)
    near, far = (camera.project([(0, 0, -d), (0.1, 0, -d)])[1, 0] - 320 for d in (1, 2))
    assert near == pytest.approx(2 * far)
