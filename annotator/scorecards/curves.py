"""What a body did over time, as curves a person can look at: angles of joints, heights of wrists, feet, speeds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec
import numpy as np
import numpy.typing as npt

from annotator.scoring import BodyEvidence

RATE: Final = 15.0  # points a second at most

Floats = npt.NDArray[np.float64]
_SIDES: Final = ({"ko": "왼쪽", "en": "left"}, {"ko": "오른쪽", "en": "right"})
_LIMBS: Final = ({"ko": "손", "en": "hands"}, {"ko": "발", "en": "feet"})


class Line(msgspec.Struct, frozen=True):
    """One line of a chart: what it is of by language ({}: the chart says it), and its values (None: not seen)."""

    text: dict[str, str]
    values: tuple[float | None, ...]


class Chart(msgspec.Struct, frozen=True):
    """Lines that are drawn on one scale, from `low` to `high` at least; `name` is an id ("elbow-angle")."""

    name: str
    text: dict[str, str]
    unit: dict[str, str]
    low: float
    high: float
    lines: tuple[Line, ...]


class Curves(msgspec.Struct, frozen=True, rename={"times_s": "times"}):
    """Charts over the same times, in seconds of the video."""

    times_s: tuple[float, ...]
    charts: tuple[Chart, ...]


def curves_of(evidence: BodyEvidence) -> Curves:
    """The curves of a whole performance.

    Of several frames that become one point, an angle or height is that of the first, a speed the highest of them.
    """
    step = _step(evidence.times_s)
    times_s = tuple(round(float(each), 3) for each in evidence.times_s[::step])
    return Curves(times_s, tuple(_charts(evidence, step)))


def _charts(evidence: BodyEvidence, step: int) -> Iterable[Chart]:
    degrees = {"ko": "도", "en": "degrees"}
    torso, leg = {"ko": "몸통 길이", "en": "torso lengths"}, {"ko": "다리 길이", "en": "leg lengths"}
    elbow, knee = ({"ko": "팔꿈치 각도", "en": "elbow angle"}, {"ko": "무릎 각도", "en": "knee angle"})
    yield Chart("elbow-angle", elbow, degrees, 0.0, 180.0, _sides(evidence.elbow_angle, step, 0))
    yield Chart("knee-angle", knee, degrees, 60.0, 180.0, _sides(evidence.knee_angle, step, 0))
    wrist = {"ko": "손목 높이 (엉덩이에서)", "en": "wrist height over the hips"}
    yield Chart("wrist-height", wrist, torso, -0.5, 1.5, _sides(evidence.wrist_over_hip, step, 2))
    feet = {"ko": "두 발 사이", "en": "feet apart"}
    yield Chart(
        "feet-apart",
        feet,
        leg,
        0.0,
        1.0,
        (Line({}, _thinned(np.hypot(evidence.feet[:, 0], evidence.feet[:, 1]), step, 2)),),
    )
    speed, unit = {"ko": "속도", "en": "speed"}, {"ko": "몸통 길이/초", "en": "torso lengths/s"}
    fastest = (_highest(each, step) for each in (evidence.wrist_speed, evidence.ankle_speed))
    lines = tuple(Line(text, _rounded(each, 1)) for text, each in zip(_LIMBS, fastest, strict=True))
    yield Chart("speed", speed, unit, 0.0, 6.0, lines)


def _sides(values: Floats, step: int, digits: int) -> tuple[Line, ...]:
    return tuple(Line(text, _thinned(values[:, side], step, digits)) for side, text in enumerate(_SIDES))


def _thinned(values: Floats, step: int, digits: int) -> tuple[float | None, ...]:
    return _rounded(values[::step], digits)


def _highest(values: Floats, step: int) -> Floats:
    """The highest of every `step` frames of both sides [T, 2]; NaN where nothing was seen."""
    known = np.where(np.isfinite(values), values, -np.inf).max(axis=1)
    blocks = np.pad(known, (0, -len(known) % step), constant_values=-np.inf).reshape(-1, step).max(axis=1)
    return np.where(np.isfinite(blocks), blocks, np.nan)


def _rounded(values: Floats, digits: int) -> tuple[float | None, ...]:
    return tuple(round(float(each), digits) if np.isfinite(each) else None for each in values)


def _step(times_s: Floats) -> int:
    """How many frames become one point."""
    if len(times_s) < 2:
        return 1
    return max(int(np.ceil(1 / (float(np.median(np.diff(times_s))) * RATE) - 1e-6)), 1)
