"""Clothes: a top with sleeves, a collar and a few folds, and trousers, cut from the mesh's own tailor's dummy."""

from __future__ import annotations

import numpy as np

from samples.studio.anatomy import Anatomy
from samples.studio.human import Floats
from samples.studio.look import SLEEVES, Look
from samples.studio.surface import Part, part_of, ripple, smoothed

CLOTH = (0.05, 0.10, 0.0, 0.0)
_UNDER = 0.018  # how far skin goes on under the cloth, metres
_HEM = -0.09  # the hem of the top, from the hips
_KNEES = -0.42


def top_edge(anatomy: Anatomy, look: Look, points: Floats) -> Floats:
    """How far below the neckline points are (negative: above it), metres, [n]."""
    x, y, z = (points - anatomy.neck).T
    if look.collar == "turtle":
        return 0.045 - y - 0.25 * (z - 0.02)
    plane = 0.008 - y - 0.42 * (z + 0.02)
    if look.collar == "v":
        vee = (np.abs(x) - 0.055) * 0.75 - (y + 0.012)
        return np.where(z > 0, np.minimum(plane, 0.012 + np.abs(x) * 0.9 - 0.14 - y - 0 * vee), plane)
    return plane


def covered(anatomy: Anatomy, look: Look, points: Floats, arm: Floats) -> Floats:
    """How deep under the top points of the skin are; negative where skin shows, metres, [n]."""
    sleeve = (SLEEVES[look.sleeve] - anatomy.along_arm(points, arm)) * 0.45
    return np.minimum(top_edge(anatomy, look, points), sleeve)


def skin_field(anatomy: Anatomy, look: Look, points: Floats, arm: Floats) -> Floats:
    """Positive where skin can be seen, [n]."""
    return _UNDER - covered(anatomy, look, points, arm)


def clothes(anatomy: Anatomy, look: Look) -> list[Part]:
    """Everything worn."""
    tights = part_of(anatomy.human, anatomy.faces("helper-tights"), look.cloth, CLOTH)
    arm = tights.weights[:, _bones(anatomy, "upperarm", "lowerarm", "wrist", "metacarpal", "finger")].sum(axis=1)
    leg = tights.weights[:, _bones(anatomy, "upperleg", "lowerleg", "foot", "toe")].sum(axis=1)
    return [_top(anatomy, look, tights, arm), _trousers(anatomy, look, tights, leg)]


def _bones(anatomy: Anatomy, *starts: str) -> list[int]:
    return [at for at, name in enumerate(anatomy.human.names) if name.startswith(starts)]


def _top(anatomy: Anatomy, look: Look, tights: Part, arm: Floats) -> Part:
    points = _draped(anatomy, tights, arm)
    whole = tights.moved(points)
    y = points[:, 1] - anatomy.hips[1]
    field = np.minimum(covered(anatomy, look, points, arm), np.where(arm > 0.5, 1.0, y - _HEM))
    piece = whole.clipped(field)
    seen = (piece.normals[:, 2] > -0.35) | (piece.weights[:, _bones(anatomy, "upperarm", "lowerarm")].sum(axis=1) > 0.4)
    piece = piece.halved(seen[piece.faces].any(axis=1))
    return _folded(anatomy, piece, look)


def _draped(anatomy: Anatomy, tights: Part, arm: Floats) -> Floats:
    """The dummy made into a garment: even, loose, hanging from the chest, [n, 3]."""
    points = smoothed(tights.vertices, tights.faces, 6)
    away = smoothed(tights.normals, tights.faces, 4)
    points = points + 0.010 * away
    torso = (arm < 0.5) & (points[:, 1] < anatomy.neck[1] - 0.10) & (points[:, 1] > anatomy.hips[1] - 0.25)
    hung = points.copy()
    hung[torso] = _hanging(points[torso])
    return smoothed(hung, tights.faces, 4)


def _hanging(points: Floats) -> Floats:
    """Points around the trunk pushed out below whatever stands out above them."""
    centre = np.array([0.0, 0.0, points[:, 2].mean()])
    flat = points - centre
    turn = np.arctan2(flat[:, 0], flat[:, 2])
    radius = np.hypot(flat[:, 0], flat[:, 2])
    out = radius.copy()
    for at in np.argsort(-points[:, 1]):
        drop = points[:, 1] - points[at, 1]
        near = np.abs((turn - turn[at] + np.pi) % (2 * np.pi) - np.pi) < 0.22
        above = near & (drop > 0)
        if above.any():
            fallen = (out[above] - 0.22 * drop[above]).max()
            out[at] = max(radius[at], min(fallen, radius[at] + 0.035))
    scale = (out / np.maximum(radius, 1e-6))[:, None]
    return np.asarray(points * [0, 1, 0] + centre * [1, 0, 1] + flat * [1, 0, 1] * scale)


def _folded(anatomy: Anatomy, piece: Part, look: Look) -> Part:
    """Soft folds where cloth gathers: elbows, armpits, the waist."""
    arm = piece.weights[:, _bones(anatomy, "upperarm", "lowerarm", "wrist")].sum(axis=1)
    along = anatomy.along_arm(piece.vertices, arm)
    gather = 0.35 + np.exp(-(((along - 0.5) / 0.16) ** 2)) + 0.8 * np.exp(-(((along - 0.05) / 0.1) ** 2))
    stretched = np.where((arm > 0.5)[:, None], piece.vertices * [9, 9, 9], piece.vertices * [11, 3.2, 11])
    fold = ripple(stretched, look.seed, 3)
    depth = (0.0035 * gather * fold)[:, None] * piece.normals
    return piece.moved(piece.vertices + depth)


def _trousers(anatomy: Anatomy, look: Look, tights: Part, leg: Floats) -> Part:
    points = smoothed(tights.vertices, tights.faces, 4) + 0.006 * tights.normals
    y = points[:, 1] - anatomy.hips[1]
    low = tights.moved(points).painted(np.tile(np.array(look.trousers), (len(points), 1)))
    trunk = tights.weights[:, _bones(anatomy, "root", "spine05", "spine04", "pelvis")].sum(axis=1) + leg
    return low.clipped(np.minimum.reduce([y - _KNEES, 0.02 - y, np.where(trunk > 0.5, 1.0, -1.0)]))
