"""The trainer `sign-alphabet`: pictures of hands, tables of them, or videos of spelled letters in, a bundle out."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from annotator.models import Decoding, FramesInput
from annotator.training import (
    Backend,
    ClassifierOptions,
    ClassifierTrainer,
    Course,
    Lessons,
    PictureAugment,
    PictureSampling,
    picture_lessons,
)
from annotator_sign_alphabet.network import build_network


class SignAlphabetOptions(ClassifierOptions, frozen=True, kw_only=True):
    """What `annotator train sign-alphabet` can be told; the defaults are those usual for Sign-MNIST."""

    epochs: Annotated[int, Meta(ge=1, description="passes over the training part, at most")] = 20
    batch: Annotated[int, Meta(ge=1, description="pictures to a training step")] = 256
    size: Annotated[int, Meta(ge=8, description="of the pictures, pixels a side")] = 28
    colour: Annotated[Literal["grey", "rgb"], Meta(description="of the pictures: grey or rgb")] = "grey"
    crop: Annotated[Literal["hand", "none"], Meta(description="what is cut out of pictures and frames")] = "hand"
    draw: Annotated[Literal["picture", "overlay", "skeleton"], Meta(description="draw the skeleton, or it alone")] = (
        "picture"
    )
    trail: Annotated[bool, Meta(description="draw beneath it the skeleton of the picture before")] = False
    rate: Annotated[str, Meta(description="pictures a second of videos")] = "15"
    window: Annotated[int, Meta(ge=1, description="pictures whose scores are averaged")] = 1
    filters: Annotated[int, Meta(ge=1, description="of the first convolution")] = 32
    dense: Annotated[int, Meta(ge=1, description="width of the dense layer")] = 512
    dropout: Annotated[float, Meta(ge=0, lt=1, description="share of the dense layer that is dropped")] = 0.3
    idle_ratio: Annotated[float, Meta(ge=0, description="pictures of nothing for each of a letter, at most")] = 0.5
    border_s: Annotated[float, Meta(ge=0, description="seconds around a letter's border that do not count")] = 0.07
    rotation: Annotated[float, Meta(ge=0, description="augmentation: degrees")] = 10.0
    zoom: Annotated[float, Meta(ge=0, lt=1, description="augmentation: share of the size")] = 0.1
    shift: Annotated[float, Meta(ge=0, description="augmentation: share of the width and height")] = 0.1
    light: Annotated[float, Meta(ge=0, description="augmentation: share of white")] = 0.0
    contrast: Annotated[float, Meta(ge=0, lt=1, description="augmentation: share of the contrast")] = 0.0
    enter: Annotated[float, Meta(ge=0, le=1, description="decoding: a letter begins at this score")] = 0.5
    leave: Annotated[float, Meta(ge=0, le=1, description="decoding: and ends below this one")] = 0.4
    smooth: Annotated[float, Meta(ge=0, description="decoding: seconds scores are averaged over")] = 0.2
    min: Annotated[float, Meta(ge=0, description="decoding: seconds of the shortest letter")] = 0.15
    bridge: Annotated[float, Meta(ge=0, description="decoding: seconds passed over within a letter")] = 0.1


class SignAlphabetTrainer(ClassifierTrainer):
    """Trains the CNN of `annotator_sign_alphabet.network` on single pictures of hands."""

    name = "sign-alphabet"
    options = SignAlphabetOptions

    def lessons(self, course: Course) -> Lessons:
        """Pictures of hands; tables of them are taken as they are."""
        options = course.options
        augment = PictureAugment(
            rotation_deg=options.rotation,
            zoom=options.zoom,
            shift=options.shift,
            light=options.light,
            contrast=options.contrast,
        )
        sampling = PictureSampling(options.border_s, options.idle_ratio)
        return picture_lessons(course, self.input(course), sampling, None if options.no_augment else augment)

    def network(self, backend: Backend, course: Course) -> Any:
        """The untrained CNN."""
        options, wanted = course.options, self.input(course)
        shape = (wanted.height, wanted.width, wanted.channels)
        classes = len(course.classes.ids)
        return build_network(
            backend, shape, classes, filters=options.filters, dense=options.dense, dropout=options.dropout
        )

    def input(self, course: Course) -> FramesInput:
        """The `[input]` of the manifest."""
        options = course.options
        return FramesInput(
            rate=options.rate, window=options.window, width=options.size, height=options.size, fit="cover",
            colour=options.colour, crop=options.crop, draw=options.draw,
            trail=options.trail, min_usable=0.3,
        )  # fmt: skip

    def decoding(self, course: Course) -> Decoding:
        """How scores become letters."""
        options = course.options
        parameters = {
            "enter": options.enter, "leave": options.leave, "smooth_s": options.smooth, "min_s": options.min,
            "bridge_s": options.bridge,
        }  # fmt: skip
        idle = () if course.classes.idle is None else (course.classes.ids[course.classes.idle],)
        return Decoding(policy="hysteresis", idle=idle, parameters=parameters)
