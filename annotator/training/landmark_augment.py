"""Clips as other people, cameras and days might have given them: changes of landmarks, drawn anew every epoch.

Sizes and places of the whole person are not among them: the feature set is the same for all of those.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from annotator.landmarks import mirror, resample
from annotator.records import LEFT_HAND_POINTS, RIGHT_HAND_POINTS, BoolArray, Landmarks
from annotator.training.clips import Recorded, joined

Floats = npt.NDArray[np.float64]

_SHOULDERS: Final = [11, 12]
# Of each hand: its points, and the points of the body that go with it (elbow at half the way, then the rest of it).
_HANDS: Final = ((LEFT_HAND_POINTS, 13, [15, 17, 19, 21]), (RIGHT_HAND_POINTS, 14, [16, 18, 20, 22]))


@dataclass(frozen=True)
class LandmarkRanges:
    """How far everything may go; lengths are in shoulder widths."""

    mirror: float = 0.5  # how often
    speed: tuple[float, float] = (0.7, 1.4)
    slow_rate: float = 0.25  # how often fewer landmarks a second were seen, down to half
    rotation: float = 10.0  # degrees, of the whole picture
    stretch: float = 0.08
    shear: float = 0.08
    reach: float = 0.15  # how much longer or shorter arms are against the shoulders
    turn: float = 8.0  # degrees, of a hand in space (standard deviation of each axis)
    hand_size: float = 0.15
    drift: float = 0.04
    shape: float = 0.008  # a hand's own proportions and how MediaPipe sees them, the same over a clip
    jitter: float = 0.010  # at most; each clip has its own
    depth: float = 0.4  # how much deeper or flatter
    drops_s: float = 0.15  # how often a second a hand is lost, for 1 to 6 steps


@dataclass(frozen=True)
class Changed:
    """Landmarks at the model's rate; step k of them is at k * speed / rate seconds of the clip."""

    landmarks: Landmarks
    speed: float


def plain(clip: Recorded, rate: Fraction) -> Changed:
    """The clip as recognition sees it."""
    return Changed(joined(resample([clip.landmarks], clip.rate, rate)), 1.0)


def augmented(
    clip: Recorded, rate: Fraction, random: np.random.Generator, ranges: LandmarkRanges = LandmarkRanges()
) -> Changed:
    """The clip as it might have been."""
    source = mirror(clip.landmarks) if random.random() < ranges.mirror else clip.landmarks
    speed = Fraction(round(64 * np.exp(random.uniform(*np.log(ranges.speed)))), 64)
    seen = _at_rate(source, clip.rate * speed, rate, random, ranges)
    aspect = clip.video.width / clip.video.height
    points = seen.points.astype(np.float64)
    points[..., :3] *= (aspect, 1.0, aspect)
    shoulders = points[:, _SHOULDERS][seen.present[:, _SHOULDERS].all(axis=1)]
    if len(shoulders):
        centre = np.median(shoulders.mean(axis=1)[:, :2], axis=0)
        unit = float(np.median(np.linalg.norm(shoulders[:, 0, :2] - shoulders[:, 1, :2], axis=-1)))
        points[..., :2] -= centre
        _change(points, max(unit, 1e-6), rate, random, ranges)
        points[..., :2] += centre
    present = _dropped(seen.present, float(rate), random, ranges)
    points[..., :3] /= (aspect, 1.0, aspect)
    points[~present] = 0.0
    times_s = np.arange(len(points)) / float(rate)
    return Changed(Landmarks(points.astype(np.float32), present, times_s), float(speed))


def _at_rate(
    source: Landmarks, source_rate: Fraction, rate: Fraction, random: np.random.Generator, ranges: LandmarkRanges
) -> Landmarks:
    """`source` at `rate`, sometimes by way of a lower one, as a slow camera gives it."""
    batches: Iterator[Landmarks] = iter([source])
    if random.random() < ranges.slow_rate:
        slower = rate * Fraction(round(64 * random.uniform(0.5, 1.0)), 64)
        batches, source_rate = resample(batches, source_rate, slower), slower
    return joined(resample(batches, source_rate, rate))


def _change(points: Floats, unit: float, rate: Fraction, random: np.random.Generator, ranges: LandmarkRanges) -> None:
    """Changes points [T, 75, 4] in place; x and y are from between the shoulders, `unit` is the shoulder width."""
    points[..., :2] @= _camera(random, ranges).T
    points[..., 2] *= 1 + random.uniform(-ranges.depth, ranges.depth)
    reach = 1 + random.uniform(-ranges.reach, ranges.reach, 2)
    body = points[:, :33]
    body[..., :2] += random.normal(0, 0.5 * ranges.jitter * unit, body[..., :2].shape)
    for hand, elbow, rest in _HANDS:
        move = points[:, hand.start, :2] * (reach - 1) + _drift(len(points), unit, rate, random, ranges)
        _hand(points[:, hand], unit, random, ranges)
        points[:, hand, :2] += move[:, None]
        points[:, elbow, :2] += points[:, elbow, :2] * (reach - 1)
        points[:, rest, :2] += points[:, rest, :2] * (reach - 1)


def _camera(random: np.random.Generator, ranges: LandmarkRanges) -> Floats:
    """A small rotation, shear and stretch of the picture, [2, 2]."""
    angle = np.radians(random.uniform(-ranges.rotation, ranges.rotation))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shear = np.array([[1.0, random.uniform(-ranges.shear, ranges.shear)], [0.0, 1.0]])
    stretch = np.diag(1 + random.uniform(-ranges.stretch, ranges.stretch, 2))
    matrix: Floats = turn @ shear @ stretch
    return matrix


def _hand(joints: Floats, unit: float, random: np.random.Generator, ranges: LandmarkRanges) -> None:
    """Turns a hand [T, 21, 4] a little in space, resizes it, and gives it proportions and noise of its own."""
    wrist = joints[:, :1, :3].copy()
    size = 1 + random.uniform(-ranges.hand_size, ranges.hand_size)
    own = random.normal(0, ranges.shape * unit, (21, 3))
    noise = random.normal(0, random.uniform(0, ranges.jitter) * unit, (len(joints), 21, 3))
    turned = (joints[..., :3] - wrist) @ _rotation(random, ranges.turn).T
    joints[..., :3] = wrist + size * turned + own + noise


def _rotation(random: np.random.Generator, degrees: float) -> Floats:
    """A rotation about the three axes by normally distributed angles, [3, 3]."""
    x, y, z = np.radians(random.normal(0, degrees, 3))
    about_x = np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_z = np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]])
    matrix: Floats = about_x @ about_y @ about_z
    return matrix


def _drift(steps: int, unit: float, rate: Fraction, random: np.random.Generator, ranges: LandmarkRanges) -> Floats:
    """A slow wandering [T, 2]: a new aim every second, straight ways between."""
    knots = max(2, int(np.ceil(steps / float(rate))) + 1)
    aims = random.normal(0, ranges.drift * unit, (knots, 2))
    at = np.linspace(0, knots - 1, steps)
    return np.stack([np.interp(at, np.arange(knots), aims[:, axis]) for axis in range(2)], axis=1)


def _dropped(present: BoolArray, rate: float, random: np.random.Generator, ranges: LandmarkRanges) -> BoolArray:
    """`present` [T, 75] with hands lost for a few steps here and there."""
    kept = present.copy()
    for hand, _, _ in _HANDS:
        for _ in range(random.poisson(ranges.drops_s * len(kept) / rate)):
            first = random.integers(0, len(kept))
            kept[first : first + random.integers(1, 7), hand] = False
    return kept
