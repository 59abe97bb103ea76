"""The base of recognizers that look at single pictures: whole ones, or what is cut out of them by landmarks."""

from __future__ import annotations

from typing import Final

import numpy as np

from annotator.errors import BundleError, RecognizerError
from annotator.landmarks import Cutter
from annotator.models import Bundle, FramesInput, PictureWeights
from annotator.recognizer import Batch, FrameInput, SeenInput, Session, WindowRecognizer, WindowSession
from annotator.records import BoolArray, FloatArray, Frames, Seen, Video

_TOGETHER: Final = 4  # pictures computed at once: about as many as a batch of decoded frames holds


class PictureRecognizer(WindowRecognizer):
    """Scores every picture by itself; what it says of a window is the mean of its pictures' probabilities.

    Subclasses set `name`. The bundle's `[input]` says what is cut out (`crop`: the signing hand, the person) and drawn
    (`draw`); a picture in which that is not seen is unusable. Where neither is wanted, no landmarks are. Raises
    BundleError naming the field of the manifest that does not fit.
    """

    edge = "pad"

    def __init__(self, bundle: Bundle) -> None:
        self._weights = PictureWeights(bundle, batch_size=_TOGETHER)
        wanted = self._weights.wanted
        if len(self._weights.input_shape) != 4:
            shape = self._weights.input_shape
            raise BundleError(f"{shape} is no single picture", field="input.window", path=bundle.folder)
        self.input = SeenInput(wanted.fraction, pose=True) if needs_landmarks(wanted) else _whole(wanted)
        self.window, self.stride, self.min_usable = wanted.window, wanted.stride, wanted.min_usable

    @property
    def wanted(self) -> FramesInput:
        """The bundle's `[input]`."""
        return self._weights.wanted

    @property
    def classes(self) -> int:
        """How many scores a prediction holds."""
        return self._weights.classes

    def open(self, video: Video) -> Session:  # noqa: ARG002
        """Begins a video; which hand signs, and where the person is, is followed for it alone."""
        cutter = make_cutter(self.wanted)
        return WindowSession(self, prepare=lambda batch: self.prepare(batch, cutter))

    def prepare(self, batch: Batch, cutter: Cutter | None = None) -> tuple[FloatArray, BoolArray]:
        """The scores of pictures, float32 [T, C], and bool [T] where there is one; `cutter` is the video's."""
        if isinstance(batch, Seen):
            images, usable = (cutter or make_cutter(self.wanted)).cut(batch)
        elif isinstance(batch, Frames) and isinstance(self.input, FrameInput):
            images, usable = batch.images, np.ones(len(batch), np.bool_)
        else:
            raise RecognizerError(f"{self.name}: wants {type(self.input).__name__}, was fed {type(batch).__name__}")
        scores = np.zeros((len(images), self.classes), np.float32)
        if usable.any():
            scores[usable] = self._weights(self._weights.values(images[usable]))
        return scores, usable

    def classify(self, clips: FloatArray) -> FloatArray:
        """The mean [B, C] of windows of scores [B, window, C], or of pictures' values [B, window, H, W, channels]."""
        if clips.ndim == 5:
            clips = self._weights(clips.reshape(-1, *clips.shape[2:])).reshape(*clips.shape[:2], self.classes)
        mean: FloatArray = clips.mean(axis=1, dtype=np.float64).astype(np.float32)
        return mean


def needs_landmarks(wanted: FramesInput) -> bool:
    """Whether pictures are cut out or drawn by landmarks."""
    return wanted.crop != "none" or wanted.draw != "picture"


def make_cutter(wanted: FramesInput) -> Cutter:
    """What makes the pictures of one video as `wanted` says."""
    return Cutter(wanted.width, wanted.height, wanted.fit, wanted.crop, wanted.draw, trail=wanted.trail)


def _whole(wanted: FramesInput) -> FrameInput:
    return FrameInput(wanted.fraction, wanted.width, wanted.height, wanted.fit)
