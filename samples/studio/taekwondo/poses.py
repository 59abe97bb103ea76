"""Poses of the whole body as data: `poses.toml`, which a coach can read and correct."""

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

_OTHER = {"L": "R", "R": "L"}
_NAMES = {"L": "left", "R": "right"}


@dataclass(frozen=True, eq=False)
class Figure:
    """How a whole body stands, as numbers that can be mixed.

    `turns` [3, 3]: pelvis, spine and head in degrees (yaw, pitch, roll). `arms` by side [4, 3]: the directions of upper
    arm, fore arm, fingers, and the back of the hand. `legs` by side [3, 3]: thigh, shin, foot; or [5, 3], where it also
    says about what the knee bends and where the instep faces. All directions are unit vectors
    in the performer's terms (out, up, forward). `fingers` by side: the hand's fingers.
    """

    turns: Floats
    arms: Mapping[str, Floats]
    legs: Mapping[str, Floats]
    fingers: Mapping[str, signs.Fingers]

    def mirrored(self) -> Figure:
        """The same on the other side."""
        flip = {side: _OTHER[side] for side in "LR"}
        return Figure(
            self.turns * [-1, 1, -1],
            {side: self.arms[flip[side]] for side in "LR"},
            {side: self.legs[flip[side]] for side in "LR"},
            {side: self.fingers[flip[side]] for side in "LR"},
        )

    def towards(self, other: Figure, share: float) -> Figure:
        """The figure `share` of the way to another; limbs take the short way."""
        return Figure(
            self.turns * (1 - share) + other.turns * share,
            {side: _mixed(self.arms[side], other.arms[side], share) for side in "LR"},
            {side: _mixed(self.legs[side], other.legs[side], share) for side in "LR"},
            {side: mixed_fingers(self.fingers[side], other.fingers[side], share) for side in "LR"},
        )

    def varied(self, rng: np.random.Generator, strength: float) -> Figure:
        """The figure as somebody does it this time: every limb a little off; 1 is about seven degrees."""
        noise = 0.12 * strength
        return Figure(
            self.turns + rng.normal(0, 4 * strength, (3, 3)),
            {side: _units(self.arms[side] + rng.normal(0, noise, (4, 3))) for side in "LR"},
            {side: _units(self.legs[side] + rng.normal(0, noise, (3, 3)) * [1, 1, 1]) for side in "LR"},
            self.fingers,
        )


@dataclass(frozen=True, eq=False)
class NamedPose:
    """A pose with its names; `idle` for what stands between poses and is none."""

    token: str
    texts: Mapping[str, str]
    figure: Figure
    idle: bool
    tier: str = "poses"


@cache
def poses() -> dict[str, NamedPose]:
    """The poses by token, in the order of the file."""
    return {token: _pose(token, table) for token, table in _table().items()}


def shown_poses() -> dict[str, NamedPose]:
    """The poses that are named in a film's truth."""
    return {token: pose for token, pose in poses().items() if not pose.idle}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("poses.toml").read_text(encoding="utf-8"))


def _pose(token: str, table: dict[str, Any]) -> NamedPose:
    turns = np.array([table.get(name, (0, 0, 0)) for name in ("pelvis", "spine", "head")], float)
    arms = {side: table[f"{name}_arm"] for side, name in _NAMES.items()}
    legs = {side: table[f"{name}_leg"] for side, name in _NAMES.items()}
    figure = Figure(
        turns,
        {side: _units([arm[key] for key in ("upper", "fore", "fingers", "back")]) for side, arm in arms.items()},
        {side: _units([leg["thigh"], leg["shin"], leg.get("toe") or leg["foot"]]) for side, leg in legs.items()},
        {side: signs.shape(arm["shape"]) for side, arm in arms.items()},
    )
    texts = {language: table[language] for language in ("ko", "en")}
    return NamedPose(token, texts, figure, bool(table.get("idle", False)))


def _units(vectors: Any) -> Floats:
    return np.stack([unit(np.asarray(vector, float)) for vector in vectors])


def _mixed(first: Floats, second: Floats, share: float) -> Floats:
    """Unit vectors on the way from one to another; opposite ones go over the front."""
    mixed = first * (1 - share) + second * share
    lost = np.linalg.norm(mixed, axis=1) < 0.15
    return _units(mixed + lost[:, None] * np.array([0.0, 0.0, 0.3]))


def mixed_fingers(first: signs.Fingers, second: signs.Fingers, share: float) -> signs.Fingers:
    """The fingers `share` of the way from one hand to another."""
    return signs.Fingers(
        first.bends * (1 - share) + second.bends * share,
        first.spread * (1 - share) + second.spread * share,
        first.thumb * (1 - share) + second.thumb * share,
    )
