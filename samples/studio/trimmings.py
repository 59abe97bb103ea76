"""What makes cloth a garment: the bands at its edges, a shirt's collar, its placket and its buttons."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from samples.studio.human import Floats, Ints
from samples.studio.look import Look
from samples.studio.mesh import grid_faces
from samples.studio.surface import Part, made

CLOTH = (0.05, 0.10, 0.0, 0.0)
_AROUND = 72


@dataclass(frozen=True)
class Edge:
    """A closed edge of cloth: its points, the way out of the cloth and the way on over the edge, [n, 3] each."""

    points: Floats
    out: Floats
    over: Floats
    weights: Floats


def trimmings(look: Look, top: Part, height: Floats, reach: Floats) -> list[Part]:
    """What is sewn to the edges of the top.

    `height` and `reach` [n] tell how far from its neckline and its cuffs a vertex is.
    """
    parts = []
    for loop in _loops(top.faces):
        if np.abs(height[loop]).max() < 0.10:
            parts += _neck(look, _edge(top, loop))
        elif np.median(np.abs(reach[loop])) < 0.02:
            parts.append(_band(look, _edge(top, loop), 0.030 if look.sleeve == "long" else 0.016, 0.90))
    return parts


def _loops(faces: Ints) -> list[Ints]:
    """The open edges of a surface as rings of vertices."""
    sides = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    known = {(int(a), int(b)) for a, b in sides}
    following: dict[int, list[int]] = {}
    for a, b in sorted(known):
        if (b, a) not in known:
            following.setdefault(a, []).append(b)
    loops = []
    while following:
        start = at = next(iter(following))
        ring = []
        while at in following:
            ring.append(at)
            step = following[at].pop()
            if not following[at]:
                del following[at]
            at = step
        if at == start and len(ring) > 12:
            loops.append(np.array(ring))
    return loops


def _edge(top: Part, loop: Ints) -> Edge:
    """The edge along a ring of vertices, evened out."""
    points = top.vertices[loop]
    step = np.linalg.norm(np.diff(points, axis=0, append=points[:1]), axis=1)
    at = np.concatenate([[0], np.cumsum(step)[:-1]]) / step.sum()
    even = np.arange(_AROUND) / _AROUND

    def along(values: Floats, rounds: int) -> Floats:
        many = np.stack([np.interp(even, at, column, period=1) for column in values.T], axis=1)
        for _ in range(rounds):
            many = 0.5 * many + 0.25 * (np.roll(many, 1, axis=0) + np.roll(many, -1, axis=0))
        return many

    points = along(points, 3)
    out = along(top.normals[loop], 8)
    tangent = np.roll(points, -1, axis=0) - np.roll(points, 1, axis=0)
    over = np.cross(tangent, out)
    return Edge(points, _unit(out), _unit(over), along(top.weights[loop], 3))


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9))


def _strip(edge: Edge, profile: list[tuple[Floats | float, Floats | float]], colour: Floats) -> Part:
    """A band along an edge; `profile` tells (over, out) in metres from row to row."""
    rows = [
        edge.points + edge.over * np.reshape(over, (-1, 1)) + edge.out * np.reshape(out, (-1, 1))
        for over, out in profile
    ]
    points = np.concatenate(rows)
    faces = grid_faces(len(rows), len(edge.points), closed=True)
    part = made(points, faces, colour, np.tile(edge.weights, (len(rows), 1)), CLOTH)
    return part if (part.normals[: 2 * _AROUND] * np.tile(edge.out, (2, 1))).sum() > 0 else _turned(part)


def _turned(part: Part) -> Part:
    return made(part.vertices, part.faces[:, ::-1], part.colours, part.weights, CLOTH)


def _band(look: Look, edge: Edge, width: float, tone: float) -> Part:
    profile: list[tuple[Floats | float, Floats | float]] = [
        (-width - 0.001, -0.003), (-width, 0.003), (-width * 0.5, 0.0035),
        (-0.001, 0.003), (0.001, 0.0), (-0.004, -0.005),
    ]  # fmt: skip
    return _strip(edge, profile, np.array(look.cloth) * tone)


def _neck(look: Look, edge: Edge) -> list[Part]:
    if look.collar != "shirt":
        return [_band(look, edge, 0.020 if look.collar == "crew" else 0.014, 0.88)]
    front = edge.points[:, 2] > np.median(edge.points[:, 2])
    middle = np.abs(edge.points[:, 0])
    tip = np.where(front, np.clip(1 - middle / 0.055, 0, 1), 0.0)  # where the collar's corners fall
    gap = np.where(front, np.clip((middle - 0.006) / 0.014, 0, 1), 1.0)  # open at the throat
    stand = 0.020 * gap
    low = -(0.030 + 0.026 * tip * (middle > 0.004)) * gap
    profile: list[tuple[Floats | float, Floats | float]] = [
        (low - 0.001, 0.010 + 0.006 * gap), (low, 0.013 + 0.006 * gap), (stand * 0.5, 0.009 * gap),
        (stand, 0.005 * gap), (stand * 1.12, 0.0), (stand * 0.9, -0.004 * gap), (-0.006, -0.003),
    ]  # fmt: skip
    return [_strip(edge, profile, np.array(look.cloth) * 0.95)]


def front(look: Look, top: Part) -> list[Part]:
    """The placket down the front and its buttons, on a shirt."""
    if look.collar != "shirt":
        return []
    ahead = np.flatnonzero((np.abs(top.vertices[:, 0]) < 0.025) & (top.normals[:, 2] > 0.1))
    heights = top.vertices[ahead, 1]
    rows = np.linspace(heights.max() - 0.004, heights.min() + 0.005, 40)
    depth = np.array([top.vertices[ahead, 2][np.abs(heights - row) < 0.016].max() for row in rows])
    depth = np.convolve(np.pad(depth, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    nearest = ahead[np.abs(heights[None, :] - rows[:, None]).argmin(axis=1)]
    profile = [(-0.017, -0.004), (-0.016, 0.0022), (0.0, 0.0034), (0.016, 0.0022), (0.017, -0.004)]
    points = np.array([[(x, row, z + out) for x, out in profile] for row, z in zip(rows, depth, strict=True)])
    weights = np.repeat(top.weights[nearest], len(profile), axis=0)
    colour = np.array(look.cloth) * 0.93
    placket = made(points.reshape(-1, 3), grid_faces(len(rows), len(profile), closed=False), colour, weights, CLOTH)
    at = np.arange(3, len(rows) - 2, 6)
    buttons = [_button(look, rows[row], float(depth[row]), top.weights[nearest[row]]) for row in at]
    return [placket, *buttons]


def _button(look: Look, height: float, depth: float, weights: Floats) -> Part:
    turn = np.linspace(0, 2 * np.pi, 10, endpoint=False)
    rim = np.stack([0.0055 * np.cos(turn), 0.0055 * np.sin(turn), np.zeros(10)], axis=1)
    points = np.concatenate([rim, rim * 0.8 + [0, 0, 0.002], rim * 0.01 + [0, 0, 0.0015]])
    light = 0.85 if sum(look.cloth) < 1.5 else 0.45
    return made(
        points + np.array([0, height, depth + 0.0035]),
        grid_faces(3, 10, True),
        np.full(3, light),
        weights,
        (0.3, 0.6, 0, 0),
    )
