"""What arms and kicking legs do in forms, as data: `techniques.toml`, which a coach can read and correct."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from samples.studio import signs
from samples.studio.human import Floats
from samples.studio.rotations import unit

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True, eq=False)
class Arm:
    """How one arm stands: `ways` [4, 3], unit vectors (out, up, forward) as in `Figure.arms`, and its fingers."""

    ways: Floats
    fingers: signs.Fingers


@dataclass(frozen=True, eq=False)
class Technique:
    """A technique of the arms: the acting arm and the other one, drawn and at the end; `twist_deg` of the shoulders.

    `both`: the Kukkiwon names no side, since both arms act.
    """

    texts: Mapping[str, str]
    draw: tuple[Arm, Arm]
    end: tuple[Arm, Arm]
    twist_deg: float
    both: bool = False


@dataclass(frozen=True, eq=False)
class Kick:
    """A kick: the leg [3, 3] (thigh, shin, foot) with the knee raised and stretched, `turn_deg` and tilt of the hips.

    `pelvis` and `spine` [3] are degrees (yaw, pitch, roll) of a kick with the right leg.
    """

    texts: Mapping[str, str]
    raised: Floats
    stretched: Floats
    turn_deg: float
    pelvis: Floats
    spine: Floats

    def lowered(self, degrees: float) -> Kick:
        """The kick with its stretched leg so much lower."""
        return Kick(self.texts, self.raised, _lowered(self.stretched, degrees), self.turn_deg, self.pelvis, self.spine)


@cache
def arms() -> dict[str, Arm]:
    """The named arms."""
    return {
        name: Arm(_units([entry[key] for key in ("upper", "fore", "fingers", "back")]), signs.shape(entry["shape"]))
        for name, entry in _table()["arms"].items()
    }


@cache
def techniques() -> dict[str, Technique]:
    """The techniques of the arms by name."""
    return {name: _technique(entry) for name, entry in _table()["techniques"].items()}


@cache
def kicks() -> dict[str, Kick]:
    """The kicks by name."""
    return {
        name: Kick(
            {language: entry[language] for language in ("ko", "en")},
            _units([entry["raised"][key] for key in ("thigh", "shin", "foot")]),
            _units([entry["stretched"][key] for key in ("thigh", "shin", "foot")]),
            float(entry["turn"]),
            np.array(entry["pelvis"], float),
            np.array(entry["spine"], float),
        )
        for name, entry in _table()["kicks"].items()
    }


def _technique(entry: dict[str, Any]) -> Technique:
    draw, end = (tuple(arms()[name] for name in entry[key]) for key in ("draw", "end"))
    return Technique(
        {language: entry[language] for language in ("ko", "en")},
        (draw[0], draw[1]),
        (end[0], end[1]),
        float(entry["twist"]),
        bool(entry.get("both", False)),
    )


def _lowered(leg: Floats, degrees: float) -> Floats:
    """Directions [n, 3] turned downwards, each in the upright plane it lies in."""
    level = np.hypot(leg[:, 0], leg[:, 2])
    angle = np.arctan2(leg[:, 1], level) - np.radians(degrees)
    flat = leg / np.maximum(level, 1e-9)[:, None] * np.cos(angle)[:, None]
    return np.stack([flat[:, 0], np.sin(angle), flat[:, 2]], axis=1)


def _units(vectors: Any) -> Floats:
    return np.stack([unit(np.asarray(vector, float)) for vector in vectors])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("techniques.toml").read_text(encoding="utf-8"))
