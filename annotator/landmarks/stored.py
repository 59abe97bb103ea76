"""Between `Landmarks` and the numbers a .pose file holds, so that storing and reading back changes nothing.

A .pose file holds x and y in pixels, z as MediaPipe gives it (fractions of the width), and a confidence: 0 where a
point is absent, its visibility for a body point, 1 for a hand point (this is what pose_format.utils.holistic does).

Dividing a float32 by the width and multiplying it again may miss its last bit. Pixels are therefore kept with 20
significant bits instead of 24 (a thousandth of a pixel in a picture 1000 wide), and fresh landmarks are passed through
the same two functions before anyone sees them. What was extracted and what is read back are then equal bit for bit,
and storing what was read writes the same bytes again:

    read(store(l)) == read(store(read(store(l))))        store(l) == store(read(store(l)))
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from annotator.landmarks.skeleton import BODY_AND_HANDS, PLACES, POSE, Component, point_index
from annotator.records import LANDMARK_POINTS, BoolArray, FloatArray, Landmarks, TimeArray, Video

_DROPPED_BITS: Final = 4
# The least confidence of a point that is present: 0 means absent in a .pose file.
_LEAST_CONFIDENCE: Final = np.float32(2.0**-20)


def store(landmarks: Landmarks, video: Video, components: Sequence[Component]) -> tuple[FloatArray, FloatArray]:
    """Values float32 [T, N, 3] and confidence float32 [T, N] of the points of `components` (complete, in order)."""
    chosen = np.concatenate([np.arange(LANDMARK_POINTS)[PLACES[component.name]] for component in components])
    points, present = landmarks.points[:, chosen], landmarks.present[:, chosen]
    size = np.array([video.width, video.height], np.float64)
    values = points[..., :3].copy()
    values[..., :2] = _coarse((points[..., :2].astype(np.float64) * size).astype(np.float32))
    values[~present] = 0.0
    is_body = np.concatenate([np.full(len(component.points), component.name == POSE.name) for component in components])
    visibility = np.clip(points[..., 3], _LEAST_CONFIDENCE, np.float32(1.0))
    confidence = np.where(is_body, visibility, np.float32(1.0)) * present
    return values, confidence.astype(np.float32)


def read(
    values: FloatArray, confidence: FloatArray, video: Video, components: Sequence[Component], times_s: TimeArray
) -> Landmarks:
    """`Landmarks` of stored values float32 [T, N, D] and confidence float32 [T, N], in the file's own point order.

    Components and points are found by name; what the file lacks, and points that are not finite, are absent.
    """
    points = np.zeros((len(values), LANDMARK_POINTS, 4), np.float32)
    present = np.zeros((len(values), LANDMARK_POINTS), np.bool_)
    first = 0
    for component in components:
        axes = [(letter, at) for at, letter in enumerate(component.format[:-1]) if letter in "XYZ"]
        pairs = [(first + i, point_index(component.name, name)) for i, name in enumerate(component.points)]
        source = [i for i, place in pairs if place is not None]
        target = [place for _, place in pairs if place is not None]
        for letter, at in axes:
            points[:, target, "XYZ".index(letter)] = values[:, source, at]
        points[:, target, 3] = confidence[:, source]
        present[:, target] = confidence[:, source] > 0
        first += len(component.points)
    with np.errstate(invalid="ignore"):
        points[..., :2] /= np.array([video.width, video.height], np.float32)
    present &= np.isfinite(points).all(axis=-1)
    points[~present] = 0.0
    return Landmarks(points, present, times_s)


def settle(points: FloatArray, present: BoolArray, times_s: TimeArray, video: Video) -> Landmarks:
    """Fresh points [T, 75, 4] as they will be when read back from a .pose file."""
    values, confidence = store(Landmarks(points, present, times_s), video, BODY_AND_HANDS)
    return read(values, confidence, video, BODY_AND_HANDS, times_s)


def _coarse(values: FloatArray) -> FloatArray:
    """float32 rounded to 20 significant bits."""
    bits = np.ascontiguousarray(values).view(np.uint32)
    rounded = (bits + np.uint32(1 << (_DROPPED_BITS - 1))) & ~np.uint32((1 << _DROPPED_BITS) - 1)
    return rounded.view(np.float32)
