"""Small pictures of samples, whatever they are: to look at, and to compare."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from annotator.datasets.content import load_picture
from annotator.datasets.dataset import Medium, Sample
from annotator.datasets.sequences import read_array
from annotator.datasets.sign_mnist import read_pixels
from annotator.errors import DatasetError
from annotator.landmarks import open_pose
from annotator.records import FloatArray, ImageArray
from annotator.video import frames, probe

_DECODED_S: Final = 0.5  # how long a stretch is decoded to get one frame of it
_INK: Final = (20, 60, 120)


def thumbnail(sample: Sample, medium: Medium, side: int) -> ImageArray:
    """A sample as a picture, uint8 [side, side, 3] RGB, its aspect ratio kept on grey; raises AnnotatorError.

    Of a video it is the frame in the middle of the sample, of landmarks the points there; features are drawn as a map
    of their values, time to the right.
    """
    if medium == "video":
        end_s = sample.end_s if sample.end_s is not None else probe(sample.path).duration_s
        return letterbox(video_frame(sample.path, (sample.start_s + end_s) / 2, 2 * side), side)
    if medium == "picture":
        return letterbox(load_picture(sample.path), side)
    if medium == "landmarks":
        return _points(sample, side)
    if medium == "features":
        array = read_array(sample.path)
        return letterbox(_value_map(array if array.ndim == 2 else array[sample.row or 0]), side, smooth=False)
    grey = read_pixels(sample.path)[1][sample.row or 0]
    return letterbox(np.repeat(grey[:, :, None], 3, axis=2), side)


def video_frame(path: Path, time_s: float, max_side: int) -> ImageArray:
    """The frame shown at a time, uint8 [H, W, 3], its longer side at most `max_side`; raises AnnotatorError."""
    video = probe(path)
    start_s = max(0.0, min(time_s, video.duration_s - 1.5 / float(video.frame_rate or 25)))
    with frames(video, max_side=max_side, batch=1, start_s=start_s, end_s=start_s + _DECODED_S) as reader:
        for batch in reader:
            return np.asarray(batch.images[0], np.uint8)
    raise DatasetError(f"has no picture at {start_s:.2f} s", path=path, stage="decode")


def letterbox(image: ImageArray, side: int, *, smooth: bool = True) -> ImageArray:
    """A picture brought into a square, its aspect ratio kept, grey beside it."""
    import cv2

    height, width = image.shape[:2]
    scale = side / max(height, width)
    small = (max(1, round(width * scale)), max(1, round(height * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR if smooth else cv2.INTER_NEAREST
    square = np.full((side, side, 3), 235, np.uint8)
    top, left = (side - small[1]) // 2, (side - small[0]) // 2
    square[top : top + small[1], left : left + small[0]] = cv2.resize(image, small, interpolation=how)
    return square


def _points(sample: Sample, side: int) -> ImageArray:
    with open_pose(sample.path) as file:
        end_s = sample.end_s if sample.end_s is not None else len(file) / float(file.rate)
        wanted = min(len(file) - 1, int((sample.start_s + end_s) / 2 * float(file.rate)))
        first = 0
        for batch in file:
            if wanted < first + len(batch):
                row = wanted - first
                return _dots(batch.points[row, batch.present[row], :2], file.video.width / file.video.height, side)
            first += len(batch)
    raise DatasetError("holds no landmarks", path=sample.path)


def _dots(points: FloatArray, aspect: float, side: int) -> ImageArray:
    """Points (fractions of width and height) [N, 2] as dots in a square."""
    import cv2

    square = np.full((side, side, 3), 235, np.uint8)
    size = (side, side / aspect) if aspect >= 1 else (side * aspect, side)
    for x, y in points * np.array(size) + (side - np.array(size)) / 2:
        cv2.circle(square, (round(float(x)), round(float(y))), max(1, side // 80), _INK, -1)
    return square


def _value_map(values: FloatArray) -> ImageArray:
    """Features [T, F] as greys [F, T, 3], each feature over its own range."""
    low, high = values.min(axis=0), values.max(axis=0)
    shares = (values - low) / np.maximum(high - low, 1e-9)
    return np.repeat((shares.T * 255).astype(np.uint8)[:, :, None], 3, axis=2)
