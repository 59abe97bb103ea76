"""Where taekwondo is filmed: mats on the floor, drawn as the camera sees them, and a wall behind."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from samples.studio.camera import Camera
from samples.studio.human import Floats
from samples.studio.scene import Bytes, Scene

_MATS = (
    ((0.30, 0.40, 0.60), (0.60, 0.32, 0.30)), ((0.25, 0.42, 0.40), (0.62, 0.56, 0.36)),
    ((0.32, 0.34, 0.40), (0.20, 0.26, 0.38)), ((0.58, 0.30, 0.28), (0.56, 0.30, 0.28)),
    ((0.55, 0.50, 0.42), (0.50, 0.44, 0.36)),
)  # fmt: skip
_WALL_M = 3.2  # how far behind the performer the floor ends, at least


@dataclass(frozen=True, eq=False)
class Hall:
    """A hall: its light and its walls (`room`), and how its mats lie; the floor is at height 0."""

    room: Scene
    deep_m: float
    colours: tuple[Floats, Floats]
    mat_m: float
    turn: float
    shift_m: tuple[float, float]
    soft: float

    @staticmethod
    def random(rng: np.random.Generator, width: int, height: int) -> Hall:
        """Some hall; the same state of `rng` gives the same one."""
        room, deep_m = Scene.random(rng, width, height), _WALL_M + float(rng.uniform(0, 2))
        first, second = (np.array(colour) * rng.uniform(0.85, 1.15) for colour in _MATS[rng.integers(len(_MATS))])
        mat_m, turn = float(rng.uniform(0.9, 1.5)), float(rng.uniform(-0.3, 0.3))
        shift_m = (float(rng.uniform(0, 2)), float(rng.uniform(0, 2)))
        return Hall(room, deep_m, (first, second), mat_m, turn, shift_m, float(rng.uniform(0.6, 1.6)))

    def background(self, camera: Camera) -> Bytes:
        """The empty hall as a camera sees it, [H, W, 3]."""
        ways = _rays(camera)
        eye = np.array(camera.eye)
        with np.errstate(divide="ignore", invalid="ignore"):
            far = -eye[1] / ways[..., 1]
            places = eye + far[..., None] * ways
        away = np.array(camera.target) - eye
        away = away * [1, 0, 1] / np.linalg.norm(away * [1, 0, 1])
        depth = (places - np.array(camera.target)) @ away
        floor = (far > 0) & (depth < self.deep_m)
        picture = np.where(floor[..., None], self._mats(places), _wall(self.room, floor))
        soft = cv2.GaussianBlur(picture.astype(np.float32), (0, 0), self.soft)
        return np.asarray((np.clip(soft, 0, 1) * 255).round(), dtype=np.uint8)

    def scene(self, camera: Camera) -> Scene:
        """The hall as a scene for this camera."""
        return replace(self.room, background=self.background(camera), reach_m=1.3)

    def _mats(self, places: Floats) -> Floats:
        first, second = self.colours
        x = places[..., 0] * np.cos(self.turn) - places[..., 2] * np.sin(self.turn) + self.shift_m[0]
        z = places[..., 0] * np.sin(self.turn) + places[..., 2] * np.cos(self.turn) + self.shift_m[1]
        x, z = (np.nan_to_num(np.clip(each, -1e3, 1e3)) for each in (x / self.mat_m, z / self.mat_m))
        odd = ((np.floor(x) + np.floor(z)) % 2)[..., None]
        seam = (np.minimum(np.abs(x - np.round(x)), np.abs(z - np.round(z))) < 0.012)[..., None]
        return np.asarray((first * odd + second * (1 - odd)) * np.where(seam, 0.8, 1.0))


def hall(rng: np.random.Generator, camera: Camera) -> Scene:
    """Some hall as this camera sees it."""
    return Hall.random(rng, camera.width, camera.height).scene(camera)


def _rays(camera: Camera) -> Floats:
    """The direction in which each pixel looks, [H, W, 3]."""
    tall = np.tan(np.radians(camera.fov_deg) / 2)
    x = (np.arange(camera.width) + 0.5) / camera.width * 2 - 1
    y = 1 - (np.arange(camera.height) + 0.5) / camera.height * 2
    across, up = np.meshgrid(x * tall * camera.width / camera.height, y * tall)
    turn = camera.view[:3, :3]
    return np.asarray(np.stack([across, up, -np.ones_like(up)], axis=-1) @ turn)


def _wall(scene: Scene, floor: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Floats:
    """The room of the scene, squeezed into what lies above the floor."""
    height, width = floor.shape
    rows = np.flatnonzero(floor.any(axis=1))
    horizon = max(int(rows[0]) if len(rows) else height, 8)
    room = cv2.resize(scene.background, (width, horizon), interpolation=cv2.INTER_AREA) / 255.0
    below = np.repeat(room[-1:], height - horizon, axis=0)
    return np.concatenate([room, below])
