"""Hair: a dark cap close to the skull, and locks over it that follow the style's flow and hang where they leave it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from samples.studio.anatomy import BODY_VERTICES, Anatomy
from samples.studio.human import Floats
from samples.studio.look import Look
from samples.studio.mesh import dome, grid_faces, scattered
from samples.studio.surface import Part, follow, joined, made

HAIR = (0.10, 0.25, 0.0, 1.0)
# The hairline: degrees from the front round to the back, and metres above the eyes.
_LINE_AT = (0, 35, 58, 74, 84, 96, 112, 130, 180)
_LINE = (0.066, 0.062, 0.044, 0.012, -0.006, 0.020, 0.016, -0.020, -0.055)


@dataclass(frozen=True)
class Style:
    """How hair lies: its length in metres (top, sides), how far it stands off, how many locks, how wide."""

    top: float
    sides: float
    volume: float
    locks: int
    width: float
    steps: int
    back: float = 0.0


STYLES = {
    "short": Style(top=0.080, sides=0.040, volume=0.013, locks=720, width=0.022, steps=5),
    "bob": Style(top=0.225, sides=0.14, volume=0.013, locks=620, width=0.027, steps=8),
    "long": Style(top=0.430, sides=0.36, volume=0.013, locks=620, width=0.028, steps=9),
    "tied": Style(top=0.230, sides=0.17, volume=0.005, locks=620, width=0.024, steps=6, back=1.0),
}


@dataclass(frozen=True, eq=False)
class Skull:
    """The head as distances from its middle in every direction."""

    anatomy: Anatomy

    @cached_property
    def centre(self) -> Floats:
        """The middle of the skull, [3]."""
        head = self._head
        return np.array([0.0, self.anatomy.eyes[1] + 0.030, (head[:, 2].max() + head[:, 2].min()) / 2 - 0.012])

    @cached_property
    def _head(self) -> Floats:
        upper = self.anatomy.human.vertices[:BODY_VERTICES]
        ears = np.abs(upper[:, 0]) > 0.066 + 0.1 * np.maximum(0, upper[:, 1] - self.anatomy.eyes[1] - 0.02)
        return np.asarray(upper[(upper[:, 1] > self.anatomy.neck[1] + 0.04) & ~ears])

    @cached_property
    def _directions(self) -> tuple[Floats, Floats]:
        away = self._head - self.centre
        radius = np.linalg.norm(away, axis=1)
        return away / radius[:, None], radius

    def radius(self, directions: Floats) -> Floats:
        """How far the skin is from the middle, looking in these unit directions, [n]."""
        known, radius = self._directions
        weights = np.exp(60 * (directions @ known.T - 1))
        return np.asarray(weights @ radius / np.maximum(weights.sum(axis=1), 1e-9))

    def above_line(self, directions: Floats) -> Floats:
        """How far above the hairline the skin in these directions is, metres, [n]."""
        points = self.centre + directions * self.radius(directions)[:, None]
        turn = np.degrees(np.arctan2(np.abs(directions[:, 0]), directions[:, 2]))
        return np.asarray(points[:, 1] - self.anatomy.eyes[1] - np.interp(turn, _LINE_AT, _LINE))


def hair(anatomy: Anatomy, look: Look) -> list[Part]:
    """The cap and the locks."""
    skull = Skull(anatomy)
    rng = np.random.default_rng(look.seed)
    style = STYLES[look.hair]
    parts = [_cap(skull, look), _locks(skull, look, style, rng)]
    return [*parts, _bun(skull, look, rng)] if look.hair == "tied" else parts


def _cap(skull: Skull, look: Look) -> Part:
    directions, faces = dome(36, 48, 150)
    above = skull.above_line(directions)
    off = np.clip(above * 0.3, -0.002, 0.003)
    points = skull.centre + directions * (skull.radius(directions) + off)[:, None]
    cap = made(points, faces, np.array(look.hair_colour) * 0.7, follow(skull.anatomy.human, "head"), HAIR)
    turn = np.arctan2(directions[:, 0], directions[:, 2])
    ragged = 0.003 * np.sin(turn * 53) * np.sin(directions[:, 0] * 91)
    return cap.clipped(above + ragged)


def _locks(skull: Skull, look: Look, style: Style, rng: np.random.Generator) -> Part:
    directions = scattered(style.locks)
    above = skull.above_line(directions)
    directions, above = directions[above > 0.001], above[above > 0.001]
    size = len(directions)
    high = np.clip((directions[:, 1] - 0.1) / 0.6, 0, 1)
    length = (style.sides + (style.top - style.sides) * high) * rng.uniform(0.92, 1.06, size)
    if look.hair == "short":
        length = np.minimum(length, 0.025 + above * 1.2)
    elif look.fringe and not style.back:
        brow = (np.abs(directions[:, 0]) < 0.42) & (directions[:, 2] > 0.45)
        length = np.where(brow, np.minimum(length, 0.028 + 1.5 * above), length)
    lift = 0.003 + style.volume * (0.35 + 0.65 * rng.random(size)) * np.clip(0.25 + above / 0.05, 0, 1)
    spine = _flow(skull, look, style, directions, length, lift, rng)
    return _ribbons(skull, look, spine, style.width * rng.uniform(0.75, 1.2, size), rng)


def _flow(
    skull: Skull, look: Look, style: Style, directions: Floats, length: Floats, lift: Floats, rng: np.random.Generator
) -> Floats:
    """Where each lock goes, [locks, steps, 3]."""
    points = skull.centre + directions * (skull.radius(directions) + 0.1 * lift)[:, None]
    path = [points]
    jitter = rng.normal(0, 0.03 if style.back else 0.07, points.shape)
    for step in range(1, style.steps):
        way = _way(skull, look, style, points, directions)
        if style.back:
            length = np.linalg.norm(way, axis=1) * (style.steps - 1) / (style.steps - step)
        way = way / np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9) + jitter
        away = (points - skull.centre) / np.linalg.norm(points - skull.centre, axis=1, keepdims=True)
        on_skull = (points[:, 1] > skull.anatomy.eyes[1] - (1.0 if style.back else 0.02))[:, None]
        way = np.where(on_skull, way - away * (way * away).sum(axis=1, keepdims=True), way)
        way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
        points = points + way * (length / (style.steps - 1))[:, None]
        close = lift * min(1.0, 0.6 + 0.15 * step)
        points = _upon(skull, points, close) if style.back else _outside(skull, points, close)
        path.append(points)
    spine = np.stack(path, axis=1)
    for _ in range(2):
        spine[:, 1:-1] = 0.5 * spine[:, 1:-1] + 0.25 * (spine[:, 2:] + spine[:, :-2])
    return np.asarray(spine)


def _knot(skull: Skull, look: Look) -> Floats:
    """Where tied hair comes together: low in the neck or high on the head."""
    high = look.parting > 0
    return np.asarray(skull.centre + ([0, 0.075, -0.105] if high else [0, -0.035, -0.115]))


def _way(skull: Skull, look: Look, style: Style, points: Floats, roots: Floats) -> Floats:
    """Which way hair wants to go from here, [n, 3]."""
    x, y, z = (points - skull.centre).T
    if style.back:
        return np.asarray(_knot(skull, look) - points)
    side = np.sign(roots[:, 0] - look.parting * 0.35 + 1e-9)
    top = np.clip((y - 0.02) / 0.06, 0, 1)
    front = np.clip((z - 0.02) / 0.05, 0, 1) * np.clip((0.072 - np.abs(x)) / 0.02, 0, 1)
    down = np.tile(np.array([0.0, -1.0, 0.0]), (len(points), 1))
    across = np.stack([side, np.full_like(x, -0.15), np.where(z > 0.0, -0.10, -0.5)], axis=1)
    if look.hair == "short":
        swept = np.stack([0.8 * side, 0.1 * np.ones_like(x), 0.55 * np.ones_like(x)], axis=1)
        behind = np.stack([0 * x, -np.ones_like(x), np.full_like(x, -0.35)], axis=1)
        return np.asarray(swept * top[:, None] + (1 - top)[:, None] * behind)
    if look.fringe:
        brow = (np.abs(roots[:, 0]) < 0.42) & (roots[:, 2] > 0.45)
        forward = np.stack([0.5 * roots[:, 0], -np.ones_like(x), np.ones_like(x)], axis=1)
        push = np.maximum(top, front)[:, None]
        return np.where(brow[:, None], forward, across * push + down * (1 - push))
    push = np.maximum(top, front)[:, None]
    return np.asarray(across * push + down * (1 - push))


def _upon(skull: Skull, points: Floats, lift: Floats) -> Floats:
    """Points laid on the head."""
    away = points - skull.centre
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    return np.asarray(skull.centre + away * (skull.radius(away) + lift)[:, None])


def _outside(skull: Skull, points: Floats, lift: Floats) -> Floats:
    """Points kept off the head, the neck and the shoulders."""
    away = points - skull.centre
    far = np.linalg.norm(away, axis=1)
    wanted = skull.radius(away / far[:, None]) + lift
    low = np.clip((skull.anatomy.eyes[1] - 0.03 - points[:, 1]) / 0.05, 0, 1)
    push = np.where(wanted > far, 1.0, 0.6) * (wanted - far) * (1 - low)
    points = points + away / far[:, None] * push[:, None]
    neck = skull.anatomy.neck
    flat = points[:, [0, 2]] - [0, neck[2]]
    shoulders = np.clip((neck[1] + 0.03 - points[:, 1]) / 0.10, 0, 1)
    room = 0.070 + 0.045 * shoulders + lift
    wide = np.linalg.norm(flat, axis=1)
    scale = np.where(low > 0.5, np.maximum(room / np.maximum(wide, 1e-6), 1), 1)
    points = points.copy()
    points[:, [0, 2]] = [0, neck[2]] + flat * scale[:, None]
    return np.asarray(points)


def _ribbons(skull: Skull, look: Look, spine: Floats, width: Floats, rng: np.random.Generator) -> Part:
    """Three vertices across each lock, arched, its ends pointed."""
    locks, steps = spine.shape[:2]
    along = np.gradient(spine, axis=1)
    along /= np.maximum(np.linalg.norm(along, axis=2, keepdims=True), 1e-9)
    outward = spine - skull.centre
    low = spine[..., 1:2] < skull.anatomy.eyes[1] - 0.02
    outward = np.where(low, outward * [1, 0, 1], outward)
    outward -= along * (outward * along).sum(axis=2, keepdims=True)
    outward /= np.maximum(np.linalg.norm(outward, axis=2, keepdims=True), 1e-9)
    across = np.cross(along, outward)
    share = np.linspace(0, 1, steps)
    half = 0.5 * width[:, None] * np.minimum(1, 0.5 + share * 3) * np.minimum(1, (1.03 - share) * 3.5)
    left = spine - across * half[..., None] - outward * half[..., None] * 0.35
    right = spine + across * half[..., None] - outward * half[..., None] * 0.35
    points = np.stack([left, spine, right], axis=2)
    tilted = np.stack([outward - 0.6 * across, outward, outward + 0.6 * across], axis=2)
    tilted /= np.linalg.norm(tilted, axis=3, keepdims=True)
    tone = rng.normal(1.0, 0.13, locks)[:, None] * (0.72 + 0.4 * share)
    colours = np.array(look.hair_colour) * np.stack([tone * 0.8, tone * 1.1, tone * 0.8], axis=2)[..., None]
    grid = grid_faces(steps, 3, closed=False)
    faces = (grid[None] + (np.arange(locks) * steps * 3)[:, None, None]).reshape(-1, 3)
    part = made(points.reshape(-1, 3), faces, np.clip(colours, 0, 1).reshape(-1, 3), _hanging(skull, points), HAIR)
    offset = np.stack([-half, 0 * half, half], axis=2) + rng.uniform(0, 9, locks)[:, None, None]
    strand = np.stack([offset, np.broadcast_to(share[None, :, None], offset.shape)], axis=-1)
    return replace(part, normals=tilted.reshape(-1, 3), strand=strand.reshape(-1, 2))


def _hanging(skull: Skull, points: Floats) -> Floats:
    """Hair follows the head, and lower down more and more the chest, [n, bones]."""
    human = skull.anatomy.human
    neck = skull.anatomy.neck[1]
    chest = np.clip((neck + 0.06 - points.reshape(-1, 3)[:, 1]) / 0.12, 0, 1)[:, None]
    return np.asarray(follow(human, "head") * (1 - chest) + follow(human, "spine01") * chest)


def _bun(skull: Skull, look: Look, rng: np.random.Generator) -> Part:
    """A knot at the back of the head."""
    centre = _knot(skull, look) * np.array([1, 1, 1.06])
    directions, faces = dome(24, 28, 178)
    turn = np.arctan2(directions[:, 0], directions[:, 1])
    radius = 0.036 * (1 + 0.05 * np.sin(turn * 9 + directions[:, 2] * 5))
    points = centre + directions * radius[:, None] * [1, 0.9, 0.8]
    tone = 0.8 + 0.3 * np.sin(turn * 9 + directions[:, 2] * 5 + rng.uniform(0, 6))
    colours = np.array(look.hair_colour) * tone[:, None]
    return joined([made(points, faces, np.clip(colours, 0, 1), follow(skull.anatomy.human, "head"), HAIR)])
