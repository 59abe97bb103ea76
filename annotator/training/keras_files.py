"""Reading Keras files people already have, without running code that came with them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.errors import BundleError
from annotator.training.backend import Backend, muted_stderr

_CODE = ("Lambda", "__lambda__")
_MODULES = ("keras", "tf_keras", "builtins")


def load_keras(path: Path, backend: Backend) -> Any:
    """Loads a `.h5` or `.keras` of Keras 2 or 3; raises BundleError, also for a model with a Lambda layer.

    A Lambda layer is Python code inside the file. It is refused before Keras sees the file, since Keras 2 would run it
    from a `.h5` whatever `safe_mode` says.
    """
    if not path.is_file():
        raise BundleError("there is no such file", path=path)
    version, config = _read_config(path)
    refuse_code(config, path)
    try:
        with muted_stderr():
            return _keras(version, backend).models.load_model(path, compile=False, safe_mode=True)
    except Exception as error:
        first_line = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise BundleError(f"Keras cannot read it: {first_line}", path=path) from error


def refuse_code(config: Any, path: Path | None = None) -> None:
    """Raises BundleError when a Keras config (as read from JSON) holds a Lambda layer, or names code, at any depth."""
    for part in _parts(config):
        name, module = part.get("class_name"), part.get("module")
        if isinstance(name, str) and name.rsplit(">", 1)[-1] in _CODE:
            raise BundleError(
                "holds a Lambda layer, which is Python code inside the file",
                path=path,
                hint="save the model without it; annotator does not run code from model files",
            )
        if isinstance(module, str) and module.split(".")[0] not in _MODULES:
            raise BundleError(f"wants {name} from the Python module {module!r}, which is not part of Keras", path=path)


def _parts(config: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a config, at any depth."""
    if isinstance(config, dict):
        yield config
    inner = config.values() if isinstance(config, dict) else config if isinstance(config, list) else ()
    for value in inner:
        yield from _parts(value)


def _keras(version: str, backend: Backend) -> Any:
    if version.startswith("3"):
        import keras

        return keras
    return backend.keras


def _read_config(path: Path) -> tuple[str, Any]:
    """The version of Keras that wrote the file, and the model's config."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                metadata = json.loads(archive.read("metadata.json"))
                return str(metadata.get("keras_version", "3")), json.loads(archive.read("config.json"))
        import h5py

        with h5py.File(path, "r") as file:
            config = file.attrs["model_config"]
            version = file.attrs.get("keras_version", "2")
            return _text(version), json.loads(_text(config))
    except KeyError as error:
        raise BundleError("holds weights without the network they belong to", path=path) from error
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise BundleError(f"is no .h5 or .keras file: {error}", path=path) from error


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
