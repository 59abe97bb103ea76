"""AI-Hub's key points (OpenPose's form, a JSON file a frame) as landmarks.

OpenPose's 25 body points and 2 x 21 hand points become those of `Landmarks`; points it does not have (mouth, fingers
of the body model) are absent, depth is 0, and a point of confidence 0 is absent. Hands are numbered alike in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import msgspec
import numpy as np

from annotator.datasets.walk import entries
from annotator.errors import DatasetError
from annotator.landmarks import BODY_AND_HANDS, PoseWriter
from annotator.records import (
    LANDMARK_POINTS,
    LEFT_HAND_POINTS,
    POSE_POINTS,
    RIGHT_HAND_POINTS,
    BoolArray,
    FloatArray,
    Landmarks,
    Video,
)

AIHUB_RATE: Final = Fraction(30)
AIHUB_SIZE: Final = (1920, 1080)
_FRAME: Final = re.compile(r"_([0-9]{6,})_keypoints\.json$", re.IGNORECASE)
# MediaPipe's body point of each of OpenPose's BODY_25 (its own numbering; 1 neck, 8 mid hip, 20 and 23 small toes have
# none): https://github.com/CMU-Perceptual-Computing-Lab/openpose/blob/master/doc/02_output.md
_BODY: Final = {
    0: 0, 2: 12, 3: 14, 4: 16, 5: 11, 6: 13, 7: 15, 9: 24, 10: 26, 11: 28, 12: 23, 13: 25, 14: 27,
    15: 5, 16: 2, 17: 8, 18: 7, 19: 31, 21: 29, 22: 32, 24: 30,
}  # fmt: skip
_KEYS: Final = (
    ("pose_keypoints_2d", 25),
    ("hand_left_keypoints_2d", 21),
    ("hand_right_keypoints_2d", 21),
)


def is_keypoint_folder(path: Path) -> bool:
    """Whether a folder holds key points of a clip, one file a frame."""
    return path.is_dir() and any(_FRAME.search(file.name) for file in entries(path)[1][:20])


def read_keypoints(folder: Path, *, size: tuple[int, int] = AIHUB_SIZE, rate: Fraction = AIHUB_RATE) -> Landmarks:
    """The landmarks of a clip, one set a frame at `rate`, from the files `*_000000000123_keypoints.json` in a folder.

    `size` is width and height of the video in pixels, in which the key points are told. A frame without file has no
    point. Raises DatasetError naming the file.
    """
    files = dict(sorted(_frames(folder)))
    if not files:
        raise DatasetError("holds no *_keypoints.json", path=folder)
    count = max(files) + 1
    if count > 100 * len(files) + 1000:
        raise DatasetError(f"has {len(files)} files, the last of which is numbered {count - 1}", path=folder)
    points = np.zeros((count, LANDMARK_POINTS, 4), np.float32)
    present = np.zeros((count, LANDMARK_POINTS), np.bool_)
    for frame, file in files.items():
        _fill(points[frame], present[frame], _person(file), size, file)
    times_s = np.arange(count, dtype=np.float64) * rate.denominator / rate.numerator
    return Landmarks(points, present, times_s)


def keypoints_to_pose(
    folder: Path, target: Path, *, size: tuple[int, int] = AIHUB_SIZE, rate: Fraction = AIHUB_RATE
) -> Path:
    """Writes a clip's key points as a `.pose` file; raises DatasetError, or LandmarkError for the target."""
    landmarks = read_keypoints(folder, size=size, rate=rate)
    video = Video(folder, float(len(landmarks) / rate), rate, *size)
    with PoseWriter(target, video, rate, BODY_AND_HANDS) as writer:
        writer.append(landmarks)
    return target


def _frames(folder: Path) -> Iterator[tuple[int, Path]]:
    for file in entries(folder)[1]:
        if match := _FRAME.search(file.name):
            yield int(match[1]), file


def _person(file: Path) -> dict[str, Any] | None:
    """The person of a file: `people` is a dict with AI-Hub, a list (of which the first counts) with OpenPose."""
    try:
        content = msgspec.json.decode(file.read_bytes())
    except OSError as error:
        raise DatasetError(f"cannot be read: {error.strerror}", path=file) from error
    except msgspec.MsgspecError as error:
        raise DatasetError(f"is broken JSON: {error}", path=file) from error
    people = content.get("people") if isinstance(content, dict) else None
    if isinstance(people, list):
        people = people[0] if people else {}
    if not isinstance(people, dict):
        raise DatasetError("has no people", path=file)
    return people or None


def _fill(
    points: FloatArray, present: BoolArray, person: dict[str, Any] | None, size: tuple[int, int], file: Path
) -> None:
    if person is None:
        return
    body, left, right = (_values(person.get(key), count, key, file) for key, count in _KEYS)
    spread = np.zeros((POSE_POINTS.stop, 3), np.float32)
    spread[list(_BODY.values())] = body[list(_BODY)]
    for place, values in ((POSE_POINTS, spread), (LEFT_HAND_POINTS, left), (RIGHT_HAND_POINTS, right)):
        seen = values[:, 2] > 0
        points[place, :2] = np.where(seen[:, None], values[:, :2] / np.array(size, np.float32), 0)
        points[place, 3] = np.clip(values[:, 2], 0, 1)
        present[place] = seen


def _values(value: Sequence[float] | None, count: int, key: str, file: Path) -> FloatArray:
    """x, y (pixels) and confidence, [count, 3]; an empty list means that nothing was found."""
    if not value:
        return np.zeros((count, 3), np.float32)
    try:
        values = np.array(value, np.float32)
    except (TypeError, ValueError) as error:
        raise DatasetError(f"{key} holds no numbers", path=file) from error
    if values.shape != (3 * count,) or not np.isfinite(values).all():
        raise DatasetError(f"{key} holds {len(value)} values, {3 * count} numbers are needed", path=file)
    return values.reshape(count, 3)
