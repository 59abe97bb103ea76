"""The recognizer `crnn`: pictures of the bundle's size and rate, windows of them through LiteRT weights."""

from __future__ import annotations

import numpy as np

from annotator.errors import RecognizerError
from annotator.models import Bundle, PictureWeights
from annotator.recognizer import Batch, FrameInput, WindowRecognizer
from annotator.records import BoolArray, FloatArray, Frames


class CRNN(WindowRecognizer):
    """Scores windows of pictures with the weights of a bundle whose `[input]` is of kind "frames".

    Everything that varies (rate, size, fit, range of values, window, stride, classes) stands in the bundle's manifest;
    an ensemble is one file of weights. There is a window around every step, also at the ends of a video. Raises
    BundleError naming the field that does not fit.
    """

    name = "crnn"
    edge = "pad"

    def __init__(self, bundle: Bundle) -> None:
        self._weights = PictureWeights(bundle)
        wanted = self._weights.wanted
        self.input = FrameInput(wanted.fraction, wanted.width, wanted.height, wanted.fit)
        self.window, self.stride = wanted.window, wanted.stride
        self.batch_size = self._weights.batch_size

    @property
    def classes(self) -> int:
        """How many scores a prediction holds."""
        return self._weights.classes

    def prepare(self, batch: Batch) -> tuple[FloatArray, BoolArray]:
        """Pictures as the numbers the weights take, float32 [T, H, W, channels]; all of them are usable."""
        if not isinstance(batch, Frames):
            raise RecognizerError(f"{self.name}: wants frames, was fed {type(batch).__name__}")
        return self._weights.values(batch.images), np.ones(len(batch), np.bool_)

    def classify(self, clips: FloatArray) -> FloatArray:
        """Probabilities [B, C] of windows [B, window, H, W, channels]."""
        return self._weights(clips)
