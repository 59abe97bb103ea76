"""The skeleton of a person drawn into a picture: left and right, arms and legs in colours of their own."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from annotator.landmarks.skeleton import BODY_AND_HANDS, BODY_NAMES, PLACES, POSE
from annotator.records import BoolArray, ImageArray

_Colour = tuple[int, int, int]
_FACE: Final[_Colour] = (255, 255, 255)
_TRUNK: Final[_Colour] = (160, 160, 160)
_ARMS: Final[dict[str, _Colour]] = {"LEFT": (255, 160, 0), "RIGHT": (0, 160, 255)}
_LEGS: Final[dict[str, _Colour]] = {"LEFT": (255, 60, 60), "RIGHT": (60, 255, 90)}
_TRAIL: Final[_Colour] = (255, 0, 255)  # no limb has it
_LEG_POINTS: Final = ("HIP", "KNEE", "ANKLE", "HEEL", "FOOT_INDEX")
_SHIFT: Final = 4  # bits of a pixel's fraction that are drawn


def draw_skeleton(
    picture: ImageArray,
    places: npt.NDArray[np.float64],
    present: BoolArray,
    *,
    trail: bool = False,
    slender: bool = False,
) -> None:
    """Draws the lines between the points [75, 2] (pixels) that are present [75] into a picture, uint8 [H, W, 3], RGB.

    Lines are a 48th of the picture's shorter side wide, so that they are the same at every size; those of hands half. A
    `trail`, where a skeleton was before, has one colour. `slender` lines are for people to look at: all of one width,
    a 240th of the shorter side, they leave the hands to be seen.
    """
    import cv2

    width = max(1, round(min(picture.shape[:2]) / (240 if slender else 48)))
    thin = width if slender else max(1, width // 2)
    fixed = np.rint(places.clip(-4096, 4096) * (1 << _SHIFT)).astype(np.int64)
    for first, second, colour, is_body in _LINES:
        if present[first] and present[second]:
            begin, end = (tuple(map(int, fixed[point])) for point in (first, second))
            colour = _TRAIL if trail else colour
            cv2.line(picture, begin, end, colour, width if is_body else thin, cv2.LINE_AA, _SHIFT)


def _body_colour(first: str, second: str) -> _Colour:
    sides = {side for side in ("LEFT", "RIGHT") for name in (first, second) if name.startswith(side)}
    parts = [name.partition("_")[2] for name in (first, second)]
    if any(part.startswith(("EYE", "EAR")) for part in parts) or first.startswith("MOUTH"):
        return _FACE
    if len(sides) != 1 or set(parts) == {"SHOULDER", "HIP"}:
        return _TRUNK
    return (_LEGS if parts[1] in _LEG_POINTS else _ARMS)[sides.pop()]


def _lines() -> list[tuple[int, int, _Colour, bool]]:
    """Every line: the two points it joins on the point axis of `Landmarks`, its colour, whether it is the body's."""
    lines = []
    for component in BODY_AND_HANDS:
        start = PLACES[component.name].start
        for first, second in component.limbs:
            if component is POSE:
                colour = _body_colour(BODY_NAMES[first], BODY_NAMES[second])
            else:
                colour = component.colors[min(second, len(component.colors) - 1)]
            lines.append((start + first, start + second, colour, component is POSE))
    return lines


_LINES: Final = _lines()
