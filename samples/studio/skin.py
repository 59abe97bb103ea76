"""Skin that shows: where it is, and its colours (lips, brows, lids, cheeks, nails, palms)."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from samples.studio.anatomy import SIDES, Anatomy
from samples.studio.clothes import skin_field
from samples.studio.dobok import bare
from samples.studio.human import Floats, data_file
from samples.studio.look import Look
from samples.studio.shade import openness
from samples.studio.surface import Part, part_of, ripple

_CLOSED = 0.33  # what is less open than this lies inside the head
SKIN = (0.16, 0.35, 1.0, 0.0)


def skin(anatomy: Anatomy, look: Look) -> Part:
    """The skin that shows, in its colours."""
    human = anatomy.human
    whole = part_of(human, anatomy.faces("body"), look.skin, SKIN, anatomy.lids)
    uv = human.uv[np.unique(anatomy.faces("body"))]
    coloured = whole.painted(_colours(anatomy, look, whole, uv))
    mine = np.unique(anatomy.faces("body"))
    arm = anatomy.share("upperarm", "lowerarm", "wrist", "metacarpal", "finger")[mine]
    leg = anatomy.share("upperleg", "lowerleg", "foot", "toe")[mine]
    shown = coloured.clipped(_seen(anatomy, look, coloured, arm, leg, uv))
    eyes = shown.vertices - anatomy.eyes
    near = (np.abs(eyes[:, 1] - 0.02) < 0.015) & (np.abs(eyes[:, 0]) < 0.065) & (eyes[:, 2] > -0.04)
    finer = shown.halved(near[shown.faces].all(axis=1))
    return finer.painted(_browed(anatomy, look, finer))


def _seen(anatomy: Anatomy, look: Look, part: Part, arm: Floats, leg: Floats, uv: Floats) -> Floats:
    if look.outfit == "dobok":
        field = bare(anatomy, part.vertices, arm, leg)
    else:
        field = skin_field(anatomy, look, part.vertices, arm)
        field = np.where(part.vertices[:, 1] < anatomy.neck[1] - 0.25, np.where(arm > 0.5, field, -1.0), field)
    head = part.vertices[:, 1] > anatomy.neck[1] + 0.02
    inner = head & (openness(part.vertices, part.normals, part.faces) < _CLOSED)
    return np.where(inner | (painted_area("mpfb_inside-mouth.jpg", uv) > 0.9), -1.0, field)


@cache
def _texture(name: str) -> Floats:
    image = cv2.imread(str(data_file("textures", name)), cv2.IMREAD_GRAYSCALE)
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 2) / 255.0)


def painted_area(name: str, uv: Floats) -> Floats:
    """How much each vertex lies in an area the mesh's texture of this name marks, 0 to 1, [n]."""
    image = _texture(name)
    last = np.array(image.shape) - 1
    rows = np.clip(((1 - uv[:, 1]) * last[0]).astype(int), 0, last[0])
    columns = np.clip((uv[:, 0] * last[1]).astype(int), 0, last[1])
    return np.asarray(image[rows, columns])


def _colours(anatomy: Anatomy, look: Look, part: Part, uv: Floats) -> Floats:
    base = np.array(look.skin)
    colours = np.tile(base, (len(part.vertices), 1))
    colours *= 1 + 0.02 * ripple(part.vertices * 18, look.seed, 2)[:, None] * [0.6, 1.0, 1.0]
    female = 1 - look.shape.gender
    red = base * [1.0, 0.80, 0.78]
    colours = _mixed(colours, red, 0.5 * _glow(anatomy, part.vertices))
    colours = _mixed(colours, np.minimum(base * 0.8 + [0.20, 0.17, 0.15], 1), 0.65 * _palms(anatomy, part))
    colours = _mixed(
        colours, base * [0.86, 0.55 - 0.05 * female, 0.56], (0.5 + 0.4 * female) * painted_area("mpfb_lips.jpg", uv)
    )
    colours = _mixed(colours, base * [0.80, 0.70, 0.68], (0.25 + 0.2 * female) * painted_area("mpfb_eyelids.jpg", uv))
    nails = np.minimum(base * [1.08, 1.0, 1.0] + [0.06, 0.03, 0.04], 1)
    colours = _mixed(colours, nails, 0.8 * painted_area("mpfb_fingernails.jpg", uv))
    return _mixed(
        colours, np.array(look.hair_colour) * 0.5 + base * 0.35, 0.5 * look.beard * _beard(anatomy, part.vertices)
    )


def _mixed(colours: Floats, other: Floats, share: Floats) -> Floats:
    return np.asarray(colours * (1 - share[:, None]) + other * share[:, None])


def _blob(points: Floats, centre: Floats, radius: float) -> Floats:
    return np.asarray(np.exp(-(((points - centre) / radius) ** 2).sum(axis=1)))


def _glow(anatomy: Anatomy, points: Floats) -> Floats:
    """Where blood shows: cheeks, the tip of the nose, ears, knuckles."""
    eyes = anatomy.eyes
    glow = sum(_blob(points, eyes + np.array([side * 0.045, -0.042, 0.0]), 0.022) for _, side in SIDES)
    glow += 0.8 * _blob(points, eyes + np.array([0, -0.038, 0.035]), 0.012)
    for side, _ in SIDES:
        for finger in range(1, 6):
            for joint in range(1, 4):
                glow += 0.5 * _blob(points, anatomy.human.head(f"finger{finger}-{joint}.{side}"), 0.011)
    return np.clip(np.asarray(glow), 0, 1)


def _palms(anatomy: Anatomy, part: Part) -> Floats:
    """The inner side of the hands."""
    total = np.zeros(len(part.vertices))
    for side, sign in SIDES:
        wrist, middle, index, little = (
            anatomy.human.head(f"{bone}.{side}") for bone in ("wrist", "finger3-1", "finger2-1", "finger5-1")
        )
        inward = np.cross(middle - wrist, index - little) * sign
        inward /= np.linalg.norm(inward)
        hand = np.clip(((part.vertices - wrist) @ (middle - wrist)) * 150, 0, 1) * (part.vertices[:, 0] * sign > 0.2)
        total += hand * np.clip(part.normals @ inward * 1.5 + 0.3, 0, 1)
    return np.clip(total, 0, 1)


def _beard(anatomy: Anatomy, points: Floats) -> Floats:
    x, y, z = (points - anatomy.eyes).T
    low = np.clip((-0.060 - y + 0.5 * np.abs(x)) / 0.015, 0, 1) * np.clip((y + 0.125) / 0.02, 0, 1)
    return np.asarray(low * (z > -0.075) * np.clip((z + 0.075) / 0.03, 0, 1))


def _browed(anatomy: Anatomy, look: Look, part: Part) -> Floats:
    """The colours with eyebrows in them."""
    x, y, z = (part.vertices - anatomy.eyes).T
    x = np.abs(x)
    line = 0.0185 + 0.16 * np.clip(x - 0.014, 0, 0.022) - 0.28 * np.clip(x - 0.040, 0, 1)
    half = (
        0.0034
        * np.clip((0.058 - x) / 0.02, 0.25, 1)
        * np.clip((x - 0.008) / 0.008, 0.3, 1)
        * (1 + 0.25 * look.shape.gender)
    )
    share = np.clip(1.5 - np.abs(y - line) / half, 0, 1) * ((x > 0.011) & (x < 0.056) & (z > -0.03))
    return _mixed(part.colours, np.array(look.hair_colour) * 0.8, 0.7 * share)
