"""Frames and the landmarks of the very same frames, side by side, whoever reads the one or the other.

frames ──┬────────────────────────── kept, in order ──┐
         └── MediaPipe (or: landmarks of a cache) ──┬──┴── Seen
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil, floor

import numpy as np
import numpy.typing as npt

from annotator.records import Frames, Landmarks, Seen


class FrameTap:
    """Frames on their way to whoever makes landmarks of them; `pairs` gives both, batch by batch.

    Landmarks come from an iterable that either draws its frames from this tap (fresh ones: a frame then waits here for
    no longer than its batch is worked on), or from anywhere else (cached ones: frames are then drawn as they are
    needed). What is given does not depend on which.
    """

    def __init__(self, frames: Iterable[Frames]) -> None:
        self._frames = iter(frames)
        self._waiting: deque[Frames] = deque()

    def __iter__(self) -> Iterator[Frames]:
        for batch in self._frames:
            self._waiting.append(batch)
            yield batch

    def pairs(self, landmarks: Iterable[Landmarks]) -> Iterator[Seen]:
        """The frames with their landmarks, k-th with k-th; ends with the shorter of both, when both have been read."""
        for batch in landmarks:
            at = 0
            while at < len(batch):
                frames = self._next()
                if frames is None:
                    break
                count = min(len(frames), len(batch) - at)
                yield Seen(_part(frames, slice(0, count)), _points(batch, slice(at, at + count)))
                at += count
                if count < len(frames):
                    self._waiting.appendleft(_part(frames, slice(count, None)))
        for _ in self._frames:
            pass  # what is read to its end tells of its damage

    def _next(self) -> Frames | None:
        while True:
            frames = self._waiting.popleft() if self._waiting else next(self._frames, None)
            if frames is None or len(frames):
                return frames


def pick(batches: Iterable[Seen], rate: Fraction, wanted: Fraction) -> Iterator[Seen]:
    """At another rate: result k is the frame displayed at k / wanted, with its own landmarks.

    Nothing is interpolated, since points between two frames would fit neither.
    """
    if rate == wanted:
        yield from batches
        return
    picker = Picker(rate, wanted)
    for batch in batches:
        sources, times_s = picker.of(len(batch))
        if len(sources):
            landmarks = Landmarks(batch.landmarks.points[sources], batch.landmarks.present[sources], times_s)
            yield Seen(Frames(batch.frames.images[sources], times_s), landmarks)


class Picker:
    """Which frames of a stream at `rate` are displayed at the times k / wanted:

    stream   0   1   2   3   4   5      wanted 2/3 of rate
    result   0     1     2     3        0, 1, 3, 4
    """

    def __init__(self, rate: Fraction, wanted: Fraction) -> None:
        self._rate, self._wanted = rate, wanted
        self._done = self._seen = 0

    def of(self, count: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Of the next `count` frames those that are results, by their index among them, and the results' times."""
        picked = range(self._done, ceil((self._seen + count) * self._wanted / self._rate))
        sources = [floor(k * self._rate / self._wanted) - self._seen for k in picked]
        self._seen += count
        self._done = picked.stop
        return np.array(sources, np.int64), np.array([float(k / self._wanted) for k in picked], np.float64)


def _part(frames: Frames, which: slice) -> Frames:
    return Frames(frames.images[which], frames.times_s[which])


def _points(landmarks: Landmarks, which: slice) -> Landmarks:
    return Landmarks(landmarks.points[which], landmarks.present[which], landmarks.times_s[which])
