"""The classes of a model: which labels of a data set it knows, in which order, and whether it knows "nothing"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from annotator.datasets import Dataset
from annotator.errors import DatasetError
from annotator.tokens import Token, TokenDictionary

IDLE_LABEL = "idle"
IDLE_TEXTS = {"ko": "(쉼)", "en": "(rest)"}


@dataclass(frozen=True)
class ModelClasses:
    """Token ids by class index; `idle` is the class index of nothing being signed, None where there is none."""

    ids: tuple[int, ...]
    tokens: TokenDictionary
    idle: int | None = None

    @property
    def words(self) -> list[str]:
        """The classes by index, as a person reads them."""
        return [self.tokens.text(class_id, "ko") for class_id in self.ids]

    @property
    def index(self) -> Mapping[int, int]:
        """The class index of every token id."""
        return {class_id: number for number, class_id in enumerate(self.ids)}


def model_classes(dataset: Dataset, *, idle: bool | None = None) -> ModelClasses:
    """The labels of a data set in rising order; an idle class last, where the data are continuous (or `idle` says so).

    An entry labelled "idle" of the dictionary is used for it, else one is added. Raises DatasetError for less than two
    classes and for labels without a word.
    """
    labels = list(dataset.labels)
    if missing := dataset.tokens.missing(labels):
        raise DatasetError(f"labels {', '.join(map(str, missing))} have no word", path=dataset.root)
    tokens = dataset.tokens
    known = next((i for i in tokens if tokens.label(i) == IDLE_LABEL), None)
    wanted = dataset.continuous if idle is None else idle
    index = None
    if wanted:
        if known is None:
            known = max(tokens.ids(), default=-1) + 1
            tokens = replace(tokens, tokens={**tokens.tokens, known: Token(IDLE_LABEL, IDLE_TEXTS)})
        labels = [label for label in labels if label != known] + [known]
        index = len(labels) - 1
    if len(labels) < 2:
        raise DatasetError(f"holds {len(labels)} classes, two or more are needed", path=dataset.root)
    return ModelClasses(tuple(labels), tokens, index)


def class_weights(labels: npt.NDArray[np.int64], classes: int) -> npt.NDArray[np.float32]:
    """A weight for every class, so that all count the same however many samples they have: mean count / its count.

    The "balanced" weights of scikit-learn; a class without samples has 0.
    """
    counts = np.bincount(labels, minlength=classes).astype(np.float64)
    there = np.maximum((counts > 0).sum(), 1)
    weights = np.where(counts > 0, counts.sum() / (there * np.maximum(counts, 1)), 0.0)
    return weights.astype(np.float32)
