"""Landmarks into landmarks: seen in a mirror, without the body or the hands, at another rate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from annotator.landmarks.skeleton import BODY_NAMES
from annotator.records import (
    LANDMARK_POINTS,
    LEFT_HAND_POINTS,
    POSE_POINTS,
    RIGHT_HAND_POINTS,
    FloatArray,
    Landmarks,
)


def _mirrored_order() -> list[int]:
    """For each of the 75 points, which point takes its place in a mirror."""
    swap = {"LEFT": "RIGHT", "RIGHT": "LEFT"}
    names = ["_".join(swap.get(part, part) for part in name.split("_")) for name in BODY_NAMES]
    points = list(range(LANDMARK_POINTS))
    return [BODY_NAMES.index(name) for name in names] + points[RIGHT_HAND_POINTS] + points[LEFT_HAND_POINTS]


_MIRRORED: Final = _mirrored_order()


def mirror(landmarks: Landmarks) -> Landmarks:
    """Landmarks as a mirror shows them: x becomes 1 - x, and left and right (hands and body points) are exchanged."""
    points = landmarks.points[:, _MIRRORED]
    present = landmarks.present[:, _MIRRORED]
    points[..., 0] = np.where(present, np.float32(1.0) - points[..., 0], np.float32(0.0))
    return Landmarks(points, present, landmarks.times_s)


def without_pose(landmarks: Landmarks) -> Landmarks:
    """The hands only: every body point absent."""
    points, present = landmarks.points.copy(), landmarks.present.copy()
    points[:, POSE_POINTS] = 0.0
    present[:, POSE_POINTS] = False
    return Landmarks(points, present, landmarks.times_s)


def without_hands(landmarks: Landmarks) -> Landmarks:
    """The body only: every point of a hand absent."""
    points, present = landmarks.points.copy(), landmarks.present.copy()
    points[:, POSE_POINTS.stop :] = 0.0
    present[:, POSE_POINTS.stop :] = False
    return Landmarks(points, present, landmarks.times_s)


def resample(batches: Iterable[Landmarks], source_rate: Fraction, rate: Fraction) -> Iterator[Landmarks]:
    """Landmarks at another rate, batch by batch: step k of `batches` lies at k / source_rate, result k at k / rate.

    A result that falls on a step is that step. Between two steps, a point present in both is interpolated linearly in
    time (its visibility too); present in one only, it is taken from there if that is no further away than half a step;
    otherwise it is absent. The last result is the last one within half a step of the last step:

        source  0     1     2     3          rate 2/3 of the source's
        result  0        1        2          0, halfway between 1 and 2, 3

    Equal rates give the batches untouched. How the source is cut into batches does not change the results.
    Raises ValueError for a rate that is not positive.
    """
    if source_rate <= 0 or rate <= 0:
        raise ValueError(f"rates must be positive, got {source_rate} and {rate}")
    return iter(batches) if source_rate == rate else _resampled(batches, source_rate / rate, rate)


def _resampled(batches: Iterable[Landmarks], step: Fraction, rate: Fraction) -> Iterator[Landmarks]:
    """`step` is how many source steps lie between two results."""
    held: Landmarks | None = None
    first = 0  # the index of held's first step
    done = 0  # results given
    for batch in batches:
        if not len(batch):
            continue
        held = batch if held is None else _joined(held, batch)
        last = first + len(held) - 1
        count = last * step.denominator // step.numerator + 1 - done  # those at or before the last step
        if count > 0:
            yield _at(held, first, done, count, step, rate)
            done += count
        # The next result may lie behind the last step, but never before the one that stands before it.
        keep = min(done * step.numerator // step.denominator, last)
        held, first = _from(held, keep - first), keep
    if held is not None:
        # Strictly within half a step of the last one: k * step < last + 1/2.
        end = (2 * (first + len(held)) - 1) * step.denominator
        count = -(-end // (2 * step.numerator)) - done
        if count > 0:
            yield _at(held, first, done, count, step, rate)


def _at(held: Landmarks, first: int, done: int, count: int, step: Fraction, rate: Fraction) -> Landmarks:
    """Results `done` to `done + count`, from the steps `held`, whose first has index `first`."""
    k = np.arange(done, done + count, dtype=np.int64)
    whole, rest = np.divmod(k * step.numerator, step.denominator)
    part = rest / step.denominator
    before = np.minimum(whole - first, len(held) - 1)
    after = np.minimum(before + (rest > 0), len(held) - 1)
    has_before = held.present[before] & _column(part <= 0.5)
    has_after = held.present[after] & _column((part >= 0.5) & (after > before))
    both = held.present[before] & held.present[after] & _column(after > before)
    a, b = held.points[before], held.points[after]
    between = a + (b.astype(np.float64) - a) * part[:, None, None]
    points = np.select(
        [both[..., None], has_before[..., None], has_after[..., None]], [between, a, b], default=0.0
    ).astype(np.float32)
    return Landmarks(points, both | has_before | has_after, k.astype(np.float64) * rate.denominator / rate.numerator)


def _column(flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    return flags[:, None]


def _joined(a: Landmarks, b: Landmarks) -> Landmarks:
    points: FloatArray = np.concatenate([a.points, b.points])
    return Landmarks(points, np.concatenate([a.present, b.present]), np.concatenate([a.times_s, b.times_s]))


def _from(landmarks: Landmarks, start: int) -> Landmarks:
    return Landmarks(landmarks.points[start:], landmarks.present[start:], landmarks.times_s[start:])
