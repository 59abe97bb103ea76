"""Backgrounds: rooms, walls, curtains, shelves, out of focus. Nothing in them looks like a person or a hand."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.float32]
Random = np.random.Generator

_SCALE = 720  # furniture is drawn for a picture this high


def backdrop(rng: Random, width: int, height: int) -> Image:
    """A background, [height, width, 3], 0 to 1."""
    kind = _KINDS[int(rng.integers(len(_KINDS)))]
    wide = round(_SCALE * width / height)
    image = kind(rng, wide, _SCALE)
    blur = float(rng.uniform(5, 16))
    image = cv2.GaussianBlur(image, (0, 0), blur)
    image = image * _falloff(rng, wide, _SCALE)
    image = np.clip(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA), 0, 1)
    return np.asarray(image, np.float32)


def _wall_colour(rng: Random) -> npt.NDArray[np.float64]:
    tones = (
        (0.80, 0.78, 0.74),
        (0.70, 0.73, 0.76),
        (0.62, 0.66, 0.62),
        (0.76, 0.70, 0.66),
        (0.52, 0.58, 0.66),
        (0.86, 0.86, 0.85),
    )
    return np.array(tones[int(rng.integers(len(tones)))]) * rng.uniform(0.75, 1.05)


def _muted(rng: Random, low: float, high: float) -> npt.NDArray[np.float64]:
    """A colour between dark and light, never loud."""
    return np.asarray(np.clip(rng.uniform(low, high) + rng.uniform(-0.11, 0.11, 3) * [1.2, 0.7, 1.2], 0, 1))


def _plain(rng: Random, width: int, height: int) -> Image:
    image = np.empty((height, width, 3), np.float32)
    image[:] = _wall_colour(rng)
    grain = cv2.GaussianBlur(rng.normal(0, 1, (height, width)).astype(np.float32), (0, 0), 24)
    return np.asarray(image * (1 + 0.4 * grain[..., None]), np.float32)


def _falloff(rng: Random, width: int, height: int) -> Image:
    """Light that grows weaker towards one side."""
    x = np.linspace(-1, 1, width)[None, :] - rng.uniform(-0.9, 0.9)
    y = np.linspace(-1, 1, height)[:, None] - rng.uniform(-1.0, 0.2)
    return np.asarray((1.06 - 0.12 * (x * x + y * y))[..., None], np.float32)


def _curtain(rng: Random, width: int, height: int) -> Image:
    x = np.arange(width)
    folds = sum(np.sin(x / width * 2 * np.pi * rng.uniform(6, 22) + rng.uniform(0, 6)) for _ in range(4)) / 4
    image = _plain(rng, width, height) * (0.82 + 0.22 * np.asarray(folds)[None, :, None])
    return np.asarray(image, np.float32)


def _room(rng: Random, width: int, height: int) -> Image:
    """A wall with a skirting, pictures, perhaps a window or a door."""
    image = _plain(rng, width, height)
    for _ in range(int(rng.integers(1, 4))):
        wide, high = rng.integers(90, 260), rng.integers(90, 230)
        left, top = rng.integers(-60, width - 60), rng.integers(20, height // 2)
        _box(image, left, top, wide, high, _muted(rng, 0.12, 0.9))
        _box(image, left + 12, top + 12, wide - 24, high - 24, _muted(rng, 0.40, 0.85))
        _box(image, left + 12, top + 12 + high // 3, wide - 24, high // 4, _muted(rng, 0.3, 0.8))
    if rng.random() < 0.4:
        left = int(rng.choice([rng.integers(-80, 60), rng.integers(width - 220, width - 60)]))
        _box(image, left, -20, 270, 470, (0.86, 0.86, 0.84))
        _box(image, left + 16, -20, 112, 455, (0.93, 0.96, 1.0))
        _box(image, left + 142, -20, 112, 455, (0.93, 0.96, 1.0))
    if rng.random() < 0.5:
        _box(image, 0, height - int(rng.integers(60, 200)), width, 400, _wall_colour(rng) * rng.uniform(0.45, 0.8))
    return image


def _shelves(rng: Random, width: int, height: int) -> Image:
    image = _plain(rng, width, height)
    left = int(rng.integers(-100, width // 3))
    wide = int(rng.integers(width // 2, width))
    wood = np.array([0.46, 0.35, 0.25]) * rng.uniform(0.6, 1.6)
    for row in range(5):
        base = 60 + row * 165
        _box(image, left, base, wide, 14, wood)
        at = left + 10
        while at < left + wide - 40:
            thick, high = int(rng.integers(12, 40)), int(rng.integers(70, 135))
            if rng.random() < 0.8:
                _box(image, at, base - high, thick, high, _muted(rng, 0.15, 0.75))
            at += thick + int(rng.integers(0, 14))
    return image


def _box(image: Image, left: int, top: int, width: int, height: int, colour: npt.ArrayLike) -> None:
    left, top = int(left), int(top)
    image[max(top, 0) : max(top + int(height), 0), max(left, 0) : max(left + int(width), 0)] = colour


_KINDS: tuple[Callable[[Random, int, int], Image], ...] = (_plain, _plain, _curtain, _room, _room, _shelves)
