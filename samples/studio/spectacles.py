"""Spectacles: two rims, a bridge, two temples; no glass, so nothing hides the eyes."""

from __future__ import annotations

import numpy as np

from samples.studio.anatomy import SIDES, Anatomy
from samples.studio.human import Floats
from samples.studio.look import Look
from samples.studio.mesh import grid_faces
from samples.studio.surface import Part, follow, made

_FRAME = (0.35, 0.5, 0.0, 0.0)
_THICK = 0.0013


def spectacles(anatomy: Anatomy, look: Look) -> list[Part]:
    """The frame, for those who wear one."""
    if not look.glasses:
        return []
    turn = np.linspace(0, 2 * np.pi, 28)
    lines = []
    for _, side in SIDES:
        middle = anatomy.eyes + np.array([side * 0.031, -0.004, 0.024])
        x, y = 0.024 * np.cos(turn), 0.019 * np.sin(turn)
        rim = np.stack([x, y, -6.0 * x * x], axis=1) * [side, 1, 1] + middle
        ear = anatomy.eyes + np.array([side * 0.073, -0.004, -0.075])
        lines += [rim, np.linspace(middle + np.array([side * 0.024, 0.004, -0.004]), ear, 5)]
    across = np.linspace(-1, 1, 7)[:, None]
    lines.append(anatomy.eyes + np.hstack([0.008 * across, 0.003 - 0.003 * across**2, 0.024 + 0.003 * (1 - across**2)]))
    colour = np.array([0.10, 0.09, 0.09]) if look.seed % 2 else np.array([0.35, 0.27, 0.20])
    return [_wire(anatomy, line, colour) for line in lines]


def _wire(anatomy: Anatomy, line: Floats, colour: Floats) -> Part:
    """A thin square rod along a line of points."""
    along = np.gradient(line, axis=0)
    first = np.cross(along, [0.3, 0.2, 1.0])
    first /= np.linalg.norm(first, axis=1, keepdims=True)
    second = np.cross(along, first)
    second /= np.linalg.norm(second, axis=1, keepdims=True)
    corners = [line + _THICK * (np.cos(turn) * first + np.sin(turn) * second) for turn in np.pi * np.arange(4) / 2]
    points = np.stack(corners, axis=1).reshape(-1, 3)
    return made(points, grid_faces(len(line), 4, closed=True), colour, follow(anatomy.human, "head"), _FRAME)
