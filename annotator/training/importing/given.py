"""What was given: which file of it is the model, of which form, and what lies beside it."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from annotator.errors import BundleError, UsageError
from annotator.models import open_zip

Form = Literal["keras", "savedmodel", "litert"]

SAVED_MODEL: Final = "saved_model.pb"
_HDF5: Final = b"\x89HDF\r\n\x1a\n"
_TEACHABLE: Final = ("keras_model.h5", "model_unquant.tflite", "model.tflite")
_DEPTH: Final = 3  # folders below the one that was given
_PICKLES: Final = (".pkl", ".pickle", ".joblib", ".pt", ".pth", ".ckpt", ".sav", ".dill")
_OTHERS: Final = {
    ".npy": "is an array, no model",
    ".npz": "is a set of arrays, no model",
    ".onnx": "is ONNX, which is not read; convert it to a SavedModel first (onnx2tf)",
    ".safetensors": "holds weights without the network they belong to",
    ".pb": "is a frozen graph of TensorFlow 1; a SavedModel is a folder with saved_model.pb and variables/",
    ".json": "describes a network without its weights, if it is a model at all",
}
_PICKLED: Final = "is a Python pickle, which runs code of whoever made it as soon as it is read"
_PICKLE_HINT: Final = "save the network itself where it was made: .keras, .h5, SavedModel or .tflite"


@dataclass(frozen=True)
class Given:
    """The model inside what was given: its form, its path, and what lies beside it.

    `source` is what the user named. `labels` is a `labels.txt` beside the model, `answers` a JSON file of the model's
    name. `teachable` says that it is an export of Teachable Machine by the names of its files.
    """

    source: Path
    path: Path
    form: Form
    labels: Path | None = None
    answers: Path | None = None
    teachable: bool = False


@contextmanager
def open_given(source: Path) -> Iterator[Given]:
    """Finds the model in a file, a folder or a zip archive (unpacked meanwhile, see `annotator.models.open_zip`).

    What a file is, is told by its content. Raises BundleError with the reason for what is no model or would run code,
    UsageError when there are several.
    """
    if not source.exists():
        raise UsageError("there is no such file or folder", path=source)
    if source.is_file() and _is_plain_zip(source):
        with tempfile.TemporaryDirectory() as folder, open_zip(source) as archive:
            archive.unpack(Path(folder))
            yield _in_folder(source, Path(folder))
    elif source.is_dir():
        yield _in_folder(source, source)
    else:
        yield _given(source, source, form_of(source))


def form_of(path: Path) -> Form:
    """The form of a file by its content; raises BundleError saying what it is instead."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise BundleError(f"cannot be read: {error.strerror}", path=path) from error
    suffix = path.suffix.lower()
    if head.startswith(_HDF5):
        return "keras"
    if head[4:8] == b"TFL3":
        return "litert"
    if suffix in _PICKLES or _is_pickle(path, head):
        raise BundleError(_PICKLED, path=path, hint=_PICKLE_HINT)
    if zipfile.is_zipfile(path) and "config.json" in _names(path):
        return "keras"
    if path.name == SAVED_MODEL:
        return "savedmodel"
    about = _OTHERS.get(suffix, f"is no model that can be read (it begins with {head[:8]!r})")
    raise BundleError(about, path=path, hint="there are: .h5, .keras, SavedModel, .tflite, zips of them")


def _is_pickle(path: Path, head: bytes) -> bool:
    return (head[:1] == b"\x80" and head[1:2] in (b"\2", b"\3", b"\4", b"\5")) or _holds_pickle(path)


def _holds_pickle(path: Path) -> bool:
    """Whether it is a zip as PyTorch writes it."""
    return zipfile.is_zipfile(path) and any(Path(name).name == "data.pkl" for name in _names(path))


def _is_plain_zip(path: Path) -> bool:
    """Whether it is an archive of files rather than a zip that is itself a model."""
    return zipfile.is_zipfile(path) and "config.json" not in _names(path) and not _holds_pickle(path)


def _names(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return []


def _in_folder(source: Path, folder: Path) -> Given:
    found = list(_models_below(folder, _DEPTH))
    if not found:
        _refuse_what_is_there(source, folder)
    if len(found) > 1:
        names = ", ".join(path.relative_to(folder).as_posix() for path, _ in found[:5])
        raise UsageError(f"holds several models: {names}", path=source, hint="name the one that is meant")
    path, form = found[0]
    return _given(source, path, form)


def _models_below(folder: Path, depth: int) -> Iterator[tuple[Path, Form]]:
    if (folder / SAVED_MODEL).is_file():
        yield folder, "savedmodel"
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir() and depth and not path.name.startswith("."):
            yield from _models_below(path, depth - 1)
        elif path.is_file():
            try:
                yield path, form_of(path)
            except BundleError:
                continue


def _refuse_what_is_there(source: Path, folder: Path) -> None:
    """Raises BundleError: with the reason of a pickle, if there is one, else naming what is there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        if path.suffix.lower() in _PICKLES:
            raise BundleError(f"{path.name} {_PICKLED}", path=source, hint=_PICKLE_HINT)
    there = ", ".join(path.name for path in files[:5]) or "nothing"
    raise BundleError(f"holds no model; there is: {there}", path=source)


def _given(source: Path, path: Path, form: Form) -> Given:
    beside = path.parent if path != source or source.is_file() else path
    labels, answers = beside / "labels.txt", path.with_suffix(".json")
    has_labels = labels.is_file()
    return Given(
        source=source,
        path=path,
        form=form,
        labels=labels if has_labels else None,
        answers=answers if answers.is_file() and answers != path else None,
        teachable=has_labels and path.name in _TEACHABLE,
    )
