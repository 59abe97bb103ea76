"""The trainer most recognizers use: a data set of samples in, a checked and measured bundle out.

    read -> split -> classes -> lessons -> fit (resumable) -> convert -> measure on the held-back part -> bundle

What goes on in a run lies in the folder `NAME.training` beside the bundle: the state to resume from, the history.
"""

from __future__ import annotations

import json
import shutil
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar

import msgspec
import numpy as np
from msgspec import Meta

from annotator.datasets import Dataset, Wanted, open_dataset
from annotator.errors import UsageError
from annotator.files import write_atomic
from annotator.models import Accuracy, CreatedWith, Decoding, Manifest, Output, check_target, write_bundle
from annotator.records import FloatArray
from annotator.tokens import TokenDictionary
from annotator.training.backend import Backend, load_backend, make_repeatable
from annotator.training.card import model_card
from annotator.training.classes import ModelClasses, class_weights, model_classes
from annotator.training.convert import Converted, convert_keras, litert_scores
from annotator.training.dataset_split import split_dataset
from annotator.training.evaluation import window_metrics
from annotator.training.fitting import Batch, History, Labels, Lesson, Recipe, fit_classifier
from annotator.training.trainer import (
    Progress,
    ProgressCallback,
    Trainer,
    TrainerOptions,
    TrainingReport,
    command_line,
)


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
    no_class_weights: Annotated[bool, Meta(description="let frequent classes count more than rare ones")] = False
    no_augment: Annotated[bool, Meta(description="learn from the samples as they are")] = False
    jobs: Annotated[int, Meta(ge=1, description="processes that read videos side by side")] = 2
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

    def weights(self, labels: Labels) -> FloatArray | None:
        """The weight of every class by how often it occurs among `labels`; None where all count as they come."""
        return None if self.options.no_class_weights else class_weights(labels, len(self.classes.ids))


class ClassifierTrainer(Trainer):
    """Trains a network on labelled samples; subclasses say what it looks like and what it is fed.

    They set `name` and `options` (a subclass of ClassifierOptions) and give `lessons`, `network`, `input` and, where
    theirs differ, `decoding` and `convert`. Networks end in probabilities (softmax).
    """

    options: ClassVar[type[TrainerOptions]] = ClassifierOptions

    @abstractmethod
    def lessons(self, course: Course) -> Lessons:
        """What the network learns from."""

    @abstractmethod
    def network(self, backend: Backend, course: Course) -> Any:
        """The untrained Keras network; its input is what `lessons` gives and the bundle's weights take."""

    @abstractmethod
    def input(self, course: Course) -> Any:
        """The `[input]` of the manifest."""

    def decoding(self, course: Course) -> Decoding:
        """How windows become segments."""
        idle = () if course.classes.idle is None else (course.classes.ids[course.classes.idle],)
        return Decoding(policy="hysteresis", idle=idle, parameters={"enter": 0.5, "leave": 0.4})

    def convert(self, network: Any, course: Course, examples: FloatArray) -> Converted:  # noqa: ARG002
        """LiteRT weights of the trained network, checked on `examples`."""
        return convert_keras(network, examples)

    def recipe(self, options: Any) -> Recipe:
        """How it is trained."""
        return Recipe(
            epochs=options.epochs,
            seed=options.seed,
            learning_rate=options.learning_rate,
            patience=options.patience,
            plateau=options.plateau,
        )

    def train(self, dataset: Path, output: Path, options: Any, progress: ProgressCallback) -> TrainingReport:
        """Trains, converts, measures on the held-back part, and writes the bundle; see `Trainer.train`."""
        check_target(output, replace=options.replace)
        progress(Progress("read"))
        course = self._course(dataset, output, options, progress)
        lessons = self.lessons(course)
        backend = load_backend()
        backend.keras.backend.clear_session()  # names inside the weights count from the beginning again
        make_repeatable(backend, options.seed)
        network = self.network(backend, course)
        history = self._fit(network, backend, lessons, course)
        progress(Progress("convert"))
        converted = self.convert(network, course, _examples(lessons.exam))
        progress(Progress("measure"))
        metrics, confusion = _measured(converted, lessons.test)
        manifest = self._manifest(course, dataset, output, metrics)
        progress(Progress("write"))
        words = course.classes.words
        bundle = write_bundle(
            output,
            manifest,
            weights=converted.weights,
            tokens=tokens_json(course.classes.tokens),
            card=model_card(manifest, options.limits, confusion, lessons.counts, words),
            replace=options.replace,
        )
        return TrainingReport(
            bundle, metrics, confusion, lessons.counts, history.run, history.best_epoch, converted.difference,
            (*course.data.notes, *lessons.notes),
        )  # fmt: skip

    def _course(self, dataset: Path, output: Path, options: Any, progress: ProgressCallback) -> Course:
        wanted = Wanted(Path(options.tokens) if options.tokens else None, options.tier, options.labels)
        data = open_dataset(dataset, options.form, wanted)
        test = [name.strip() for name in options.test_groups.split(",") if name.strip()]
        parts = split_dataset(data, options.seed, test=test, max_train=options.max_groups)
        folder = _run_folder(output, dataset, options)
        return Course(data, parts, model_classes(data), folder, options, progress)

    def _fit(self, network: Any, backend: Backend, lessons: Lessons, course: Course) -> History:
        def tell(epoch: int, figures: Mapping[str, float]) -> None:
            course.progress(Progress("train", epoch, course.options.epochs, figures))

        recipe = self.recipe(course.options)
        history = fit_classifier(network, backend, lessons.lesson, lessons.exam, recipe, tell, course.folder)
        told = {"epochs": history.epochs, "best_epoch": history.best_epoch}
        write_atomic(course.folder / "history.json", json.dumps(told, indent=1).encode())
        return history

    def _manifest(self, course: Course, dataset: Path, output: Path, metrics: Mapping[str, float]) -> Manifest:
        options = course.options
        held_back = course.parts["test"]
        return Manifest(
            name=options.name or output.name,
            version=options.version,
            recognizer=type(self).name,
            summary=options.summary,
            licence=options.licence,
            trained_on=options.trained_on,
            caution=options.caution,
            default=options.default,
            created_with=CreatedWith(command=command_line(type(self), dataset, output, options), seed=options.seed),
            accuracy=Accuracy(
                dataset=f"{_size(held_back)} of {dataset.name}, held back", metrics=dict(metrics), note=_note(course)
            ),
            input=self.input(course),
            output=Output(classes=len(course.classes.ids), class_ids=course.classes.ids),
            decoding=self.decoding(course),
        )


def tokens_json(tokens: TokenDictionary) -> bytes:
    """A token dictionary as the `tokens.json` of a bundle, in its envelope."""
    entries = {str(i): {"label": tokens.label(i), **tokens.tokens[i].texts} for i in tokens}
    content = {"id": tokens.id, "version": tokens.version, "spelling": tokens.spelling, "tokens": entries}
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _run_folder(output: Path, dataset: Path, options: Any) -> Path:
    """The folder of the run: empty for a new one, that of the interrupted run where it is to be resumed."""
    folder = output.with_name(f"{output.name}.training")
    told = {"dataset": str(dataset), **msgspec.to_builtins(options)}
    settings = json.dumps({key: value for key, value in told.items() if key not in {"resume", "replace", "jobs"}})
    file = folder / "settings.json"
    if options.resume:
        if not file.exists():
            raise UsageError("there is no interrupted run to resume", path=folder, hint="leave --resume out")
        if file.read_text("utf-8") != settings:
            raise UsageError(
                "the interrupted run had another data set or other options", path=file, hint="give the same ones again"
            )
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    write_atomic(file, settings.encode())
    return folder


def _examples(exam: Iterable[Batch], most: int = 64) -> FloatArray:
    inputs = next(iter(exam))[0]
    return np.asarray(inputs[:most], np.float32)


def _measured(converted: Converted, test: Iterable[Batch]) -> tuple[dict[str, float], tuple[tuple[int, ...], ...]]:
    scores, labels = [], []
    for inputs, truth, _ in test:
        scores.append(litert_scores(converted.weights, np.asarray(inputs, np.float32)))
        labels.append(truth)
    return window_metrics(np.concatenate(scores), np.concatenate(labels))


def _size(part: Dataset) -> str:
    groups = len(part.groups)
    return f"{len(part.samples)} samples of {groups} {'group' if groups == 1 else 'groups'}"


def _note(course: Course) -> str:
    sizes = {name: _size(part) for name, part in course.parts.items()}
    return (
        f"{sizes['train']} to train on, {sizes['validation']} to choose by, {sizes['test']} held back; "
        "no signer or recording is in two of them."
    )
