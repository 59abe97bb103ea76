"""Rooms and what the camera's sensor makes of a picture."""

from __future__ import annotations

import numpy as np

from samples.studio.scene import Scene


def room(seed: int) -> Scene:
    return Scene.random(np.random.default_rng(seed), 160, 120)


def test_the_same_seed_gives_the_same_room() -> None:
    np.testing.assert_array_equal(room(3).background, room(3).background)
    assert room(3).lights == room(3).lights


def test_rooms_differ_and_are_neither_black_nor_burnt() -> None:
    rooms = [room(seed) for seed in range(12)]
    assert all(one.background.shape == (120, 160, 3) for one in rooms)
    means = [one.background.mean() for one in rooms]
    assert len(set(means)) == len(rooms)
    assert 50 < min(means) <= max(means) < 240


def test_finishing_adds_a_trace_of_noise_that_changes() -> None:
    scene = room(5)
    grey = np.full((120, 160, 3), 128, np.uint8)
    rng = np.random.default_rng(0)
    first, second = scene.finish(grey, rng), scene.finish(grey, rng)
    assert (first != second).any()
    assert abs(first.mean() - 128) < 1
    assert 0.3 < first.std() < 4
    np.testing.assert_array_equal(first, scene.finish(grey, np.random.default_rng(0)))
