"""Where a person's body stands in the picture and how large it is, robust against single bad frames."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from annotator.records import BoolArray, TimeArray

Floats = npt.NDArray[np.float64]

_EDGE_S: Final = 1e-6  # times this close are the same


class BodyFrame:
    """Follows the shoulders along a video: the point between them, and how wide they are; one object for one video.

    Both are the median over the last `span_s` seconds, the present frame included: one frame in which the shoulders
    were found somewhere else moves nothing, and what is found does not depend on how the video was cut into batches.
    Where no shoulders were seen for that long, the body is not known.
    """

    def __init__(self, span_s: float = 1.0) -> None:
        self.span_s = span_s
        self._seen: Floats = np.zeros((0, 3))
        self._times: TimeArray = np.zeros(0)

    def follow(self, shoulders: Floats, seen: BoolArray, times_s: TimeArray) -> tuple[Floats, Floats, BoolArray]:
        """Centres [T, 2], widths [T] and whether they are known, bool [T], of the next frames.

        `shoulders` are [T, 2, 2]: left and right, x and y in one unit; `seen`, bool [T], whether they are in the frame.
        """
        width = np.sqrt(((shoulders[:, 0] - shoulders[:, 1]) ** 2).sum(axis=-1))
        found = np.concatenate([(shoulders[:, 0] + shoulders[:, 1]) / 2, width[:, None]], axis=1)
        found[~(seen & (width > 0))] = np.nan
        past = len(self._times)
        self._seen = np.concatenate([self._seen, found])
        self._times = np.concatenate([self._times, times_s])
        first = np.searchsorted(self._times, self._times[past:] - self.span_s + _EDGE_S)
        medians = _medians(self._seen, first, past)
        self._forget()
        known = ~np.isnan(medians[:, 2])
        medians[~known] = (0.0, 0.0, 1.0)
        return medians[:, :2], medians[:, 2], known

    def _forget(self) -> None:
        """Drops what no later frame looks back to."""
        if len(self._times):
            keep = int(np.searchsorted(self._times, self._times[-1] - self.span_s))
            self._seen, self._times = self._seen[keep:], self._times[keep:]


def _medians(values: Floats, first: npt.NDArray[Any], start: int) -> Floats:
    """For each row i from `start` on the (lower) median of rows first[i - start]..i, column by column, NaN left out."""
    last = np.arange(start, len(values))
    longest = int((last - first).max(initial=0)) + 1
    rows = last[:, None] - np.arange(longest)
    reach = np.where((rows >= first[:, None])[..., None], values[np.maximum(rows, 0)], np.nan)
    ordered = np.sort(reach, axis=1)  # NaN last
    counts = (~np.isnan(ordered[..., 2])).sum(axis=1)
    middle = np.maximum(counts - 1, 0) // 2
    medians: Floats = ordered[np.arange(len(last)), middle]
    return medians
