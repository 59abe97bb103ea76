"""What a Keras config may not hold: code, and calls that reach outside the network."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from annotator.errors import BundleError

_CODE: Final = ("Lambda", "__lambda__")
_MODULES: Final = ("keras", "tf_keras", "builtins")
_OUTSIDE: Final = {"utils", "saving", "callbacks", "export", "datasets", "config"}  # parts of Keras that touch files
_CALLS: Final = ("TFOpLambda", "SlicingOpLambda", "ClassMethod", "InstanceMethod", "TensorFlowOpLayer")
_HARMLESS: Final = ("math", "nn", "linalg", "image", "signal", "__operators__", "_operators", "keras.backend")
_HARMLESS_NAMES: Final = re.compile(
    "abs|add|argmax|argmin|broadcast_to|cast|clip_by_value|concat|convert_to_tensor|divide|einsum|expand_dims|gather|"
    "identity|matmul|maximum|minimum|multiply|ones_like|pad|range|rank|repeat|reshape|reverse|round|shape|sigmoid|"
    "slice|split|sqrt|square|squeeze|stack|strided_slice|subtract|tanh|tile|transpose|unstack|where|zeros_like"
)
# Operations of a graph that read or write files, call Python, or talk to others.
OUTSIDE_OPERATIONS: Final = (
    "ReadFile",
    "WriteFile",
    "MatchingFiles",
    "PyFunc",
    "EagerPyFunc",
    "PyFuncStateless",
    "Print",
    "PrintV2",
    "SaveSlices",
    "TextLineReader",
    "WholeFileReader",
    "TFRecordReader",
    "FixedLengthRecordReader",
    "RemoteCall",
    "RemoteFusedGraphExecute",
    "FileSystemSetConfiguration",
)


def refuse_code(config: Any, path: Path | None = None) -> None:
    """Raises BundleError when a Keras config (as read from JSON) holds code, or names what is no part of a network.

    At any depth: Lambda layers, classes and functions of other modules than Keras, functions of Python itself and of
    the parts of Keras that touch files, and calls of TensorFlow functions other than arithmetic.
    """
    for part in _parts(config):
        name, module = part.get("class_name"), part.get("module")
        if not isinstance(name, str):
            continue
        plain = name.rsplit(">", 1)[-1]
        if plain in _CODE:
            raise BundleError(
                "holds a Lambda layer, which is Python code inside the file",
                path=path,
                hint="save the model without it; annotator does not run code from model files",
            )
        if isinstance(module, str):
            _refuse_module(name, module, path)
        if plain == "function":
            _refuse_function(part, path)
        if plain in _CALLS:
            _refuse_call(part.get("config"), path)


def _refuse_module(name: str, module: str, path: Path | None) -> None:
    parts = module.split(".")
    if parts[0] not in _MODULES:
        raise BundleError(
            f"wants {name} from the Python module {module!r}, which is not part of Keras",
            path=path,
            hint=CUSTOM_HINT,
        )
    if outside := _OUTSIDE.intersection(parts):
        raise BundleError(f"wants {name} from keras.{min(outside)}, which is no part of a network", path=path)


CUSTOM_HINT: Final = (
    "annotator does not run code of others: where that code is, export the network as a SavedModel (model.export) or "
    ".tflite, and import that"
)


def _refuse_function(part: dict[str, Any], path: Path | None) -> None:
    function = part.get("config")
    named = function if isinstance(function, str) else str(part.get("registered_name", ""))
    if hasattr(builtins, named):
        raise BundleError(f"wants the Python function {named!r}, which is no part of a network", path=path)


def _refuse_call(config: Any, path: Path | None) -> None:
    """TensorFlow functions that a functional model of Keras 2 calls between its layers."""
    if not isinstance(config, dict):
        return
    called = config.get("function") or config.get("method_name") or config.get("symbol") or ""
    node = config.get("node_def")
    if isinstance(node, dict | str) and any(operation in str(node) for operation in OUTSIDE_OPERATIONS):
        raise BundleError("holds an operation that reaches outside the network", path=path)
    plain = str(called).removeprefix("compat.v1.").removeprefix("tf.")
    harmless = _HARMLESS_NAMES.fullmatch(plain) is not None or plain.startswith(
        tuple(f"{module}." for module in _HARMLESS)
    )
    if called and not harmless:
        raise BundleError(f"calls the TensorFlow function {called!r} between its layers", path=path, hint=CUSTOM_HINT)


def _parts(config: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a config, at any depth."""
    if isinstance(config, dict):
        yield config
    inner = config.values() if isinstance(config, dict) else config if isinstance(config, list) else ()
    for value in inner:
        yield from _parts(value)
