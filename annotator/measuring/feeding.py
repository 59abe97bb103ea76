"""Numbers out of tables to recognizers: `.npy` features as steps, rows of pixels as pictures, without any video."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

from annotator.datasets import read_array
from annotator.datasets.sign_mnist import read_pixels
from annotator.engine import Model
from annotator.errors import DatasetError, RecognizerError
from annotator.frames import adapt
from annotator.measuring.samples import WHOLE, Gatherer, Scored
from annotator.models import FramesInput, LandmarksInput, as_values
from annotator.recognizer import FrameInput, Recognizer, WindowRecognizer, WindowSession
from annotator.records import LANDMARK_POINTS, BoolArray, FloatArray, Frames, ImageArray, Landmarks


def score_sequences(path: Path, rows: Sequence[int | None], model: Model, recognizer: Recognizer) -> tuple[Scored, ...]:
    """What a model of landmarks says of sequences of its own features: `.npy`, [T, F] (row None) or [N, T, F].

    A last column beyond the features is a label and is left out; a step of zeros is one at which nothing was seen.
    Steps are taken to come at the model's rate. Raises DatasetError where the features are not the model's.
    """
    wanted = model.bundle.manifest.input
    if not isinstance(wanted, LandmarksInput) or not isinstance(recognizer, WindowRecognizer):
        raise RecognizerError(f"the model {model.name} cannot be fed features", path=path)
    array = read_array(path)
    width = array.shape[-1]
    if width not in (wanted.feature_width, wanted.feature_width + 1):
        raise DatasetError(
            f"has {width} columns; the model {model.name} wants {wanted.feature_width} ({wanted.feature_set}), "
            "or one more with the label",
            path=path,
        )
    steps = array[..., : wanted.feature_width].astype(np.float32)
    return tuple(_sequence(steps if row is None else steps[row], recognizer) for row in rows)


def _sequence(steps: FloatArray, recognizer: WindowRecognizer) -> Scored:
    gatherer = Gatherer([WHOLE])
    usable: BoolArray = steps.any(axis=1)
    session = WindowSession(recognizer, prepare=lambda _: (steps, usable))
    count = len(steps)
    nobody = Landmarks(
        np.zeros((count, LANDMARK_POINTS, 4), np.float32),
        np.zeros((count, LANDMARK_POINTS), np.bool_),
        np.arange(count) / float(recognizer.input.rate),
    )
    for prediction in (*session.feed(nobody), *session.finish()):
        gatherer.hear(prediction)
    return gatherer.scored()[0]


def score_pixels(path: Path, rows: Sequence[int | None], model: Model, recognizer: Recognizer) -> tuple[Scored, ...]:
    """What a model of single pictures says of rows of a table of grey pictures, each the whole of what it looks at."""
    wanted = model.bundle.manifest.input
    if not isinstance(wanted, FramesInput) or not isinstance(recognizer, WindowRecognizer):
        raise RecognizerError(f"the model {model.name} cannot be fed rows of pixels", path=path)
    pixels = read_pixels(path)[1]
    images = np.repeat(pixels[[row or 0 for row in rows]][..., None], 3, axis=-1)
    values = as_values(_sized(images, wanted), wanted)
    scores = recognizer.classify(values[:, None])
    return tuple(Scored(row.astype(np.float64), 1) for row in scores)


def _sized(images: ImageArray, wanted: FramesInput) -> ImageArray:
    once = Fraction(1)
    frames = Frames(images, np.arange(len(images), dtype=np.float64))
    sized = adapt([frames], FrameInput(once), FrameInput(once, wanted.width, wanted.height, wanted.fit))
    return np.concatenate([batch.images for batch in sized])
