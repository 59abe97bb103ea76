"""`.npy` files of features: what they hold is checked when they are read, never run (no pickle)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from annotator.datasets.dataset import Dataset, Sample
from annotator.datasets.naming import name_classes
from annotator.datasets.readers import Reader, Wanted
from annotator.datasets.walk import entries, medium_of
from annotator.errors import DatasetError

LABELLED_WIDTHS: Final = (100, 259)  # hand99 and holistic258, each with the label in the last column


class LabelledSequences(Reader):
    """`.npy` files [T, F + 1] or [N, T, F + 1], the label (a token id) in the last column; one file or a folder.

    Each sequence is a sample (`row` its number), its group the file it lies in: windows cut from one recording stay
    together.
    """

    name = "labelled-npy"
    about = ".npy files of 100 or 259 columns, the label in the last one"

    def recognises(self, path: Path) -> bool:
        return any(medium_of(file) == "features" for file in _files(path))

    def read(self, path: Path, wanted: Wanted) -> Dataset:
        files = [file for file in _files(path) if medium_of(file) == "features"]
        if not files:
            raise DatasetError("holds no .npy files", path=path)
        found = [(file, row, label) for file in files for row, label in _labels(file)]
        root = path if path.is_dir() else path.parent
        tokens, ids = name_classes((str(label) for _, _, label in found), wanted, root)
        samples = tuple(Sample(file, ids[str(label)], file.stem, row=row) for file, row, label in found)
        return Dataset(path, self.name, "features", tokens, samples, tuple(files))


def read_array(path: Path) -> npt.NDArray[Any]:
    """The numbers of a `.npy` file, [T, F] or [N, T, F], read without pickle; raises DatasetError naming the file.

    Refused are empty arrays, other shapes, what is no number, NaN and infinity.
    """
    try:
        array = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        reason = "holds Python objects (pickle), which are never loaded" if "pickle" in str(error) else str(error)
        raise DatasetError(f"cannot be read as .npy: {reason}", path=path) from error
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "fiu":
        raise DatasetError("holds no array of numbers", path=path)
    if array.ndim not in (2, 3) or not array.size:
        raise DatasetError(f"has shape {array.shape}; [frames, features] or [sequences, ...] is needed", path=path)
    if not np.isfinite(array).all():
        first = tuple(int(at) for at in np.argwhere(~np.isfinite(array))[0])
        raise DatasetError(f"holds NaN or infinity, first at {list(first)}", path=path)
    return array


def check_sequences(paths: Iterable[Path]) -> None:
    """Raises DatasetError for a file that cannot be used, and where the number of features is not the same in all."""
    width: tuple[int, Path] | None = None
    for path in paths:
        array = read_array(path)
        width = width or (array.shape[-1], path)
        if array.shape[-1] != width[0]:
            raise DatasetError(f"has {array.shape[-1]} features, {width[1].name} has {width[0]}", path=path)
        if array.shape[-1] in LABELLED_WIDTHS and _is_label(array[..., -1]):
            raise DatasetError(
                f"has {array.shape[-1]} columns, the last of which looks like a label",
                path=path,
                hint="take the column off, or read its folder with --form labelled-npy",
            )


def _files(path: Path) -> list[Path]:
    return entries(path)[1] if path.is_dir() else [path]


def _labels(path: Path) -> list[tuple[int | None, int]]:
    """The number of each sequence in a file (None: the file is one) and its label."""
    array = read_array(path)
    if array.shape[-1] not in LABELLED_WIDTHS:
        raise DatasetError(
            f"has {array.shape[-1]} columns; 99 or 258 features and the label are needed",
            path=path,
            hint="sequences without labels lie in a folder for every class",
        )
    column = np.atleast_2d(array[..., -1])
    for number, labels in enumerate(column):
        if not _is_label(labels):
            raise DatasetError(f"the label (last column) of sequence {number} is not one whole number", path=path)
    rows = range(len(column)) if array.ndim == 3 else (None,)
    return [(row, int(labels[0])) for row, labels in zip(rows, column, strict=True)]


def _is_label(column: npt.NDArray[Any]) -> bool:
    """Whether a last column [..., T] holds one whole number from 0 on in every sequence."""
    whole = bool((column == np.floor(column)).all() and (column >= 0).all())
    return whole and bool((column == column[..., :1]).all())
