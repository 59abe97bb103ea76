"""Augmentation of pictures and clips: what each kind of change does, and that it can be repeated."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from annotator.errors import UsageError
from annotator.records import ImageArray
from annotator.training import PictureAugment

EVERYTHING = PictureAugment(20, 0.2, 0.1, 0.1, 0.1, 0.3, 0.2, mirror=True, speed=0.3)


def noise(channels: int = 3, pictures: int = 6) -> ImageArray:
    return np.random.default_rng(0).integers(0, 256, (pictures, 16, 20, channels), dtype=np.uint8)


def spot(row: int, column: int) -> ImageArray:
    """Three pictures, 21 x 21, black but for a bright spot of 3 x 3."""
    clip = np.zeros((3, 21, 21, 3), np.uint8)
    clip[:, row - 1 : row + 2, column - 1 : column + 2] = 200
    return clip


def centre(picture: ImageArray) -> tuple[float, float]:
    """Row and column of the middle of what is bright."""
    weights = picture[..., 0].astype(np.float64)
    rows, columns = np.indices(weights.shape)
    return float((rows * weights).sum() / weights.sum()), float((columns * weights).sum() / weights.sum())


def changed(clip: ImageArray, seed: int = 0, **amounts: Any) -> ImageArray:
    return PictureAugment(**amounts)(clip, np.random.default_rng(seed))


@pytest.mark.parametrize("channels", [1, 3])
def test_the_same_generator_gives_the_same_change(channels: int) -> None:
    clip = noise(channels)
    before = clip.copy()
    one, two, other = (EVERYTHING(clip, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one.shape == clip.shape
    assert one.dtype == np.uint8
    np.testing.assert_array_equal(one, two)
    assert (one != other).any()
    np.testing.assert_array_equal(clip, before)


def test_without_amounts_nothing_changes() -> None:
    np.testing.assert_array_equal(changed(noise()), noise())


def test_all_pictures_of_a_clip_are_changed_alike() -> None:
    still = np.repeat(noise(pictures=1), 5, axis=0)
    moved = EVERYTHING(still, np.random.default_rng(3))
    assert (moved == moved[:1]).all()
    assert (moved != still).any()


def test_a_turn_stays_within_its_angle_and_keeps_the_distance() -> None:
    angles = []
    for seed in range(20):
        row, column = centre(changed(spot(10, 17), seed, rotation_deg=30)[0])
        assert np.hypot(row - 10, column - 10) == pytest.approx(7, abs=0.1)
        angles.append(np.rad2deg(np.arctan2(row - 10, column - 10)))
    assert np.abs(angles).max() <= 30.5
    assert np.ptp(angles) > 30


def test_a_zoom_moves_away_from_the_centre_and_towards_it() -> None:
    distances = [centre(changed(spot(10, 16), seed, zoom=0.3)[0])[1] - 10 for seed in range(20)]
    assert min(distances) >= 6 * 0.7 - 0.1
    assert max(distances) <= 6 * 1.3 + 0.1
    assert min(distances) < 6 < max(distances)


def test_a_shift_is_a_share_of_the_size() -> None:
    places = np.array([centre(changed(spot(10, 10), seed, shift=0.2)[0]) for seed in range(20)]) - 10
    assert np.abs(places).max() <= 0.2 * 21 + 0.1
    assert (np.ptp(places, axis=0) > 0.2 * 21).all()


def test_shear_moves_rows_sideways() -> None:
    row, column = centre(changed(spot(16, 10), shear=0.5)[0])
    assert row == pytest.approx(16, abs=0.1)
    assert abs(column - 10) > 0.2


def test_light_is_added_and_contrast_keeps_the_mean() -> None:
    grey = np.full((2, 8, 8, 3), 100, np.uint8)
    lit = changed(grey, light=0.2)
    assert 0 < abs(int(lit[0, 0, 0, 0]) - 100) <= 51
    assert np.ptp(lit) == 0
    soft = (noise() // 4 + 96).astype(np.uint8)
    contrasted = changed(soft, contrast=0.4)
    assert contrasted.mean() == pytest.approx(soft.mean(), abs=0.6)
    assert contrasted.std() != pytest.approx(soft.std(), rel=0.01)


def test_colour_changes_channels_one_by_one() -> None:
    tinted = changed(np.full((1, 4, 4, 3), 100, np.uint8), colour=0.3)[0, 0, 0]
    assert len(set(tinted.tolist())) == 3
    assert np.abs(tinted.astype(int) - 100).max() <= 30
    grey = np.full((1, 4, 4, 1), 100, np.uint8)
    np.testing.assert_array_equal(changed(grey, colour=0.3), grey)


def test_a_mirror_now_and_then() -> None:
    clip = noise()
    mirrored = [bool((changed(clip, seed, mirror=True) == clip[:, :, ::-1]).all()) for seed in range(40)]
    kept = [bool((changed(clip, seed, mirror=True) == clip).all()) for seed in range(40)]
    assert sum(mirrored) + sum(kept) == 40
    assert 10 <= sum(mirrored) <= 30


def test_speed_stretches_time_around_the_middle() -> None:
    clip = np.arange(11, dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 2, 3), np.uint8)
    seen = set()
    for seed in range(20):
        times = changed(clip, seed, speed=0.4)[:, 0, 0, 0].astype(int)
        assert len(times) == 11
        assert times[5] == 5
        assert (np.diff(times) >= 0).all()
        seen.add(int(times[-1] - times[0]))
    assert min(seen) < 10
    assert max(seen) == 10


def test_kinds_of_change_do_not_move_one_another() -> None:
    """Turning light on leaves the turn of the same generator as it was."""
    alone = centre(changed(spot(10, 17), 5, rotation_deg=30)[0])
    with_shift_of_nothing = centre(changed(spot(10, 17), 5, rotation_deg=30, contrast=0.01)[0])
    assert alone == pytest.approx(with_shift_of_nothing, abs=0.3)


@pytest.mark.parametrize("amounts", [{"zoom": 1.0}, {"speed": 1.5}, {"shift": -0.1}, {"light": float("nan")}])
def test_amounts_that_make_no_sense_are_refused(amounts: dict[str, float]) -> None:
    with pytest.raises(UsageError, match=next(iter(amounts))):
        PictureAugment(**amounts)
