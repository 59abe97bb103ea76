"""What is seen of a movement that was found: its end while it is held, and the highest its kicks get."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from annotator.scoring.body import LEFT, RIGHT, BodyEvidence, Floats
from annotator.scoring.following import FollowedMovement
from annotator.scoring.form import Movement

_HELD_S: Final = 0.35  # so long after its end a movement is looked at
_UPRIGHT: Final = 97  # percentile of the height of the hips that stands for standing upright
_LEAST_VISIBILITY: Final = 0.5  # a wrist behind the body is guessed, often wrongly
_LAST_S: Final = 0.5  # after the last movement one goes back to the ready stance
_ONE, _ALONE_S = 0.04, 0.05
_SETTLED_S, _SWAYS_S, _LEAST_S, _LEAST_LEANS = 0.1, 1.2, 0.25, 5


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

    @property
    def at_s(self) -> float:
        """The moment to look at."""
        return min(self.end_s + _HELD_S / 2, self.held_until_s)


def holds(movements: Sequence[Movement], followed: Sequence[FollowedMovement], evidence: BodyEvidence) -> list[Hold]:
    """The ends of all movements that were found, in their order."""
    upright = _upright(evidence)
    by_number = {movement.number: movement for movement in movements}
    spans = [(by_number[each.number], each.start_s, each.end_s) for each in followed]
    found = [
        (movement, start_s, end_s) for movement, start_s, end_s in spans if start_s is not None and end_s is not None
    ]
    after = [*(start_s for _, start_s, _ in found[1:]), *(end_s + _LAST_S for *_, end_s in found[-1:])]
    return [_hold(*each, until_s, evidence, upright) for each, until_s in zip(found, after, strict=True)]


def _hold(
    movement: Movement, start_s: float, end_s: float, until_s: float, evidence: BodyEvidence, upright: float
) -> Hold:
    last_s = min(end_s + _HELD_S, max(until_s, end_s + _ALONE_S))
    frames = np.flatnonzero((evidence.times_s >= end_s - _ONE) & (evidence.times_s < last_s))
    if not len(frames):
        frames = np.array([int(np.abs(evidence.times_s - end_s).argmin())])
    hidden = np.median(evidence.wrist_visibility[frames], axis=0) < _LEAST_VISIBILITY
    radians = np.radians(evidence.facing[frames])
    facing = float(np.degrees(np.arctan2(_middle(np.sin(radians)), _middle(np.cos(radians)))) % 360)
    return Hold(
        movement,
        start_s,
        end_s,
        until_s,
        facing,
        np.where(hidden, np.nan, [_middle(evidence.wrist_over_hip[frames, side]) for side in (LEFT, RIGHT)]),
        np.where(hidden, np.nan, [_middle(evidence.wrist_aside[frames, side]) for side in (LEFT, RIGHT)]),
        np.array([_middle(evidence.feet[frames, axis]) for axis in (0, 1)]),
        _middle(evidence.hip_height[frames]) / upright,
    )


def kick_peak(hold: Hold, evidence: BodyEvidence) -> tuple[float, float, float]:
    """How high over the other ankle a kicking ankle gets (leg lengths), when (s), and where the torso then faces.

    Whichever leg it is: in a fast kick landmarks mix up left and right. All NaN where no leg is seen in the movement.
    """
    step_s = float(np.median(np.diff(evidence.times_s))) if len(evidence) > 1 else 0.0
    inside = (evidence.times_s >= hold.start_s - step_s) & (evidence.times_s <= hold.end_s + step_s)
    peaks = np.where(np.isnan(evidence.foot_peak), -np.inf, evidence.foot_peak).max(axis=1)
    frames = np.flatnonzero(inside & np.isfinite(peaks))
    if not len(frames):
        return np.nan, np.nan, np.nan
    highest = int(frames[peaks[frames].argmax()])
    return float(peaks[highest]), float(evidence.times_s[highest]), float(evidence.facing[highest])


def _upright(evidence: BodyEvidence) -> float:
    known = evidence.hip_height[np.isfinite(evidence.hip_height)]
    return float(np.percentile(known, _UPRIGHT)) if len(known) else np.nan


def _middle(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else np.nan


@dataclass(frozen=True)
class Sway:
    """Degrees the trunk swings to either side (NaN: not seen), and from when to when it was looked at."""

    degrees: float
    begins_s: float
    ends_s: float


def sway_of(hold: Hold, evidence: BodyEvidence) -> Sway:
    """How far the trunk swings while a movement is held; a slow straightening up is none: a straight line is taken off.

    Not seen is also what is held too shortly.
    """
    begins_s, ends_s = hold.end_s + _SETTLED_S, min(hold.held_until_s - _SETTLED_S / 2, hold.end_s + _SWAYS_S)
    inside = (evidence.times_s >= begins_s) & (evidence.times_s < ends_s) & np.isfinite(evidence.lean)
    leans, times_s = evidence.lean[inside], evidence.times_s[inside]
    if len(leans) < _LEAST_LEANS or times_s[-1] - times_s[0] < _LEAST_S:
        return Sway(np.nan, begins_s, ends_s)
    left = leans - np.polyval(np.polyfit(times_s, leans, 1), times_s)
    if int((np.diff(np.sign(left)) != 0).sum()) < 2:
        return Sway(0.0, begins_s, ends_s)
    return Sway(float(np.ptp(left)) / 2, begins_s, ends_s)
