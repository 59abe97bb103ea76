"""From the trained network to LiteRT weights that take a few pictures a step and carry their states."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any, Final

import numpy as np

from annotator.errors import BundleError
from annotator.models import StatefulModel
from annotator.records import FloatArray
from annotator.training import MAX_DIFFERENCE, Backend, Converted, shrink
from annotator_movinet.network import step_network

_FORMS: Final = {"float32": "float32", "float16": "float16", "int8": "int8 dynamic"}
_LIMITS: Final = {"float32": MAX_DIFFERENCE, "float16": 2e-2}  # int8 is judged by its accuracy
_CHECKED: Final = 16  # clips


def convert_to_steps(
    backend: Backend, network: Any, variant: str, step: int, clips: FloatArray, precision: str = "float32"
) -> Converted:
    """LiteRT weights of a `clip_network` that take `step` pictures at a time.

    Both score some of `clips`, float32 [N, T, H, W, 3], the one whole, the other streamed; raises BundleError where
    they differ by more than 0.001 (float16: 0.02).
    """
    examples, classes = clips[:_CHECKED], network.output_shape[-1]
    shape = (step, *examples.shape[2:])
    stream = step_network(backend, variant, shape, classes)
    stream.set_weights(network.get_weights())
    weights = _convert(backend, stream, (1, *shape), _FORMS[precision])
    whole = np.asarray(network(examples, training=False), np.float32)
    difference = float(np.abs(whole - stream_scores(weights, examples)).max())
    if not difference <= _LIMITS.get(precision, np.inf):
        raise BundleError(f"streamed and whole, the network differs by {difference:.2g}")
    return Converted(weights, difference, examples.shape[1:], classes, _FORMS[precision])


def stream_scores(weights: bytes, clips: FloatArray) -> FloatArray:
    """The probabilities [N, C] of LiteRT weights that are not on disk yet, for clips [N, T, H, W, 3]."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "weights.tflite"
        file.write_bytes(weights)
        return StatefulModel(file)(clips)


def _convert(backend: Backend, stream: Any, shape: tuple[int, ...], form: str) -> bytes:
    tf = backend.tf
    specs = stream.initial_state_specs(list(shape))
    names = {name: re.sub(r"\W", "_", name) for name in sorted(specs)}  # a signature's names are identifiers

    def advance(image: Any, states: Any) -> Any:
        logits, after = stream({**{name: states[names[name]] for name in names}, "image": image}, training=False)
        return {"scores": tf.nn.softmax(logits), **{names[name]: after[name] for name in names}}

    function = tf.function(advance, autograph=False).get_concrete_function(
        tf.TensorSpec(shape, tf.float32, name="image"),
        {new: tf.TensorSpec(specs[name].shape, specs[name].dtype, name=new) for name, new in names.items()},
    )
    holder = tf.Module()
    holder.weights = list(function.variables)  # the network itself would be saved with all its functions: minutes
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function], holder)
    shrink(converter, backend, form, None)
    return bytes(converter.convert())
