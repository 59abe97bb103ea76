"""What a MoViNet learns from: windows of continuous signing, or clips that each show one sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from annotator.datasets import Footage, load_footage
from annotator.recognizer import FrameInput
from annotator.records import FloatArray, ImageArray
from annotator.training import (
    FOOTAGE_NAME,
    Batch,
    Course,
    Lessons,
    Mapped,
    PictureAugment,
    Progress,
    WindowTeacher,
)
from annotator_movinet.background import without_background
from annotator_movinet.options import MoViNetOptions, augment_of, background_of, frames_of, margin_of, sampling_of

Labels = npt.NDArray[np.int64]


class Teacher(Protocol):
    """Draws batches of pictures, uint8 [B, T, H, W, 3], class indices [B] and weights [B]."""

    def lesson(
        self, seed: int, epoch: int, batch: int, augment: PictureAugment | None, weights: FloatArray | None
    ) -> Iterable[Batch]:
        """Those of an epoch."""

    def exam(self, batch: int, weights: FloatArray | None = None) -> Iterable[Batch]:
        """Always the same ones."""

    def labels(self) -> Labels:
        """The class index of every sample."""


@dataclass(frozen=True)
class ClipTeacher:
    """Draws each clip from where its sign begins; of a longer one some `window` pictures, of a shorter one the last
    picture again and again, as the recognizer fills its last step.
    """

    footage: Sequence[Footage]
    index: dict[int, int]
    window: int

    def lesson(
        self, seed: int, epoch: int, batch: int, augment: PictureAugment | None, weights: FloatArray | None
    ) -> Iterator[Batch]:
        random = np.random.default_rng([seed, epoch])
        picks = self._picks()
        order = random.permutation(len(picks))
        for at in range(0, len(order), batch):
            chosen = [picks[i] for i in order[at : at + batch]]
            clips = [self._clip(footage, span, random.random()) for footage, span, _ in chosen]
            yield _batch([augment(clip, random) for clip in clips] if augment else clips, chosen, weights)

    def exam(self, batch: int, weights: FloatArray | None = None) -> list[Batch]:
        picks = self._picks()
        parts = [picks[at : at + batch] for at in range(0, len(picks), batch)]
        return [_batch([self._clip(footage, span, 0.5) for footage, span, _ in part], part, weights) for part in parts]

    def labels(self) -> Labels:
        return np.array([label for _, _, label in self._picks()], np.int64)

    def _picks(self) -> list[tuple[Footage, Any, int]]:
        return [
            (footage, span, self.index[span.label])
            for footage in self.footage
            for span in footage.spans
            if span.label in self.index
        ]

    def _clip(self, footage: Footage, span: Any, share: float) -> ImageArray:
        first, end = round(span.start_s * footage.rate), min(round(span.end_s * footage.rate), len(footage))
        first = min(first, len(footage) - 1)
        first += int(share * max(end - first - self.window + 1, 0))
        return np.asarray(footage.images[np.arange(first, first + self.window).clip(first, max(end - 1, first))])


@dataclass(frozen=True)
class FullBatches:
    """Batches all of one size, since the network is built anew for every size it meets, which takes a minute.

    An incomplete last batch is filled with its first sample, which then counts nothing.
    """

    batches: Iterable[Batch] = field(repr=False)
    size: int

    def __iter__(self) -> Iterator[Batch]:
        for inputs, labels, weights in self.batches:
            missing = self.size - len(labels)
            filler = np.zeros(missing, np.int64)
            yield (
                np.concatenate([inputs, inputs[filler]]),
                np.concatenate([labels, labels[filler]]),
                np.concatenate([weights, np.zeros(missing, np.float32)]),
            )


def make_lessons(course: Course) -> Lessons:
    """The lessons of a run; windows where the data are continuous signing, whole clips otherwise."""
    options: MoViNetOptions = course.options
    footage, notes = _read(course)
    continuous = course.classes.idle is not None
    margin = margin_of(options) if continuous else 0
    teachers: dict[str, Teacher] = {part: _teacher(course, found) for part, found in footage.items()}
    counts = {part: len(teacher.labels()) for part, teacher in teachers.items()}
    by_class = course.weights(teachers["train"].labels())
    augment = augment_of(options)
    subtract = background_of(options, continuous=continuous) == "subtract"

    def values(images: ImageArray) -> FloatArray:
        inner = images[:, margin : images.shape[1] - margin]
        numbers = inner.astype(np.float32) * np.float32(1 / 255)
        return without_background(numbers) if subtract else numbers

    def lesson(epoch: int) -> Iterable[Batch]:
        drawn = teachers["train"].lesson(options.seed, epoch, options.batch, augment, by_class)
        return Mapped(FullBatches(drawn, options.batch), values)

    exam = FullBatches(teachers["validation"].exam(options.batch), options.batch)
    return Lessons(lesson, Mapped(exam, values), Mapped(teachers["test"].exam(options.batch), values), counts, notes)


def _teacher(course: Course, footage: Sequence[Footage]) -> Teacher:
    if course.classes.idle is not None:
        return WindowTeacher(footage, course.classes, sampling_of(course.options))
    return ClipTeacher(footage, dict(course.classes.index), course.options.window)


def _read(course: Course) -> tuple[dict[str, list[Footage]], tuple[str, ...]]:
    """The recordings of every part, and what could not be read."""
    input_ = frames_of(course.options)
    wanted = FrameInput(input_.fraction, input_.width, input_.height, input_.fit)
    total = sum(len({*part.files, *(sample.path for sample in part.samples)}) for part in course.parts.values())
    found, notes, done = {}, [], 0
    for name, part in course.parts.items():

        def tell(now: int, _: int, before: int = done) -> None:
            course.progress(Progress("read", before + now, total))

        footage, failures = load_footage(
            part, wanted, course.folder / FOOTAGE_NAME, jobs=course.options.jobs, tell=tell
        )
        done += len(footage)
        found[name] = footage
        notes += [str(failure) for failure in failures]
    return found, tuple(notes)


def _batch(clips: Sequence[ImageArray], picks: Sequence[tuple[Footage, Any, int]], weights: FloatArray | None) -> Batch:
    labels = np.array([label for _, _, label in picks], np.int64)
    return np.stack(clips), labels, np.ones(len(picks), np.float32) if weights is None else weights[labels]
