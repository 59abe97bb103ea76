"""The recognizer `landmark-tcn`: a window of features around every step, scored for the step at its centre."""

from __future__ import annotations

from annotator.errors import RecognizerError
from annotator.landmarks import Memory
from annotator.models import Bundle, LandmarkWeights
from annotator.recognizer import Batch, LandmarkInput, Session, WindowRecognizer, WindowSession
from annotator.records import BoolArray, FloatArray, Landmarks, Video


class LandmarkTCN(WindowRecognizer):
    """Says for every step of a video what is being signed there, from the window of features around it.

    At the ends of a video the first and the last step stand for what lies outside. Steps at which nobody was seen are
    zeros, as they were in training; a window of nothing else is passed over. Raises BundleError naming the field of the
    manifest that does not fit.
    """

    name = "landmark-tcn"
    edge = "pad"
    holes = "keep"

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
        """Begins a video; where its signer stands is followed for it alone."""
        memory = Memory.of(video)
        return WindowSession(self, prepare=lambda batch: self.prepare(batch, memory))

    def prepare(self, batch: Batch, memory: Memory | None = None) -> tuple[FloatArray, BoolArray]:
        """Features, float32 [T, feature_width], and bool [T] where somebody was seen; `memory` is the video's."""
        if not isinstance(batch, Landmarks):
            raise RecognizerError(f"{self.name}: wants landmarks, was fed {type(batch).__name__}")
        return self._weights.features.compute(batch, memory=memory)

    def classify(self, clips: FloatArray) -> FloatArray:
        """Probabilities [B, C] of windows [B, window, feature_width]."""
        return self._weights(clips)
