"""Where a body moves and where it stands still: the strokes a performance is made of, and its pauses."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from annotator.scoring.body import BodyEvidence, Floats, smooth

_STILL: Final = (0.3, 1.0)  # torso lengths a second: the slowest and the fastest that can count as standing still
_OVER_REST: Final = 2.0  # so many times as fast as at rest is moving
_REST_PERCENT: Final = 10  # of the time, everybody stands
_BEGUN: Final = 2.2  # so many times as fast as that begins a stroke
_LEAST_S: Final = 0.12
_DIP: Final = 0.5  # a stroke ends where the speed falls under this share of the lower of the peaks around
_SMOOTH_S: Final = 0.04


@dataclass(frozen=True)
class Span:
    """A stretch of time `[start_s, end_s)` in seconds, with its frames `[first, last)`."""

    start_s: float
    end_s: float
    first: int
    last: int

    @property
    def length_s(self) -> float:
        """How long it is."""
        return self.end_s - self.start_s


def activity(evidence: BodyEvidence) -> Floats:
    """How fast the fastest of wrists and ankles is, torso lengths a second, [T]; NaN where none was seen."""
    speeds = np.concatenate([evidence.wrist_speed, evidence.ankle_speed], axis=1)
    fastest = np.where(np.isnan(speeds), -1.0, speeds).max(axis=1, initial=-1.0)
    return smooth(np.where(fastest < 0, np.nan, fastest), evidence.times_s, _SMOOTH_S)


def still_limit(speed: Floats) -> float:
    """Under which speed this body counts as still: twice what it has at rest, from 0.3 to 1.0 torso lengths a second.

    At rest, landmarks tremble; by how much differs from video to video.
    """
    known = speed[np.isfinite(speed)]
    rest = float(np.percentile(known, _REST_PERCENT)) if len(known) else 0.0
    return float(np.clip(_OVER_REST * rest, *_STILL))


def find_strokes(times_s: Floats, speed: Floats) -> list[Span]:
    """The strokes, in order: stretches of movement, cut where the speed has a deep minimum.

    A stroke begins and ends where the speed leaves and reaches `still_limit`; it counts where it gets 2.2 times as fast
    (hysteresis: trembling is no stroke) and lasts 0.12 s. Inside, it is cut where the speed falls to half of the lower
    of the two peaks beside, as between two punches in a row. Frames without a speed are no movement.
    """
    limit = still_limit(speed)
    known = np.where(np.isfinite(speed), speed, 0.0)
    strokes = []
    for first, last in runs(known > limit):
        if known[first:last].max() >= _BEGUN * limit:
            strokes += [span_of(times_s, *part) for part in _cut(known, first, last, _BEGUN * limit)]
    return [stroke for stroke in strokes if stroke.length_s >= _LEAST_S]


def find_pauses(times_s: Floats, speed: Floats, least_s: float, *, bridge_s: float = 0.15) -> list[Span]:
    """Where the body stands still for `least_s` seconds or longer; a twitch shorter than `bridge_s` does not end it.

    Frames in which nothing was seen are neither still nor moving: they end a pause.
    """
    still = np.isfinite(speed) & (np.where(np.isfinite(speed), speed, np.inf) <= still_limit(speed))
    unseen = ~np.isfinite(speed)
    joined: list[tuple[int, int]] = []
    for first, last in runs(still):
        gap = slice(joined[-1][1], first) if joined else slice(0, 0)
        if joined and not unseen[gap].any() and times_s[first] - times_s[joined[-1][1]] < bridge_s:
            joined[-1] = joined[-1][0], last
        else:
            joined.append((first, last))
    spans = [span_of(times_s, first, last) for first, last in joined]
    return [span for span in spans if span.length_s >= least_s]


def span_of(times_s: Floats, first: int, last: int) -> Span:
    """The frames `[first, last)` as a span; it ends where the next frame begins."""
    step_s = float(np.median(np.diff(times_s))) if len(times_s) > 1 else 0.0
    end_s = float(times_s[last]) if last < len(times_s) else float(times_s[-1]) + step_s
    return Span(float(times_s[first]), end_s, first, last)


def runs(mask: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The stretches of frames `[first, last)` in which `mask` [T] holds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def _cut(speed: Floats, first: int, last: int, least_peak: float) -> list[tuple[int, int]]:
    """The run of frames `[first, last)` cut at its deep minima."""
    peaks: list[int] = []
    inner = range(first, last)
    for frame in inner:
        before = speed[frame - 1] if frame > first else -1.0
        after = speed[frame + 1] if frame + 1 < last else -1.0
        if speed[frame] >= least_peak and before <= speed[frame] > after:
            peaks = _with_peak(speed, peaks, frame)
    cuts = [one + int(speed[one:two].argmin()) for one, two in pairwise(peaks)]
    return list(pairwise([first, *cuts, last]))


def _with_peak(speed: Floats, peaks: list[int], frame: int) -> list[int]:
    """The peaks with one more, where the dips between them are deep; of two with a shallow one, the higher stays."""
    kept = list(peaks)
    while kept:
        dip = float(speed[kept[-1] : frame].min())
        if dip <= _DIP * min(speed[kept[-1]], speed[frame]):
            break
        if speed[kept[-1]] >= speed[frame]:
            return kept
        kept.pop()
    return [*kept, frame]
