"""What a data set is, once read: samples with a label each, whatever form they lay in on disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from annotator.tokens import TokenDictionary

Medium: TypeAlias = Literal["video", "picture", "pixels", "features", "landmarks"]
PARTS = ("train", "validation", "test")


@dataclass(frozen=True)
class Sample:
    """One labelled thing: a file, a stretch of a video (`start_s` to `end_s`, None: its end), or a `row` of a table.

    `label` is a token id of the data set's dictionary. `group` is who is seen or which recording it was cut from:
    samples of one group never lie in two parts. `part` is "train", "validation" or "test" where the data say so, else
    "".
    """

    path: Path
    label: int
    group: str = ""
    part: str = ""
    start_s: float = 0.0
    end_s: float | None = None
    row: int | None = None


@dataclass(frozen=True)
class Dataset:
    """Samples, all of one `medium`, and the words of their labels.

    "video": files a video reader opens; "picture": image files; "pixels": rows of a table of grey values 0..255;
    "features": `.npy` sequences of numbers; "landmarks": `.pose` files. `form` is the reader that read it. Where it is
    `continuous`, what lies outside all samples of a file is known to be no sign. `files` are all files of the data set,
    those without any sample too, and `owners` says whose group each is of; `notes` are sentences on what a user should
    know of the reading.
    """

    root: Path
    form: str
    medium: Medium
    tokens: TokenDictionary
    samples: tuple[Sample, ...] = field(repr=False)
    files: tuple[Path, ...] = field(default=(), repr=False)
    continuous: bool = False
    notes: tuple[str, ...] = ()
    owners: Mapping[Path, str] = field(default_factory=dict, repr=False)

    @property
    def labels(self) -> tuple[int, ...]:
        """The labels that occur, in rising order: a model's class index is the position here."""
        return tuple(sorted({sample.label for sample in self.samples}))

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that occur, sorted."""
        return tuple(sorted({sample.group for sample in self.samples}))

    def counts(self) -> dict[int, int]:
        """How many samples there are of each label that occurs."""
        return dict(sorted(Counter(sample.label for sample in self.samples).items()))

    def word(self, label: int, language: str = "ko") -> str:
        """What a label means."""
        return self.tokens.text(label, language)
