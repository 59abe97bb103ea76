"""What a recognizer is: the contract plugins implement, and the base class most of them use.

A `Recognizer` is built once a worker from a model bundle and makes a fresh `Session` for every video, so nothing leaks
from one video into the next. It says what it wants to be fed (`FrameInput`, `LandmarkInput` or both together,
`SeenInput`); decoding, landmark extraction, resampling to its rate and batching are done for it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

import numpy as np

from annotator.errors import RecognizerError
from annotator.records import BoolArray, Fit, FloatArray, Frames, Landmarks, Prediction, Seen, TimeArray, Video

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


@dataclass(frozen=True)
class SeenInput:
    """RGB frames together with their landmarks, `rate` a second: for what is cut out of pictures by landmarks.

    Pictures are as displayed, scaled down as landmark extraction wants them (`ExtractorConfig.max_side`). `pose` asks
    for the body beside the hands.
    """

    rate: Fraction
    pose: bool = False


Input: TypeAlias = "FrameInput | LandmarkInput | SeenInput"
Batch: TypeAlias = "Frames | Landmarks | Seen"
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
    usable, one at least; `holes` is what the others then hold: "nearest" the nearest usable step, "keep" what `prepare`
    gave. `edge` is what becomes of the ends of a video. "skip": no window reaches over them, and a video shorter than
    one window gives nothing. "repeat": as before, but a short video's last step is repeated until it makes a window.
    "pad": the first and the last step are repeated by half a window, so that there is a window around every step; what
    is told of it is the time around its centre that lies in the video. Window 3, stride 1:

        steps      0 0 1 2 3 3
        window 0   [---]          speaks for step 0 alone
        window 1     [---]        for steps 0 to 2
        window 2       [---]      for steps 1 to 3
        window 3         [---]    for step 3 alone
    """

    edge: Literal["skip", "repeat", "pad"] = "skip"
    holes: Literal["nearest", "keep"] = "nearest"
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
        self._last: tuple[FloatArray, BoolArray, float] | None = None  # the last step, whether usable, its time
        self._skip = 0  # steps still to be passed over where the stride is longer than the window
        self._any_window = False
        self._half = (recognizer.window - 1) // 2 if recognizer.edge == "pad" else 0
        self._start_s, self._end_s = -inf, inf  # the ends of the video, as far as they are known

    def feed(self, batch: Batch) -> Iterator[Prediction]:
        if len(batch) == 0:
            return
        steps, usable = self._prepare(batch)
        if len(steps) != len(batch) or usable.shape != (len(batch),):
            raise RecognizerError(
                f"{self._recognizer.name}: prepare gave {steps.shape} steps and {usable.shape} flags "
                f"for {len(batch)} fed; it must give one of each for every one fed"
            )
        if self._steps is None:
            self._begin(steps, usable, batch.times_s)
        self._add(steps, usable, batch.times_s)
        yield from self._drain()

    def finish(self) -> Iterator[Prediction]:
        if self._last is None or self._recognizer.edge == "skip":
            return
        missing = self._half
        if self._recognizer.edge == "repeat":
            missing = 0 if self._any_window else self._recognizer.window - len(self._times)
        step, usable, time_s = self._last
        self._end_s = time_s + self._step_s
        ahead = time_s + self._step_s * np.arange(1, missing + 1)
        self._add(np.repeat(step, missing, axis=0), np.repeat(usable, missing), ahead)
        yield from self._drain()

    def _begin(self, steps: FloatArray, usable: BoolArray, times_s: TimeArray) -> None:
        """The first step, repeated before the video where the edge is padded."""
        self._start_s = float(times_s[0])
        before = self._start_s - self._step_s * np.arange(self._half, 0, -1)
        self._steps, self._usable = np.repeat(steps[:1], self._half, axis=0), np.repeat(usable[:1], self._half)
        self._times = before

    def _add(self, steps: FloatArray, usable: BoolArray, times_s: TimeArray) -> None:
        assert self._steps is not None  # noqa: S101 (a video has begun)
        self._steps = np.concatenate([self._steps, steps])
        self._usable = np.concatenate([self._usable, usable])
        self._times = np.concatenate([self._times, times_s])
        if len(times_s):
            self._last = steps[-1:], usable[-1:], float(times_s[-1])

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
        clips = np.stack([self._clip(slice(start, start + window)) for start in starts])
        scores = self._recognizer.classify(clips)
        if scores.shape != (len(starts), self._recognizer.classes):
            raise RecognizerError(
                f"{self._recognizer.name}: classify gave shape {scores.shape}, "
                f"expected {(len(starts), self._recognizer.classes)}"
            )
        for start, row in zip(starts, scores, strict=True):
            yield Prediction(*self._span(start), np.asarray(row, np.float32))

    def _clip(self, steps: slice) -> FloatArray:
        assert self._steps is not None  # noqa: S101
        if self._recognizer.holes == "keep":
            return self._steps[steps]
        return fill_holes(self._steps[steps], self._usable[steps])

    def _span(self, start: int) -> tuple[float, float]:
        """The time a window covers; of one that reaches over an end of the video, what lies around its centre."""
        first = float(self._times[start])
        last = float(self._times[start + self._recognizer.window - 1]) + self._step_s
        outside = max(self._start_s - first, last - self._end_s, 0.0)
        return (first + outside, last - outside) if self._half else (first, last)


def fill_holes(steps: FloatArray, usable: BoolArray) -> FloatArray:
    """Steps [T, ...] with every unusable one replaced by the nearest usable one (the earlier of two as near)."""
    if usable.all():
        return steps
    good = np.flatnonzero(usable)
    nearest = np.abs(np.arange(len(steps))[:, None] - good[None, :]).argmin(axis=1)
    filled: FloatArray = steps[good[nearest]]
    return filled
