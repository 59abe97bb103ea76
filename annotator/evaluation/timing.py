"""How far the found starts and ends lie from the true ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from annotator.evaluation.matching import Pair
from annotator.evaluation.spans import Span


class TimingErrors(msgspec.Struct, frozen=True, kw_only=True):
    """Errors of `count` times, in seconds: median and 90th percentile of the size, and the median with its sign.

    A positive `signed_median_s` means that what was found is late. None where there is nothing to measure.
    """

    count: int
    median_s: float | None = None
    p90_s: float | None = None
    signed_median_s: float | None = None


def start_and_end_errors(
    truth: Sequence[Span], found: Sequence[Span], pairs: Iterable[Pair]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Found minus true time of each pair, in seconds: the starts, and the ends."""
    pairs = list(pairs)
    starts = tuple(found[f].start_s - truth[t].start_s for t, f in pairs)
    return starts, tuple(found[f].end_s - truth[t].end_s for t, f in pairs)


def timing_errors(errors_s: Sequence[float]) -> TimingErrors:
    """What there is to say of these errors."""
    if not errors_s:
        return TimingErrors(count=0)
    sizes = np.abs(errors_s)
    return TimingErrors(
        count=len(errors_s),
        median_s=float(np.median(sizes)),
        p90_s=float(np.percentile(sizes, 90)),
        signed_median_s=float(np.median(errors_s)),
    )
