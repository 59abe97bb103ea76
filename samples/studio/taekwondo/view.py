"""Who films a form: a camera, still or on a slow dolly, that has the whole performer in the picture all the time."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from samples.studio.camera import Camera
from samples.studio.human import Floats
from samples.studio.taekwondo.motion import eased

# From where, in degrees to the performer's left of straight ahead, and how often.
VIEWS = {"front": (-8.0, 8.0), "front-left": (15.0, 30.0), "front-right": (-30.0, -15.0), "side": (78.0, 98.0)}
_SHARES = (0.35, 0.25, 0.25, 0.15)
_DOLLIES = 0.3  # how many cameras move
_MARGIN = 1.05


@dataclass(frozen=True)
class Dolly:
    """A camera that goes slowly from one place to another; the same twice where it stands still."""

    first: Camera
    last: Camera
    length_s: float

    @property
    def moves(self) -> bool:
        """Whether it goes anywhere."""
        return self.first.eye != self.last.eye

    def at(self, time_s: float) -> Camera:
        """The camera of a moment."""
        share = eased(time_s, 0.0, self.length_s)
        eye = np.array(self.first.eye) * (1 - share) + np.array(self.last.eye) * share
        return replace(self.first, eye=tuple(eye)) if self.moves else self.first


def filmed(points: Floats, view: str, size: tuple[int, int], length_s: float, rng: np.random.Generator) -> Dolly:
    """A camera that sees all `points` [N, 3]; `view` is a key of `VIEWS`, or "" for any; `size` is (width, height).

    Raises ValueError where there is no such view.
    """
    if view and view not in VIEWS:
        raise ValueError(f"{view!r} is no view; there are {', '.join(VIEWS)}")
    drawn = str(rng.choice(list(VIEWS), p=_SHARES))
    yaw = np.radians(rng.uniform(*VIEWS[view or drawn]))
    distance, high, travel = rng.uniform(6.0, 8.5), rng.uniform(1.1, 2.0), rng.uniform(-0.9, 0.9, 2)
    travel = travel * (rng.random() < _DOLLIES)
    middle = (points.min(axis=0) + points.max(axis=0)) / 2
    eyes = []
    for sign in (-0.5, 0.5):
        turned, far = yaw + sign * travel[0] / distance, distance + sign * travel[1]
        eyes.append(middle * [1, 0, 1] + np.array([np.sin(turned) * far, high, np.cos(turned) * far]))
    target = middle
    for _ in range(3):
        target = target + _off_centre(points, (eyes[0] + eyes[1]) / 2, target)
    width, height = size
    tall = max(_half(points, eye, target, width / height) for eye in eyes) * _MARGIN
    fov = float(np.degrees(2 * np.arctan(tall)))
    first, last = (Camera(tuple(eye), tuple(target), fov, width, height) for eye in eyes)
    return Dolly(first, last, length_s)


def _seen(points: Floats, eye: Floats, target: Floats) -> tuple[Floats, Floats]:
    """How far right and up points are in the picture as slopes [N, 2], and the camera's axes [3, 3]."""
    view = Camera(tuple(eye), tuple(target), 40.0, 4, 3).view
    there = points @ view[:3, :3].T + view[:3, 3]
    return there[:, :2] / -there[:, 2:], view[:3, :3]


def _off_centre(points: Floats, eye: Floats, target: Floats) -> Floats:
    """How the target is to move for the points to lie in the middle of the picture, [3]."""
    slopes, axes = _seen(points, eye, target)
    middle = (slopes.min(axis=0) + slopes.max(axis=0)) / 2 * np.linalg.norm(target - eye)
    return np.asarray(middle @ axes[:2])


def _half(points: Floats, eye: Floats, target: Floats, aspect: float) -> float:
    """The slope of the picture's upper edge that has all points inside."""
    slopes, _ = _seen(points, eye, target)
    return float(max(np.abs(slopes[:, 1]).max(), np.abs(slopes[:, 0]).max() / aspect))
