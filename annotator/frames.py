"""Frames for several consumers out of one decode: to each the rate and size it asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from annotator.landmarks import Picker
from annotator.recognizer import FrameInput
from annotator.records import Frames, ImageArray


def union(inputs: Sequence[FrameInput]) -> FrameInput:
    """What to decode so that all `inputs` can be served: the one they agree on, or the highest rate, as displayed."""
    if all(wanted == inputs[0] for wanted in inputs):
        return inputs[0]
    return FrameInput(max(wanted.rate for wanted in inputs))


def adapt(batches: Iterable[Frames], decoded: FrameInput, wanted: FrameInput) -> Iterator[Frames]:
    """Frames decoded as `decoded` turned into what was `wanted`; untouched where both are the same.

    Result k, at time k / wanted.rate, is the decoded frame that is displayed then (see `annotator.landmarks.Picker`).
    """
    if decoded == wanted:
        yield from batches
        return
    picker = Picker(decoded.rate, wanted.rate)
    for batch in batches:
        sources, times_s = picker.of(len(batch))
        if len(sources):
            yield Frames(np.stack([_fitted(batch.images[i], wanted) for i in sources]), times_s)


def _fitted(image: ImageArray, wanted: FrameInput) -> ImageArray:
    """An image brought to the size wanted, by its `fit`."""
    height, width = image.shape[:2]
    if wanted.width is None or wanted.height is None or (width, height) == (wanted.width, wanted.height):
        return image
    if wanted.fit == "cover":
        scale = min(width / wanted.width, height / wanted.height)
        w, h = round(wanted.width * scale), round(wanted.height * scale)
        top, left = (height - h) // 2, (width - w) // 2
        image = image[top : top + h, left : left + w]
    elif wanted.fit == "contain":
        scale = min(wanted.width / width, wanted.height / height)
        inner = _resized(image, max(1, round(width * scale)), max(1, round(height * scale)))
        canvas = np.zeros((wanted.height, wanted.width, 3), np.uint8)
        top, left = (wanted.height - inner.shape[0]) // 2, (wanted.width - inner.shape[1]) // 2
        canvas[top : top + inner.shape[0], left : left + inner.shape[1]] = inner
        return canvas
    return _resized(image, wanted.width, wanted.height)


def _resized(image: ImageArray, width: int, height: int) -> ImageArray:
    import cv2

    shrinks = width < image.shape[1] or height < image.shape[0]
    resized: ImageArray = cv2.resize(
        image, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    )
    return resized
