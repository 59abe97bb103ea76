"""What a training run of labelled samples is given: its options, its data in parts, and the batches made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from msgspec import Meta

from annotator.datasets import Dataset
from annotator.records import FloatArray
from annotator.training.classes import ModelClasses, class_weights
from annotator.training.convert import Precision
from annotator.training.fitting import Batch, Labels, Lesson
from annotator.training.trainer import ProgressCallback, TrainerOptions


class ClassifierOptions(TrainerOptions, frozen=True, kw_only=True):
    """What every trainer of labelled samples can be told, beside its own."""

    form: Annotated[str, Meta(description="form of the data set (default: the one it looks like)")] = ""
    tier: Annotated[str, Meta(description="which kind of signs is meant, where there are several")] = ""
    labels: Annotated[str, Meta(description="how labels are to be read, where that cannot be told")] = ""
    test_groups: Annotated[str, Meta(description="signers or recordings to hold back, with commas between")] = ""
    max_groups: Annotated[int, Meta(ge=0, description="train on so many signers or recordings at most (0: all)")] = 0
    epochs: Annotated[int, Meta(ge=1, description="passes over the training part, at most")] = 30
    batch: Annotated[int, Meta(ge=1, description="samples to a training step")] = 32
    learning_rate: Annotated[float, Meta(gt=0, description="of Adam, at the beginning")] = 1e-3
    patience: Annotated[int, Meta(ge=0, description="stop after so many epochs without a better one (0: never)")] = 0
    plateau: Annotated[int, Meta(ge=0, description="halve the learning rate after so many (0: never)")] = 0
    anneal: Annotated[bool, Meta(description="let the learning rate fall to zero over the epochs instead")] = False
    no_class_weights: Annotated[bool, Meta(description="let frequent classes count more than rare ones")] = False
    no_augment: Annotated[bool, Meta(description="learn from the samples as they are")] = False
    jobs: Annotated[int, Meta(ge=1, description="processes that read videos side by side")] = 2
    threads: Annotated[int, Meta(ge=0, description="that compute side by side (0: as the recognizer gains by)")] = 0
    precision: Annotated[Precision, Meta(description="of the weights: float32, float16 or int8")] = "float32"
    keep_keras: Annotated[bool, Meta(description="keep the Keras model in the folder of the run")] = False
    resume: Annotated[bool, Meta(description="go on with a run that was interrupted")] = False


@dataclass(frozen=True)
class Lessons:
    """What a network learns from and is examined by, as the numbers the weights take.

    `lesson(epoch)` gives the batches of an epoch, the same ones for the same epoch; `exam` (the validation part) and
    `test` (held back) can be gone through again and again. `counts` says how many samples each part has.
    """

    lesson: Lesson
    exam: Iterable[Batch]
    test: Iterable[Batch]
    counts: Mapping[str, int]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapped:
    """Batches with their inputs changed by `change`, whenever they are gone through."""

    batches: Iterable[Batch] = field(repr=False)
    change: Callable[[Any], FloatArray]

    def __iter__(self) -> Iterator[Batch]:
        for inputs, labels, weights in self.batches:
            yield self.change(inputs), labels, weights


@dataclass(frozen=True)
class Course:
    """Everything a run needs that does not depend on the network: data, parts, classes, folder, options."""

    data: Dataset
    parts: Mapping[str, Dataset]
    classes: ModelClasses
    folder: Path
    options: Any
    progress: ProgressCallback
    notes: tuple[str, ...] = ()

    def weights(self, labels: Labels) -> FloatArray | None:
        """The weight of every class by how often it occurs among `labels`; None where all count as they come.

        Signs count the same however often they occur. Every sample of nothing counts 1, since what a recognizer of
        continuous signing has to know best is when to say nothing.
        """
        if self.options.no_class_weights:
            return None
        idle = self.classes.idle
        weights = class_weights(labels if idle is None else labels[labels != idle], len(self.classes.ids))
        if idle is not None:
            weights[idle] = 1.0
        return weights
