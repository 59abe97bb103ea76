"""The recognizer `movinet`: pictures through LiteRT weights that carry their states from step to step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from annotator.errors import BundleError, RecognizerError
from annotator.models import Bundle, StatefulModel, Stream, as_values, check_stateful, frames_input, softmax
from annotator.recognizer import Batch, FrameInput, Session, WindowRecognizer
from annotator.records import BoolArray, FloatArray, Frames, Prediction, Video
from annotator_movinet.background import BACKGROUNDS, without_background

RESETS: Final = ("window", "never")
_OPTIONS: Final[dict[str, tuple[str, ...]]] = {"reset": RESETS, "background": BACKGROUNDS}


class MoViNet(WindowRecognizer):
    """Scores pictures with the weights of a bundle whose `[input]` is of kind "frames".

    A MoViNet speaks for all it has seen since its states were zero, so `[options] reset` says when they are made so:

    "window" (default): each window of `window` pictures begins with states of zero; one begins every `stride` pictures,
    and there is one around every moment of the video, its ends too. For signing that goes on and on.

    "never": once a video, with one prediction at its end. For clips that show one sign from beginning to end.

    `[options] background = "subtract"`: each window is seen less the mean of its pictures ("keep", the default: as it
    is); only with reset "window".

    Raises BundleError naming the field that does not fit.
    """

    name = "movinet"
    edge = "pad"
    batch_size = 8

    def __init__(self, bundle: Bundle) -> None:
        self._wanted = frames_input(bundle)
        self._reset, self._background = _options(bundle)
        self._model = StatefulModel(bundle.weights)
        check_stateful(bundle, self._model)
        self._logits = bundle.manifest.output.activation == "none"
        self.input = FrameInput(self._wanted.fraction, self._wanted.width, self._wanted.height, self._wanted.fit)
        self.window, self.stride = self._wanted.window, self._wanted.stride

    @property
    def classes(self) -> int:
        """How many scores a prediction holds."""
        return self._model.classes

    def open(self, video: Video) -> Session:
        """Begins a video, with states of zero."""
        return WholeSession(self, self._model) if self._reset == "never" else super().open(video)

    def prepare(self, batch: Batch) -> tuple[FloatArray, BoolArray]:
        """Pictures as the weights take them, float32 [T, H, W, channels]; all of them are usable."""
        if not isinstance(batch, Frames):
            raise RecognizerError(f"{self.name}: wants frames, was fed {type(batch).__name__}")
        return as_values(batch.images, self._wanted), np.ones(len(batch), np.bool_)

    def classify(self, clips: FloatArray) -> FloatArray:
        """Probabilities [B, C] of clips [B, T, H, W, channels], T a multiple of the weights' step."""
        windows = without_background(clips) if self._background == "subtract" else clips
        return self.probabilities(self._model(windows))

    def probabilities(self, scores: FloatArray) -> FloatArray:
        """What the weights gave, [B, C], as probabilities."""
        return softmax(scores) if self._logits else scores


class WholeSession(Session):
    """A video as one stream: states go from its first picture to its last."""

    def __init__(self, recognizer: MoViNet, model: StatefulModel) -> None:
        self._recognizer = recognizer
        self._stream = Stream(model)
        self._start_s: float | None = None
        self._end_s = 0.0

    def feed(self, batch: Batch) -> Iterator[Prediction]:
        pictures, _ = self._recognizer.prepare(batch)
        if len(pictures):
            self._start_s = float(batch.times_s[0]) if self._start_s is None else self._start_s
            self._end_s = float(batch.times_s[-1]) + float(1 / self._recognizer.input.rate)
            self._stream.feed(pictures)
        yield from ()

    def finish(self) -> Iterator[Prediction]:
        scores = self._stream.finish()
        if scores is not None and self._start_s is not None:
            yield Prediction(self._start_s, self._end_s, self._recognizer.probabilities(scores[None])[0])


def _options(bundle: Bundle) -> tuple[str, str]:
    """`reset` and `background`, each the first of its values where the bundle does not say it."""
    given = bundle.manifest.options
    if strange := ", ".join(set(given) - set(_OPTIONS)):
        raise BundleError(f"{strange} is not known", field="options", path=bundle.folder)
    chosen = {name: str(given.get(name, values[0])) for name, values in _OPTIONS.items()}
    for name, values in _OPTIONS.items():
        if chosen[name] not in values:
            raise BundleError(
                f"is {given[name]!r}, expected {' or '.join(map(repr, values))}",
                field=f"options.{name}",
                path=bundle.folder,
            )
    if chosen == {"reset": "never", "background": "subtract"}:
        raise BundleError(
            'a stream without windows has no mean before its end; expected "keep"',
            field="options.background",
            path=bundle.folder,
        )
    return chosen["reset"], chosen["background"]
