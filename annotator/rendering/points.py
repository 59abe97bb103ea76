"""The landmarks of a video, wherever they are: a .pose file beside it, the cache, or else fresh."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Final

import numpy as np
import numpy.typing as npt

from annotator.errors import LandmarkError
from annotator.landmarks import ExtractorConfig, LandmarkCache, LandmarkReader, open_landmarks, open_pose
from annotator.people import see_performer
from annotator.records import BoolArray, Landmarks, Video

POSE_SUFFIX: Final = ".pose"
_FRESH: Final = ExtractorConfig(pose=True)
# What scores are made of, and what single poses are: those of the performer.
SCORED: Final = ExtractorConfig(pose=True, hands=0)
POSED: Final = _FRESH
# What earlier runs may have kept, the most telling first.
_KEPT: Final = (_FRESH, *(replace(_FRESH, pose=pose, complexity=n) for pose, n in ((True, 0), (False, 1), (False, 0))))


class Points:
    """The landmarks of a video moment by moment, forwards: a context manager.

    `found` says where they came from: "file", "cache" or "extraction". `drain` brings an extraction to its end, so that
    it is kept. With `performer` they are those of the performer, with this configuration (see `see_performer`).
    """

    def __init__(self, video: Video, cache: LandmarkCache | None, *, performer: ExtractorConfig | None = None) -> None:
        self._stack = contextlib.ExitStack()
        batches, self.rate, self.found = self._opened(video, cache, performer)
        self._batches = iter(batches)
        self._first, self._batch = 0, _nothing()

    def at(self, time_s: float) -> tuple[npt.NDArray[np.float64], BoolArray] | None:
        """What is displayed at `time_s` (never before the last call): points [75, 2] as fractions of the picture's
        width and height, and which are present [75]; None where there is nothing any more."""
        wanted = math.floor(time_s * self.rate + Fraction(1, 10**6))
        while wanted >= self._first + len(self._batch):
            self._first += len(self._batch)
            following = next(self._batches, None)
            if following is None:
                self._batch = _nothing()
                return None
            self._batch = following
        place = wanted - self._first
        return self._batch.points[place, :, :2].astype(np.float64), self._batch.present[place]

    def drain(self) -> None:
        """Reads what is left."""
        for _ in self._batches:
            pass

    def __enter__(self) -> Points:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _opened(
        self, video: Video, cache: LandmarkCache | None, performer: ExtractorConfig | None
    ) -> tuple[Iterable[Landmarks], Fraction, str]:
        beside = Path(video.path).with_suffix(POSE_SUFFIX)
        with contextlib.suppress(LandmarkError):
            file = self._stack.enter_context(open_pose(beside))
            return file, file.rate, "file"
        if performer is not None:
            seen = see_performer(video, performer, cache)
            return [seen.landmarks], seen.rate, "cache" if seen.from_cache else "extraction"
        for config in _KEPT if cache is not None else ():
            kept = cache.lookup(video, config) if cache is not None else None
            if kept is not None:
                self._stack.enter_context(kept)
                return kept, kept.rate, "cache"
        reader: LandmarkReader = self._stack.enter_context(open_landmarks(video, _FRESH, cache))
        return reader, reader.rate, "extraction"


def _nothing() -> Landmarks:
    return Landmarks(np.zeros((0, 75, 4), np.float32), np.zeros((0, 75), np.bool_), np.zeros(0))
