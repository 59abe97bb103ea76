"""Which pose a body holds, by its joints: how far each known pose is from what is seen, and so how sure it is.

The poses known are those the bundled classifier of pictures knows too. Places of wrists are in torso lengths, as in
`expected`: out to the side of that hand, up from the hips, ahead. They were set by rendered performers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from annotator.scoring.body import LEFT, RIGHT, BodyEvidence, Floats
from annotator.scoring.form import Side
from annotator.scoring.places import Place

READY: Final = "준비"
REST: Final = ""  # stands, and holds no pose
POSE_NAMES: Final = {
    READY: "ready",
    "아래막기": "low block",
    "몸통지르기": "middle punch",
    "얼굴막기": "face block",
    "손날막기": "knife-hand block",
    "앞차기": "front kick",
    "옆차기": "side kick",
}
# By how far the feet are apart along where one faces, in leg lengths, up to each limit; as far as that tells.
STANCES: Final[tuple[tuple[float, dict[str, str]], ...]] = (
    (0.3, {"ko": "모아서기/나란히서기", "en": "feet together or side by side"}),
    (0.78, {"ko": "앞서기/뒷굽이", "en": "walking or back stance"}),
    (np.inf, {"ko": "앞굽이", "en": "forward stance"}),
)
_FROM_ASIDE: Final = 0.7  # sine of the angle from the camera from which lengths can be seen
KICK_LIFT: Final = 0.6  # leg lengths an ankle is over the other: a leg that is held in a kick

# The acting wrist, and the other one.
_ARMS: Final[dict[str, tuple[Place, Place]]] = {
    "아래막기": ((0.4, 0.08, 0.6), (0.4, 0.68, -0.05)),
    "몸통지르기": ((0.05, 0.87, 1.2), (0.4, 0.68, -0.05)),
    "얼굴막기": ((0.05, 1.48, 0.5), (0.4, 0.7, -0.05)),
    "손날막기": ((0.35, 1.02, 0.6), (-0.05, 0.52, 0.4)),
}
# Both wrists alike; arms that hang, and a guard before the chest, are no pose.
_BOTH: Final[tuple[tuple[str, Place], ...]] = (
    (READY, (0.1, 0.25, 0.4)),
    (REST, (0.45, -0.1, 0.1)),
    (REST, (0.15, 0.82, 0.5)),
)
_UP, _ASIDE = 0.12, 0.35  # torso lengths by which wrists of one pose differ
_UP_BACK: Final = 0.2  # and one that is drawn back to the hip
_TOES_UP: Final = 0.15  # torso lengths; 앞차기 points them up, 옆차기 holds the foot level
_LEANS: Final = 15.0  # degrees; in 옆차기 the trunk leans away from the leg
_LEVEL: Final = 0.6  # between the two
_SURE: Final = 0.35  # of that, until it is clear
_TOO_FAR: Final = 9.0  # squared distance of a body that holds no pose


@dataclass(frozen=True)
class Held:
    """A pose that may be held, which side acts (None: both or unknown), and how sure that is among all, 0 to 1."""

    name: str
    side: Side | None
    confidence: float


def held_pose(evidence: BodyEvidence, first: int, last: int) -> Held:
    """The likeliest pose in the frames `[first, last)`; its name is "" where none is held."""
    lifts = _medians(evidence.foot_lift[first:last])
    legs = [leg for leg in (LEFT, RIGHT) if lifts[leg] >= KICK_LIFT]
    if legs:
        return _kick(evidence, legs[0], first, last)
    facing = _direction(evidence.facing[first:last])
    up, aside = _medians(evidence.wrist_over_hip[first:last]), _medians(evidence.wrist_aside[first:last])
    far = [(_far(places, facing, up, aside), name, side) for name, side, places in _variants()]
    nearest, name, side = min(far, key=lambda each: each[0])
    if nearest > _TOO_FAR:
        return Held(REST, None, 1 - _TOO_FAR / nearest)
    total = sum(float(np.exp(-distance / 2)) for distance, _, _ in far) + float(np.exp(-_TOO_FAR / 2))
    same = sum(float(np.exp(-distance / 2)) for distance, each, _ in far if each == name)
    return Held(name, side, same / total)


def held_stance(evidence: BodyEvidence, first: int, last: int) -> dict[str, str] | None:
    """The names of the stances that fit in the frames `[first, last)`; None where the body is not seen from aside."""
    aside = abs(float(np.sin(_direction(evidence.facing[first:last]))))
    apart = float(np.hypot(*_medians(evidence.feet[first:last])))
    kicks = bool((_medians(evidence.foot_lift[first:last]) >= KICK_LIFT).any())
    if kicks or not np.isfinite(apart) or not aside >= _FROM_ASIDE:
        return None
    return next(names for limit, names in STANCES if apart / aside <= limit)


def _variants() -> Iterator[tuple[str, Side | None, tuple[Place, Place]]]:
    """Every pose of the arms with its acting side, and where the left and the right wrist are."""
    for name, (acting, other) in _ARMS.items():
        yield name, "left", (acting, other)
        yield name, "right", (other, acting)
    for name, place in _BOTH:
        yield name, None, (place, place)


def _far(places: Sequence[Place], facing: float, up: Floats, aside: Floats) -> float:
    """The squared distance of both wrists from their places, in spreads; infinite where none was seen."""
    parts = []
    for hand, (out, height, ahead) in enumerate(places):
        if np.isfinite(up[hand]):
            parts.append(((up[hand] - height) / (_UP_BACK if ahead <= 0 else _UP)) ** 2)
        if np.isfinite(up[hand]) and np.isfinite(aside[hand]) and np.isfinite(facing):
            there = (out if hand == LEFT else -out) * np.cos(facing) - ahead * np.sin(facing)
            parts.append(((aside[hand] - there) / _ASIDE) ** 2)
    return float(np.mean(parts)) * 2 if parts else np.inf


def _kick(evidence: BodyEvidence, leg: int, first: int, last: int) -> Held:
    """A leg held up: toes that point up say 앞차기, a level foot and a trunk that leans away from it 옆차기."""
    side: Side = "left" if leg == LEFT else "right"
    toes = float(_medians(evidence.toe_lift[first:last])[leg])
    lean = float(_medians(evidence.lean[first:last, None])[0])
    if not np.isfinite(toes):
        return Held("앞차기", side, 0.5)
    away = abs(lean) / _LEANS if np.isfinite(lean) else 0.5
    clear = toes / _TOES_UP - away - _LEVEL
    confidence = 1 / (1 + float(np.exp(-abs(clear) / _SURE)))
    return Held("앞차기" if clear > 0 else "옆차기", side, confidence)


def _medians(values: Floats) -> Floats:
    """The median of each column of [T, N], NaN where nothing is known."""
    known = [column[np.isfinite(column)] for column in values.T]
    return np.array([np.median(each) if len(each) else np.nan for each in known])


def _direction(degrees: Floats) -> float:
    """The middle direction in radians, NaN where none is known."""
    known = np.radians(degrees[np.isfinite(degrees)])
    return float(np.arctan2(np.median(np.sin(known)), np.median(np.cos(known)))) if len(known) else np.nan
