"""A network as LiteRT weights, and whether both give the same scores."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from annotator.errors import BundleError, UsageError
from annotator.models import LiteRtModel, StatefulModel
from annotator.records import FloatArray
from annotator.training.backend import load_backend
from annotator.training.convert import MAX_DIFFERENCE, convert_keras, litert_scores
from annotator.training.importing.layout import Layout
from annotator.training.importing.network import Network


@dataclass(frozen=True)
class Weights:
    """The bytes of `weights.tflite`, their scores [N, C] for the examples, and how far those are from the network's.

    `difference` is None where the weights were LiteRT already.
    """

    data: bytes = field(repr=False)
    scores: FloatArray = field(repr=False)
    difference: float | None = None


def make_weights(network: Network, layout: Layout, windows: FloatArray) -> Weights:
    """Converts a network, so that it takes windows as annotator feeds them, and compares; LiteRT is taken as it is.

    `windows` are examples as the network takes them, float32 [N, *own]. Raises BundleError when it cannot be converted,
    or the scores differ by more than 1e-3; UsageError for LiteRT weights that would have to be changed.
    """
    fed = as_fed(windows, layout)
    if network.weights is not None:
        if layout.reverse or layout.own != layout.shape:
            raise UsageError(
                "LiteRT weights are taken as they are, and annotator feeds pictures in rgb with an axis of channels",
                path=network.path,
                hint="give the Keras model or SavedModel they came from",
            )
        return Weights(network.weights, _run(network, fed))
    expected = network.scores(windows)
    data = convert_keras(_Fed(network, layout), fed, limit=float("inf")).weights
    found = litert_scores(data, fed)
    difference = float(np.abs(expected - found).max())
    if not difference <= MAX_DIFFERENCE:  # NaN is a difference too
        raise BundleError(
            f"the scores before and after conversion differ by {difference:.2g}, more than {MAX_DIFFERENCE:g}",
            path=network.path,
            hint="with --examples FILE.npy they are compared on real windows instead of random ones",
        )
    return Weights(data, found, difference)


def as_fed(windows: FloatArray, layout: Layout) -> FloatArray:
    """Windows as the network takes them, [N, *own], as annotator feeds them, [N, *shape]."""
    shaped = windows.reshape(len(windows), *layout.shape)
    return np.ascontiguousarray(shaped[..., ::-1]) if layout.reverse else shaped


class _Fed:
    """A network that takes windows as annotator feeds them, as `convert_keras` wants it."""

    def __init__(self, network: Network, layout: Layout) -> None:
        self._network, self._layout = network, layout
        self.input_shape = (None, *layout.shape)

    def __call__(self, clips: Any, training: bool = False) -> Any:  # noqa: ARG002 (part of Keras' call)
        assert self._network.call is not None  # noqa: S101 (LiteRT weights never come here)
        tf = load_backend().tf
        if self._layout.reverse:
            clips = tf.gather(clips, [2, 1, 0], axis=-1)
        if self._layout.own != self._layout.shape:
            clips = tf.reshape(clips, (-1, *self._layout.own))
        return self._network.call(clips)


def _run(network: Network, windows: FloatArray) -> FloatArray:
    """The scores of LiteRT weights; those that remember are fed each example as a first step."""
    assert network.weights is not None  # noqa: S101
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "weights.tflite"
        file.write_bytes(network.weights)
        return StatefulModel(file)(windows) if network.step else LiteRtModel(file)(windows)


def check_scores(scores: FloatArray, activation: str, path: Path) -> None:
    """Raises BundleError for scores that are not finite, UsageError where they are not what `activation` says.

    Probabilities ("softmax") are 0..1 and come to 1 a window.
    """
    if not np.isfinite(scores).all():
        raise BundleError("its scores are not finite numbers", path=path)
    sums = scores.sum(axis=1)
    probabilities = bool((scores >= -1e-3).all() and (np.abs(sums - 1) < 1e-2).all())
    if activation == "softmax" and not probabilities:
        raise UsageError(f"its scores are no probabilities: they come to {sums[0]:.3g} a window", path=path)
    if activation == "none" and probabilities:
        raise UsageError("its scores are no logits: they come to 1 in every window", path=path)
