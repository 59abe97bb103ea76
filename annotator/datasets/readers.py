"""What a reader of data sets is, and the choice among them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from annotator.datasets.dataset import Dataset
from annotator.errors import DatasetError, UsageError


@dataclass(frozen=True)
class Wanted:
    """What a user says of a data set beyond its place.

    `tokens`: the file of the token dictionary; `tier`: which kind of signs is meant where there are several ("words",
    "letters", "sentences"); `labels`: how labels are to be read where that cannot be told (readers say what they know).
    """

    tokens: Path | None = None
    tier: str = ""
    labels: str = ""


class Reader(ABC):
    """Reads one form of data set; subclasses set `name` (what `--form` takes) and `about`, a sentence for the help.

    A `general` form is one that data of a special form look like too: it steps aside where a special one is recognised.
    """

    name: ClassVar[str]
    about: ClassVar[str]
    general: ClassVar[bool] = False

    @abstractmethod
    def recognises(self, path: Path) -> bool:
        """Whether `path` looks like this form; cheap, looks at names rather than into files."""

    @abstractmethod
    def read(self, path: Path, wanted: Wanted) -> Dataset:
        """Reads it; raises DatasetError naming the file, TokenError, or UsageError for what has to be said."""


def choose(readers: Mapping[str, Reader], path: Path, form: str = "") -> Reader:
    """The reader called `form`, or the only one that recognises `path`; nothing is guessed among several."""
    if not path.exists():
        raise DatasetError("there is no such file or folder", path=path)
    if form:
        if form not in readers:
            raise UsageError(f"no form of data set is called {form!r}", hint=f"there are: {', '.join(sorted(readers))}")
        return readers[form]
    fitting = [reader for reader in readers.values() if not reader.general and reader.recognises(path)]
    fitting = fitting or [reader for reader in readers.values() if reader.general and reader.recognises(path)]
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise DatasetError("is no data set of a known form", path=path, hint=f"known are: {', '.join(sorted(readers))}")
    raise UsageError(
        f"may be {_either(fitting)}", path=path, hint=f"say which: --form {fitting[0].name} or another of them"
    )


def _either(readers: Sequence[Reader]) -> str:
    return " or ".join(reader.name for reader in readers)
