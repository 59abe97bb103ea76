"""Frames of a video at a constant rate: the public face of decoding."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from fractions import Fraction
from types import TracebackType
from typing import Final

import numpy as np

from annotator.errors import DecodeError, UsageError
from annotator.records import Fit, Frames, Video
from annotator.video.damage import failure, judge
from annotator.video.ffmpeg import find_ffmpeg
from annotator.video.graph import Plan, command, plan
from annotator.video.process import Decoder

# A batch never holds more than this, whatever is asked; so many of them wait at most. What is larger comes from the
# system anew each time and costs a quarter more (measured at 720p).
_BATCH_BYTES: Final = 16 << 20
_AHEAD_BYTES: Final = 32 << 20
_MAX_AHEAD: Final = 2


class FrameReader:
    """The frames of a video, as batches of `Frames`: an iterator and a context manager.

    Frame k is what is displayed at k / `rate` seconds. Leaving the `with` block, `close()`, or dropping the reader
    ends ffmpeg at once. After the last batch: `decoded_s`, the seconds delivered; `damage`, why the video could not be
    read whole (a sentence for a person), or None.
    """

    def __init__(self, asked: Plan, batch: int) -> None:
        self.video = asked.video
        self.rate = asked.rate
        self.width, self.height = asked.width, asked.height
        self.damage: str | None = None
        self._asked = asked
        self._frames = 0
        self._done = False
        batch = max(1, min(batch, _BATCH_BYTES // asked.frame_bytes))
        ahead = max(1, min(_MAX_AHEAD, _AHEAD_BYTES // (batch * asked.frame_bytes)))
        self._decoder = Decoder(command(find_ffmpeg(), asked), (self.height, self.width, 3), batch, ahead)
        self._close = weakref.finalize(self, self._decoder.close)

    @property
    def decoded_s(self) -> float:
        """Seconds of video delivered so far."""
        return float(self._frames / self.rate)

    def __iter__(self) -> Iterator[Frames]:
        return self

    def __next__(self) -> Frames:
        """The next batch; raises DecodeError when not a single frame could be decoded."""
        if self._done or not self._close.alive:
            raise StopIteration
        images = self._decoder.take()
        if images is None:
            self._finish()
            raise StopIteration
        first = self._asked.first + self._frames
        self._frames += len(images)
        steps = np.arange(first, first + len(images), dtype=np.float64)
        return Frames(images, steps * self.rate.denominator / self.rate.numerator)

    def close(self) -> None:
        """Ends ffmpeg; nothing more can be read. May be called again."""
        self._close()

    def __enter__(self) -> FrameReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _finish(self) -> None:
        """Judges how it went, once everything has been read."""
        self._done = True
        status, lines = self._decoder.wait(), self._decoder.lines
        self.close()
        start_s, promised_s = float(self._asked.first / self.rate), self.video.duration_s
        asked_s = promised_s if self._asked.last is None else float(self._asked.last / self.rate)
        wanted_s = min(asked_s, promised_s) if promised_s else 0.0
        if not self._frames and self._asked.last != self._asked.first and (not start_s or start_s < wanted_s or status):
            raise DecodeError(failure(status, lines), path=self.video.path)
        self.damage = judge(self.video, self.rate, start_s + self.decoded_s, wanted_s, status, lines)


def frames(
    video: Video,
    *,
    rate: Fraction | None = None,
    size: tuple[int, int] | None = None,
    fit: Fit = "stretch",
    max_side: int | None = None,
    batch: int = 32,
    start_s: float = 0.0,
    end_s: float | None = None,
) -> FrameReader:
    """Decodes a video: RGB frames at `rate` a second (default: the video's own), in batches of at most `batch`.

    `size`: width and height in pixels, reached by `fit` ("stretch" ignores the aspect ratio, "contain" pads with black,
    "cover" crops the longer side). `max_side`: keeps the aspect ratio and makes the longer side no more than this.
    Neither: as displayed. `start_s`, `end_s`: only frames with start_s <= time < end_s; times still count from the
    first displayed frame. Batches of large pictures are smaller than asked, so that memory stays bounded.

    Raises UsageError for a request that makes no sense and MissingError where there is no ffmpeg; while reading,
    DecodeError when nothing can be decoded.
    """
    if batch < 1:
        raise UsageError(f"a batch must hold at least one frame, not {batch}")
    return FrameReader(plan(video, rate, size, fit, max_side, start_s, end_s), batch)
