"""Stances held against what is allowed: how long they are, how low the hips, which foot is in front.

A stance is measured on the floor: from where one ankle is from the other in the picture, where the performer faces and
how the camera sees the floor. Along the view depth shrinks to a fifth or less, so that the same error of a landmark is
five times the error in length; `Measure.error` says how much that is, and what cannot be told apart is not judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from annotator.scoring.costs import ankles_apart
from annotator.scoring.expected import feet_of
from annotator.scoring.form import Stance
from annotator.scoring.judging.holds import Hold
from annotator.scoring.judging.view import View
from annotator.scoring.ruleset import StanceLimits

_ACROSS, _DOWN = 0.05, 0.025  # leg lengths: how far off the ankles' distance is, as landmarks go
_WIDTH: Final = 0.1  # leg lengths: how much stances differ in width
_TILT: Final = 0.2  # how far off the tilt is, as a share of it
_EXACT: Final = 0.1  # leg lengths: what is off by no more tells one stance from another
_ERRORS, _EXACTLY = 1.6, 0.7  # so many errors beyond a limit is beyond it, so many where it is measured well


@dataclass(frozen=True)
class Measure:
    """A stance as it was measured: its length in leg lengths, how far that may be off, how high the hips are.

    `length` is negative where the other foot is in front; NaN where the feet were not seen. `hips` is the share of
    standing upright.
    """

    length: float
    error: float
    hips: float

    @property
    def told(self) -> float:
        """The length as it is told: 0 where the feet are beside each other, give or take the error."""
        return max(self.length, 0.0)


def measured(hold: Hold, stance: Stance, view: View) -> Measure | None:
    """The length of a stance that has one; None for a stance whose shape is not known, or that has no length."""
    feet = feet_of(stance)
    if feet is None or not feet[0]:
        return None
    facing, sign = view.radians(hold), float(np.sign(feet[0]))
    one = ankles_apart((sign, 0.0), facing, view.tilt)
    aside = ankles_apart((0.0, feet[1] * view.width), facing, view.tilt)
    slopes = np.array([float(one[0]), float(one[1])])
    rest = hold.feet - [float(aside[0]), float(aside[1])]
    off = np.hypot([_ACROSS, _DOWN], _WIDTH * np.array([np.cos(facing), view.tilt * np.sin(facing)]))
    off[1] = np.hypot(off[1], _TILT * slopes[1] * abs(feet[0]))
    weights = (slopes / off) ** 2
    if not np.isfinite(rest).all() or weights.sum() <= 0:
        return Measure(np.nan, np.inf, hold.hips)
    length = float((slopes * rest / off**2).sum() / weights.sum())
    return Measure(length, float(1 / np.sqrt(weights.sum())), hold.hips)


@dataclass(frozen=True)
class StanceFinding:
    """What is wrong with a stance: "other-stance", "short-stance" or "long-stance"; how clearly, 0 to 1."""

    finding: str
    clearly: float


def is_exact(measure: Measure) -> bool:
    """Whether the length is measured well enough to say that it is as it should be."""
    return bool(np.isfinite(measure.length)) and measure.error <= _EXACT


def is_mixed_up(measure: Measure) -> bool:
    """Whether the other foot seems to be in front: more often landmarks mix up left and right than performers do."""
    return bool(measure.length < -_ERRORS * measure.error)


def judged(measure: Measure, limits: StanceLimits) -> StanceFinding | None:
    """What is wrong with a measured stance, or None where nothing is, or nothing can be told."""
    (low, high), margin = limits.length, (_EXACTLY if is_exact(measure) else _ERRORS) * measure.error
    upright = limits.hips_high is not None and measure.hips > limits.hips_high
    deep = limits.hips_low is not None and measure.hips < limits.hips_low
    if measure.length < low - margin and (upright or is_exact(measure)):
        return StanceFinding("other-stance" if upright else "short-stance", _clear(low - measure.length, measure.error))
    if measure.length > high + margin and (deep or is_exact(measure)):
        return StanceFinding("other-stance" if deep else "long-stance", _clear(measure.length - high, measure.error))
    if is_exact(measure) and upright:
        return StanceFinding("other-stance", 0.3)
    return None


def _clear(beyond: float, error: float) -> float:
    """How clearly something is beyond a limit: 1 from four errors on."""
    return float(np.clip(beyond / error / 4, 0.0, 1.0))
