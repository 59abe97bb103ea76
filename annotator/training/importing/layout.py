"""How windows lie in a network's input: read from its shape where that tells, from the answers where it does not."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Final

from annotator.errors import UsageError
from annotator.landmarks import FEATURES
from annotator.models import FramesInput, LandmarksInput
from annotator.training.importing.answers import Answers
from annotator.training.importing.describe import Shape, shape_text

_KNOWN_TEACHABLE: Final = (224, 224, 3)


@dataclass(frozen=True)
class Missing:
    """An answer that is needed: the option, and what it says."""

    option: str
    about: str


@dataclass(frozen=True)
class Layout:
    """The `[input]` of the bundle, and what of a picture or step has to be moved for the network.

    `shape` is a window as annotator feeds it, `own` as the network takes it (the same numbers in the same order);
    `reverse` says that the network wants blue first.
    """

    input: FramesInput | LandmarksInput
    shape: tuple[int, ...]
    own: tuple[int, ...]
    reverse: bool = False


def teachable_answers(shape: Shape) -> dict[str, object]:
    """What is known of Teachable Machine's image models: RGB in [-1, 1], the middle of the picture cut out (its own
    Keras example uses `ImageOps.fit` and `x / 127.5 - 1`)."""
    return {"colour": "rgb", "values": (-1.0, 1.0), "fit": "cover"} if shape == _KNOWN_TEACHABLE else {}


def find_layout(shape: Shape, answers: Answers, *, step: int | None = None) -> tuple[Layout | None, list[Missing]]:
    """The layout of a network that takes `shape` (without the batch), or what is missing to know it.

    `step` is how many pictures a network that remembers takes at a time; its window is asked for. Raises UsageError
    where an answer contradicts the shape.
    """
    if len(shape) > 4 or not shape:
        raise UsageError(f"takes {shape_text(shape)}; windows of numbers, pictures, or clips of pictures are wanted")
    pictures = len(shape) >= 3 or answers.of_pictures
    if pictures and answers.feature_set is not None:
        raise UsageError(f"feature_set: landmarks are no pictures, and the network takes {shape_text(shape)}")
    if not pictures and answers.feature_set is None:
        names = "|".join(sorted(FEATURES))
        either = " (or for pictures: --size WxH --colour grey)"
        missing = [Missing(f"--feature-set {names}", f"which numbers a step of landmarks holds{either}")]
        return None, missing + _missing_shared(shape, answers, window_known=len(shape) == 2) + _missing_mirror(answers)
    return _pictures(shape, answers, step) if pictures else _landmarks(shape, answers)


def _landmarks(shape: Shape, answers: Answers) -> tuple[Layout | None, list[Missing]]:
    features = FEATURES.get(answers.feature_set or "")
    if features is None:
        raise UsageError(f"feature_set: no {answers.feature_set!r}; there are: {', '.join(sorted(FEATURES))}")
    width, last = features.width, shape[-1]
    window = _agree("window", shape[0], answers.window) if len(shape) == 2 else answers.window
    if len(shape) == 1 and last is not None:
        if last % width:
            raise UsageError(f"feature_set: {features.name} has {width} numbers a step, the network takes {last}")
        window = _agree("window", last // width, answers.window)
    elif last not in (None, width):
        raise UsageError(f"feature_set: {features.name} has {width} numbers a step, the network takes {last}")
    missing = _missing_shared((window,), answers, window_known=window is not None) + _missing_mirror(answers)
    if missing or window is None:
        return None, missing
    wanted = LandmarksInput(
        rate=_rate(answers),
        window=window,
        stride=answers.stride or 1,
        min_usable=0.8 if answers.min_usable is None else answers.min_usable,
        feature_set=features.name,
        feature_width=width,
        mirror=bool(answers.mirror),
    )
    step = (window, width)
    return Layout(wanted, step, (prod(step),) if len(shape) == 1 else step), []


def _pictures(shape: Shape, answers: Answers, step: int | None) -> tuple[Layout | None, list[Missing]]:
    if len(shape) >= 3 and shape[-1] not in (None, 1, 3) and shape[-3] in (1, 3):
        raise UsageError(f"takes {shape_text(shape)}: colours stand before height and width (PyTorch's order)")
    clip = len(shape) == 4
    window = _agree("window", shape[0], answers.window) if clip and step is None else answers.window if step else 1
    height, width = _size(shape, answers)
    channels = shape[-1] if len(shape) >= 3 else 1
    colour = _colour(channels, answers)
    missing = _missing_shared((window,), answers, window_known=window is not None, step=step)
    if height is None or width is None:
        missing.append(Missing("--size WIDTHxHEIGHT", "pixels of the pictures it takes"))
    if colour is None:
        missing.append(Missing("--colour rgb|bgr", "order of the colours it was trained on (cv2.imread gives bgr)"))
    if answers.values is None:
        missing.append(Missing("--values LOW,HIGH", "what black and white were: 0,1 or -1,1 or 0,255"))
    if answers.fit is None:
        missing.append(
            Missing("--fit stretch|contain|cover", "how pictures of another shape were brought to that size")
        )
    if missing or height is None or width is None or window is None or colour is None:
        return None, missing
    wanted = FramesInput(
        rate=_rate(answers),
        window=window,
        stride=answers.stride or 1,
        min_usable=1.0 if answers.min_usable is None else answers.min_usable,
        width=width,
        height=height,
        fit=answers.fit or "stretch",
        colour="grey" if colour == "grey" else "rgb",
        values=_values(answers),
        crop=answers.crop or "none",
        draw=answers.draw or "picture",
    )
    picture = (height, width, wanted.channels)
    whole = (step or window, *picture) if clip else picture
    own = whole if len(shape) >= 3 else (height, width) if len(shape) == 2 else (prod(picture),)
    return Layout(wanted, whole, own, reverse=colour == "bgr"), []


def _size(shape: Shape, answers: Answers) -> tuple[int | None, int | None]:
    """Height and width."""
    said: tuple[int | None, int | None] = (None, None)
    if answers.size is not None:
        parts = answers.size.lower().split("x")
        if len(parts) != 2 or not all(part.strip().isdecimal() and int(part) > 0 for part in parts):
            raise UsageError(f"size: {answers.size!r} is no WIDTHxHEIGHT in pixels, such as 224x224")
        said = (int(parts[1]), int(parts[0]))
    if len(shape) == 1:
        if None not in said and shape[0] not in (None, prod(size or 0 for size in said)):
            raise UsageError(f"size: {answers.size} are not the {shape[0]} numbers the network takes")
        return said
    found = shape[-3:-1] if len(shape) >= 3 else shape
    for known, told in zip(found, said, strict=True):
        if known is not None and told is not None and known != told:
            raise UsageError(f"size: {answers.size} was said, the network takes {found[1]}x{found[0]}")
    return found[0] or said[0], found[1] or said[1]


def _colour(channels: int | None, answers: Answers) -> str | None:
    if channels not in (None, 1, 3):
        raise UsageError(f"takes pictures of {channels} channels; 1 (grey) or 3 are wanted")
    if channels == 1:
        if answers.colour not in (None, "grey"):
            raise UsageError(f"colour: {answers.colour} has three channels, the network takes one")
        return "grey"
    if answers.colour == "grey" and channels == 3:
        raise UsageError("colour: grey has one channel, the network takes three")
    return answers.colour


def _values(answers: Answers) -> tuple[float, float]:
    values = answers.values
    if isinstance(values, str):
        try:
            low, high = (float(part) for part in values.split(","))
        except ValueError:
            raise UsageError(f"values: {values!r} is no LOW,HIGH such as 0,1") from None
        values = (low, high)
    if values is None or not values[0] < values[1]:
        raise UsageError(f"values: {values} is no range from low to high")
    return values


def _rate(answers: Answers) -> str:
    try:
        rate = Fraction(str(answers.rate)).limit_denominator(100_000)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if rate <= 0:
        raise UsageError(f"rate: {answers.rate!r} is no number of steps a second, such as 30 or 30000/1001")
    return str(rate)


def _agree(name: str, found: int | None, said: int | None) -> int | None:
    """What the file and the user say of one number; raises UsageError where they differ."""
    if found is not None and said is not None and found != said:
        raise UsageError(f"{name}: {said} was said, the network takes {found}")
    return said if found is None else found


def _missing_shared(shape: Shape, answers: Answers, *, window_known: bool, step: int | None = None) -> list[Missing]:
    missing = []
    if answers.rate is None:
        missing.append(Missing("--rate N", "steps (pictures, sets of landmarks) a second, as it was trained"))
    else:
        _rate(answers)
    if not window_known:
        told = f", a multiple of the {step} it takes at a time" if step else ""
        missing.append(Missing("--window N", f"steps it sees at once{told}"))
    if answers.stride is None and (not window_known or shape[0] != 1):
        missing.append(Missing("--stride N", "steps from one window to the next"))
    return missing


def _missing_mirror(answers: Answers) -> list[Missing]:
    if answers.mirror is not None:
        return []
    return [
        Missing("--mirror | --no-mirror", "whether it was trained on pictures as in a mirror (webcam demos flip them)")
    ]
