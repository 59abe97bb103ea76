"""What recognizers of landmarks share: the feature set a bundle asks for, and weights that fit it."""

from __future__ import annotations

import numpy as np

from annotator.errors import BundleError
from annotator.landmarks import FEATURES, FeatureSet
from annotator.models.bundle import Bundle
from annotator.models.litert import LiteRtModel
from annotator.models.manifest import LandmarksInput
from annotator.records import FloatArray


class LandmarkWeights:
    """The weights of a bundle whose `[input]` is of kind "landmarks", and the feature set they want.

    `features` turns landmarks into steps, `wanted` is the bundle's `[input]`; calling it scores windows, float32
    [B, window, feature_width], as probabilities, float32 [B, C]. Raises BundleError naming the field that does not fit.
    """

    def __init__(self, bundle: Bundle) -> None:
        wanted = bundle.manifest.input
        if not isinstance(wanted, LandmarksInput):
            raise BundleError(
                f'must be "landmarks" for {bundle.manifest.recognizer}', field="input.kind", path=bundle.folder
            )
        self.wanted = wanted
        self.features = _feature_set(bundle, wanted)
        self.classes = bundle.manifest.output.classes
        self._logits = bundle.manifest.output.activation == "none"
        self._model = LiteRtModel(bundle.weights)
        self.batch_size = self._model.batch_size
        _check_shape(bundle, self._model, (wanted.window, wanted.feature_width))

    def __call__(self, clips: FloatArray) -> FloatArray:
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
