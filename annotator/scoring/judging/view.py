"""From where a performance was filmed, worked out from the performer's feet and hands: all movements together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from annotator.scoring.body import Floats
from annotator.scoring.costs import SIDES, ankles_apart, wrist_aside
from annotator.scoring.expected import Expectation, expectations
from annotator.scoring.judging.holds import Hold

_REACH: Final = 30.0  # degrees around what following found
_STEP: Final = 1.0
_WIDTHS: Final = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3)  # how much wider than usual somebody stands
_TILTS: Final = np.arange(0.0, 0.45, 0.01)
_ACROSS, _DOWN, _ASIDE = 0.12, 0.04, 0.6  # leg lengths, leg lengths, torso lengths: what counts half


@dataclass(frozen=True)
class View:
    """Where the form begins to face, degrees from the camera, and how much of the floor's depth is seen as down.

    `width` is how much wider than usual the performer stands.
    """

    facing: float
    tilt: float
    width: float = 1.0

    def radians(self, hold: Hold) -> float:
        """Where a movement faces, from the camera; as the torso does where the form does not say."""
        facing = hold.movement.facing
        return float(np.radians(hold.facing if facing is None else facing + self.facing))


def view_of(holds: Sequence[Hold], facing: float) -> View:
    """The view in which what was found looks most like the form; movements that do not, do not count for much.

    `facing` is the rough direction that following found.
    """
    known = [(hold, expectations(hold.movement)[0]) for hold in holds if hold.movement.facing is not None]
    if not known:
        return View(facing, 0.15)
    turned = facing + np.arange(-_REACH, _REACH + _STEP, _STEP)
    costs = np.sum([[_across(*each, turned, width) for width in _WIDTHS] for each in known], axis=0)
    widest, turn = np.unravel_index(int(np.argmin(costs)), costs.shape)
    facing, width = float(turned[turn]), _WIDTHS[int(widest)]
    down = np.sum([_down(*each, facing, width) for each in known], axis=0)
    return View(facing % 360, float(_TILTS[int(np.argmin(down))]), width)


def _across(hold: Hold, expected: Expectation, offsets: Floats, width: float) -> Floats:
    """How little a movement looks as expected from side to side, robustly, for every offset."""
    radians = np.radians((expected.facing or 0) + offsets)
    far = [
        ((hold.aside[SIDES[side]] - wrist_aside(SIDES[side], place, radians)) / _ASIDE) ** 2
        for side, place in expected.wrists
    ]
    if expected.feet is not None:
        across, _ = ankles_apart(_wider(expected.feet, width), radians, 0.0)
        far.append(((hold.feet[0] - across) / _ACROSS) ** 2)
    return np.asarray(sum(map(_robust, far), np.zeros(len(offsets))))


def _down(hold: Hold, expected: Expectation, offset: float, width: float) -> Floats:
    """How little a movement looks as expected from top to bottom, robustly, for every tilt."""
    if expected.feet is None:
        return np.zeros(len(_TILTS))
    _, down = ankles_apart(_wider(expected.feet, width), np.radians((expected.facing or 0) + offset), 1.0)
    return _robust(((hold.feet[1] - _TILTS * down) / _DOWN) ** 2)


def _wider(feet: tuple[float, float], width: float) -> tuple[float, float]:
    return feet[0], feet[1] * width


def _robust(far: Floats) -> Floats:
    return np.where(np.isfinite(far), far / (1 + far), 0.0)
