"""Faces of regular meshes."""

from __future__ import annotations

import numpy as np

from samples.studio.human import Floats, Ints


def grid_faces(rows: int, columns: int, closed: bool) -> Ints:
    """The triangles of a grid of vertices; `closed` joins its last column to its first."""
    row, column = np.meshgrid(np.arange(rows - 1), np.arange(columns if closed else columns - 1), indexing="ij")
    a, b = row * columns + column, row * columns + (column + 1) % columns
    faces = [np.stack([a, a + columns, b], -1), np.stack([b, a + columns, b + columns], -1)]
    return np.concatenate([part.reshape(-1, 3) for part in faces])


def dome(rows: int, columns: int, degrees: float) -> tuple[Floats, Ints]:
    """Unit directions from straight up down to `degrees` away from it, [n, 3], and the triangles between them."""
    tilt, turn = np.meshgrid(
        np.linspace(1e-3, np.radians(degrees), rows), np.linspace(0, 2 * np.pi, columns, endpoint=False), indexing="ij"
    )
    directions = np.stack([np.sin(tilt) * np.sin(turn), np.cos(tilt), np.sin(tilt) * np.cos(turn)], -1)
    return directions.reshape(-1, 3), grid_faces(rows, columns, closed=True)


def scattered(count: int) -> Floats:
    """Directions evenly over the sphere, [n, 3]."""
    at = np.arange(count) + 0.5
    y, turn = 1 - 2 * at / count, np.pi * (1 + 5**0.5) * at
    ring = np.sqrt(1 - y * y)
    return np.stack([ring * np.cos(turn), y, ring * np.sin(turn)], axis=1)
