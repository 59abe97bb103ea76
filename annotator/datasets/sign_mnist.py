"""Sign-MNIST: tables of grey pictures of the American finger alphabet, 28 x 28, one a line, the label first.

The labels are letters by their place in the alphabet: 0 (A) to 24 (Y) without 9 (J), which is a movement; 25 (Z) is
one too. Copies exist whose labels were packed to 0..23. What occurs tells the two apart: a 9 is K of a packed one, a
24 is Y of one that is not; labels up to 8 mean the same in both. In between has to be said.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from string import ascii_uppercase
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from annotator.datasets.csv_table import first_cells
from annotator.datasets.dataset import Dataset, Sample
from annotator.datasets.naming import find_tokens
from annotator.datasets.readers import Reader, Wanted
from annotator.datasets.walk import part_of_name, walk
from annotator.errors import DatasetError, UsageError
from annotator.tokens import Token, TokenDictionary

SIDE: Final = 28
_PIXELS: Final = SIDE * SIDE
_J: Final = 9
_PLACES: Final = tuple(place for place in range(25) if place != _J)
_SPREAD, _PACKED = "0-25", "0-23"
Rows: TypeAlias = npt.NDArray[np.uint8]


class SignMnistReader(Reader):
    """A table, or a folder with one for each part (sign_mnist_train.csv, sign_mnist_test.csv).

    Each line is a sample (`row` its number from 0, the header not counted); labels become places in the alphabet.
    `labels`: "0-25" or "0-23", where the data leave it open.
    """

    name = "sign-mnist"
    about = "CSV of 28x28 grey pictures, the label first (Sign-MNIST), with or without header"

    def recognises(self, path: Path) -> bool:
        return bool(_tables(path))

    def read(self, path: Path, wanted: Wanted) -> Dataset:
        tables = _tables(path)
        if not tables:
            raise DatasetError("holds no table of a label and 784 pixels", path=path)
        labels = {file: read_pixels(file)[0] for file in tables}
        packed, note = _is_packed(path, np.unique(np.concatenate(list(labels.values()))), wanted.labels)
        tokens, ids = _letters(path if path.is_dir() else path.parent, wanted)
        places = _PLACES if packed else tuple(range(25))
        samples = tuple(
            Sample(file, ids[places[label]], part=part, row=row)
            for file, part in tables.items()
            for row, label in enumerate(labels[file].tolist())
        )
        return Dataset(path, self.name, "pixels", tokens, samples, tuple(tables), notes=(note,))


@lru_cache(maxsize=2)
def _parsed(path: Path, _size: int, _changed: int) -> tuple[Rows, Rows]:
    header = not all(cell.strip().isdecimal() for cell in first_cells(path))
    try:
        table = np.loadtxt(path, np.float64, delimiter=",", skiprows=int(header), ndmin=2, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise DatasetError(f"cannot be read as a table of numbers: {error}", path=path) from error
    if not len(table) or table.shape[1] != _PIXELS + 1:
        raise DatasetError(f"has {table.shape[1]} columns; a label and {_PIXELS} pixels are needed", path=path)
    wrong = ~((table >= 0) & (table <= 255) & (table == np.floor(table)))
    if wrong.any():
        row, at = (int(place) for place in np.argwhere(wrong)[0])
        what = "label" if at == 0 else f"pixel {at}"
        raise DatasetError(f"row {row}: the {what} is {table[row, at]:g}, not a whole number 0..255", path=path)
    return table[:, 0].astype(np.uint8), table[:, 1:].astype(np.uint8).reshape(-1, SIDE, SIDE)


def read_pixels(path: Path) -> tuple[Rows, Rows]:
    """The labels [N] as they stand in a table, and its pictures, uint8 [N, 28, 28]; raises DatasetError."""
    try:
        stat = path.stat()
    except OSError as error:
        raise DatasetError(f"cannot be read: {error.strerror}", path=path) from error
    return _parsed(path, stat.st_size, stat.st_mtime_ns)


def load_pixels(dataset: Dataset) -> Rows:
    """The pictures of a data set of "pixels", uint8 [N, 28, 28], in the order of its samples; raises DatasetError."""
    if dataset.medium != "pixels":
        raise DatasetError(f"holds {dataset.medium}, tables of pixels are needed", path=dataset.root)
    tables = {path: read_pixels(path)[1] for path in dict.fromkeys(sample.path for sample in dataset.samples)}
    images = np.empty((len(dataset.samples), SIDE, SIDE), np.uint8)
    for number, sample in enumerate(dataset.samples):
        table = tables[sample.path]
        if sample.row is None or sample.row >= len(table):
            raise DatasetError(f"has no row {sample.row}", path=sample.path)
        images[number] = table[sample.row]
    return images


def _tables(path: Path) -> dict[Path, str]:
    """The tables, each with its part; a copy deeper in the folder (as Kaggle packs them) is left out."""
    if not path.is_dir():
        return {path: ""} if _is_table(path) else {}
    found: dict[str, Path] = {}
    for file in walk(path):
        if _is_table(file):
            found.setdefault(file.name.lower(), file)
    return {file: _part(file) for file in found.values()}


def _is_table(path: Path) -> bool:
    return path.suffix.lower() == ".csv" and len(first_cells(path)) == _PIXELS + 1


def _part(path: Path) -> str:
    words = path.stem.lower().replace("-", "_").split("_")
    return next((part for part in map(part_of_name, words) if part), "")


def _is_packed(path: Path, there: npt.NDArray[np.uint8], said: str) -> tuple[bool, str]:
    """Whether labels are packed to 0..23, and what to tell the user; raises UsageError where that cannot be told."""
    if said not in ("", _SPREAD, _PACKED):
        raise UsageError(f"--labels {said} is not understood here", hint=f"say {_SPREAD} or {_PACKED}")
    top, has_j = int(there.max()), _J in there
    if top > 24 or (top == 24 and has_j):
        raise DatasetError(
            f"has the labels 9 and {top}; Sign-MNIST has 0-24 without 9, or 0-23"
            if has_j
            else f"has the label {top}; Sign-MNIST has none above 24 (Y)",
            path=path,
        )
    if (said == _SPREAD and has_j) or (said == _PACKED and top == 24):
        raise DatasetError(f"has the label {9 if has_j else 24}, so its labels are not {said}", path=path)
    if said or top == 24 or has_j:
        packed = said == _PACKED or (not said and has_j)
        return packed, f"labels are {'0-23, packed' if packed else 'places in the alphabet (0-24 without 9)'}"
    if top < _J:
        return False, "labels go up to 8 only, which are A to I in both ways of numbering"
    raise UsageError(
        f"its labels go up to {top} without 9: they may be places in the alphabet, or packed to 0-23",
        path=path,
        hint=f"say which: --labels {_SPREAD} or --labels {_PACKED}",
    )


def _letters(folder: Path, wanted: Wanted) -> tuple[TokenDictionary, dict[int, int]]:
    """The dictionary of the 24 letters, and the token id of each place in the alphabet."""
    tokens = find_tokens(Wanted(wanted.tokens), folder)
    if tokens is None:
        letters = {place: Token(ascii_uppercase[place], {"en": ascii_uppercase[place]}) for place in _PLACES}
        return TokenDictionary("sign-mnist", letters), {place: place for place in _PLACES}
    names = [ascii_uppercase[place] for place in _PLACES]
    return tokens, dict(zip(_PLACES, tokens.class_ids_for_folders(names, "word"), strict=True))
