"""SavedModel folders as networks.

A SavedModel holds graphs and numbers, no Python. Its graphs may still hold operations that read or write files or call
Python functions of the process: all graphs are searched for those before any is loaded. Keras' own account of its
layers (`keras_metadata.pb`), from which Keras would build Lambda layers again, is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from annotator.errors import BundleError
from annotator.training.backend import Backend, load_backend, muted_stderr
from annotator.training.importing.describe import Description, LayerInfo, Port, Shape
from annotator.training.importing.given import SAVED_MODEL
from annotator.training.importing.network import Network, one_port
from annotator.training.keras_code import OUTSIDE_OPERATIONS

_SIGNATURES: Final = ("serving_default", "serve")
_MOVES: Final = ("Identity", "Reshape", "Cast")
_CALLS: Final = ("StatefulPartitionedCall", "PartitionedCall")
_ACTIVATIONS: Final = {"Softmax": "softmax", "Sigmoid": "sigmoid", "BiasAdd": "linear"}
_SAVER: Final = ("SaveV2", "RestoreV2", "MergeV2Checkpoints", "ShardedFilename")  # in every SavedModel, for its weights


def load_saved(folder: Path) -> Network:
    """Loads the graph that `serving_default` names; raises BundleError with the reason."""
    backend = load_backend()
    graphs = _read(folder)
    operations = sorted({node.op for node in _nodes(graphs)})
    if outside := [name for name in operations if name in OUTSIDE_OPERATIONS or "Dataset" in name]:
        raise BundleError(f"holds operations that reach outside the network: {', '.join(outside)}", path=folder)
    signature, names = _signature(folder, backend)
    inputs = tuple(_port(name, spec) for name, spec in signature.structured_input_signature[1].items())
    outputs = tuple(_port(name, spec) for name, spec in signature.structured_outputs.items())
    used = sorted(set(operations) - set(_SAVER))
    description = Description(
        made_with=f"TensorFlow {graphs.meta_graphs[0].meta_info_def.tensorflow_version or '(version not written)'}",
        inputs=inputs,
        outputs=outputs,
        layers=tuple(LayerInfo("", name) for name in used),
        parameters=sum(int(variable.shape.num_elements() or 0) for variable in signature.variables),
        activation=_activation(signature),
        notes=(f"signatures: {', '.join(names)}",),
    )
    shape, classes = one_port(description, folder)
    if inputs[0].shape[0] is not None:
        raise BundleError(f"takes {inputs[0].shape[0]} windows at a time", path=folder, hint="export it for any number")
    if inputs[0].dtype != "float32":
        raise BundleError(f"{inputs[0].name} is {inputs[0].dtype}, float32 is wanted", path=folder)
    only, given = outputs[0].name, inputs[0].name

    def call(clips: Any) -> Any:
        return signature(**{given: backend.tf.convert_to_tensor(clips)})[only]

    return Network(description, folder, shape, classes, call=call)


def _read(folder: Path) -> Any:
    from tensorflow.core.protobuf.saved_model_pb2 import SavedModel

    try:
        graphs = SavedModel.FromString((folder / SAVED_MODEL).read_bytes())
    except Exception as error:  # protobuf has kinds of its own
        raise BundleError(f"{SAVED_MODEL} cannot be read: {error}", path=folder) from error
    if not graphs.meta_graphs:
        raise BundleError(f"{SAVED_MODEL} holds no graph", path=folder)
    return graphs


def _nodes(graphs: Any) -> Iterator[Any]:
    for graph in graphs.meta_graphs:
        yield from graph.graph_def.node
        for function in graph.graph_def.library.function:
            yield from function.node_def


def _signature(folder: Path, backend: Backend) -> tuple[Any, list[str]]:
    """The graph to run, and the names of all there are. The loaded object is kept alive with it."""
    try:
        with muted_stderr():
            loaded = backend.tf.saved_model.load(str(folder))
    except Exception as error:
        first_line = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise BundleError(f"TensorFlow cannot read it: {first_line}", path=folder) from error
    names = sorted(loaded.signatures)
    chosen = next((name for name in _SIGNATURES if name in names), names[0] if len(names) == 1 else "")
    if not chosen:
        there = ", ".join(names) or "none"
        raise BundleError(f"has no signature serving_default; there are: {there}", path=folder)
    signature = loaded.signatures[chosen]
    signature.annotator_keeps = loaded
    return signature, names


def _activation(signature: Any) -> str:
    """What happens to the scores last: "softmax", "sigmoid", "linear" (a bias is added), or "" for anything else.

    Goes back from the output, over what only passes numbers on and into the graphs that are called.
    """
    graph = signature.graph.as_graph_def()
    functions = {function.signature.name: function for function in graph.library.function}
    nodes, at = {node.name: node for node in graph.node}, signature.outputs[0].name
    while (node := nodes.get(at.split(":")[0])) is not None:
        if node.op in _CALLS:
            called = functions[node.attr["f"].func.name]
            number = int(at.rsplit(":", 1)[1]) if ":" in at else 0
            nodes, at = {inner.name: inner for inner in called.node_def}, called.ret[_result(called, number)]
        elif node.op in _MOVES:
            at = node.input[0]
        else:
            return _ACTIVATIONS.get(node.op, "")
    return ""


def _result(called: Any, number: int) -> str:
    """The name of a graph's result by its number."""
    return str(called.signature.output_arg[number].name)


def _port(name: str, spec: Any) -> Port:
    shape: Shape = tuple(spec.shape.as_list()) if spec.shape.rank is not None else ()
    return Port(name, shape, spec.dtype.name)
