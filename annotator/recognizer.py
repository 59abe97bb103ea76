"""What a recognizer is: the contract plugins implement, and the base class most of them use.

A `Recognizer` is built once a worker from a model bundle and makes a fresh `Session` for every video, so nothing leaks
from one video into the next. It says what it wants to be fed (`FrameInput` or `LandmarkInput`); decoding, landmark
extraction, resampling to its rate and batching are done for it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

import numpy as np

from annotator.errors import RecognizerError
from annotator.records import BoolArray, Fit, FloatArray, Frames, Landmarks, Prediction, TimeArray, Video

if TYPE_CHECKING:
    from annotator.models import Bundle


@dataclass(frozen=True)
class FrameInput:
    """RGB frames: `rate` frames a second, scaled to `width` x `height` pixels (None: as displayed).

    `fit`: "stretch" ignores the aspect ratio, "contain" pads with black, "cover" crops the longer side.
    """

    rate: Fraction
    width: int | None = None
    height: int | None = None
    fit: Fit = "stretch"


@dataclass(frozen=True)
class LandmarkInput:
    """Landmarks: `rate` sets of points a second, of up to two hands and, where `pose` is True, the body.

    `mirror` gives them as seen in a mirror (x reversed, left and right exchanged), for models trained on webcams
    that flip the picture.
    """

    rate: Fraction
    pose: bool = False
    mirror: bool = False


Input: TypeAlias = "FrameInput | LandmarkInput"
Batch: TypeAlias = "Frames | Landmarks"
Prepare: TypeAlias = "Callable[[Batch], tuple[FloatArray, BoolArray]]"


class Session(ABC):
    """The state of one recognizer on one video."""

    @abstractmethod
    def feed(self, batch: Batch) -> Iterable[Prediction]:
        """Takes the next batch (in time order, at the declared rate) and gives the windows it completes."""

    @abstractmethod
    def finish(self) -> Iterable[Prediction]:
        """Gives what is left when the video has ended."""


class Recognizer(ABC):
    """Turns frames or landmarks into predictions; cheap to import, heavy work in `__init__`.

    Subclasses set `name` (as users and bundles call them) and `input`, and take a `Bundle`.
    """

    name: ClassVar[str]
    input: Input
    window: int = 1
    stride: int = 1

    @abstractmethod
    def __init__(self, bundle: Bundle) -> None: ...

    @property
    @abstractmethod
    def classes(self) -> int:
        """How many scores a prediction holds."""

    @abstractmethod
    def open(self, video: Video) -> Session:
        """Begins a video with fresh state."""

    def close(self) -> None:  # noqa: B027 (optional hook)
        """Frees what `__init__` took."""


class WindowRecognizer(Recognizer):
    """A recognizer that scores windows of `window` steps, `stride` steps apart; the base most plugins use.

    Subclasses give `prepare` and `classify`; buffering, batching, holes and edges are done here. Window 4, stride 2:

        steps      0 1 2 3 4 5 6 7
        window 0   [-----]
        window 1       [-----]
        window 2           [-----]

    A step may be unusable (no hand in the picture). A window is scored when at least `min_usable` of its steps are
    usable; the holes then hold the nearest usable step. `edge` is what becomes of a video shorter than one window:
    "skip" gives nothing, "repeat" repeats its last step.
    """

    edge: Literal["skip", "repeat"] = "skip"
    min_usable: float = 1.0
    batch_size: int = 64

    @abstractmethod
    def prepare(self, batch: Batch) -> tuple[FloatArray, BoolArray]:
        """Turns what was fed into steps: float32 [T, ...] and, bool [T], which of them are usable."""

    @abstractmethod
    def classify(self, clips: FloatArray) -> FloatArray:
        """Scores a batch of windows: float32 [B, window, ...] to float32 [B, C]."""

    def open(self, video: Video) -> Session:  # noqa: ARG002
        return WindowSession(self)


class WindowSession(Session):
    """Cuts a stream of steps into windows and scores them in batches; holds no more than a batch of windows.

    `prepare` takes the place of the recognizer's where turning batches into steps needs a state of its own a video.
    """

    def __init__(self, recognizer: WindowRecognizer, prepare: Prepare | None = None) -> None:
        self._recognizer = recognizer
        self._prepare = prepare or recognizer.prepare
        self._step_s = float(1 / recognizer.input.rate)
        self._steps: FloatArray | None = None
        self._usable: BoolArray = np.zeros(0, np.bool_)
        self._times: TimeArray = np.zeros(0, np.float64)
        self._skip = 0  # steps still to be passed over where the stride is longer than the window
        self._any_window = False

    def feed(self, batch: Batch) -> Iterator[Prediction]:
        if len(batch) == 0:
            return
        steps, usable = self._prepare(batch)
        if len(steps) != len(batch) or usable.shape != (len(batch),):
            raise RecognizerError(
                f"{self._recognizer.name}: prepare gave {steps.shape} steps and {usable.shape} flags "
                f"for {len(batch)} fed; it must give one of each for every one fed"
            )
        self._steps = steps if self._steps is None else np.concatenate([self._steps, steps])
        self._usable = np.concatenate([self._usable, usable])
        self._times = np.concatenate([self._times, batch.times_s])
        yield from self._drain()

    def finish(self) -> Iterator[Prediction]:
        missing = self._recognizer.window - len(self._times)
        if self._any_window or self._steps is None or not len(self._times) or self._recognizer.edge == "skip":
            return
        self._steps = np.concatenate([self._steps, np.repeat(self._steps[-1:], missing, axis=0)])
        self._usable = np.concatenate([self._usable, np.repeat(self._usable[-1:], missing)])
        ahead = self._times[-1] + self._step_s * np.arange(1, missing + 1)
        self._times = np.concatenate([self._times, ahead])
        yield from self._drain()

    def _drain(self) -> Iterator[Prediction]:
        """Scores every complete window in the buffer and drops the steps no later window needs."""
        assert self._steps is not None  # noqa: S101 (feed has set it)
        window, stride = self._recognizer.window, self._recognizer.stride
        starts = range(self._skip, len(self._times) - window + 1, stride)
        self._any_window = self._any_window or len(starts) > 0
        scored = [start for start in starts if self._accepts(self._usable[start : start + window])]
        for at in range(0, len(scored), self._recognizer.batch_size):
            yield from self._score(scored[at : at + self._recognizer.batch_size])
        next_start = self._skip + len(starts) * stride
        keep = min(next_start, len(self._times))
        self._steps, self._usable, self._times = self._steps[keep:], self._usable[keep:], self._times[keep:]
        self._skip = next_start - keep

    def _accepts(self, usable: BoolArray) -> bool:
        return bool(usable.any()) and float(usable.mean()) >= self._recognizer.min_usable

    def _score(self, starts: list[int]) -> Iterator[Prediction]:
        assert self._steps is not None  # noqa: S101
        window = self._recognizer.window
        clips = np.stack([fill_holes(self._steps[s : s + window], self._usable[s : s + window]) for s in starts])
        scores = self._recognizer.classify(clips)
        if scores.shape != (len(starts), self._recognizer.classes):
            raise RecognizerError(
                f"{self._recognizer.name}: classify gave shape {scores.shape}, "
                f"expected {(len(starts), self._recognizer.classes)}"
            )
        for start, row in zip(starts, scores, strict=True):
            first, last = float(self._times[start]), float(self._times[start + window - 1])
            yield Prediction(first, last + self._step_s, np.asarray(row, np.float32))


def fill_holes(steps: FloatArray, usable: BoolArray) -> FloatArray:
    """Steps [T, ...] with every unusable one replaced by the nearest usable one (the earlier of two as near)."""
    if usable.all():
        return steps
    good = np.flatnonzero(usable)
    nearest = np.abs(np.arange(len(steps))[:, None] - good[None, :]).argmin(axis=1)
    filled: FloatArray = steps[good[nearest]]
    return filled
