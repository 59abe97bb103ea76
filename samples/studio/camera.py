"""A camera: where points of the room fall in the picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from samples.studio.human import Floats

Point = tuple[float, float, float]

_NEAR, _FAR = 0.05, 20.0


@dataclass(frozen=True)
class Camera:
    """Looks from `eye` at `target` (metres) with a vertical angle of view; in the picture x goes right and y down."""

    eye: Point
    target: Point
    fov_deg: float
    width: int
    height: int

    @cached_property
    def view(self) -> Floats:
        """From the room to the camera, [4, 4]."""
        return looking(np.array(self.eye), np.array(self.target))

    @cached_property
    def projection(self) -> Floats:
        """From the camera to the picture's cube, [4, 4]."""
        scale = 1 / np.tan(np.radians(self.fov_deg) / 2)
        depth, shift = (_FAR + _NEAR) / (_NEAR - _FAR), 2 * _FAR * _NEAR / (_NEAR - _FAR)
        across = scale * self.height / self.width
        return np.array([[across, 0, 0, 0], [0, scale, 0, 0], [0, 0, depth, shift], [0, 0, -1, 0]])

    def project(self, points: npt.ArrayLike) -> Floats:
        """Pixels [N, 2] of points [N, 3]."""
        points = np.asarray(points, dtype=np.float64)
        cube = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ (self.projection @ self.view).T
        flat = cube[:, :2] / cube[:, 3:]
        return np.stack([(flat[:, 0] + 1) / 2 * self.width, (1 - flat[:, 1]) / 2 * self.height], axis=1)


def looking(eye: Floats, target: Floats) -> Floats:
    """The view from `eye` towards `target`, y up, [4, 4]."""
    forward = (target - eye) / np.linalg.norm(target - eye)
    right = np.cross(forward, [0.0, 1.0, 0.0])
    right /= np.linalg.norm(right)
    view = np.eye(4)
    view[:3, :3] = np.stack([right, np.cross(right, forward), -forward])
    view[:3, 3] = -view[:3, :3] @ eye
    return view
