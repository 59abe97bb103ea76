"""The trainer `crnn`: labelled videos in, a model bundle of windows of pictures out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Annotated, Any, Final

from msgspec import Meta

from annotator.charts import curves_chart
from annotator.datasets import Dataset, Footage, load_footage
from annotator.errors import DatasetError, UsageError
from annotator.files import write_atomic
from annotator.models import FramesInput, as_values
from annotator.recognizer import FrameInput
from annotator.records import Fit, FloatArray, ImageArray
from annotator.training import (
    FOOTAGE_NAME,
    Backend,
    ClassifierOptions,
    ClassifierTrainer,
    Course,
    History,
    Lesson,
    Lessons,
    Mapped,
    PictureAugment,
    Progress,
    Recipe,
    Sampling,
    WindowTeacher,
)
from annotator_crnn.ensemble import fit_members, left_out, mean_history, member_seed
from annotator_crnn.network import Variant, build_network, network_members

SIZES: Final[Mapping[str, tuple[int, int]]] = {"pooled": (64, 48), "original": (70, 50)}


class CRNNOptions(ClassifierOptions, frozen=True, kw_only=True):
    """What `annotator train crnn` can be told."""

    variant: Annotated[Variant, Meta(description="pooled, or original: the network as it was given")] = "pooled"
    members: Annotated[int, Meta(ge=1, description="networks whose probabilities are averaged")] = 1
    rate: Annotated[str, Meta(description="pictures a second")] = "10"
    window: Annotated[int, Meta(ge=2, description="pictures to a window")] = 12
    stride: Annotated[int, Meta(ge=1, description="pictures from one window to the next")] = 1
    size: Annotated[str, Meta(description="of the pictures, as 64x48 (default: the variant's own)")] = ""
    fit: Annotated[Fit, Meta(description="how pictures become that size: stretch, contain or cover")] = "stretch"
    draws: Annotated[int, Meta(ge=1, description="windows of each sign in an epoch")] = 1
    reach: Annotated[float, Meta(ge=0, le=1, description="share of a sign in which windows have their middle")] = 0.7
    idle_ratio: Annotated[float, Meta(ge=0, description="windows of nothing for each window of a sign")] = 1.0
    dropout: Annotated[float, Meta(ge=0, lt=1, description="share of the numbers that are dropped")] = 0.2
    smoothing: Annotated[float, Meta(ge=0, lt=1, description="of the labels")] = 0.0
    rotation: Annotated[float, Meta(ge=0, description="augmentation: degrees")] = 8.0
    zoom: Annotated[float, Meta(ge=0, lt=1, description="augmentation: share of the size")] = 0.1
    shift: Annotated[float, Meta(ge=0, description="augmentation: share of the width and height")] = 0.08
    light: Annotated[float, Meta(ge=0, description="augmentation: share of white")] = 0.1
    contrast: Annotated[float, Meta(ge=0, lt=1, description="augmentation: share of the contrast")] = 0.2
    colour: Annotated[float, Meta(ge=0, description="augmentation: share of each colour")] = 0.1
    speed: Annotated[float, Meta(ge=0, lt=1, description="augmentation: share of the speed")] = 0.1
    mirror: Annotated[bool, Meta(description="augmentation: left and right exchanged every other time")] = False


@dataclass(frozen=True)
class EnsembleLessons(Lessons):
    """What each member learns from, beside what they are all examined by."""

    members: tuple[Lesson, ...] = ()


class CRNNTrainer(ClassifierTrainer):
    """Trains the networks of `annotator_crnn.network` on windows of videos, each labelled by what is at its middle."""

    name = "crnn"
    options = CRNNOptions

    def lessons(self, course: Course) -> EnsembleLessons:
        """Windows of the recordings of each part; decoded recordings are kept in the folder of the run."""
        options = course.options
        sampling = Sampling(options.window, options.reach, options.draws, options.idle_ratio)
        parts = {part: _footage(course, data) for part, data in course.parts.items()}
        teachers = {part: WindowTeacher(films, course.classes, sampling) for part, (films, _) in parts.items()}
        weights = course.weights(teachers["train"].labels())
        values = partial(_values, wanted=self.input(course))
        augment = None if options.no_augment else _augment(options)
        films = parts["train"][0]

        def member_lesson(member: int, without: set[str]) -> Lesson:
            chosen = [film for film in films if _group(film) not in without]
            teacher = WindowTeacher(chosen, course.classes, sampling)
            seed = member_seed(options.seed, member)
            return lambda epoch: Mapped(teacher.lesson(seed, epoch, options.batch, augment, weights), values)

        missing = left_out(sorted({_group(film) for film in films}), options.members, options.seed)
        members = tuple(member_lesson(number, without) for number, without in enumerate(missing))
        counts = {part: len(teacher.labels()) for part, teacher in teachers.items()}
        return EnsembleLessons(
            lesson=members[0],
            exam=Mapped(teachers["validation"].exam(options.batch, weights), values),
            test=Mapped(teachers["test"].exam(options.batch), values),
            counts=counts,
            notes=tuple(note for _, notes in parts.values() for note in notes),
            members=members,
        )

    def network(self, backend: Backend, course: Course) -> Any:
        """The untrained network, of all members."""
        options = course.options
        width, height = _size(options)
        shape = (options.window, height, width, 3)
        classes = len(course.classes.ids)
        return build_network(backend, options.variant, shape, classes, members=options.members, dropout=options.dropout)

    def input(self, course: Course) -> FramesInput:
        """The `[input]` of the manifest."""
        options = course.options
        width, height = _size(options)
        return FramesInput(
            rate=str(_rate(options)), window=options.window, stride=options.stride,
            width=width, height=height, fit=options.fit,
        )  # fmt: skip

    def recipe(self, options: CRNNOptions) -> Recipe:
        """How each member is trained."""
        return replace(super().recipe(options), smoothing=options.smoothing)

    def fit(self, network: Any, backend: Backend, lessons: Lessons, course: Course) -> History:
        """Trains the members one after another; the history of several is the mean of theirs."""
        if course.options.members == 1 or not isinstance(lessons, EnsembleLessons):
            return super().fit(network, backend, lessons, course)
        epochs = course.options.epochs

        def tell(member: int, epoch: int, figures: Mapping[str, float]) -> None:
            course.progress(Progress("train", member * epochs + epoch, len(lessons.members) * epochs, figures))

        histories = fit_members(
            network_members(network), backend, lessons.members, lessons.exam, self.recipe(course.options),
            course.folder, tell,
        )  # fmt: skip
        history = mean_history(histories)
        write_atomic(course.folder / "curves.png", curves_chart(history.epochs, history.best_epoch))
        return history


def _values(images: ImageArray, wanted: FramesInput) -> FloatArray:
    return as_values(images, wanted)


def _augment(options: CRNNOptions) -> PictureAugment:
    return PictureAugment(
        rotation_deg=options.rotation,
        zoom=options.zoom,
        shift=options.shift,
        light=options.light,
        contrast=options.contrast,
        colour=options.colour,
        mirror=options.mirror,
        speed=options.speed,
    )


def _footage(course: Course, part: Dataset) -> tuple[list[Footage], list[str]]:
    """The recordings of a part, and a sentence on each that could not be read, or not whole."""
    width, height = _size(course.options)
    wanted = FrameInput(_rate(course.options), width, height, course.options.fit)

    def tell(done: int, total: int) -> None:
        course.progress(Progress("read", done, total))

    films, failures = load_footage(part, wanted, course.folder / FOOTAGE_NAME, jobs=course.options.jobs, tell=tell)
    if not any(film.spans for film in films):
        raise DatasetError("none of its recordings shows a sign", path=part.root)
    return films, [str(failure) for failure in failures]


def _group(film: Footage) -> str:
    return film.group or str(film.path)


def _size(options: CRNNOptions) -> tuple[int, int]:
    """Width and height of the pictures, pixels."""
    if not options.size:
        return SIZES[options.variant]
    found = re.fullmatch(r"(\d+)x(\d+)", options.size)
    if found is None or min(map(int, found.groups())) < 1:
        raise UsageError(f"a size is {options.size!r}", hint="write width and height in pixels: --size 64x48")
    return int(found[1]), int(found[2])


def _rate(options: CRNNOptions) -> Fraction:
    """Pictures a second."""
    try:
        rate = Fraction(options.rate)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if rate <= 0:
        raise UsageError(f"a rate is {options.rate!r}", hint="write pictures a second: --rate 10 or --rate 30000/1001")
    return rate
