"""Reading Keras files people already have, without running code that came with them."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

from annotator.errors import BundleError
from annotator.training.backend import Backend, muted_stderr
from annotator.training.keras_code import CUSTOM_HINT, refuse_code

__all__ = ["keras_version", "load_keras", "refuse_code"]


def load_keras(path: Path, backend: Backend) -> Any:
    """Loads a `.h5` or `.keras` of Keras 2 or 3, whatever it is called; raises BundleError, also where it holds code.

    Lambda layers are Python code inside the file. They are refused before Keras sees the file (see `refuse_code`),
    since Keras 2 would run them from a `.h5` whatever `safe_mode` says.
    """
    if not path.is_file():
        raise BundleError("there is no such file", path=path)
    version, config = _read_config(path)
    refuse_code(config, path)
    try:
        with muted_stderr():
            return _load(path, _keras(version, backend))
    except Exception as error:
        raise _refusal(path, str(error) or type(error).__name__) from error


def keras_version(path: Path) -> str:
    """The version of Keras that wrote the file; "2" where it does not say. Raises BundleError."""
    return _read_config(path)[0]


def _load(path: Path, keras: Any) -> Any:
    """Keras goes by a file's name, not by what it is; one called otherwise gets its proper name for a moment."""
    suffix = ".keras" if zipfile.is_zipfile(path) else ".h5"
    if path.suffix.lower() == suffix:
        return keras.models.load_model(path, compile=False, safe_mode=True)
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        named = Path(folder) / f"model{suffix}"
        try:
            named.symlink_to(path.resolve())
        except OSError:  # a system without links
            named.write_bytes(path.read_bytes())
        return keras.models.load_model(named, compile=False, safe_mode=True)


def _refusal(path: Path, message: str) -> BundleError:
    """Keras' complaint, with its reason where that is known."""
    first_line = message.strip().splitlines()[0]
    if found := re.search(
        r"(?:Unknown (?:layer|object|activation function)|Could not locate (?:class|function)):? '([^']*)'", message
    ):
        name = found[1].rsplit(">", 1)[-1]
        return BundleError(
            f"holds {name!r}, which is code of whoever made it and not in the file", path=path, hint=CUSTOM_HINT
        )
    return BundleError(f"Keras cannot read it: {first_line}", path=path)


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
