"""Clothes: a top with sleeves, a collar, cuffs and folds, and trousers, cut from the mesh's own tailor's dummy."""

from __future__ import annotations

import numpy as np

from samples.studio.anatomy import Anatomy
from samples.studio.human import Floats
from samples.studio.look import SLEEVES, Look
from samples.studio.surface import Part, part_of, ripple, smoothed
from samples.studio.trimmings import CLOTH, front, trimmings

_UNDER = 0.020  # how far skin goes on under the cloth, metres
_HEM = -0.09  # the hem of the top, from the hips
_KNEES = -0.42
_ARM = ("upperarm", "lowerarm", "wrist", "metacarpal", "finger")
_LEG = ("upperleg", "lowerleg", "foot", "toe")


def top_edge(anatomy: Anatomy, look: Look, points: Floats) -> Floats:
    """How far below the neckline points are (negative: above it), metres, [n]."""
    x, y, z = (points - anatomy.neck).T
    if look.collar == "turtle":
        return np.asarray(0.045 - y - 0.25 * (z - 0.02))
    plane = np.maximum(0.022 - y - 0.45 * (z + 0.02), (np.abs(x) - 0.068) * 0.8)
    if look.collar == "v":
        return np.asarray(np.where(z > 0, np.minimum(plane, np.abs(x) * 0.95 - 0.125 - y), plane))
    return np.asarray(plane)


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
    cut = _cut(anatomy, look, tights)
    top = _folded(anatomy, look, cut)
    edges = trimmings(look, cut, top_edge(anatomy, look, cut.vertices), _reach(anatomy, look, cut))
    return [top, *edges, *front(look, top), _trousers(anatomy, look, tights)]


def _share(anatomy: Anatomy, part: Part, starts: tuple[str, ...]) -> Floats:
    chosen = [name.startswith(starts) for name in anatomy.human.names]
    return np.asarray(part.weights[:, chosen].sum(axis=1))


def _reach(anatomy: Anatomy, look: Look, part: Part) -> Floats:
    """How far from the end of its sleeve every vertex is, in lengths of the arm, [n]."""
    return SLEEVES[look.sleeve] - anatomy.along_arm(part.vertices, _share(anatomy, part, _ARM))


def _cut(anatomy: Anatomy, look: Look, tights: Part) -> Part:
    """The cloth of the top, still without folds."""
    points = _draped(anatomy, tights, _share(anatomy, tights, _ARM))
    whole = tights.moved(points)
    arm = _share(anatomy, whole, _ARM)
    hem = np.where(arm > 0.5, 1.0, points[:, 1] - anatomy.hips[1] - _HEM)
    return whole.clipped(np.minimum(covered(anatomy, look, points, arm), hem))


def _draped(anatomy: Anatomy, tights: Part, arm: Floats) -> Floats:
    """The dummy made into a garment: even, loose, hanging from the chest, [n, 3]."""
    trunk = np.clip(1 - arm, 0.2, 1)[:, None]
    points = smoothed(tights.vertices, tights.faces, 8, trunk)
    away = smoothed(tights.normals, tights.faces, 4)
    along = anatomy.along_arm(points, arm)
    loose = np.where(arm > 0.5, 0.007 + 0.007 * np.clip(along / 0.7, 0, 1), 0.012)
    points = points + loose[:, None] * away
    torso = (arm < 0.5) & (points[:, 1] < anatomy.neck[1] - 0.10) & (points[:, 1] > anatomy.hips[1] - 0.25)
    hung = points.copy()
    hung[torso] = _hanging(points[torso])
    return smoothed(hung, tights.faces, 4, trunk)


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
            fallen = (out[above] - 0.10 * drop[above]).max()
            out[at] = max(radius[at], min(fallen, radius[at] + 0.035))
    scale = (out / np.maximum(radius, 1e-6))[:, None]
    return np.asarray(points * [0, 1, 0] + centre * [1, 0, 1] + flat * [1, 0, 1] * scale)


def _folded(anatomy: Anatomy, look: Look, cut: Part) -> Part:
    """Soft folds where cloth gathers (elbows, armpits, the waist), none at the edges, darker in their valleys."""
    seen = (cut.normals[:, 2] > -0.35) | (_share(anatomy, cut, _ARM) > 0.4)
    piece = cut.halved(seen[cut.faces].any(axis=1))
    edge = np.minimum(top_edge(anatomy, look, piece.vertices), 0.45 * _reach(anatomy, look, piece))
    arm = _share(anatomy, piece, _ARM)
    along = anatomy.along_arm(piece.vertices, arm)
    gather = 0.4 + np.exp(-(((along - 0.5) / 0.16) ** 2)) + 0.8 * np.exp(-(((along - 0.05) / 0.1) ** 2))
    low = np.clip((anatomy.neck[1] - 0.12 - piece.vertices[:, 1]) / 0.25, 0, 1)
    gather = np.where(arm > 0.5, gather, 0.5 + 0.9 * low) * np.clip(edge / 0.05, 0, 1)
    turned = piece.vertices @ np.array([[1, 0.35, 0], [-0.35, 1, 0], [0, 0, 1]])
    stretched = np.where((arm > 0.5)[:, None], piece.vertices * [8, 8, 8], turned * [8, 2.6, 8])
    fold = np.clip(ripple(stretched, look.seed, 2), -1.4, 1.4)
    depth = 0.0042 * gather * fold
    dark = 1 + 0.10 * np.clip(gather, 0, 1.2) * fold - 0.03
    colours = np.clip(piece.colours * dark[:, None], 0, 1)
    return piece.moved(piece.vertices + depth[:, None] * piece.normals).painted(colours)


def _trousers(anatomy: Anatomy, look: Look, tights: Part) -> Part:
    points = smoothed(tights.vertices, tights.faces, 4) + 0.006 * tights.normals
    y = points[:, 1] - anatomy.hips[1]
    low = tights.moved(points).painted(np.tile(np.array(look.trousers), (len(points), 1)))
    trunk = _share(anatomy, tights, ("root", "spine05", "spine04", "pelvis", *_LEG))
    return low.clipped(np.minimum.reduce([y - _KNEES, -0.06 - y, np.where(trunk > 0.5, 1.0, -1.0)]))
