"""How open to light the places of a body are: what the light of a room does not reach stays darker."""

from __future__ import annotations

import numpy as np

from samples.studio.human import Floats, Ints
from samples.studio.mesh import scattered

_CELL = 0.012
_REACH = 5


def openness(vertices: Floats, normals: Floats, faces: Ints) -> Floats:
    """1 in the open, towards 0 in hollows, [n]: rays step through a coarse grid of what is filled."""
    low = vertices.min(axis=0) - 2 * _CELL
    shape = np.ceil((vertices.max(axis=0) - low) / _CELL).astype(int) + 3
    filled = np.zeros(shape, bool)
    corners = vertices[faces]
    for shares in ((1, 0, 0), (0, 1, 0), (0, 0, 1), (1 / 3, 1 / 3, 1 / 3), (0.5, 0.5, 0), (0, 0.5, 0.5), (0.5, 0, 0.5)):
        cells = ((np.einsum("k,fkj->fj", np.array(shares), corners) - low) / _CELL).astype(int)
        filled[tuple(cells.T)] = True
    open_share = np.zeros(len(vertices))
    total = np.zeros(len(vertices))
    for direction in scattered(40):
        facing = np.clip(normals @ direction, 0, None)
        clear = np.ones(len(vertices), bool)
        for step in range(2, 2 + _REACH * 2, 2):
            cells = ((vertices + normals * _CELL * 1.2 + direction * _CELL * step * 0.9 - low) / _CELL).astype(int)
            clear &= ~filled[tuple(np.clip(cells, 0, shape - 1).T)]
        open_share += facing * clear
        total += facing
    return np.asarray(np.clip(0.25 + 0.85 * open_share / np.maximum(total, 1e-9), 0, 1))
