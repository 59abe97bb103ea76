"""The trainer `landmark-lstm`: recordings of features or landmarks in, a model bundle out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from annotator.datasets import PARTS, Dataset, Wanted
from annotator.errors import DatasetError, UsageError
from annotator.models import Decoding, LandmarksInput
from annotator.records import FloatArray
from annotator.training import (
    Backend,
    Batch,
    ClassifierTrainer,
    Converted,
    Course,
    Lessons,
    Progress,
    convert_keras,
)
from annotator.truth import TRUTH_SUFFIX
from annotator_landmark_lstm.data import (
    LABELLED,
    by_time,
    read_clips,
    refuse_shared_frames,
    sequence_sheets,
    time_parts,
    time_windows,
)
from annotator_landmark_lstm.network import build_network, step_scale
from annotator_landmark_lstm.options import LandmarkLSTMOptions, feature_set, min_usable, policy, steps_a_second
from annotator_landmark_lstm.windows import Sheet, batches, drawn, in_order

_EVERY: Final = {"features": 1, "landmarks": 3}
_BY_TIME: Final = (
    "Every recording was cut in time into train, validation and test, with a gap of a window between them; "
    "these are windows of the test part, which neither training nor the choice of the best epoch has seen."
)


class LandmarkLSTMTrainer(ClassifierTrainer):
    """Trains the network of `annotator_landmark_lstm.network` on windows of recorded features or landmarks."""

    name = "landmark-lstm"
    options = LandmarkLSTMOptions
    threads = 1

    def wanted(self, dataset: Path, options: LandmarkLSTMOptions) -> Wanted:
        """Landmarks, where videos have truth and .pose files beside them."""
        feature_set(options), steps_a_second(options)  # what is wrong with these is said before long work
        timed = dataset.is_dir() and next(dataset.rglob(f"*{TRUTH_SUFFIX}"), None) is not None
        labels = "landmarks" if timed and not options.labels else options.labels
        return Wanted(Path(options.tokens) if options.tokens else None, options.tier, labels)

    def parts(self, data: Dataset, options: LandmarkLSTMOptions) -> Mapping[str, Dataset]:
        """By group, or each recording by time; see `--split`."""
        if data.medium not in _EVERY:
            raise DatasetError(
                f"holds {data.medium}s, landmarks or features are needed",
                path=data.root,
                hint="annotator landmarks FOLDER, or annotator dataset extract, makes them from videos",
            )
        if data.form == LABELLED and all(data.word(label) == str(label) for label in data.labels):
            raise UsageError(
                f"a token dictionary must say what the classes {', '.join(map(str, data.labels))} mean",
                hint="--tokens tokens.json",
            )
        return time_parts(data, options) if by_time(data, options) else super().parts(data, options)

    def note(self, course: Course) -> str:
        """How the data were split."""
        return _BY_TIME if by_time(course.data, course.options) else super().note(course)

    def lessons(self, course: Course) -> Lessons:
        """Windows of each part; those of landmarks are other ones in every epoch."""
        if course.data.medium == "features":
            return _of_features(course)
        return _of_landmarks(course)

    def network(self, backend: Backend, course: Course) -> Any:
        """The untrained network."""
        return _network(backend, course, unroll=False)

    def convert(self, network: Any, course: Course, examples: FloatArray) -> Converted:
        """The same weights in a network whose steps are written out, which takes any number of windows."""
        from annotator.training import load_backend

        unrolled = _network(load_backend(), course, unroll=True)
        unrolled.set_weights(network.get_weights())
        return convert_keras(unrolled, examples, precision=course.options.precision)

    def input(self, course: Course) -> LandmarksInput:
        """The `[input]` of the manifest."""
        options = course.options
        features = feature_set(options)
        return LandmarksInput(
            rate=options.rate,
            window=options.window,
            min_usable=min_usable(options),
            feature_set=features.name,
            feature_width=features.width,
            mirror=options.mirror,
        )

    def decoding(self, course: Course) -> Decoding:
        """Votes, or of continuous signing hysteresis."""
        classes = course.classes
        name, parameters = policy(course.options, continuous=classes.idle is not None)
        idle = () if classes.idle is None else (classes.ids[classes.idle],)
        return Decoding(policy=name, idle=idle, parameters=parameters)  # type: ignore[arg-type]

    def recognizer_options(self, course: Course) -> dict[str, Any]:
        """A window around every step of continuous signing; clips shorter than a window repeat their last step."""
        if course.classes.idle is not None:
            return {"edge": "pad", "holes": "keep"}
        return {"edge": "repeat"} if course.data.medium == "landmarks" else {}


class _Batches:
    """Windows in batches, whenever they are gone through."""

    def __init__(self, sheets: Sequence[Sheet], options: LandmarkLSTMOptions, every: int = 1) -> None:
        self._sheets, self._options = sheets, options
        self._picks = in_order(sheets, every)

    def __len__(self) -> int:
        return len(self._picks)

    def __iter__(self) -> Iterator[Batch]:
        return batches(self._sheets, self._picks, self._options.window, max(self._options.batch, 256))


def _of_features(course: Course) -> Lessons:
    if by_time(course.data, course.options):
        parts: Mapping[str, Sequence[Sheet]] = time_windows(course)
    else:
        parts = {part: sequence_sheets(course.parts[part], course) for part in PARTS}
        refuse_shared_frames(parts, course.data.root)
    return _lessons(course, parts, lambda _: parts["train"])


def _of_landmarks(course: Course) -> Lessons:
    total = len({path for part in PARTS for path in _files(course.parts[part])})
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        course.progress(Progress("read", done, total))

    clips = {part: read_clips(course.parts[part], course, tell) for part in PARTS}
    parts = {part: clips[part].sheets() for part in PARTS}
    if course.classes.idle is None:
        refuse_shared_frames(parts, course.data.root)

    def changed(random: np.random.Generator) -> Sequence[Sheet]:
        return parts["train"] if course.options.no_augment else clips["train"].sheets(random)

    return _lessons(course, parts, changed)


def _lessons(
    course: Course, parts: Mapping[str, Sequence[Sheet]], changed: Callable[[np.random.Generator], Sequence[Sheet]]
) -> Lessons:
    """Lessons of windows; `changed` gives the training part as an epoch shows it."""
    options = course.options
    every = options.every or _EVERY[course.data.medium]
    weights = course.weights(np.concatenate([sheet.labels for sheet in parts["train"]]))

    def lesson(epoch: int) -> Iterator[Batch]:
        random = np.random.default_rng([options.seed, epoch])
        sheets = changed(random)
        yield from batches(sheets, drawn(sheets, every, random), options.window, options.batch, weights)

    exam, test = (_Batches(parts[part], options) for part in ("validation", "test"))
    counts = {part: sum(len(sheet.starts) for sheet in parts[part]) for part in PARTS}
    return Lessons(lesson, exam, test, counts)


def _files(part: Dataset) -> set[Path]:
    return {*part.files, *(sample.path for sample in part.samples)}


def _network(backend: Backend, course: Course, *, unroll: bool) -> Any:
    options = course.options
    scale = step_scale(options.feature_set, feature_set(options).width)
    return build_network(
        backend, options.window, scale, len(course.classes.ids), unroll=unroll, units=options.units,
        dropout=options.dropout,
    )  # fmt: skip
