"""The recognizer `landmark-lstm`: landmarks to a feature set, windows of it through LiteRT weights."""

from __future__ import annotations

import numpy as np

from annotator.errors import BundleError, RecognizerError
from annotator.landmarks import FEATURES, FeatureSet, HandChooser
from annotator.models import Bundle, LandmarksInput, LiteRtModel
from annotator.recognizer import Batch, LandmarkInput, Session, WindowRecognizer, WindowSession
from annotator.records import BoolArray, FloatArray, Landmarks, Video


class LandmarkLSTM(WindowRecognizer):
    """Scores windows of landmarks with the weights of a bundle whose `[input]` is of kind "landmarks".

    Everything that varies (feature set, window, stride, rate, mirror, classes) stands in the bundle's manifest.
    Raises BundleError naming the field that does not fit.
    """

    name = "landmark-lstm"

    def __init__(self, bundle: Bundle) -> None:
        manifest, wanted = bundle.manifest, bundle.manifest.input
        if not isinstance(wanted, LandmarksInput):
            raise BundleError('must be "landmarks" for landmark-lstm', field="input.kind", path=bundle.folder)
        self._features = _feature_set(bundle, wanted)
        self.input = LandmarkInput(wanted.fraction, pose=self._features.needs_pose, mirror=wanted.mirror)
        self.window, self.stride, self.min_usable = wanted.window, wanted.stride, wanted.min_usable
        self._logits = manifest.output.activation == "none"
        self._classes = manifest.output.classes
        self._model = LiteRtModel(bundle.weights)
        self.batch_size = self._model.batch_size
        _check_shape(bundle, self._model, (wanted.window, wanted.feature_width))

    @property
    def classes(self) -> int:
        """How many scores a prediction holds."""
        return self._classes

    def open(self, video: Video) -> Session:  # noqa: ARG002
        """Begins a video; which hand is followed is chosen for it alone."""
        hand = HandChooser()
        return WindowSession(self, prepare=lambda batch: self.prepare(batch, hand))

    def prepare(self, batch: Batch, hand: HandChooser | None = None) -> tuple[FloatArray, BoolArray]:
        """Features, float32 [T, feature_width], and bool [T] where there is a hand; `hand` carries over batches."""
        if not isinstance(batch, Landmarks):
            raise RecognizerError(f"{self.name}: wants landmarks, was fed {type(batch).__name__}")
        return self._features.compute(batch, hand=hand or HandChooser())

    def classify(self, clips: FloatArray) -> FloatArray:
        """Probabilities [B, C] of windows [B, window, feature_width]."""
        scores = self._model(clips)
        return softmax(scores) if self._logits else scores


def softmax(logits: FloatArray) -> FloatArray:
    """Logits [B, C] as probabilities, computed in float64 so that a row does not depend on its neighbours."""
    wide = logits.astype(np.float64)
    powers = np.exp(wide - wide.max(axis=1, keepdims=True))
    probabilities: FloatArray = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return probabilities


def _feature_set(bundle: Bundle, wanted: LandmarksInput) -> FeatureSet:
    features = FEATURES.get(wanted.feature_set)
    if features is None:
        there = ", ".join(sorted(FEATURES))
        raise BundleError(
            f"{wanted.feature_set!r} does not exist; there are: {there}", field="input.feature_set", path=bundle.folder
        )
    if features.width != wanted.feature_width:
        raise BundleError(
            f"is {wanted.feature_width}, {features.name} gives {features.width} numbers a step",
            field="input.feature_width",
            path=bundle.folder,
        )
    return features


def _check_shape(bundle: Bundle, model: LiteRtModel, step: tuple[int, int]) -> None:
    if model.input_shape[1:] != step:
        raise BundleError(
            f"window and feature_width are {step}, the weights take {model.input_shape[1:]}",
            field="input.window",
            path=bundle.folder,
        )
    if model.output_shape[1:] != (bundle.manifest.output.classes,):
        raise BundleError(
            f"is {bundle.manifest.output.classes}, the weights give {model.output_shape[1:]}",
            field="output.classes",
            path=bundle.folder,
        )
