"""The dobok: a white jacket with a black collar and a belt, wide trousers, bare feet."""

from __future__ import annotations

import numpy as np

from samples.studio.anatomy import SIDES, Anatomy
from samples.studio.human import Floats
from samples.studio.look import Colour, Look
from samples.studio.mesh import grid_faces
from samples.studio.surface import Part, follow, made, part_of, ripple, smoothed
from samples.studio.trimmings import CLOTH

_SLEEVE = 0.88  # where sleeves end, 0 the shoulder, 1 the wrist
_ANKLE = 0.93  # where trousers end, 0 the hip, 1 the ankle
_JACKET = -0.20  # where the jacket ends, from the hips, metres
_BLACK = np.array([0.06, 0.06, 0.07])
_ARM = ("upperarm", "lowerarm", "wrist", "metacarpal", "finger")
_LEG = ("upperleg", "lowerleg", "foot", "toe")
BELTS: tuple[Colour, ...] = ((0.06, 0.06, 0.07), (0.06, 0.06, 0.07), (0.55, 0.10, 0.10), (0.12, 0.20, 0.50))


def dobok(anatomy: Anatomy, look: Look) -> list[Part]:
    """Everything worn; the belt has the colour of the look's trousers."""
    tights = part_of(anatomy.human, anatomy.faces("helper-tights"), look.cloth, CLOTH)
    arm, leg = _share(anatomy, tights, _ARM), _share(anatomy, tights, _LEG)
    waist = float(anatomy.human.head("spine04")[1]) + 0.03
    loose = _loose(anatomy, tights, arm, leg)
    jacket = loose.clipped(_jacket_field(anatomy, loose.vertices, arm, leg))
    trousers = _trousers(anatomy, loose, leg)
    ring = jacket.vertices[(np.abs(jacket.vertices[:, 1] - waist) < 0.05) & (np.abs(jacket.vertices[:, 0]) < 0.25)]
    return [_collared(anatomy, jacket, waist), trousers, *_belt(anatomy, ring, waist, np.array(look.trousers))]


def bare(anatomy: Anatomy, points: Floats, arm: Floats, leg: Floats) -> Floats:
    """Positive where skin shows beside a dobok: head and neck, hands, feet; metres, [n]."""
    neck = points[:, 1] - anatomy.neck[1] + 0.035 - 0.3 * np.abs(points[:, 0])
    throat = np.where(points[:, 2] > 0, np.abs(points[:, 0]) * -0.9 + 0.16 + points[:, 1] - anatomy.neck[1], -1.0)
    hands = (anatomy.along_arm(points, arm) - _SLEEVE + 0.06) * 0.45
    feet = (_along_leg(anatomy, points) - _ANKLE + 0.06) * 0.7
    trunk = np.maximum(neck, np.minimum(throat, 0.05 - np.abs(points[:, 0])))
    return np.where(arm > 0.5, hands, np.where(leg > 0.5, feet, trunk))


def _share(anatomy: Anatomy, part: Part, starts: tuple[str, ...]) -> Floats:
    chosen = [name.startswith(starts) for name in anatomy.human.names]
    return np.asarray(part.weights[:, chosen].sum(axis=1))


def _along_leg(anatomy: Anatomy, points: Floats) -> Floats:
    """How far down the leg, 0 at the hip and 1 at the ankle, [n]."""
    where = np.zeros(len(points))
    for side, sign in SIDES:
        hip, ankle = anatomy.human.head(f"upperleg01.{side}"), anatomy.human.head(f"foot.{side}")
        down = (points - hip) @ (ankle - hip) / ((ankle - hip) @ (ankle - hip))
        where = np.where(points[:, 0] * sign > 0, down, where)
    return where


def _loose(anatomy: Anatomy, tights: Part, arm: Floats, leg: Floats) -> Part:
    """The dummy's cloth pushed out: wider towards wrists and ankles, with soft folds."""
    points = smoothed(tights.vertices, tights.faces, 8)
    away = smoothed(tights.normals, tights.faces, 4)
    along_arm, along_leg = anatomy.along_arm(points, arm), _along_leg(anatomy, points)
    out = np.where(arm > 0.5, 0.014 + 0.024 * np.clip(along_arm, 0, 1), 0.018)
    out = np.where(leg > 0.5, 0.016 + 0.026 * np.clip(along_leg, 0, 1), out)
    fold = np.clip(ripple(points * [6, 3, 6], 11, 3), -1.4, 1.4)
    moved = tights.moved(points + (out * (1 + 0.3 * fold))[:, None] * away)
    return moved.painted(np.clip(moved.colours * (1 + 0.05 * fold[:, None]), 0, 1))


def _jacket_field(anatomy: Anatomy, points: Floats, arm: Floats, leg: Floats) -> Floats:
    sleeve = (_SLEEVE - anatomy.along_arm(points, arm)) * 0.45
    hem = points[:, 1] - anatomy.hips[1] - _JACKET
    neck = anatomy.neck[1] - 0.012 + 0.3 * np.abs(points[:, 0]) - points[:, 1]
    body = np.minimum(hem, np.where(np.abs(points[:, 0]) < 0.10, neck, 1.0))
    return np.where(arm > 0.5, sleeve, np.where((leg > 0.5) & (hem < 0), -1.0, body))


def _collared(anatomy: Anatomy, jacket: Part, waist: float) -> Part:
    """The jacket with its black collar, which runs down to the belt and crosses there."""
    x, y, z = jacket.vertices.T
    near = (z > 0) & (y > waist - 0.02) & (np.abs(x) < 0.14)
    fine = jacket.halved(near[jacket.faces].all(axis=1))
    x, y, z = fine.vertices.T
    fine = fine.halved(((z > 0) & (y > waist - 0.02) & (np.abs(x) < 0.14))[fine.faces].all(axis=1))
    x, y, z = fine.vertices.T
    line = np.clip(0.078 - 0.28 * (anatomy.neck[1] - y), 0, 1)
    band = np.clip((0.017 - np.abs(np.abs(x) - line)) / 0.004, 0, 1) * ((z > 0) & (y > waist) & (np.abs(x) < 0.12))
    return fine.painted(fine.colours * (1 - band[:, None]) + _BLACK * band[:, None])


def _trousers(anatomy: Anatomy, loose: Part, leg: Floats) -> Part:
    y = loose.vertices[:, 1] - anatomy.hips[1]
    ankle = (_ANKLE - _along_leg(anatomy, loose.vertices)) * 0.7
    trunk = np.minimum(0.02 - y, np.where(np.abs(loose.vertices[:, 0]) < 0.25, 1.0, -1.0))
    return loose.clipped(np.where(leg > 0.5, np.minimum(ankle, 0.10 - y), np.where(y < 0.02, trunk, -1.0)))


def _belt(anatomy: Anatomy, ring: Floats, waist: float, colour: Floats) -> list[Part]:
    """A band around the jacket, its knot, and two ends that hang."""
    centre = ring.mean(axis=0)
    wide = np.abs(ring[:, 0] - centre[0]).max() + 0.008
    front, back = ring[:, 2].max() + 0.008, ring[:, 2].min() - 0.008
    deep, middle = (front - back) / 2, (front + back) / 2
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    bent = [np.sign(each) * np.abs(each) ** 0.85 for each in (np.cos(turn), np.sin(turn))]
    profile = [(-0.021, 0.0), (-0.019, 0.006), (0.019, 0.006), (0.021, 0.0)]
    rows = [
        np.stack(
            [
                centre[0] + (wide + out) * bent[0],
                np.full(len(turn), waist + up),
                middle + (deep + out) * bent[1],
            ],
            axis=1,
        )
        for up, out in profile
    ]
    weights = follow(anatomy.human, "spine04", "spine05")
    band = made(np.concatenate(rows), grid_faces(4, len(turn), closed=True)[:, ::-1], colour, weights, CLOTH)
    knot = _strap(np.array([0, waist + 0.024, front + 0.012]), np.array([0.0, -1.0, 0.0]), 0.026, 0.05, 0.012)
    ends = [
        _strap(np.array([side * 0.015, waist - 0.015, front + 0.013]), unit_down, 0.018, 0.21, 0.004)
        for side in (-1.0, 1.0)
        for unit_down in (np.array([side * 0.33, -0.93, 0.16]),)
    ]
    return [band, *(made(points, faces, colour, weights, CLOTH) for points, faces in (knot, *ends))]


def _strap(
    start: Floats, way: Floats, half_wide: float, long: float, half_thick: float
) -> tuple[Floats, np.ndarray[tuple[int, ...], np.dtype[np.int64]]]:
    """A flat box from `start` along `way`: its corners [8, 3] and faces [12, 3]."""
    way = way / np.linalg.norm(way)
    across = np.cross(way, [0.0, 0.0, 1.0])
    across = across / np.linalg.norm(across)
    out = np.cross(across, way)
    corners = [
        start + across * half_wide * a + out * half_thick * b + way * long * c
        for a in (-1, 1)
        for b in (-1, 1)
        for c in (0, 1)
    ]
    squares = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = np.array([triple for a, b, c, d in squares for triple in ((a, b, c), (a, c, d))])
    return np.stack(corners), faces
