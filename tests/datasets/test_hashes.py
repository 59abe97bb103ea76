"""Copies are told from other pictures."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.datasets.hashes import Look, identical_files, look, look_alikes

Image = npt.NDArray[np.uint8]


def scene(seed: int) -> Image:
    fields = np.random.default_rng(seed).integers(30, 220, (6, 8, 3), np.uint8)
    return np.asarray(cv2.resize(fields, (320, 240), interpolation=cv2.INTER_CUBIC), np.uint8)


def again(image: Image, quality: int, scale: float = 1.0) -> Image:
    """The picture, saved as JPEG in another size."""
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def pairs(*images: Image) -> set[tuple[int, int]]:
    return {(first, second) for first, second, _ in look_alikes([[look(image)] for image in images])}


@pytest.mark.parametrize(("quality", "scale"), [(95, 1.0), (40, 1.0), (80, 0.5)])
def test_a_picture_saved_again_looks_alike(quality: int, scale: float) -> None:
    image = scene(1)
    assert pairs(image, scene(2), again(image, quality, scale)) == {(0, 2)}


def test_a_lighter_copy_looks_alike_and_a_moved_hand_does_not() -> None:
    image = scene(3)
    lighter = np.clip(image.astype(int) + 10, 0, 255).astype(np.uint8)
    moved = image.copy()
    cv2.circle(moved, (200, 150), 12, (240, 200, 180), -1)  # a hand in another place: 0.6 % of the picture
    assert pairs(image, lighter, moved) == {(0, 1)}


def test_flat_pictures_say_nothing() -> None:
    assert look(np.full((100, 100, 3), 80, np.uint8)) is None
    assert pairs(np.zeros((9, 9, 3), np.uint8), np.zeros((9, 9, 3), np.uint8)) == set()


def test_all_frames_must_be_alike() -> None:
    a, b, c = (look(scene(seed)) for seed in (4, 5, 6))
    assert list(look_alikes([[a, b], [a, c], [a, b], [a, None], [], [a]])) == [(0, 2, 0)]


@settings(max_examples=25)
@given(seed=st.integers(0, 1000), count=st.integers(2, 25), flips=st.integers(0, 40))
def test_no_pair_is_missed(seed: int, count: int, flips: int) -> None:
    """The index finds what comparing everything with everything finds."""
    random = np.random.default_rng(seed)
    base = random.integers(0, 2, 256)
    looks = []
    for _ in range(count):
        bits = base.copy()
        bits[random.choice(256, random.integers(0, flips + 1), replace=False)] ^= 1
        looks.append(Look(np.packbits(bits), random.integers(-6, 7, 1024).astype(np.int16)))
    found = {(first, second) for first, second, _ in look_alikes([[each] for each in looks])}
    expected = {
        (i, j)
        for i in range(count)
        for j in range(i + 1, count)
        if np.unpackbits(looks[i].bits ^ looks[j].bits).sum() <= 16
        and np.abs(looks[i].greys - looks[j].greys).max() <= 8
    }
    assert found == expected


def test_identical_files(tmp_path: Path) -> None:
    for name, data in (("a", b"1"), ("b", b"2"), ("c", b"1"), ("d", b"12"), ("empty1", b""), ("empty2", b"")):
        (tmp_path / name).write_bytes(data)
    paths = [*sorted(tmp_path.iterdir()), tmp_path / "nowhere"]
    assert identical_files(paths) == [[tmp_path / "a", tmp_path / "c"]]
