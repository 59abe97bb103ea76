"""The trainer `pose-cnn`: pictures of poses, or videos with truth, in; a bundle of a transferred network out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from typing import Annotated, Any, Literal

from msgspec import Meta

from annotator.models import Decoding, FramesInput
from annotator.training import (
    Backend,
    Batch,
    ClassifierOptions,
    ClassifierTrainer,
    Confusion,
    Converted,
    Course,
    Lessons,
    PictureAugment,
    PictureSampling,
    ProgressCallback,
    TrainingReport,
    class_figures,
    picture_lessons,
)
from annotator_pose_cnn.backbone import AUTO, VALUES, BackboneName, caffe_colours, make_backbone


class PoseCNNOptions(ClassifierOptions, frozen=True, kw_only=True):
    """What `annotator train pose-cnn` can be told."""

    epochs: Annotated[int, Meta(ge=1, description="passes over the training part, at most")] = 20
    backbone: Annotated[BackboneName, Meta(description="mobilenet_v2 or resnet50")] = "mobilenet_v2"
    weights: Annotated[
        str, Meta(description="the backbone's first weights: auto, imagenet, random, or a file of weights without top")
    ] = AUTO
    fine_tune: Annotated[int, Meta(ge=0, description="so many of the backbone's last layers are trained too")] = 0
    alpha: Annotated[float, Meta(gt=0, le=1.4, description="width of MobileNetV2")] = 1.0
    size: Annotated[int, Meta(ge=32, le=512, description="of the pictures, pixels a side")] = 224
    fit: Annotated[Literal["stretch", "contain", "cover"], Meta(description="how whole pictures become that size")] = (
        "contain"
    )
    crop: Annotated[Literal["none", "person"], Meta(description="what is cut out of pictures and frames")] = "none"
    draw: Annotated[
        Literal["picture", "overlay", "skeleton"], Meta(description="picture, with the skeleton over it, or that alone")
    ] = "picture"
    trail: Annotated[bool, Meta(description="draw beneath it the skeleton of the picture before")] = False
    dropout: Annotated[float, Meta(ge=0, lt=1, description="share of the backbone's numbers that is dropped")] = 0.2
    rate: Annotated[str, Meta(description="pictures a second of videos")] = "10"
    window: Annotated[int, Meta(ge=1, description="pictures whose scores are averaged")] = 1
    idle: Annotated[str, Meta(description="labels that never become segments, with commas")] = "nothing,other,none,idle"
    idle_ratio: Annotated[float, Meta(ge=0, description="pictures of nothing for each of a pose, at most")] = 1.0
    border_s: Annotated[float, Meta(ge=0, description="seconds around a pose's border that do not count")] = 0.1
    rotation: Annotated[float, Meta(ge=0, description="augmentation: degrees")] = 40.0
    shift: Annotated[float, Meta(ge=0, description="augmentation: share of the width and height")] = 0.2
    shear: Annotated[float, Meta(ge=0, description="augmentation: shear")] = 0.2
    zoom: Annotated[float, Meta(ge=0, lt=1, description="augmentation: share of the size")] = 0.2
    light: Annotated[float, Meta(ge=0, description="augmentation: share of white")] = 0.0
    colour: Annotated[float, Meta(ge=0, description="augmentation: share of each colour")] = 0.0
    enter: Annotated[float, Meta(ge=0, le=1, description="decoding: a pose begins at this score")] = 0.6
    leave: Annotated[float, Meta(ge=0, le=1, description="decoding: and ends below this one")] = 0.4
    smooth: Annotated[float, Meta(ge=0, description="decoding: seconds scores are averaged over")] = 0.3
    min: Annotated[float, Meta(ge=0, description="decoding: seconds of the shortest pose")] = 0.25
    bridge: Annotated[float, Meta(ge=0, description="decoding: seconds passed over within a pose")] = 0.2


class PoseCNNTrainer(ClassifierTrainer):
    """Trains a dense layer on a network that knows photographs, and as many of its layers as are to be tuned."""

    name = "pose-cnn"
    options = PoseCNNOptions

    def __init__(self) -> None:
        self._told = ""

    def train(self, dataset: Path, output: Path, options: Any, progress: ProgressCallback) -> TrainingReport:
        """Trains; the report says what the backbone began with."""
        report = super().train(dataset, output, options, progress)
        return replace(report, notes=(*report.notes, self._told))

    def note(self, course: Course) -> str:
        """What the card says of the split, and of the backbone."""
        return f"{super().note(course)} {self._told}"

    def lessons(self, course: Course) -> Lessons:
        """Pictures of poses."""
        options = course.options
        augment = PictureAugment(
            rotation_deg=options.rotation,
            zoom=options.zoom,
            shift=options.shift,
            shear=options.shear,
            light=options.light,
            colour=options.colour,
        )
        sampling = PictureSampling(options.border_s, options.idle_ratio)
        return picture_lessons(course, self.input(course), sampling, None if options.no_augment else augment)

    def network(self, backend: Backend, course: Course) -> Any:
        """Backbone, dropout, softmax; a backbone that knows something is frozen but for `fine_tune` layers."""
        options = course.options
        shape = (options.size, options.size, 3)
        backbone = make_backbone(backend, options.backbone, shape, alpha=options.alpha, weights=options.weights)
        self._told = backbone.told
        freeze(backbone.network, backend, options.fine_tune if backbone.trained else len(backbone.network.layers))
        layers = backend.keras.layers
        inputs = layers.Input(shape)
        values = caffe_colours(backend, shape)(inputs) if options.backbone == "resnet50" else inputs
        numbers = layers.Dropout(options.dropout)(backbone.network(values))
        scores = layers.Dense(len(course.classes.ids), activation="softmax")(numbers)
        return backend.keras.Model(inputs, scores, name="pose_cnn")

    def input(self, course: Course) -> FramesInput:
        """The `[input]` of the manifest."""
        options = course.options
        return FramesInput(
            rate=options.rate, window=options.window, width=options.size, height=options.size, fit=options.fit,
            values=VALUES[options.backbone], crop=options.crop, draw=options.draw,
            trail=options.trail, min_usable=0.3,
        )  # fmt: skip

    def decoding(self, course: Course) -> Decoding:
        """How scores become poses; nothing, and something else, are none."""
        options, classes = course.options, course.classes
        quiet = {name.strip() for name in options.idle.split(",") if name.strip()}
        names = {i: {classes.tokens.label(i), *classes.tokens.tokens[i].texts.values()} for i in classes.ids}
        idle = [i for i in classes.ids if names[i] & quiet]
        if classes.idle is not None and classes.ids[classes.idle] not in idle:
            idle.append(classes.ids[classes.idle])
        parameters = {
            "enter": options.enter, "leave": options.leave, "smooth_s": options.smooth, "min_s": options.min,
            "bridge_s": options.bridge,
        }  # fmt: skip
        return Decoding(policy="hysteresis", idle=tuple(idle), parameters=parameters)

    def exam_of(self, converted: Converted, test: Iterable[Batch]) -> tuple[dict[str, float], Confusion]:
        """Beside the usual figures the mean precision and recall of the classes that are there."""
        metrics, confusion = super().exam_of(converted, test)
        figures = class_figures(confusion)
        there = [figure for figure in figures if figure.count]
        precision = fmean(figure.precision or 0.0 for figure in there)
        recall = fmean(figure.recall or 0.0 for figure in there)
        return {**metrics, "macro_precision": precision, "macro_recall": recall}, confusion


def freeze(network: Any, backend: Backend, last: int) -> None:
    """Leaves the `last` layers trainable; normalisations that were trained on more than this keep their statistics."""
    layers = network.layers
    if last >= len(layers):
        return
    for number, layer in enumerate(layers):
        is_norm = isinstance(layer, backend.keras.layers.BatchNormalization)
        layer.trainable = number >= len(layers) - last and not is_norm
