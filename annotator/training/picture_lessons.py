"""Lessons of single pictures: those a data set's files hold, each labelled by what is shown at its moment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from annotator.datasets import Cutouts, Dataset, load_cutouts
from annotator.errors import DatasetError
from annotator.models import FramesInput, as_values
from annotator.records import FloatArray, ImageArray
from annotator.training.classes import ModelClasses
from annotator.training.course import Course, Lessons
from annotator.training.fitting import Batch, Labels
from annotator.training.picture_augment import PictureAugment
from annotator.training.run_folder import FOOTAGE_NAME
from annotator.training.trainer import Progress


@dataclass(frozen=True)
class PictureSampling:
    """Which pictures are learnt from: `border_s` around the beginning and end of a sign none are, since where exactly
    it begins is a matter of opinion; and at most `idle_ratio` pictures of nothing for each of a sign (0: all).
    """

    border_s: float = 0.08
    idle_ratio: float = 0.5


@dataclass(frozen=True)
class PictureTable:
    """Pictures, uint8 [N, H, W, 3] RGB, and their class indices, int64 [N]; `lost` had no hand or person in them."""

    images: ImageArray = field(repr=False)
    labels: Labels = field(repr=False)
    lost: int = 0

    def __len__(self) -> int:
        return len(self.labels)


def picture_lessons(
    course: Course, wanted: FramesInput, sampling: PictureSampling, augment: PictureAugment | None
) -> Lessons:
    """The pictures of each part, as the numbers `wanted` names; cut-out ones are kept in the folder of the run."""
    notes: list[str] = []
    tables = {part: _table(course, data, wanted, sampling, notes) for part, data in course.parts.items()}
    train, options = tables["train"], course.options
    drawn = _drawn(train, course.classes, sampling, np.random.default_rng(options.seed))
    weights = course.weights(train.labels[drawn])

    def lesson(epoch: int) -> Iterator[Batch]:
        random = np.random.default_rng([options.seed, epoch])
        chosen = random.permutation(_drawn(train, course.classes, sampling, random))
        return _batches(train, chosen, wanted, options.batch, weights, augment, random)

    exams = {}
    for part in ("validation", "test"):
        chosen = _drawn(tables[part], course.classes, sampling, np.random.default_rng(0))
        own = weights if part == "validation" else None
        exams[part] = list(_batches(tables[part], chosen, wanted, options.batch, own))
    counts = {"train": len(drawn), **{part: sum(len(batch[1]) for batch in exam) for part, exam in exams.items()}}
    return Lessons(lesson, exams["validation"], exams["test"], counts, tuple(notes))


def _table(
    course: Course, part: Dataset, wanted: FramesInput, sampling: PictureSampling, notes: list[str]
) -> PictureTable:
    def tell(done: int, total: int) -> None:
        course.progress(Progress("read", done, total))

    store = course.folder / FOOTAGE_NAME
    found, failures = load_cutouts(part, wanted, store, jobs=course.options.jobs, tell=tell)
    notes += [str(failure) for failure in failures]
    table = table_of(found, course.classes, sampling.border_s, continuous=part.continuous)
    if not len(table):
        raise DatasetError("none of its pictures can be used", path=part.root)
    if table.lost:
        what = {"hand": "hand", "person": "person"}.get(wanted.crop, "person")
        notes.append(f"{table.lost} of {table.lost + len(table)} pictures show no {what} and are left out")
    return table


def table_of(found: Sequence[Cutouts], classes: ModelClasses, border_s: float, *, continuous: bool) -> PictureTable:
    """The usable pictures of all files with their classes; of `continuous` data those outside all samples too."""
    images, labels, lost = [], [], 0
    for each in found:
        told = _labels(each, classes, border_s, continuous=continuous)
        known = told >= 0
        lost += int((known & ~each.usable).sum())
        images.append(each.images[known & each.usable])
        labels.append(told[known & each.usable])
    return PictureTable(np.concatenate(images), np.concatenate(labels), lost)


def _labels(each: Cutouts, classes: ModelClasses, border_s: float, *, continuous: bool) -> Labels:
    """The class index of every picture of a file, -1 where it is not known; by the middle of the time it is shown."""
    index = classes.index
    if not each.rate:
        if len(each.images) == len(each.samples):
            return np.array([index.get(sample.label, -1) for sample in each.samples], np.int64)
        label = index.get(each.samples[0].label, -1) if each.samples else -1
        return np.full(len(each.images), label, np.int64)
    times_s = (np.arange(len(each.images)) + 0.5) / float(each.rate)
    idle = classes.idle if continuous and classes.idle is not None else -1
    told = np.full(len(times_s), idle, np.int64)
    for sample in each.samples:
        end_s = np.inf if sample.end_s is None else sample.end_s
        inside = (times_s >= sample.start_s) & (times_s < end_s)
        told[inside] = index.get(sample.label, -1)
        for border in (sample.start_s, end_s) if continuous else ():
            told[np.abs(times_s - border) < border_s] = -1
    return told


def _drawn(
    table: PictureTable, classes: ModelClasses, sampling: PictureSampling, random: np.random.Generator
) -> Labels:
    """The pictures of an epoch: all of signs, and of nothing no more than the share wanted."""
    idle = table.labels == classes.idle
    signs = np.flatnonzero(~idle)
    rest = random.permutation(np.flatnonzero(idle))
    if sampling.idle_ratio and classes.idle is not None:
        rest = rest[: round(sampling.idle_ratio * max(len(signs), 1))]
    return np.sort(np.concatenate([signs, rest]))


def _batches(
    table: PictureTable,
    chosen: Labels,
    wanted: FramesInput,
    size: int,
    weights: FloatArray | None,
    augment: PictureAugment | None = None,
    random: np.random.Generator | None = None,
) -> Iterator[Batch]:
    for at in range(0, len(chosen), size):
        part = chosen[at : at + size]
        images = table.images[part]
        if augment is not None and random is not None:
            images = np.concatenate([augment(image[None], random) for image in images])
        labels = table.labels[part]
        yield as_values(images, wanted), labels, np.ones(len(part), np.float32) if weights is None else weights[labels]
