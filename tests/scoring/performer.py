"""A stick figure that performs a form: exact landmarks of joints moved from end pose to end pose, with holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from annotator.landmarks import BODY_AND_HANDS, HANDS_ONLY, PoseWriter
from annotator.records import Landmarks, Video
from annotator.scoring import Form, Movement

RATE = 25
ASPECT = 16 / 9
SIDES = ("left", "right")
SIGNS = {"left": 1.0, "right": -1.0}
# Metres: where a fist is, out from the middle of the body to its side, over the hips, ahead.
FISTS = {"low": (0.2, 0.05, 0.3), "middle": (0.05, 0.45, 0.5), "face": (0.05, 0.75, 0.25)}
PULLED, READY = (0.2, 0.22, 0.0), (0.08, 0.15, 0.25)
STEPS = {"AS": 0.5, "AG": 0.85}
HIPS_M, SHOULDERS_M, LEG_M = 0.9, 1.4, 0.86
MOVES_S, HOLDS_S, READY_S = 0.7, 0.5, 1.0


@dataclass(frozen=True)
class Key:
    """An end pose: fists by side, the front foot and how far it is ahead, where one faces, who kicked on the way."""

    fists: Mapping[str, tuple[float, float, float]]
    front: str
    step_m: float
    facing: float
    kicks: str = ""


@dataclass(frozen=True)
class Performance:
    """Landmarks, and when each movement was done: number to start and end in seconds."""

    landmarks: Landmarks
    truth: dict[int, tuple[float, float]]


def perform(
    form: Form,
    *,
    omitted: Collection[int] = (),
    pauses: Mapping[int, float] | None = None,
    camera: float = 0.0,
    noise: float = 0.0,
    seed: int = 0,
) -> Performance:
    """Performs a form of walking and forward stances; `camera` in degrees, `noise` in picture heights.

    `pauses` are seconds that are stood still before a movement, by its number.
    """
    ready = Key(dict.fromkeys(SIDES, READY), "left", 0.0, 0.0)
    keys, times, truth, now = [ready, ready], [0.0, READY_S], {}, READY_S
    facing = 0.0
    for movement, turn in zip(form.movements, form.turns(), strict=True):
        facing += turn or 0.0
        if movement.number in omitted:
            continue
        wait = (pauses or {}).get(movement.number, 0.0)
        length = MOVES_S * (1.6 if _kicks(movement) else 1.0)
        times += [now + wait, now + wait + length]
        keys += [keys[-1], _key(movement, facing)]
        truth[movement.number] = (now + wait, now + wait + length)
        now += wait + length + HOLDS_S
    keys += [keys[-1], Key(ready.fists, "left", 0.0, 360.0 * round(facing / 360))]
    times += [now, now + MOVES_S]
    frames = np.arange(0.0, now + MOVES_S + READY_S, 1 / RATE)
    joints = np.stack([_joints(keys, times, float(each)) for each in frames])
    return Performance(_seen(joints, frames, camera, noise, seed), truth)


def without(landmarks: Landmarks, points: Collection[int], share: float = 1.0, seed: int = 0) -> Landmarks:
    """The landmarks with some points missing in a share of the frames."""
    present, values = landmarks.present.copy(), landmarks.points.copy()
    gone = np.random.default_rng(seed).random((len(landmarks), len(points))) < share
    for column, point in enumerate(points):
        present[gone[:, column], point] = False
    values[~present] = 0.0
    return Landmarks(values, present, landmarks.times_s)


def _kicks(movement: Movement) -> str:
    return next((each.side for each in movement.techniques if each.kind == "kick"), "")


def _key(movement: Movement, facing: float) -> Key:
    technique = movement.techniques[-1]
    assert movement.stance is not None
    assert movement.stance.side is not None
    other = "right" if technique.side == "left" else "left"
    fists = {technique.side: FISTS[technique.level or "middle"], other: PULLED}
    return Key(fists, movement.stance.side, STEPS[movement.stance.code], facing, _kicks(movement))


def _joints(keys: list[Key], times: list[float], now: float) -> np.ndarray:
    """Joints of one moment in metres: x to the camera's right, y up, z to the camera; [33, 3]."""
    n = int(np.clip(np.searchsorted(times, now, side="right") - 1, 0, len(times) - 2))
    before, after = keys[n], keys[n + 1]
    share = float(np.clip((now - times[n]) / (times[n + 1] - times[n]), 0.0, 1.0))
    share = share * share * (3 - 2 * share)
    facing = np.radians(before.facing * (1 - share) + after.facing * share)
    ahead = np.array([-np.sin(facing), 0.0, np.cos(facing)])
    left = np.array([np.cos(facing), 0.0, np.sin(facing)])
    up = np.array([0.0, 1.0, 0.0])
    at = np.full((33, 3), np.nan)
    step = {side: _step(before, side) * (1 - share) + _step(after, side) * share for side in SIDES}
    drop = up * (0.1 * max(abs(step["left"]), abs(step["right"])))
    at[0] = up * 1.6 + 0.12 * ahead - drop
    for n_side, side in enumerate(SIDES):
        aside = SIGNS[side] * left
        mixed = np.array(before.fists[side]) * (1 - share) + np.array(after.fists[side]) * share
        lifted = np.sin(np.pi * share) ** 2 if after.kicks == side and before is not after else 0.0
        at[11 + n_side] = up * SHOULDERS_M + 0.19 * aside - drop
        at[15 + n_side] = mixed[0] * aside + (HIPS_M + mixed[1]) * up + mixed[2] * ahead - drop
        at[13 + n_side] = (at[11 + n_side] + at[15 + n_side]) / 2 + 0.08 * aside - 0.05 * up
        at[23 + n_side] = up * HIPS_M + 0.1 * aside - drop
        at[27 + n_side] = 0.1 * aside + 0.04 * up + (step[side] + 0.6 * lifted) * ahead + 0.85 * lifted * up
        at[25 + n_side] = (at[23 + n_side] + at[27 + n_side]) / 2 + 0.05 * ahead
        at[31 + n_side] = at[27 + n_side] + 0.17 * ahead
    return at


def _step(key: Key, side: str) -> float:
    return key.step_m * (0.5 if side == key.front else -0.5)


def _seen(joints: np.ndarray, times: np.ndarray, camera: float, noise: float, seed: int) -> Landmarks:
    """What a camera far away sees that stands this many degrees to the figure's right."""
    yaw = np.radians(camera)
    x = joints[..., 0] * np.cos(yaw) + joints[..., 2] * np.sin(yaw)
    places = np.stack([0.5 + x * 0.4 / ASPECT, 0.9 - joints[..., 1] * 0.4], axis=-1)
    places = places + np.random.default_rng(seed).normal(0, 1, places.shape) * [noise / ASPECT, noise]
    points = np.zeros((len(times), 75, 4), np.float32)
    points[:, :33, :2] = np.nan_to_num(places)
    present = np.zeros((len(times), 75), np.bool_)
    present[:, :33] = np.isfinite(places).all(axis=-1)
    points[..., 3] = present
    return Landmarks(points, present, times)


def write_pose(path: Path, landmarks: Landmarks, *, hands_only: bool = False) -> None:
    """Landmarks as a .pose file, in a folder that is made where it is missing."""
    path.parent.mkdir(exist_ok=True, parents=True)
    video = Video(path, len(landmarks) / RATE, Fraction(RATE), 1280, 720)
    with PoseWriter(path, video, Fraction(RATE), HANDS_ONLY if hands_only else BODY_AND_HANDS) as writer:
        writer.append(landmarks)
