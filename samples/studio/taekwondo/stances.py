"""Stances as geometry: where the feet stand, how deep the knees bend, how the hips turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from samples.studio.human import Floats
from samples.studio.taekwondo.forms import OTHER, StanceName

SIGN = {"L": 1.0, "R": -1.0}  # to the performer's left is positive


@dataclass(frozen=True)
class Size:
    """A body's measures in metres: the leg from hip to ankle, the foot from ankle to ball."""

    leg_m: float
    ball_m: float


@dataclass(frozen=True, eq=False)
class Foot:
    """A foot: its ball on the ground [2] (x, z) in metres, where it points, how far it and its heel are raised."""

    ball: Floats
    yaw_deg: float
    lift_m: float = 0.0
    heel_deg: float = 0.0


@dataclass(frozen=True, eq=False)
class Standing:
    """Somebody standing: where they face, where the hips are over the ground [2], how high, how turned; both feet.

    `leg_m` is how long the legs are; `height_m` is that of the hip joints over the ankles; `hip_deg` is counted to the
    left from where they face.
    """

    facing_deg: float
    place: Floats
    height_m: float
    hip_deg: float
    feet: Mapping[str, Foot]
    leg_m: float

    def stepped(self, side: str, shift: Floats) -> Standing:
        """The stance with one foot `shift` [2] elsewhere, and the hips half as far."""
        feet = {**self.feet, side: replace(self.feet[side], ball=self.feet[side].ball + shift)}
        return replace(self, place=self.place + shift / 2, feet=feet)


@dataclass(frozen=True)
class _Print:
    """An ankle: out to its own side and ahead of the hips in leg lengths; the foot turned out, the heel raised.

    `lift` is how far a foot is off the floor, in leg lengths.
    """

    out: float
    ahead: float
    yaw_deg: float = 0.0
    heel_deg: float = 0.0
    lift: float = 0.0


@dataclass(frozen=True)
class StanceShape:
    """A stance: front and rear foot, height of the hips in leg lengths, hips turned towards the rear leg's side."""

    front: _Print
    rear: _Print
    height: float
    hip_deg: float = 0.0

    def shortened(self, share: float) -> StanceShape:
        """The stance with its feet nearer together, and higher for it: `share` of the length is missing."""
        front, rear = (replace(each, ahead=each.ahead * (1 - share)) for each in (self.front, self.rear))
        return StanceShape(front, rear, self.height + (_UPRIGHT - self.height) * share, self.hip_deg)


_UPRIGHT = 0.985
SHAPES: dict[str, StanceShape] = {
    "AS": StanceShape(_Print(0.06, 0.27), _Print(0.06, -0.31, 22), 0.955, 4),
    "AG": StanceShape(_Print(0.13, 0.44), _Print(0.15, -0.56, 25), 0.80, 6),
    "DG": StanceShape(_Print(0.02, 0.52), _Print(0.02, -0.22, 88), 0.83, 38),
    "BS": StanceShape(_Print(0.05, 0.36, 0, 42), _Print(0.04, -0.10, 28), 0.83, 10),
    "JC": StanceShape(_Print(0.40, 0.0, 6), _Print(0.40, 0.0, 6), 0.82),
    "NR": StanceShape(_Print(0.16, 0.0, 3), _Print(0.16, 0.0, 3), _UPRIGHT),
    "MOA": StanceShape(_Print(0.07, 0.0, 2), _Print(0.07, 0.0, 2), _UPRIGHT),
    "SG": StanceShape(_Print(0.12, 0.0, 85), _Print(0.12, 0.0, 4), _UPRIGHT),
    "KK": StanceShape(_Print(0.05, 0.10, 12), _Print(-0.16, -0.12, 30, 45), 0.84, 6),
    "DKS": StanceShape(_Print(0.05, 0.10, 12), _Print(-0.16, -0.12, 30, 45), 0.84, 6),
    "AKS": StanceShape(_Print(-0.04, 0.16, 45), _Print(0.0, -0.14, 20, 30), 0.88, 6),
    "HD": StanceShape(_Print(0.02, -0.02, 12), _Print(-0.02, 0.12, 5, 35, 0.40), 0.88),
}


def around(yaw_deg: float, out: float, ahead: float) -> Floats:
    """The way [2] (x, z) that is so far to the left and ahead for who faces `yaw_deg`."""
    sine, cosine = np.sin(np.radians(yaw_deg)), np.cos(np.radians(yaw_deg))
    return np.array([out * cosine + ahead * sine, ahead * cosine - out * sine])


def stand(
    name: StanceName, shape: StanceShape, facing_deg: float, size: Size, foot: str, ball: Floats, width: float = 1.0
) -> Standing:
    """The stance with the ball of `foot` ("L" or "R") at `ball` [2]; `width` stretches it sideways."""
    prints = {name.front: shape.front, OTHER[name.front]: shape.rear}
    yaws = {side: facing_deg + SIGN[side] * each.yaw_deg for side, each in prints.items()}
    balls = {
        side: around(facing_deg, SIGN[side] * each.out * width * size.leg_m, each.ahead * size.leg_m)
        + around(yaws[side], 0, size.ball_m)
        for side, each in prints.items()
    }
    place = ball - balls[foot]
    feet = {
        side: Foot(place + balls[side], yaws[side], each.lift * size.leg_m, each.heel_deg)
        for side, each in prints.items()
    }
    hip_deg = SIGN[OTHER[name.front]] * shape.hip_deg
    return Standing(facing_deg, place, shape.height * size.leg_m, hip_deg, feet, size.leg_m)
