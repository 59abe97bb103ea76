"""LiteRT files as networks: they are taken as they are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from annotator.errors import BundleError
from annotator.models import StatefulModel, TensorInfo, WeightsInfo, weights_info
from annotator.training.importing.describe import Description, LayerInfo, Port
from annotator.training.importing.network import Network, one_port


def load_litert(path: Path) -> Network:
    """Reads a `.tflite` without running it; raises BundleError for one that LiteRT alone cannot run."""
    info = weights_info(path)
    if info.custom:
        flex = any(name.startswith("Flex") for name in info.custom)
        raise BundleError(
            f"wants operations LiteRT does not have: {', '.join(info.custom[:4])}",
            path=path,
            hint="it was converted with SELECT_TF_OPS; give the Keras model or SavedModel it came from"
            if flex
            else None,
        )
    if len(info.inputs) > 1:
        return _with_states(path, info)
    description = _description(info, info.inputs, info.outputs)
    shape, classes = one_port(description, path)
    for port in (*description.inputs, *description.outputs):
        if port.dtype != "float32":
            raise BundleError(
                f"{port.name} is {port.dtype}, float32 is wanted",
                path=path,
                hint="convert it with float32 inputs and outputs (its weights may be int8)",
            )
    return Network(description, path, shape, classes, weights=path.read_bytes())


def _description(
    info: WeightsInfo, inputs: Iterable[TensorInfo], outputs: Iterable[TensorInfo], *notes: str
) -> Description:
    return Description(
        made_with="LiteRT",
        inputs=tuple(_port(tensor) for tensor in inputs),
        outputs=tuple(_port(tensor) for tensor in outputs),
        layers=tuple(LayerInfo("", name) for name in info.operations),
        parameters=info.parameters,
        activation=info.activation,
        notes=(*((f"numbers kept as {info.precision}",) if info.precision else ()), *notes),
    )


def _port(tensor: TensorInfo) -> Port:
    return Port(tensor.name, tuple(None if size < 0 else size for size in tensor.shape), tensor.dtype)


def _with_states(path: Path, info: WeightsInfo) -> Network:
    """A network that gives states out which it wants back with the next pictures, as MoViNet's streams are written."""
    model = StatefulModel(path)
    pictures = TensorInfo("pictures", (1, model.step, *model.step_shape), "float32")
    scores = TensorInfo("scores", (1, model.classes), "float32")
    note = f"carries {len(model.names)} states from step to step, {model.step} pictures a step"
    description = _description(info, [pictures], [scores], note)
    shape, classes = one_port(description, path)
    return Network(description, path, shape, classes, weights=path.read_bytes(), step=model.step)
