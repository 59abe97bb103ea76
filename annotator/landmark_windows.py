"""The base of recognizers that score windows of landmark features, as their bundle asks for them."""

from __future__ import annotations

from annotator.errors import RecognizerError
from annotator.landmarks import Memory
from annotator.models import Bundle, LandmarkWeights
from annotator.recognizer import Batch, LandmarkInput, Session, WindowRecognizer, WindowSession
from annotator.records import BoolArray, FloatArray, Landmarks, Video


class LandmarkWindowRecognizer(WindowRecognizer):
    """Scores windows of landmarks with the weights of a bundle whose `[input]` is of kind "landmarks".

    Everything that varies (feature set, window, stride, rate, mirror, classes) stands in the bundle's manifest.
    Subclasses set `name`, and `edge` and `holes` where theirs differ. Raises BundleError naming the field that does not
    fit.
    """

    def __init__(self, bundle: Bundle) -> None:
        self._weights = LandmarkWeights(bundle)
        wanted = self._weights.wanted
        self.input = LandmarkInput(wanted.fraction, pose=self._weights.features.needs_pose, mirror=wanted.mirror)
        self.window, self.stride, self.min_usable = wanted.window, wanted.stride, wanted.min_usable
        self.batch_size = self._weights.batch_size

    @property
    def classes(self) -> int:
        """How many scores a prediction holds."""
        return self._weights.classes

    def open(self, video: Video) -> Session:
        """Begins a video; which hand is followed, and where its signer stands, is found out for it alone."""
        memory = Memory.of(video)
        return WindowSession(self, prepare=lambda batch: self.prepare(batch, memory))

    def prepare(self, batch: Batch, memory: Memory | None = None) -> tuple[FloatArray, BoolArray]:
        """Features, float32 [T, feature_width], and bool [T] where they mean something; `memory` is the video's."""
        if not isinstance(batch, Landmarks):
            raise RecognizerError(f"{self.name}: wants landmarks, was fed {type(batch).__name__}")
        return self._weights.features.compute(batch, memory=memory)

    def classify(self, clips: FloatArray) -> FloatArray:
        """Probabilities [B, C] of windows [B, window, feature_width]."""
        return self._weights(clips)
