"""Data sets people have, in whatever form, as samples with labels; and pictures of them as models want to be fed."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from annotator.datasets.dataset import PARTS, Dataset, Medium, Sample
from annotator.datasets.footage import Footage, Span, load_footage
from annotator.datasets.readers import Reader, Wanted, choose
from annotator.datasets.timed import TimedReader

__all__ = [
    "PARTS",
    "READERS",
    "Dataset",
    "Footage",
    "Medium",
    "Reader",
    "Sample",
    "Span",
    "TimedReader",
    "Wanted",
    "load_footage",
    "open_dataset",
]

READERS: Final[dict[str, Reader]] = {reader.name: reader for reader in (TimedReader(),)}


def open_dataset(path: Path | str, form: str = "", wanted: Wanted = Wanted()) -> Dataset:  # noqa: B008 (frozen)
    """Reads the data set at `path`, of the form called `form` (see `READERS`; "": the one it looks like).

    Raises DatasetError naming the file, TokenError for the dictionary, UsageError for what cannot be told and has to
    be said.
    """
    path = Path(path)
    return choose(READERS, path, form).read(path, wanted)
