"""The trainer most recognizers use: a data set of samples in, a checked and measured bundle out.

    read -> split -> classes -> lessons -> fit (resumable) -> convert -> measure on the held-back part -> bundle

What goes on in a run lies in the folder `NAME.training` beside the bundle: the state to resume from, the history.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, Final

import msgspec
import numpy as np

from annotator.charts import confusion_chart
from annotator.datasets import PARTS, Dataset, Wanted, open_dataset
from annotator.errors import OutputError, UsageError
from annotator.files import write_atomic
from annotator.models import Accuracy, Bundle, Decoding, Manifest, Output, check_target, write_bundle
from annotator.records import FloatArray
from annotator.training.backend import Backend, load_backend, make_repeatable
from annotator.training.card import Making, model_card
from annotator.training.checks import check_parts
from annotator.training.classes import model_classes
from annotator.training.convert import Converted, convert_keras, litert_scores
from annotator.training.course import ClassifierOptions, Course, Lessons
from annotator.training.dataset_split import split_dataset
from annotator.training.describing import common_entries, tokens_json
from annotator.training.evaluation import Confusion, window_metrics
from annotator.training.fitting import Batch, Recipe, fit_classifier
from annotator.training.run_folder import CONFUSION_NAME, CURVES_NAME, RunLog, open_run_folder
from annotator.training.state import GO_ON, History
from annotator.training.trainer import Progress, ProgressCallback, Trainer, TrainerOptions, TrainingReport

_EXAMPLES: Final = 256  # samples that weights are checked, and int8 is calibrated, on
_EXAMPLE_BYTES: Final = 1 << 27
_NAMED: Final = 12  # groups in a line
_NOT_SETTINGS: Final = {
    "name", "version", "summary", "licence", "trained_on", "caution", "limits", "default", "replace", "resume",
    "tokens", "jobs", "keep_keras",
}  # fmt: skip


class ClassifierTrainer(Trainer):
    """Trains a network on labelled samples; subclasses say what it looks like and what it is fed.

    They set `name` and `options` (a subclass of ClassifierOptions) and give `lessons`, `network`, `input` and, where
    theirs differ, `decoding` and `convert`. Networks end in probabilities (softmax).
    """

    options: ClassVar[type[TrainerOptions]] = ClassifierOptions
    threads: ClassVar[int] = 0  # that compute side by side, where the user does not say (0: one a core)

    @abstractmethod
    def lessons(self, course: Course) -> Lessons:
        """What the network learns from."""

    @abstractmethod
    def network(self, backend: Backend, course: Course) -> Any:
        """The untrained Keras network; its input is what `lessons` gives and the bundle's weights take."""

    @abstractmethod
    def input(self, course: Course) -> Any:
        """The `[input]` of the manifest."""

    def wanted(self, dataset: Path, options: Any) -> Wanted:  # noqa: ARG002
        """What is wanted of the data set."""
        return Wanted(Path(options.tokens) if options.tokens else None, options.tier, options.labels)

    def parts(self, data: Dataset, options: Any) -> Mapping[str, Dataset]:
        """The data's parts "train", "validation" and "test"; nobody, and no recording, is in two of them."""
        test = [name.strip() for name in options.test_groups.split(",") if name.strip()]
        return split_dataset(data, options.seed, test=test, max_train=options.max_groups)

    def note(self, course: Course) -> str:  # noqa: ARG002
        """A sentence of the card on how the data were split."""
        return "No signer or recording is in two of them."

    def decoding(self, course: Course) -> Decoding:
        """How windows become segments."""
        idle = () if course.classes.idle is None else (course.classes.ids[course.classes.idle],)
        return Decoding(policy="hysteresis", idle=idle, parameters={"enter": 0.5, "leave": 0.4})

    def recognizer_options(self, course: Course) -> dict[str, Any]:  # noqa: ARG002
        """The `[options]` of the manifest: what else the recognizer wants to know."""
        return {}

    def convert(self, network: Any, course: Course, examples: FloatArray) -> Converted:
        """LiteRT weights of the trained network, of the precision `course.options` asks for, checked on `examples`."""
        return convert_keras(network, examples, precision=course.options.precision)

    def scores(self, converted: Converted, inputs: FloatArray) -> FloatArray:
        """What the weights give for inputs as the network takes them: probabilities [N, C]."""
        return litert_scores(converted.weights, inputs)

    def recipe(self, options: Any) -> Recipe:
        """How it is trained."""
        return Recipe(
            epochs=options.epochs,
            seed=options.seed,
            learning_rate=options.learning_rate,
            patience=options.patience,
            plateau=options.plateau,
            anneal=options.anneal,
        )

    def train(self, dataset: Path, output: Path, options: Any, progress: ProgressCallback) -> TrainingReport:
        """Trains, converts, measures on the held-back part, and writes the bundle; see `Trainer.train`."""
        check_target(output, replace=options.replace)
        progress(Progress("read"))
        course = self._course(dataset, output, options, progress)
        lessons = self.lessons(course)
        backend = load_backend()
        backend.keras.backend.clear_session()  # names inside the weights count from the beginning again
        make_repeatable(backend, options.seed, options.threads or self.threads)
        network = self.network(backend, course)
        history = self.fit(network, backend, lessons, course)
        kept = keep_network(network, course.folder) if options.keep_keras else ()
        progress(Progress("convert"))
        converted = self._converted(network, course, _examples(lessons.lesson(1)))
        progress(Progress("measure"))
        metrics, confusion, loss = self._measured(network, converted, lessons, course)
        manifest = Manifest(
            **common_entries(type(self), dataset, output, options),
            accuracy=_accuracy(course, dataset, metrics, f"{self.note(course)} {loss}".strip()),
            input=self.input(course),
            output=Output(classes=len(course.classes.ids), class_ids=course.classes.ids),
            decoding=self.decoding(course),
            options=self.recognizer_options(course),
        )
        progress(Progress("write"))
        bundle = _write(output, manifest, converted, confusion, history, lessons, course)
        notes = (*course.data.notes, *course.notes, *lessons.notes, *kept, *([loss] if loss else []))
        return TrainingReport(
            bundle, metrics, confusion, lessons.counts, history.run, history.best_epoch, converted.difference, notes,
            converted.form, course.folder,
        )  # fmt: skip

    def _course(self, dataset: Path, output: Path, options: Any, progress: ProgressCallback) -> Course:
        data = open_dataset(dataset, options.form, self.wanted(dataset, options))
        parts = self.parts(data, options)
        classes = model_classes(data)
        notes = check_parts(parts, classes)
        folder = open_run_folder(output, dataset, options, len(data.samples))
        return Course(data, parts, classes, folder, options, progress, notes)

    def fit(self, network: Any, backend: Backend, lessons: Lessons, course: Course) -> History:
        """Trains the network in place, and writes down how it goes in the folder of the run."""
        epochs, batches = course.options.epochs, [0]
        log = RunLog(course.folder, backend)
        if log.epochs:
            course.progress(Progress("resume", log.epochs, epochs))

        def tell(epoch: int, figures: Mapping[str, float]) -> None:
            log.add(figures)
            course.progress(Progress("train", epoch, epochs, figures))
            batches.append(batches[0])

        def advance(_epoch: int, done: int, loss: float) -> None:
            batches[0] = done
            course.progress(Progress("epoch", done, batches[-1] if len(batches) > 1 else 0, {"loss": loss}))

        recipe = self.recipe(course.options)
        history = fit_classifier(
            network, backend, lessons.lesson, lessons.exam, recipe, tell, course.folder, advance=advance
        )
        log.close(history)
        return history

    def _converted(self, network: Any, course: Course, examples: FloatArray) -> Converted:
        converted = self.convert(network, course, examples)
        if converted.precision != course.options.precision:
            raise UsageError(f"{type(self).name} cannot be converted to {course.options.precision}")
        return converted

    def _measured(
        self, network: Any, converted: Converted, lessons: Lessons, course: Course
    ) -> tuple[dict[str, float], Confusion, str]:
        """Figures on the held-back part, the confusion, and what a lower precision cost ("" at full precision)."""
        metrics, confusion = self.exam_of(converted, lessons.test)
        if converted.precision == "float32":
            return metrics, confusion, ""
        exact = msgspec.structs.replace(course.options, precision="float32")
        whole = self._converted(network, replace(course, options=exact), _examples(lessons.lesson(1)))
        before, _ = self.exam_of(whole, lessons.test)
        loss = (
            f"{converted.form} instead of float32: {len(converted.weights) / 1e6:.2f} MB instead of "
            f"{len(whole.weights) / 1e6:.2f} MB; accuracy on the held-back part {metrics['window_accuracy']:.4f} "
            f"instead of {before['window_accuracy']:.4f}."
        )
        return metrics | {f"float32_{name}": value for name, value in before.items()}, confusion, loss

    def exam_of(self, converted: Converted, test: Iterable[Batch]) -> tuple[dict[str, float], Confusion]:
        """The figures of the weights on the held-back part, and the confusion [truth][found]."""
        scores, labels = [], []
        for inputs, truth, _ in test:
            scores.append(self.scores(converted, np.asarray(inputs, np.float32)))
            labels.append(truth)
        return window_metrics(np.concatenate(scores), np.concatenate(labels))


def keep_network(network: Any, folder: Path) -> tuple[str, ...]:
    """Saves a Keras network as model.keras, or what cannot be saved so as its weights; says where, in a sentence."""
    path = folder / "model.keras"
    try:
        network.save(path)
    except OSError as error:
        raise OutputError(f"the Keras model cannot be written: {error}", path=path, hint=GO_ON) from error
    except (NotImplementedError, TypeError, ValueError) as error:
        path = folder / "model.weights.h5"
        network.save_weights(path)
        return (f"The network cannot be saved whole ({str(error).splitlines()[0]}); its weights: {path}",)
    return (f"The Keras model: {path}",)


def _write(
    output: Path,
    manifest: Manifest,
    converted: Converted,
    confusion: Confusion,
    history: History,
    lessons: Lessons,
    course: Course,
) -> Bundle:
    words = course.classes.words
    pictures = {CONFUSION_NAME: confusion_chart(confusion, words, title=manifest.accuracy.dataset)}
    write_atomic(course.folder / CONFUSION_NAME, pictures[CONFUSION_NAME])
    if (curves := course.folder / CURVES_NAME).exists():
        pictures[CURVES_NAME] = curves.read_bytes()
    making = Making(
        parts=[f"{part}: {_told(course.parts[part])}" for part in PARTS],
        settings=_settings(course.options, history),
        form=converted.form,
        difference=converted.difference,
        size=len(converted.weights),
        pictures=sorted(pictures),
    )
    return write_bundle(
        output,
        manifest,
        weights=converted.weights,
        tokens=tokens_json(course.classes.tokens),
        card=model_card(manifest, course.options.limits, confusion, lessons.counts, words, making),
        pictures=pictures,
        replace=course.options.replace,
    )


def _settings(options: Any, history: History) -> dict[str, object]:
    """What was chosen, as the card tells it."""
    told = {name: value for name, value in msgspec.to_builtins(options).items() if name not in _NOT_SETTINGS}
    shown = {name.replace("_", " "): value for name, value in told.items() if value not in ("", False)}
    return shown | {"epochs run": history.run, "best epoch": history.best_epoch}


def _examples(lesson: Iterable[Batch]) -> FloatArray:
    """Some training samples, as many as fit into little memory."""
    found: list[FloatArray] = []
    size = 0
    for inputs, _, _ in lesson:
        found.append(np.asarray(inputs, np.float32))
        size += found[-1].nbytes
        if sum(map(len, found)) >= _EXAMPLES or size > _EXAMPLE_BYTES:
            break
    return np.concatenate(found)[:_EXAMPLES]


def _accuracy(course: Course, dataset: Path, metrics: Mapping[str, float], note: str) -> Accuracy:
    sizes = {name: _size(part) for name, part in course.parts.items()}
    return Accuracy(
        dataset=f"{sizes['test']} of {dataset.name}, held back",
        metrics=dict(metrics),
        note=f"{sizes['train']} to train on, {sizes['validation']} to choose by, {sizes['test']} held back. {note}",
    )


def _told(part: Dataset) -> str:
    """Size and groups of a part; groups are named where they are few."""
    groups = [group for group in part.groups if group]
    names = f" ({', '.join(groups)})" if 0 < len(groups) <= _NAMED else ""
    return _size(part) + names


def _size(part: Dataset) -> str:
    groups = len({sample.group or (sample.path, sample.row) for sample in part.samples})
    return f"{len(part.samples)} samples of {groups} {'group' if groups == 1 else 'groups'}"
