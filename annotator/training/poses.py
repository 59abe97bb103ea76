"""Writing landmark recordings as `.pose` files, so that the tool can be run on them as on any video."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

from annotator.errors import DatasetError
from annotator.landmarks import PoseWriter
from annotator.records import LANDMARK_POINTS, RIGHT_HAND_POINTS, FloatArray, Landmarks, Video

_HAND_COLUMNS = 84  # 21 joints x (x, y, z, visibility)


def write_recording_pose(
    path: Path | str,
    rows: FloatArray,
    rate: Fraction = Fraction(30),
    *,
    mirrored: bool = False,
    size: tuple[int, int] = (640, 480),
) -> None:
    """Writes rows [T, 99] or [T, 100] of a `hand99` recording as a `.pose` file with one hand, the right one.

    `mirrored` says that the recording was made from a mirrored picture: x is turned back, so that a model which asks
    for mirrored landmarks gets the numbers of the recording again. `size` is the picture's width and height in pixels,
    which such recordings do not tell. Raises DatasetError for other shapes, LandmarkError when the disk refuses.
    """
    landmarks = recording_landmarks(rows, rate, mirrored=mirrored)
    width, height = size
    video = Video(Path(path), float(len(rows) / rate), rate, width, height, codec="pose")
    with PoseWriter(path, video, rate) as writer:
        writer.append(landmarks)


def recording_landmarks(rows: FloatArray, rate: Fraction, *, mirrored: bool = False) -> Landmarks:
    """Rows [T, 99] or [T, 100] of a `hand99` recording as landmarks of a right hand, `rate` rows a second."""
    if rows.ndim != 2 or rows.shape[1] not in (99, 100):
        raise DatasetError(f"a recording has shape [frames, 99] or [frames, 100], got {rows.shape}")
    joints = rows[:, :_HAND_COLUMNS].reshape(-1, 21, 4).astype(np.float64)
    points = np.zeros((len(rows), LANDMARK_POINTS, 4), np.float32)
    points[:, RIGHT_HAND_POINTS, :3] = joints[..., :3]
    points[:, RIGHT_HAND_POINTS, 3] = 1.0
    if mirrored:
        points[:, RIGHT_HAND_POINTS, 0] = 1.0 - joints[..., 0]
    present = np.zeros(points.shape[:2], np.bool_)
    present[:, RIGHT_HAND_POINTS] = True
    return Landmarks(points, present, np.arange(len(rows)) * rate.denominator / rate.numerator)
