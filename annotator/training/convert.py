"""Keras models to LiteRT weights, checked to give the same scores."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from annotator.errors import BundleError
from annotator.models import LiteRtModel
from annotator.records import FloatArray
from annotator.training.backend import Backend, load_backend, muted_stderr
from annotator.training.keras_files import load_keras

MAX_DIFFERENCE: Final = 1e-3
_FIXED_BATCH: Final = 32
_TRIALS: Final = 64


@dataclass(frozen=True)
class Converted:
    """LiteRT weights, and the largest difference found between their scores and those of the Keras model."""

    weights: bytes = field(repr=False)
    difference: float
    input_shape: tuple[int, ...]
    classes: int


def convert_keras(
    model: Any, examples: FloatArray | None = None, *, seed: int = 0, limit: float = MAX_DIFFERENCE
) -> Converted:
    """Converts a Keras model (an object, or the path of a `.h5` or `.keras`) to LiteRT.

    Both then score `examples`, float32 [N, ...] (random numbers 0..1 where none are given). Raises BundleError when
    the scores differ by more than `limit`, when the model cannot be read or converted, or when it has a Lambda layer;
    MissingError without TensorFlow.
    """
    backend = load_backend()
    path = Path(model) if isinstance(model, str | Path) else None
    network = load_keras(path, backend) if path is not None else model
    shape = _input_shape(network, path)
    weights = _convert(network, shape, backend, path)
    if examples is None:
        examples = np.random.default_rng(seed).random((_TRIALS, *shape), np.float32)
    expected = predict(network, examples)
    found = litert_scores(weights, examples)
    difference = float(np.abs(expected - found).max())
    if not difference <= limit:  # NaN is a difference too
        raise BundleError(f"LiteRT and Keras differ by {difference:.2g}, more than {limit:g}", path=path)
    return Converted(weights, difference, shape, int(expected.shape[-1]))


def predict(network: Any, clips: FloatArray) -> FloatArray:
    """The scores of a Keras model for float32 [N, ...], in batches."""
    parts = [np.asarray(network(clips[at : at + _TRIALS], training=False)) for at in range(0, len(clips), _TRIALS)]
    scores: FloatArray = np.concatenate(parts).astype(np.float32)
    return scores


def _input_shape(network: Any, path: Path | None) -> tuple[int, ...]:
    shape = network.input_shape
    if isinstance(shape, list) or any(size is None for size in shape[1:]):
        raise BundleError(f"has inputs {shape}, expected one input of fixed size", path=path)
    return tuple(int(size) for size in shape[1:])


def _convert(network: Any, shape: Sequence[int], backend: Backend, path: Path | None) -> bytes:
    """Weights that take any number of windows, or, where loops forbid that (LSTM), 32 at a time."""
    reasons = []
    for batch in (None, _FIXED_BATCH):
        try:
            with muted_stderr():
                return _convert_batch(network, [batch, *shape], backend)
        except Exception as error:  # noqa: BLE001 (the converter raises many kinds; the last is passed on)
            reasons.append(error)
    first_line = str(reasons[-1]).strip().splitlines()[0]
    raise BundleError(f"cannot be converted to LiteRT: {first_line}", path=path) from reasons[-1]


def _convert_batch(network: Any, shape: Sequence[int | None], backend: Backend) -> bytes:
    tf = backend.tf

    @tf.function(input_signature=[tf.TensorSpec(shape, tf.float32, name="input")])  # type: ignore[untyped-decorator]
    def scores(clips: Any) -> Any:
        return network(clips, training=False)

    function = scores.get_concrete_function()
    holder = tf.Module()
    holder.weights = list(function.variables)  # the converter does not find those of a Keras-3 model by itself
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function], holder)
    return bytes(converter.convert())


def litert_scores(weights: bytes, clips: FloatArray) -> FloatArray:
    """The scores [N, C] of LiteRT weights that are not on disk yet, for float32 [N, ...]."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "weights.tflite"
        file.write_bytes(weights)
        return LiteRtModel(file)(clips)
