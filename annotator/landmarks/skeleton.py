"""The named points of body and hands, and how lines join them, as MediaPipe numbers and pose-format draws them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from annotator.records import LEFT_HAND_POINTS, POSE_POINTS, RIGHT_HAND_POINTS


@dataclass(frozen=True)
class Component:
    """A named group of points in a .pose file.

    `format` has one letter a stored value, the confidence C last. `limbs` are pairs of point indices, `colors` RGB, one
    a limb (or one for all).
    """

    name: str
    points: tuple[str, ...]
    limbs: tuple[tuple[int, int], ...] = field(default=(), repr=False)
    colors: tuple[tuple[int, int, int], ...] = field(default=(), repr=False)
    format: str = "XYZC"


_BODY: Final = (
    "NOSE LEFT_EYE_INNER LEFT_EYE LEFT_EYE_OUTER RIGHT_EYE_INNER RIGHT_EYE RIGHT_EYE_OUTER LEFT_EAR RIGHT_EAR "
    "MOUTH_LEFT MOUTH_RIGHT LEFT_SHOULDER RIGHT_SHOULDER LEFT_ELBOW RIGHT_ELBOW LEFT_WRIST RIGHT_WRIST LEFT_PINKY "
    "RIGHT_PINKY LEFT_INDEX RIGHT_INDEX LEFT_THUMB RIGHT_THUMB LEFT_HIP RIGHT_HIP LEFT_KNEE RIGHT_KNEE LEFT_ANKLE "
    "RIGHT_ANKLE LEFT_HEEL RIGHT_HEEL LEFT_FOOT_INDEX RIGHT_FOOT_INDEX"
)
BODY_NAMES: Final = tuple(_BODY.split())

_FINGERS: Final = ("INDEX_FINGER", "MIDDLE_FINGER", "RING_FINGER", "PINKY")
HAND_NAMES: Final = (
    "WRIST",
    *(f"THUMB_{joint}" for joint in ("CMC", "MCP", "IP", "TIP")),
    *(f"{finger}_{joint}" for finger in _FINGERS for joint in ("MCP", "PIP", "DIP", "TIP")),
)

_BODY_LIMBS: Final = (
    *((0, 1), (0, 4), (1, 2), (2, 3), (3, 7), (4, 5), (5, 6), (6, 8), (9, 10)),  # face
    *((11, 12), (11, 13), (11, 23), (12, 14), (12, 24), (13, 15), (14, 16)),  # shoulders and arms
    *((15, 17), (15, 19), (15, 21), (16, 18), (16, 20), (16, 22), (17, 19), (18, 20)),  # hands
    *((23, 24), (23, 25), (24, 26), (25, 27), (26, 28)),  # hips and legs
    *((27, 29), (27, 31), (28, 30), (28, 32), (29, 31), (30, 32)),  # feet
)

_HAND_LIMBS: Final = (
    *((0, 1), (0, 5), (0, 17), (1, 2), (2, 3), (3, 4), (5, 6), (5, 9), (6, 7), (7, 8)),
    *((9, 10), (9, 13), (10, 11), (11, 12), (13, 14), (13, 17), (14, 15), (15, 16), (17, 18), (18, 19), (19, 20)),
)

_FINGER_COLORS: Final = ((192, 0, 0), (0, 0, 192), (0, 192, 0), (0, 192, 192))
_PINKY_COLORS: Final = ((255, 128, 0), (255, 178, 102), (255, 153, 51), (255, 128, 0))


def _hand_colors() -> tuple[tuple[int, int, int], ...]:
    """The 21 colours of pose-format's hands: its own rule, values over 255 and all, so that files look the same."""
    fingers = [(r + 35 * i, g + 35 * i, b + 35 * i) for r, g, b in _FINGER_COLORS for i in range(4)]
    return ((232, 232, 232), *fingers, *_PINKY_COLORS)


POSE: Final = Component("POSE_LANDMARKS", BODY_NAMES, _BODY_LIMBS, ((255, 0, 0),))
LEFT_HAND: Final = Component("LEFT_HAND_LANDMARKS", HAND_NAMES, _HAND_LIMBS, _hand_colors())
RIGHT_HAND: Final = Component("RIGHT_HAND_LANDMARKS", HAND_NAMES, _HAND_LIMBS, _hand_colors())

HANDS_ONLY: Final = (LEFT_HAND, RIGHT_HAND)
BODY_AND_HANDS: Final = (POSE, LEFT_HAND, RIGHT_HAND)

# Where each component stands on the point axis of `Landmarks`.
PLACES: Final = {POSE.name: POSE_POINTS, LEFT_HAND.name: LEFT_HAND_POINTS, RIGHT_HAND.name: RIGHT_HAND_POINTS}

_POINT_INDEX: Final = {
    component.name: {name: PLACES[component.name].start + i for i, name in enumerate(component.points)}
    for component in BODY_AND_HANDS
}


def point_index(component: str, point: str) -> int | None:
    """Where a point of a .pose file stands on the point axis of `Landmarks`, or None if it has no place there.

    Points are known by MediaPipe's names; older writers used their numbers ("0".."32") instead.
    """
    names = _POINT_INDEX.get(component)
    if names is None:
        return None
    if point.isdecimal() and int(point) < len(names):
        return PLACES[component].start + int(point)
    return names.get(point)
