"""Stills: the moment of every deduction as a small picture, with the skeleton drawn into it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from annotator.errors import DecodeError
from annotator.landmarks import draw_skeleton
from annotator.records import ImageArray, Landmarks, Video
from annotator.scoring import Score
from annotator.video import can_seek, frames

LONGEST: Final = 480  # pixels of a still's longer side
_QUALITY: Final = 80
_READ_SIDE: Final = 1280  # what is cut out of is no larger than this
# Where a file cannot be sought in, it is read once, at so many pictures a second.
_ONE_PASS: Final = Fraction(10)
_GROUND: Final = (38, 42, 46)
_LEAST_VISIBILITY: Final = 0.2
_SMALL: Final = 0.6  # of the picture's height: performers smaller than this are cut out
_AROUND: Final = 1.5  # of what the performer takes
_NARROWEST: Final = 0.75  # width by height of what is cut out


@dataclass(frozen=True)
class Still:
    """The picture at `at_s` seconds of the video, as JPEG; `deductions` are those it is of, by their place."""

    at_s: float
    deductions: tuple[int, ...]
    width: int
    height: int
    jpeg: bytes = field(repr=False)


def stills_of(video: Video, landmarks: Landmarks | None, score: Score) -> Iterator[Still]:
    """A still for every moment something is deducted at, in order of time.

    `landmarks` are those of the film as it is, not of its mirror. Where there is no picture (a .pose file, a damaged
    or missing video) the skeleton stands on a plain ground. Without landmarks (None) stills are the pictures alone, as
    far as there are any.
    """
    if landmarks is None:
        yield from _pictures_alone(video, score)
        return
    places = _moments(landmarks, score)
    times_s = {float(landmarks.times_s[place]): place for place in sorted(places)}
    drawn = {at_s: _drawn(picture, landmarks, times_s[at_s]) for at_s, picture in _pictures(video, list(times_s))}
    for at_s, place in times_s.items():
        still = drawn[at_s] if at_s in drawn else _drawn(_plain(video), landmarks, place)
        height, width = still.shape[:2]
        yield Still(round(at_s, 3), tuple(places[place]), width, height, _jpeg(still))


def _pictures_alone(video: Video, score: Score) -> Iterator[Still]:
    places: dict[float, list[int]] = {}
    for number, deduction in enumerate(score.deductions):
        places.setdefault(deduction.at_s, []).append(number)
    for at_s, picture in sorted(_pictures(video, sorted(places)), key=lambda each: each[0]):
        still = _sized(picture)
        height, width = still.shape[:2]
        yield Still(round(at_s, 3), tuple(places[at_s]), width, height, _jpeg(still))


def _moments(landmarks: Landmarks, score: Score) -> dict[int, list[int]]:
    """Which frame shows which deductions, by their places."""
    found: dict[int, list[int]] = {}
    for number, deduction in enumerate(score.deductions if len(landmarks) else ()):
        place = int(np.searchsorted(landmarks.times_s, deduction.at_s + 1e-6, side="right")) - 1
        found.setdefault(max(place, 0), []).append(number)
    return found


def _pictures(video: Video, times_s: Sequence[float]) -> Iterator[tuple[float, ImageArray]]:
    """The pictures at `times_s` (in order), as far as they can be read; nearly those, where nothing can be sought."""
    if times_s and video.codec != "pose" and Path(video.path).is_file():
        yield from _sought(video, times_s) if can_seek(video) else _passed(video, times_s)


def _sought(video: Video, times_s: Sequence[float]) -> Iterator[tuple[float, ImageArray]]:
    length_s = float(1 / video.frame_rate)
    for time_s in times_s:
        end_s = time_s + length_s
        with contextlib.suppress(DecodeError), frames(video, max_side=_READ_SIDE, start_s=time_s, end_s=end_s) as read:
            for batch in read:
                yield time_s, batch.images[0]
                break


def _passed(video: Video, times_s: Sequence[float]) -> Iterator[tuple[float, ImageArray]]:
    rate = min(video.frame_rate, _ONE_PASS)
    half_s = float(1 / rate) / 2
    end_s = times_s[-1] + 2 * half_s
    with (
        contextlib.suppress(DecodeError),
        frames(video, rate=rate, max_side=_READ_SIDE, batch=4, end_s=end_s) as read,
    ):
        for batch in read:
            for image, at_s in zip(batch.images, batch.times_s, strict=True):
                yield from ((each, image) for each in times_s if -half_s <= each - at_s < half_s)


def _plain(video: Video) -> ImageArray:
    width, height = max(video.width, 1), max(video.height, 1)
    factor = LONGEST / max(width, height)
    return np.full((max(round(height * factor), 1), max(round(width * factor), 1), 3), _GROUND, np.uint8)


def _drawn(picture: ImageArray, landmarks: Landmarks, place: int) -> ImageArray:
    """The performer cut out where small, brought to size, with the skeleton."""
    height, width = picture.shape[:2]
    at = landmarks.points[place, :, :2].astype(np.float64) * [width, height]
    seen = landmarks.present[place] & (landmarks.points[place, :, 3] >= _LEAST_VISIBILITY)
    left, top, right, bottom = _cut(at[seen], width, height)
    picture = picture[top:bottom, left:right]
    still = _sized(picture)
    draw_skeleton(still, (at - [left, top]) * _factor(picture), seen, slender=True)
    return still


def _factor(picture: ImageArray) -> float:
    return min(LONGEST / max(picture.shape[:2]), 2.0)


def _sized(picture: ImageArray) -> ImageArray:
    """A picture brought to the size of a still."""
    import cv2

    factor = _factor(picture)
    size = (max(round(picture.shape[1] * factor), 1), max(round(picture.shape[0] * factor), 1))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return np.ascontiguousarray(cv2.resize(picture, size, interpolation=how))


def _cut(places: npt.NDArray[np.float64], width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is shown: everything, or what lies around a performer who is small."""
    if not len(places):
        return 0, 0, width, height
    low, high = places.min(axis=0), places.max(axis=0)
    across, down = high - low
    if down >= _SMALL * height or down < 1:
        return 0, 0, width, height
    tall = down * _AROUND
    wide = max(across * _AROUND, tall * _NARROWEST)
    left, top = (low + high) / 2 - [wide / 2, tall / 2]
    spans = ((left, left + wide, width), (top, top + tall, height))
    (left, right), (top, bottom) = (_within(*span) for span in spans)
    return (0, 0, width, height) if right - left < 2 or bottom - top < 2 else (left, top, right, bottom)


def _within(first: float, last: float, length: int) -> tuple[int, int]:
    return max(int(first), 0), min(int(np.ceil(last)), length)


def _jpeg(picture: ImageArray) -> bytes:
    import cv2

    _, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return bytes(data)
