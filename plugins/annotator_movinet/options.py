"""What `annotator train movinet` can be told."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

from msgspec import Meta

from annotator.errors import UsageError
from annotator.models import FramesInput
from annotator.training import ClassifierOptions, PictureAugment, Sampling
from annotator_movinet.background import Background

_SPEED = 0.15


class MoViNetOptions(ClassifierOptions, frozen=True, kw_only=True):
    """The options of all classifiers, and those of this one."""

    variant: Annotated[Literal["a0", "a1", "a2", "t0"], Meta(description="which MoViNet; a0 is the smallest usual")] = (
        "a0"
    )
    width: Annotated[int, Meta(ge=32, description="of the picture, in pixels (a0 was made for 172)")] = 172
    height: Annotated[int, Meta(ge=32, description="of the picture, in pixels (a0 was made for 172)")] = 172
    rate: Annotated[str, Meta(description="pictures a second")] = "12"
    window: Annotated[int, Meta(ge=1, description="pictures in a window: a sign and a little around it")] = 16
    step: Annotated[int, Meta(ge=1, description="pictures the weights take at a time; a part of the window")] = 4
    stride: Annotated[int, Meta(ge=1, description="pictures from one window to the next")] = 2
    fit: Annotated[
        Literal["stretch", "contain", "cover"],
        Meta(description="how a picture is made to fit: stretch, contain, cover"),
    ] = "cover"
    batch: Annotated[int, Meta(ge=1, description="windows to a training step")] = 16
    plateau: Annotated[int, Meta(ge=0, description="halve the learning rate after so many (0: never)")] = 4
    dropout: Annotated[float, Meta(ge=0, lt=1, description="share of the last features left out")] = 0.2
    smoothing: Annotated[float, Meta(ge=0, lt=1, description="share of a label that goes to all classes")] = 0.1
    momentum: Annotated[float, Meta(gt=0, lt=1, description="of the running means; higher for much data")] = 0.9
    windows: Annotated[int, Meta(ge=1, description="windows a sign and epoch, of continuous signing")] = 1
    reach: Annotated[float, Meta(ge=0, le=1, description="share of a sign that windows are centred in")] = 0.6
    idle: Annotated[float, Meta(ge=0, description="windows of nothing for each window of a sign")] = 0.7
    mirror: Annotated[bool, Meta(description="show half the windows in a mirror: left-handed signers")] = False
    background: Annotated[
        Literal["auto", "keep", "subtract"],
        Meta(description="subtract the mean of each window (auto: from continuous signing, but not with --pretrained)"),
    ] = "auto"
    pretrained: Annotated[str, Meta(description="begin with the weights of this run, checkpoint or URL")] = ""
    sha256: Annotated[str, Meta(description="of the pretrained file; a URL needs it")] = ""


def check_options(options: MoViNetOptions) -> None:
    """Raises UsageError for what does not go together."""
    if options.window % options.step:
        raise UsageError(
            f"a window of {options.window} pictures is no number of steps of {options.step}",
            hint="--window must be a multiple of --step",
        )
    try:
        rate = Fraction(options.rate)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if rate <= 0:
        raise UsageError(f"{options.rate!r} are no pictures a second", hint="--rate 12 or --rate 30000/1001")


def background_of(options: MoViNetOptions, *, continuous: bool) -> Background:
    """Whether windows are seen less their background; raises UsageError where there are no windows to do it in."""
    if options.background == "auto":
        return "subtract" if continuous and not options.pretrained else "keep"
    if options.background == "subtract" and not continuous:
        raise UsageError(
            "clips are seen as one stream, which has no mean before its end",
            hint="--background keep, or continuous signing (NAME.truth.json)",
        )
    return options.background


def frames_of(options: MoViNetOptions) -> FramesInput:
    """The `[input]` of the manifest."""
    return FramesInput(
        rate=options.rate,
        width=options.width,
        height=options.height,
        fit=options.fit,
        window=options.window,
        stride=options.stride,
    )


def augment_of(options: MoViNetOptions) -> PictureAugment | None:
    """How windows are changed to learn from; None where they are not."""
    if options.no_augment:
        return None
    return PictureAugment(
        rotation_deg=6,
        zoom=0.15,
        shift=0.08,
        light=0.12,
        contrast=0.25,
        colour=0.1,
        mirror=options.mirror,
        speed=_SPEED,
    )


def margin_of(options: MoViNetOptions) -> int:
    """Pictures before and after a window that augmentation may need: those a faster signer brings in."""
    return 0 if options.no_augment else int(options.window * _SPEED / 2) + 1


def sampling_of(options: MoViNetOptions) -> Sampling:
    """How windows are drawn from continuous signing, with their margin."""
    window = options.window + 2 * margin_of(options)
    return Sampling(window, reach=options.reach, a_span=options.windows, idle_ratio=options.idle)
