"""Mesh tools: what is cut stays the same surface."""

from __future__ import annotations

import numpy as np
import pytest

from samples.studio.human import Floats
from samples.studio.mesh import dome, grid_faces
from samples.studio.surface import Part, made, near_together, normals, smoothed


@pytest.fixture
def sheet() -> Part:
    x, y = np.meshgrid(np.linspace(0, 1, 6), np.linspace(0, 1, 5))
    points = np.stack([x.ravel(), y.ravel(), np.zeros(30)], axis=1)
    return made(points, grid_faces(5, 6, closed=False), np.full(3, 0.5), np.eye(4)[0], (0, 0, 0, 0))


def area(part: Part) -> float:
    a, b, c = (part.vertices[part.faces[:, corner]] for corner in range(3))
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)


def test_a_clip_cuts_along_the_line(sheet: Part) -> None:
    line = 0.37 - 0.3 * sheet.vertices[:, 1]
    kept = sheet.clipped(line - sheet.vertices[:, 0])
    assert area(kept) == pytest.approx(0.37 - 0.15)
    assert (kept.vertices[:, 0] <= 0.37 - 0.3 * kept.vertices[:, 1] + 1e-9).all()


def test_a_clip_keeps_the_facing(sheet: Part) -> None:
    kept = sheet.clipped(0.37 - sheet.vertices[:, 0])
    ways = normals(kept.vertices, kept.faces)[:, 2]
    np.testing.assert_allclose(ways, sheet.normals[0, 2])


def test_halving_keeps_the_area(sheet: Part) -> None:
    chosen = sheet.vertices[sheet.faces].mean(axis=1)[:, 0] < 0.5
    finer = sheet.halved(chosen)
    assert area(finer) == pytest.approx(1)
    assert len(finer.faces) == len(sheet.faces) + 3 * chosen.sum()


def test_reordering_changes_no_triangle(sheet: Part) -> None:
    def triangles(part: Part) -> Floats:
        corners = part.vertices[part.faces].reshape(len(part.faces), -1)
        return corners[np.lexsort(corners.T)]

    np.testing.assert_array_equal(triangles(sheet), triangles(near_together(sheet)))


def test_a_dome_faces_outwards() -> None:
    directions, faces = dome(12, 16, 120)
    assert ((normals(directions, faces) * directions).sum(axis=1)[16:] > 0.9).all()


def test_smoothing_evens_out(sheet: Part) -> None:
    rough = sheet.vertices + np.random.default_rng(0).normal(0, 0.02, sheet.vertices.shape)
    assert smoothed(rough, sheet.faces, 5)[:, 2].std() < rough[:, 2].std() / 2
