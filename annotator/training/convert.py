"""Keras models to LiteRT weights, checked to give the same scores.

Three precisions: "float32"; "float16", weights of half the size that are computed with in float32; "int8", weights of a
quarter of it. There are two forms of int8: calibrated, in which everything is computed in whole numbers whose ranges
are measured on samples, and dynamic, in which only the weights are whole numbers. Both take and give float32. The one
whose decisions on the samples agree more often with the network's is taken, the calibrated one among equals.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from annotator.errors import BundleError
from annotator.models import LiteRtModel
from annotator.records import FloatArray
from annotator.training.backend import Backend, load_backend, muted_stderr
from annotator.training.keras_files import load_keras

Precision: TypeAlias = Literal["float32", "float16", "int8"]
_Form: TypeAlias = Literal["float32", "float16", "int8 calibrated", "int8 dynamic"]

MAX_DIFFERENCE: Final = 1e-3
HALF_DIFFERENCE: Final = 2e-2  # float16 keeps 11 bits of a weight
_FIXED_BATCH: Final = 32
_TRIALS: Final = 64


@dataclass(frozen=True)
class Converted:
    """LiteRT weights, and the largest difference found between their scores and those of the Keras model.

    `form` says how their numbers are kept: "float32", "float16", "int8 calibrated" or "int8 dynamic".
    """

    weights: bytes = field(repr=False)
    difference: float
    input_shape: tuple[int, ...]
    classes: int
    form: str = "float32"

    @property
    def precision(self) -> str:
        """ "float32", "float16" or "int8"."""
        return self.form.split()[0]


def convert_keras(
    model: Any,
    examples: FloatArray | None = None,
    *,
    seed: int = 0,
    limit: float | None = None,
    precision: Precision = "float32",
) -> Converted:
    """Converts a Keras model (an object, or the path of a `.h5` or `.keras`) to LiteRT.

    Both then score `examples`, float32 [N, ...] (random numbers 0..1 where none are given); int8 is calibrated on them
    too, and without any is of the dynamic form. Raises BundleError when the scores differ by more than `limit` (else
    1e-3, of float16 0.02; int8 is judged by its accuracy instead), when the model cannot be read or converted, or when
    it has a Lambda layer; MissingError without TensorFlow.
    """
    backend = load_backend()
    path = Path(model) if isinstance(model, str | Path) else None
    network = load_keras(path, backend) if path is not None else model
    shape = _input_shape(network, path)
    given = np.random.default_rng(seed).random((_TRIALS, *shape), np.float32) if examples is None else examples
    expected = predict(network, given)
    tried: list[tuple[float, Converted]] = []
    reasons: list[BundleError] = []
    for form in _forms(precision, calibrated=examples is not None):
        try:
            weights = _convert(network, shape, backend, path, form, given)
            found = litert_scores(weights, given)
        except BundleError as error:
            reasons.append(error)
            continue
        difference = float(np.abs(expected - found).max())
        agreeing = float((expected.argmax(axis=-1) == found.argmax(axis=-1)).mean())
        tried.append((agreeing, Converted(weights, difference, shape, int(expected.shape[-1]), form)))
    if not tried:
        raise reasons[0]
    chosen = max(tried, key=lambda one: one[0])[1]  # the first among equals
    _check(chosen, limit, path)
    return chosen


def _forms(precision: Precision, *, calibrated: bool) -> tuple[_Form, ...]:
    if precision == "int8":
        return ("int8 calibrated", "int8 dynamic") if calibrated else ("int8 dynamic",)
    return (precision,)


def _check(converted: Converted, limit: float | None, path: Path | None) -> None:
    usual = {"float32": MAX_DIFFERENCE, "float16": HALF_DIFFERENCE}.get(converted.precision, np.inf)
    allowed = usual if limit is None else limit
    if not converted.difference <= allowed:  # NaN is a difference too
        raise BundleError(f"LiteRT and Keras differ by {converted.difference:.2g}, more than {allowed:g}", path=path)


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


def _convert(
    network: Any, shape: Sequence[int], backend: Backend, path: Path | None, form: _Form, examples: FloatArray
) -> bytes:
    """Weights that take any number of windows, or, where loops forbid that (LSTM), 32 at a time."""
    reasons = []
    for batch in (None, _FIXED_BATCH):
        try:
            with muted_stderr(), warnings.catch_warnings():
                warnings.filterwarnings("ignore", message="Statistics for quantized inputs were expected")
                return _convert_batch(network, [batch, *shape], backend, form, examples)
        except Exception as error:  # noqa: BLE001 (the converter raises many kinds; the last is passed on)
            reasons.append(error)
    first_line = str(reasons[-1]).strip().splitlines()[0]
    raise BundleError(f"cannot be converted to LiteRT: {first_line}", path=path) from reasons[-1]


def _convert_batch(
    network: Any, shape: Sequence[int | None], backend: Backend, form: _Form, examples: FloatArray
) -> bytes:
    tf = backend.tf

    @tf.function(input_signature=[tf.TensorSpec(shape, tf.float32, name="input")])  # type: ignore[untyped-decorator]
    def scores(clips: Any) -> Any:
        return network(clips, training=False)

    function = scores.get_concrete_function()
    holder = tf.Module()
    holder.weights = list(function.variables)  # the converter does not find those of a Keras-3 model by itself
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function], holder)
    shrink(converter, backend, form, calibration(examples, shape[0] or 1))
    return bytes(converter.convert())


def shrink(converter: Any, backend: Backend, form: str, samples: Any) -> None:
    """Tells a TFLiteConverter how numbers are to be kept; `samples()` gives what int8 is calibrated on."""
    lite = backend.tf.lite
    if form != "float32":
        converter.optimizations = [lite.Optimize.DEFAULT]
    if form == "float16":
        converter.target_spec.supported_types = [backend.tf.float16]
    if form == "int8 calibrated":
        converter.representative_dataset = samples
        converter.target_spec.supported_ops = [lite.OpsSet.TFLITE_BUILTINS_INT8, lite.OpsSet.TFLITE_BUILTINS]


def calibration(examples: FloatArray, batch: int) -> Any:
    """What a converter is calibrated on: a function that gives `examples`, so many at a time."""

    def samples() -> Iterator[list[FloatArray]]:
        for at in range(0, len(examples) - batch + 1, batch):
            yield [examples[at : at + batch]]

    return samples


def litert_scores(weights: bytes, clips: FloatArray) -> FloatArray:
    """The scores [N, C] of LiteRT weights that are not on disk yet, for float32 [N, ...]."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "weights.tflite"
        file.write_bytes(weights)
        return LiteRtModel(file)(clips)
