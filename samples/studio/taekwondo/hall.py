"""Where taekwondo is filmed: mats on the floor, drawn as the camera sees them, and a wall behind."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from samples.studio.camera import Camera
from samples.studio.human import Floats
from samples.studio.scene import Scene

_MATS = (
    ((0.30, 0.40, 0.60), (0.60, 0.32, 0.30)), ((0.25, 0.42, 0.40), (0.62, 0.56, 0.36)),
    ((0.32, 0.34, 0.40), (0.20, 0.26, 0.38)), ((0.58, 0.30, 0.28), (0.56, 0.30, 0.28)),
    ((0.55, 0.50, 0.42), (0.50, 0.44, 0.36)),
)  # fmt: skip
_WALL_M = 3.2  # how far behind the performer the floor ends, at least


def hall(rng: np.random.Generator, camera: Camera) -> Scene:
    """Some hall as this camera sees it; the floor lies at height 0."""
    scene = Scene.random(rng, camera.width, camera.height)
    ways = _rays(camera)
    eye = np.array(camera.eye)
    with np.errstate(divide="ignore", invalid="ignore"):
        far = -eye[1] / ways[..., 1]
        places = eye + far[..., None] * ways
    away = np.array(camera.target) - eye
    away = away * [1, 0, 1] / np.linalg.norm(away * [1, 0, 1])
    depth = (places - np.array(camera.target)) @ away
    floor = (far > 0) & (depth < _WALL_M + rng.uniform(0, 2))
    picture = np.where(floor[..., None], _mats(rng, places), _wall(scene, floor))
    soft = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), float(rng.uniform(0.6, 1.6)))
    return replace(scene, background=(np.clip(soft, 0, 1) * 255).round().astype(np.uint8), reach_m=1.3)


def _rays(camera: Camera) -> Floats:
    """The direction in which each pixel looks, [H, W, 3]."""
    tall = np.tan(np.radians(camera.fov_deg) / 2)
    x = (np.arange(camera.width) + 0.5) / camera.width * 2 - 1
    y = 1 - (np.arange(camera.height) + 0.5) / camera.height * 2
    across, up = np.meshgrid(x * tall * camera.width / camera.height, y * tall)
    turn = camera.view[:3, :3]
    return np.asarray(np.stack([across, up, -np.ones_like(up)], axis=-1) @ turn)


def _mats(rng: np.random.Generator, places: Floats) -> Floats:
    first, second = (np.array(colour) * rng.uniform(0.85, 1.15) for colour in _MATS[rng.integers(len(_MATS))])
    size, turn = rng.uniform(0.9, 1.5), rng.uniform(-0.3, 0.3)
    x = places[..., 0] * np.cos(turn) - places[..., 2] * np.sin(turn) + rng.uniform(0, 2)
    z = places[..., 0] * np.sin(turn) + places[..., 2] * np.cos(turn) + rng.uniform(0, 2)
    x, z = (np.nan_to_num(np.clip(each, -1e3, 1e3)) for each in (x / size, z / size))
    odd = ((np.floor(x) + np.floor(z)) % 2)[..., None]
    seam = (np.minimum(np.abs(x - np.round(x)), np.abs(z - np.round(z))) < 0.012)[..., None]
    return np.asarray((first * odd + second * (1 - odd)) * np.where(seam, 0.8, 1.0))


def _wall(scene: Scene, floor: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Floats:
    """The room of the scene, squeezed into what lies above the floor."""
    height, width = floor.shape
    rows = np.flatnonzero(floor.any(axis=1))
    horizon = max(int(rows[0]) if len(rows) else height, 8)
    room = cv2.resize(scene.background, (width, horizon), interpolation=cv2.INTER_AREA) / 255.0
    below = np.repeat(room[-1:], height - horizon, axis=0)
    return np.concatenate([room, below])
