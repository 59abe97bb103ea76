"""What a LiteRT file tells of itself without being run: inputs, outputs, operations, and how its numbers are kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from pathlib import Path
from typing import Any, Final

from annotator.errors import BundleError

_MOVES: Final = (
    "RESHAPE",
    "SQUEEZE",
    "EXPAND_DIMS",
    "CAST",
    "DEQUANTIZE",
    "QUANTIZE",
    "SLICE",
    "STRIDED_SLICE",
    "CONCATENATION",
)
_NO_ACTIVATION: Final = 0  # ActivationFunctionType.NONE


@dataclass(frozen=True)
class TensorInfo:
    """An input or output: name, shape (-1: any size), and type as numpy calls it."""

    name: str
    shape: tuple[int, ...]
    dtype: str


@dataclass(frozen=True)
class WeightsInfo:
    """What a LiteRT file tells.

    `operations` are in the order they run, `custom` names those that LiteRT itself does not have, `constants` counts
    the numbers that were learnt by their type. `activation` is what happens to the scores last: "softmax",
    "sigmoid", "linear" (a dense layer and nothing more), or "" where that cannot be told.
    """

    inputs: tuple[TensorInfo, ...]
    outputs: tuple[TensorInfo, ...]
    operations: tuple[str, ...]
    custom: tuple[str, ...]
    constants: dict[str, int]
    activation: str

    @property
    def parameters(self) -> int:
        """How many numbers were learnt."""
        return sum(self.constants.values())

    @property
    def precision(self) -> str:
        """The type most of the numbers are kept in: "float32", "float16", "int8"; "" for a file without any."""
        return max(self.constants, key=lambda dtype: self.constants[dtype], default="")


def weights_info(path: Path) -> WeightsInfo:
    """Reads a `.tflite` file; raises BundleError when it is none."""
    try:
        return parse_weights(path.read_bytes())
    except OSError as error:
        raise BundleError(f"cannot be read: {error.strerror}", path=path) from error
    except BundleError as error:
        error.path = path
        raise


def parse_weights(data: bytes) -> WeightsInfo:
    """Reads the bytes of a `.tflite` file; raises BundleError when they are none."""
    from ai_edge_litert import schema_py_generated as schema

    if data[4:8] != b"TFL3":
        raise BundleError("is no LiteRT file")
    try:
        model = schema.ModelT.InitFromPackedBuf(data)
        graph = model.subgraphs[0]
        names = _operation_names(model)
        return WeightsInfo(
            inputs=tuple(_tensor(graph.tensors[at]) for at in graph.inputs),
            outputs=tuple(_tensor(graph.tensors[at]) for at in graph.outputs),
            operations=tuple(names[operation.opcodeIndex] for operation in graph.operators),
            custom=tuple(sorted({code.customCode.decode() for code in model.operatorCodes if code.customCode})),
            constants=_constants(model),
            activation=_activation(graph, names),
        )
    except Exception as error:  # a damaged flatbuffer raises nearly anything
        raise BundleError(f"is a damaged LiteRT file: {error or type(error).__name__}") from error


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[int, str], dict[int, str]]:
    """The names of operations and of types by their numbers."""
    from ai_edge_litert import schema_py_generated as schema

    operations = {number: name for name, number in vars(schema.BuiltinOperator).items() if isinstance(number, int)}
    types = {number: name.lower() for name, number in vars(schema.TensorType).items() if isinstance(number, int)}
    return operations, types


def _operation_names(model: Any) -> list[str]:
    known = _tables()[0]
    codes = [max(code.builtinCode, code.deprecatedBuiltinCode) for code in model.operatorCodes]
    return [known.get(code, f"operation {code}") for code in codes]


def _tensor(tensor: Any) -> TensorInfo:
    signature = tensor.shapeSignature if tensor.shapeSignature is not None else tensor.shape
    shape = tuple(int(size) for size in (signature if signature is not None else ()))
    return TensorInfo(tensor.name.decode("utf-8", "replace"), shape, _tables()[1].get(tensor.type, "?"))


def _constants(model: Any) -> dict[str, int]:
    """The numbers that are stored, by type; single ones and shapes (int32, int64) are not what was learnt."""
    counts: Counter[str] = Counter()
    for graph in model.subgraphs:
        for tensor in graph.tensors:
            data = model.buffers[tensor.buffer].data
            kind = _tables()[1].get(tensor.type, "?")
            if data is not None and len(data) and kind not in {"int32", "int64", "bool", "string"}:
                counts[kind] += prod(int(size) for size in tensor.shape) if tensor.shape is not None else 1
    return dict(counts)


def _activation(graph: Any, names: list[str]) -> str:
    """Goes back from the scores (the output of two axes) over what only moves numbers to what made them."""
    made_by = {int(output): operation for operation in graph.operators for output in operation.outputs}
    shapes = {int(at): graph.tensors[at].shape for at in graph.outputs}
    at = next((at for at, shape in shapes.items() if shape is not None and len(shape) == 2), int(graph.outputs[0]))
    while at in made_by:
        operation = made_by[at]
        name = names[operation.opcodeIndex]
        if name == "SOFTMAX":
            return "softmax"
        if name == "LOGISTIC":
            return "sigmoid"
        if name == "FULLY_CONNECTED":
            fused = getattr(operation.builtinOptions, "fusedActivationFunction", None)
            return "linear" if fused == _NO_ACTIVATION else ""
        if name not in _MOVES:
            return ""
        at = int(operation.inputs[0])
    return ""
