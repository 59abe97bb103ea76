"""Pictures cut out of frames by landmarks: the hand that signs, or the whole person, the same size each.

    frame + landmarks ── box (square around the hand, kept steady) ── cut, edges padded ── resized ── skeleton drawn

Pure geometry: training and recognition use the same code, frame by frame, looking back and never ahead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from annotator.landmarks.drawing import draw_skeleton
from annotator.records import (
    LEFT_HAND_POINTS,
    POSE_POINTS,
    RIGHT_HAND_POINTS,
    BoolArray,
    Fit,
    FloatArray,
    ImageArray,
    Landmarks,
    Seen,
)

Crop = Literal["none", "person", "hand"]
Draw = Literal["picture", "overlay", "skeleton"]
Side = Literal["left", "right"]
Pixels = npt.NDArray[np.float64]

_SIDES: Final[tuple[Side, ...]] = ("right", "left")
# Of the body: wrist, knuckles of the little and of the first finger, thumb.
_LEFT_KNUCKLES: Final = [15, 17, 19, 21]
_RIGHT_KNUCKLES: Final = [16, 18, 20, 22]

HAND_MARGIN: Final = 0.25  # of the hand's longer side, on each side
PERSON_MARGIN: Final = 0.15
_LEAST_POINTS: Final = 6  # of a body, to know where it is
_VISIBLE: Final = 0.5  # MediaPipe's own threshold for body points
_GONE_S: Final = 0.4  # a hand that was not seen for so long is no longer waited for
_TRAIL_S: Final = 0.25  # pictures further apart have no trail
_SIZE_S: Final = 0.3  # a box's size follows with this time constant


@dataclass(frozen=True)
class Box:
    """A part of a picture, in pixels; it may reach over the picture's edges."""

    x: float
    y: float
    width: float
    height: float

    def widened(self, aspect: float) -> Box:
        """The smallest box around this one, with the same centre, whose width is `aspect` times its height."""
        return Box(self.x, self.y, max(self.width, self.height * aspect), max(self.height, self.width / aspect))


def box_around(points: Pixels, margin: float, aspect: float = 1.0) -> Box:
    """The box around points [N, 2], with `margin` of its longer side on each side; x and y are its centre."""
    low, high = points.min(axis=0), points.max(axis=0)
    width, height = (high - low).tolist()
    more = 2 * margin * max(width, height, 1.0)
    x, y = ((low + high) / 2).tolist()
    return Box(x, y, width + more, height + more).widened(aspect)


def cut_out(image: ImageArray, box: Box, width: int, height: int, *, black: bool = False) -> ImageArray:
    """What lies in `box`, uint8 [height, width, 3]; beyond the picture its edge is repeated, or all is `black`."""
    import cv2

    left, top = round(box.x - box.width / 2), round(box.y - box.height / 2)
    right, bottom = left + max(1, round(box.width)), top + max(1, round(box.height))
    rows, columns = image.shape[:2]
    inside = image[min(max(top, 0), rows - 1) : max(bottom, 1), min(max(left, 0), columns - 1) : max(right, 1)]
    around = (max(-top, 0), max(bottom - rows, 0), max(-left, 0), max(right - columns, 0))
    if any(around):
        inside = cv2.copyMakeBorder(inside, *around, cv2.BORDER_CONSTANT if black else cv2.BORDER_REPLICATE)
    shrinks = width < inside.shape[1] or height < inside.shape[0]
    kind = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    resized: ImageArray = cv2.resize(np.ascontiguousarray(inside), (width, height), interpolation=kind)
    return resized


class _Steady:
    """A box from frame to frame: its place is the newest one, its size follows slowly."""

    def __init__(self) -> None:
        self._size: tuple[float, float] | None = None
        self._time_s = 0.0

    def follow(self, box: Box, time_s: float) -> Box:
        elapsed = time_s - self._time_s
        self._time_s = time_s
        if self._size is not None and elapsed <= _GONE_S:
            new = 1 - exp(-elapsed / _SIZE_S)
            width, height = self._size
            box = Box(box.x, box.y, width + new * (box.width - width), height + new * (box.height - height))
        self._size = box.width, box.height
        return box


class SigningHand:
    """Which hand signs: the higher one, once chosen until the other is clearly higher or it has long been gone.

    A hand that was not found is where the body's wrist and knuckles say, as far as those are known.
    """

    def __init__(self) -> None:
        self._chosen: Side | None = None
        self._seen_s = -np.inf

    def choose(self, places: Pixels, present: BoolArray, time_s: float) -> tuple[Side, Pixels] | None:
        """The side, and points of the hand [N, 2], of one frame's points [75, 2]; None where it is not seen."""
        there = {side: hand for side in _SIDES if (hand := hand_places(places, present, side)) is not None}
        waiting = self._chosen is not None and time_s - self._seen_s <= _GONE_S
        if not there or (waiting and self._chosen not in there):
            return None
        mine = self._chosen if self._chosen in there else next(iter(there))
        assert mine is not None  # noqa: S101 (it is one of those there)
        clearly = 0.5 * float(np.ptp(there[mine][:, 1])) if waiting else 0.0
        for other, hand in there.items():
            if hand[:, 1].mean() < there[mine][:, 1].mean() - clearly:
                mine = other
        self._chosen, self._seen_s = mine, time_s
        return mine, there[mine]


def hand_places(places: Pixels, present: BoolArray, side: Side) -> Pixels | None:
    """Points of a hand: its own 21 [21, 2], or the body's wrist and knuckles and where fingers would end [5, 2]."""
    own, body = (RIGHT_HAND_POINTS, _RIGHT_KNUCKLES) if side == "right" else (LEFT_HAND_POINTS, _LEFT_KNUCKLES)
    if present[own].all():
        return places[own]
    if not present[body].all():
        return None
    wrist, little, first, _ = places[body]
    return np.concatenate([places[body], [(little + first) - wrist]])


class Cutter:
    """Makes the pictures a model wants of frames with their landmarks; one object for one video, fed in time order.

    `width` and `height` in pixels. `crop`: "hand" cuts out the signing hand (a left one mirrored, so that all are right
    ones), "person" the body, "none" takes the whole frame, brought to size by `fit`. `draw`: "overlay" draws the
    skeleton over it, "skeleton" on black; with `trail` the one of the picture before is drawn beneath, so that what is
    held can be told from what is passed through. `margin`: around what is cut out, as share of its longer side.
    """

    def __init__(
        self,
        width: int,
        height: int,
        fit: Fit = "stretch",
        crop: Crop = "none",
        draw: Draw = "picture",
        margin: float | None = None,
        *,
        trail: bool = False,
    ) -> None:
        self._size, self._fit, self._draw = (width, height), fit, draw
        self._find: Callable[[Pixels, BoolArray, float], tuple[Box, bool] | None] | None = {
            "none": None,
            "hand": self._hand,
            "person": self._person,
        }[crop]
        self._margin = margin if margin is not None else (HAND_MARGIN if crop == "hand" else PERSON_MARGIN)
        self._signing, self._steady = SigningHand(), _Steady()
        self._trail = trail and draw != "picture"
        self._before: tuple[float, Pixels, BoolArray] | None = None

    def cut(self, seen: Seen) -> tuple[ImageArray, BoolArray]:
        """Pictures, uint8 [T, height, width, 3], and bool [T] where there is one: the others are black."""
        width, height = self._size
        images = np.zeros((len(seen), height, width, 3), np.uint8)
        usable = np.zeros(len(seen), np.bool_)
        for number, image in enumerate(seen.frames.images):
            picture = self._one(image, seen.landmarks, number)
            if picture is not None:
                images[number], usable[number] = picture, True
        return images, usable

    def _one(self, image: ImageArray, landmarks: Landmarks, number: int) -> ImageArray | None:
        points, present = landmarks.points[number], landmarks.present[number]
        size = np.array([image.shape[1], image.shape[0]], np.float64)
        places = (points[:, :2] * size).clip(-size, 2 * size)
        likely = present & shown(points)
        time_s = float(landmarks.times_s[number])
        before, self._before = self._before, (time_s, places, likely)
        found: tuple[Box, bool] | None = whole_box(image, *self._size, self._fit), False
        if self._find is not None:
            found = self._find(places, likely, time_s)
        if found is None or (self._draw == "skeleton" and not likely.any()):
            return None
        box, mirrored = found
        width, height = self._size
        if self._draw == "skeleton":
            picture = np.zeros((height, width, 3), np.uint8)
        else:
            picture = cut_out(image, box, width, height, black=self._find is None)
        if self._draw != "picture":
            scale = np.array([width / box.width, height / box.height])
            corner = np.array([box.x - box.width / 2, box.y - box.height / 2])
            if self._trail and before is not None and time_s - before[0] <= _TRAIL_S:
                draw_skeleton(picture, (before[1] - corner) * scale, before[2], trail=True)
            draw_skeleton(picture, (places - corner) * scale, likely)
        return picture[:, ::-1] if mirrored else picture

    def _hand(self, places: Pixels, likely: BoolArray, time_s: float) -> tuple[Box, bool] | None:
        found = self._signing.choose(places, likely, time_s)
        if found is None:
            return None
        side, hand = found
        box = box_around(hand, self._margin, self._size[0] / self._size[1])
        return self._steady.follow(box, time_s), side == "left"

    def _person(self, places: Pixels, likely: BoolArray, time_s: float) -> tuple[Box, bool] | None:
        body = places[POSE_POINTS][likely[POSE_POINTS]]
        if len(body) < _LEAST_POINTS:
            return None
        box = box_around(body, self._margin, self._size[0] / self._size[1])
        return self._steady.follow(box, time_s), False


def shown(points: FloatArray) -> BoolArray:
    """Which of a frame's points [75, 4] are likely to be seen in it, bool [75]; those of hands always are."""
    likely: BoolArray = points[:, 3] >= _VISIBLE
    likely[POSE_POINTS.stop :] = True
    return likely


def whole_box(image: ImageArray, width: int, height: int, fit: Fit) -> Box:
    """The box that brings a whole picture to a size by `fit`."""
    rows, columns = image.shape[:2]
    box = Box(columns / 2, rows / 2, columns, rows)
    if fit == "contain":
        return box.widened(width / height)
    if fit == "cover":
        scale = min(columns / width, rows / height)
        return Box(box.x, box.y, width * scale, height * scale)
    return box
