"""Eyeballs with iris and pupil, and lashes."""

from __future__ import annotations

import numpy as np

from samples.studio.anatomy import Anatomy
from samples.studio.human import Floats, Ints
from samples.studio.look import Look
from samples.studio.mesh import grid_faces
from samples.studio.surface import Part, follow, made, part_of

_AROUND = 20
_RINGS = np.radians([0.0, 9.0, 10.5, 20.0, 26.0, 29.0, 33.0, 50.0, 70.0, 95.0])


def eyes(anatomy: Anatomy, look: Look) -> list[Part]:
    """Both eyeballs and the lashes."""
    parts = []
    for side in "LR":
        ids = anatomy.human.vertex_groups[f"helper-{side.lower()}-eye"]
        centre = anatomy.human.vertices[ids].mean(axis=0)
        radius = np.linalg.norm(anatomy.human.vertices[ids] - centre, axis=1).mean()
        points, faces = _ball(centre, float(radius))
        parts.append(
            made(points, faces, _ring_colours(look), follow(anatomy.human, f"eye.{side}"), (0.9, 1.0, 0.0, 0.0))
        )
    return parts + _lashes(anatomy)


def _ball(centre: Floats, radius: float) -> tuple[Floats, Ints]:
    turn = np.linspace(0, 2 * np.pi, _AROUND, endpoint=False)
    tilt, turn = np.meshgrid(_RINGS, turn, indexing="ij")
    bulge = radius * (1 + 0.03 * np.clip(1 - tilt / np.radians(33), 0, 1))
    points = np.stack([np.sin(tilt) * np.cos(turn), np.sin(tilt) * np.sin(turn), np.cos(tilt)], axis=-1)
    points = centre + points * bulge[..., None]
    return points.reshape(-1, 3), grid_faces(len(_RINGS), _AROUND, closed=True)


def _ring_colours(look: Look) -> Floats:
    iris = np.array(look.eyes)
    pupil = np.full(3, 0.01)
    rings = [pupil, pupil, iris * 0.8, iris * 1.5, iris * 1.1, iris * 0.45]
    white = [(0.80, 0.77, 0.75), (0.80, 0.77, 0.75), (0.74, 0.68, 0.66), (0.6, 0.45, 0.42)]
    return np.repeat(np.concatenate([np.array(rings), np.array(white)]), _AROUND, axis=0)


def _lashes(anatomy: Anatomy) -> list[Part]:
    names = [f"helper-{side}-eyelashes-2" for side in "lr"]
    dark, dull = (0.06, 0.05, 0.05), (0.0, 0.0, 0.0, 0.0)
    return [part_of(anatomy.human, anatomy.faces(name), dark, dull, anatomy.lids) for name in names]
