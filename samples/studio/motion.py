"""Motion: keys in time become the stance of a moment.

A track holds the keys of one hand. Between two keys places and fingers follow a curve that stops at keys marked so and
passes through the others (cubic Hermite); orientations turn the short way.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

import numpy as np

from samples.studio.human import Floats
from samples.studio.pose import Hand
from samples.studio.rotations import rotation, unit
from samples.studio.signs import Fingers


@dataclass(frozen=True, eq=False)
class HandState:
    """A hand at a moment: the middle of its palm in the world, its orientation in the signer's terms, its fingers."""

    centre: Floats
    point: Floats
    palm: Floats
    fingers: Fingers

    def numbers(self) -> Floats:
        """What may be mixed number by number: place, bends, spread, thumb; [25]."""
        fingers = self.fingers
        return np.concatenate([self.centre, fingers.bends.ravel(), [fingers.spread], fingers.thumb.ravel()])


@dataclass
class Track:
    """The keys of one hand, in order of time."""

    times: list[float] = field(default_factory=list)
    states: list[HandState] = field(default_factory=list)
    stops: list[bool] = field(default_factory=list)

    def add(self, time_s: float, state: HandState, *, stop: bool = True) -> None:
        """Adds a key after all others."""
        if self.times and time_s <= self.times[-1]:
            raise ValueError(f"a key at {time_s:.3f} s after one at {self.times[-1]:.3f} s")
        self.times.append(time_s)
        self.states.append(state)
        self.stops.append(stop)

    def at(self, time_s: float) -> Hand:
        """The hand at a moment; before the first and after the last key it stands still."""
        after = bisect_right(self.times, time_s)
        if after == 0 or after == len(self.times):
            state = self.states[min(after, len(self.times) - 1)]
            return Hand(state.centre, state.point, state.palm, state.fingers.directions())
        first, second = self.states[after - 1], self.states[after]
        span = self.times[after] - self.times[after - 1]
        share = (time_s - self.times[after - 1]) / span
        numbers = _hermite(
            first.numbers(), second.numbers(), self._slope(after - 1) * span, self._slope(after) * span, share
        )
        turn = _between(_frame(first), _frame(second), _eased(share, self.stops[after - 1], self.stops[after]))
        fingers = Fingers(numbers[3:15].reshape(4, 3), float(numbers[15]), numbers[16:].reshape(3, 3))
        return Hand(numbers[:3], turn[:, 0], turn[:, 1], fingers.directions())

    def _slope(self, at: int) -> Floats:
        if self.stops[at] or at == 0 or at == len(self.times) - 1:
            return np.zeros(25)
        before, after = self.states[at - 1].numbers(), self.states[at + 1].numbers()
        slope: Floats = (after - before) / (self.times[at + 1] - self.times[at - 1])
        return slope


def sway(time_s: float, phases: Floats, strength: float) -> dict[str, tuple[float, float, float]]:
    """Small movements of head and trunk: turns of bones in degrees (yaw, pitch, roll); `phases` [3, 3] in radians."""
    waves = np.sin(np.array([[0.9, 0.7, 0.5], [1.3, 1.1, 0.8], [0.4, 0.3, 0.6]]) * 2 * time_s + phases)
    trunk, head, lean = waves * strength
    return {
        "spine03": (1.2 * lean[0], 0.5 * trunk[1], 0.7 * lean[2]),
        "spine01": (0.8 * trunk[0], 0.6 * trunk[1], 0.4 * trunk[2]),
        "neck02": (3.5 * head[0], 1.5 * head[1], 1.0 * head[2]),
        "head": (2.0 * trunk[2], 2.0 * lean[1], 1.2 * head[0]),
    }


def _hermite(first: Floats, second: Floats, first_slope: Floats, second_slope: Floats, share: float) -> Floats:
    square, cube = share**2, share**3
    curve: Floats = (
        (2 * cube - 3 * square + 1) * first
        + (cube - 2 * square + share) * first_slope
        + (3 * square - 2 * cube) * second
        + (cube - square) * second_slope
    )
    return curve


def _eased(share: float, stops_before: bool, stops_after: bool) -> float:
    """`share` slowed down towards the ends that are stops."""
    if stops_before and stops_after:
        return share * share * (3 - 2 * share)
    if stops_before:
        return share * share * (2 - share)
    if stops_after:
        return share * (1 + share - share * share)
    return share


def _frame(state: HandState) -> Floats:
    """The orientation as a rotation, columns: pointing, palm (made perpendicular), and their cross product."""
    point = state.point / np.linalg.norm(state.point)
    palm = state.palm - (state.palm @ point) * point
    palm = palm / max(float(np.linalg.norm(palm)), 1e-9)
    return np.stack([point, palm, np.cross(point, palm)], axis=1)


def _between(first: Floats, second: Floats, share: float) -> Floats:
    """The rotation `share` of the way from one to the other."""
    turn = first.T @ second
    cosine = np.clip((np.trace(turn) - 1) / 2, -1, 1)
    angle = float(np.arccos(cosine))
    if angle < 1e-6:
        return first
    if angle > np.pi - 1e-3:
        symmetric = (turn + np.eye(3)) / 2
        axis = symmetric[:, int(np.argmax(np.diag(symmetric)))]
    else:
        axis = np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], turn[1, 0] - turn[0, 1]])
    mixed: Floats = first @ rotation(unit(axis), share * angle)
    return mixed
