"""What is seen of a movement that was found: its end while it is held, and the highest its kicks get."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from annotator.scoring.body import LEFT, RIGHT, BodyEvidence, Floats
from annotator.scoring.followed import found_until
from annotator.scoring.following import FollowedMovement
from annotator.scoring.form import Movement, Side

SIDES: Final[dict[Side, int]] = {"left": LEFT, "right": RIGHT}
_HELD_S: Final = 0.35  # so long after its end a movement is looked at
_UPRIGHT: Final = 90  # percentile of the height of the hips that stands for standing upright
_ONE, _ALONE_S = 0.04, 0.05


@dataclass(frozen=True, eq=False)
class Hold:
    """A movement of the form with what is seen of its end; arrays [2] are left and right; NaN: not seen.

    `over_hip` and `aside` are the wrists (torso lengths), `feet` how far right of and below the right ankle the left
    one is (leg lengths), `hips` their height as a share of standing upright. `held_until_s` is when the next movement
    begins. `facing`: where the torso faces, degrees from the camera.
    """

    movement: Movement
    start_s: float
    end_s: float
    held_until_s: float
    facing: float
    over_hip: Floats = field(repr=False)
    aside: Floats = field(repr=False)
    feet: Floats = field(repr=False)
    hips: float
    frames: npt.NDArray[np.intp] = field(repr=False)

    @property
    def at_s(self) -> float:
        """The moment to look at."""
        return min(self.end_s + _HELD_S / 2, self.held_until_s)


def holds(movements: Sequence[Movement], followed: Sequence[FollowedMovement], evidence: BodyEvidence) -> list[Hold]:
    """The ends of all movements that were found, in their order."""
    upright = _upright(evidence)
    by_number = {movement.number: movement for movement in movements}
    return [
        _hold(by_number[each.number], each.start_s, each.end_s, until_s, evidence, upright)
        for each, until_s in found_until(followed)
        if each.start_s is not None and each.end_s is not None
    ]


def _hold(
    movement: Movement, start_s: float, end_s: float, until_s: float, evidence: BodyEvidence, upright: float
) -> Hold:
    last_s = min(end_s + _HELD_S, max(until_s, end_s + _ALONE_S))
    frames = np.flatnonzero((evidence.times_s >= end_s - _ONE) & (evidence.times_s < last_s))
    if not len(frames):
        frames = np.array([int(np.abs(evidence.times_s - end_s).argmin())])
    radians = np.radians(evidence.facing[frames])
    facing = float(np.degrees(np.arctan2(_middle(np.sin(radians)), _middle(np.cos(radians)))) % 360)
    return Hold(
        movement,
        start_s,
        end_s,
        until_s,
        facing,
        np.array([_middle(evidence.wrist_over_hip[frames, side]) for side in (LEFT, RIGHT)]),
        np.array([_middle(evidence.wrist_aside[frames, side]) for side in (LEFT, RIGHT)]),
        np.array([_middle(evidence.feet[frames, axis]) for axis in (0, 1)]),
        _middle(evidence.hip_height[frames]) / upright,
        frames,
    )


def kick_peak(hold: Hold, side: int, evidence: BodyEvidence) -> tuple[float, float, float]:
    """How high over the other ankle a kicking ankle gets (leg lengths), when (s), and where the torso then faces.

    All NaN where the leg is never seen in the movement.
    """
    step_s = float(np.median(np.diff(evidence.times_s))) if len(evidence) > 1 else 0.0
    inside = (evidence.times_s >= hold.start_s - step_s) & (evidence.times_s <= hold.end_s + step_s)
    frames = np.flatnonzero(inside & np.isfinite(evidence.foot_peak[:, side]))
    if not len(frames):
        return np.nan, np.nan, np.nan
    highest = int(frames[evidence.foot_peak[frames, side].argmax()])
    return float(evidence.foot_peak[highest, side]), float(evidence.times_s[highest]), float(evidence.facing[highest])


def middles(values: Sequence[float]) -> Iterator[float]:
    """The known ones among `values`."""
    return (value for value in values if np.isfinite(value))


def _upright(evidence: BodyEvidence) -> float:
    known = evidence.hip_height[np.isfinite(evidence.hip_height)]
    return float(np.percentile(known, _UPRIGHT)) if len(known) else np.nan


def _middle(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else np.nan
