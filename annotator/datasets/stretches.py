"""Stretches of time as frames: which frames lie in `[start, end)`, and cutting them out of a stream of batches."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Final, TypeVar, cast

from annotator.records import Frames, Landmarks

B = TypeVar("B", Frames, Landmarks)
Key = TypeVar("Key")
# A time that is a frame's own but for rounding to this part of a frame counts as that frame's.
_ROUNDING: Final = Fraction(1, 10**6)


def first_frame(time_s: float, rate: Fraction) -> int:
    """The first frame k, at k / rate seconds, that is not before `time_s`."""
    return max(0, math.ceil(Fraction(time_s) * rate - _ROUNDING))


def frames_within(start_s: float, end_s: float | None, rate: Fraction) -> range:
    """The frames k with start_s <= k / rate < end_s, so that touching stretches share no frame and lose none.

    `end_s` None means to the end, wherever that is.

    Rate 10, [0.15, 0.4):

        frame      0   1   2   3   4   5
        time_s    0.0 0.1 0.2 0.3 0.4 0.5
        within             2   3
    """
    return range(first_frame(start_s, rate), sys.maxsize if end_s is None else first_frame(end_s, rate))


def cut(batches: Iterable[B], rate: Fraction, wanted: Mapping[Key, range]) -> Iterator[tuple[Key, int, B]]:
    """Of a stream of batches at `rate`, the parts within each range of frames: (whose, its first frame, the part).

    Ranges may overlap. Reading ends with the last frame that is wanted.
    """
    end = max((frames.stop for frames in wanted.values()), default=0)
    for batch in batches:
        if not len(batch):
            continue
        first = round(float(batch.times_s[0]) * rate)
        for key, low, high in shared(first, len(batch), wanted):
            yield key, low, part_of(batch, low - first, high - first)
        if first + len(batch) >= end:
            return


def shared(first: int, count: int, wanted: Mapping[Key, range]) -> Iterator[tuple[Key, int, int]]:
    """Of `count` frames from `first` on, those that lie in each range: (whose, from, to), where there are any."""
    for key, frames in wanted.items():
        low, high = max(frames.start, first), min(frames.stop, first + count)
        if low < high:
            yield key, low, high


def part_of(batch: B, start: int, stop: int) -> B:
    """The frames `start` to `stop` of a batch, counted from its first."""
    whose: Frames | Landmarks = batch
    if isinstance(whose, Frames):
        part: Frames | Landmarks = Frames(whose.images[start:stop], whose.times_s[start:stop])
    else:
        part = Landmarks(whose.points[start:stop], whose.present[start:stop], whose.times_s[start:stop])
    return cast("B", part)
