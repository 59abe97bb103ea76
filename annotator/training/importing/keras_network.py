"""Keras files as networks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.errors import BundleError
from annotator.training.backend import load_backend
from annotator.training.importing.describe import Description, LayerInfo, Port, Shape
from annotator.training.importing.network import Network, one_port
from annotator.training.keras_files import keras_version, load_keras


def load_keras_network(path: Path) -> Network:
    """Loads a `.h5` or `.keras` of Keras 2 or 3; raises BundleError, MissingError without TensorFlow."""
    model = load_keras(path, load_backend())
    layers = list(_layers(model))
    if remembering := [
        layer.name for layer in layers if getattr(layer, "stateful", False) and hasattr(layer, "states")
    ]:
        raise BundleError(
            f"its layer {remembering[0]!r} remembers from one call to the next (stateful=True)",
            path=path,
            hint="build the network again with stateful=False, and set its weights to these",
        )
    description = Description(
        made_with=f"Keras {keras_version(path)}",
        inputs=tuple(_port(tensor) for tensor in model.inputs or ()),
        outputs=tuple(_port(tensor) for tensor in model.outputs or ()),
        layers=tuple(LayerInfo(layer.name, type(layer).__name__, int(layer.count_params())) for layer in layers),
        parameters=int(model.count_params()),
        activation=_activation(model),
        notes=tuple(_notes(layers)),
    )
    shape, classes = one_port(description, path)
    return Network(description, path, shape, classes, call=lambda clips: model(clips, training=False))


def _port(tensor: Any) -> Port:
    shape: Shape = tuple(None if size is None else int(size) for size in tensor.shape)
    dtype = getattr(tensor.dtype, "name", tensor.dtype)
    return Port(str(tensor.name), shape, str(dtype))


def _layers(model: Any) -> Iterator[Any]:
    """Every layer, those of nested models in their place (Teachable Machine nests three deep)."""
    for layer in getattr(model, "layers", ()):
        if getattr(layer, "layers", None):
            yield from _layers(layer)
        else:
            yield layer


def _activation(model: Any) -> str:
    """What the last layer does to the scores, in Keras' words ("softmax", "linear"); "" where it cannot be told."""
    last = _last(model)
    if type(last).__name__ == "Softmax":
        return "softmax"
    return str(getattr(getattr(last, "activation", None), "__name__", ""))


def _last(model: Any) -> Any:
    """The layer that makes the scores; of nested models, the innermost."""
    history = getattr(model.outputs[0], "_keras_history", None) if model.outputs else None
    layer = getattr(history, "operation", None) or getattr(history, "layer", None)
    if layer is None or layer is model:
        layer = model.layers[-1]
    return _last(layer) if getattr(layer, "layers", None) else layer


def _notes(layers: list[Any]) -> Iterator[str]:
    for layer in layers[:8]:
        kind = type(layer).__name__
        if kind == "Rescaling":
            yield f"scales its input itself: x {_numbers(layer.scale)} + {_numbers(layer.offset)} ({layer.name})"
        elif kind == "Normalization":
            yield f"normalises its input itself ({layer.name})"


def _numbers(value: Any) -> str:
    try:
        return f"{float(value):.4g}"
    except (TypeError, ValueError):
        return "(one for each number)"
