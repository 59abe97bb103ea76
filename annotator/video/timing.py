"""Frame rates and evenness, from packet timestamps."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

_NTSC = [Fraction(n * 1000, 1001) for n in (24, 30, 48, 60, 120, 240)]
_WHOLE = [Fraction(n) for n in (5, 10, 12, 15, 20, 24, 25, 30, 48, 50, 60, 90, 100, 120, 240)]
STANDARD_RATES: Final = (*_NTSC, *_WHOLE, Fraction(25, 2))

DEFAULT_RATE: Final = Fraction(25)
# Frames whose spacing differs from the usual one by less than this are still evenly spaced.
_JITTER: Final = Fraction(1, 10)
# An uneven stream's average is that near to its usual rate when a few frames are lost, no more.
_FEW_LOST: Final = Fraction(1, 50)
_NEAR: Final = Fraction(1, 200)
_ROUNDING_S: Final = Fraction(1, 1000)
_MAX_RATE: Final = 1000


def is_uneven(ticks: Sequence[int]) -> bool:
    """Whether sorted timestamps are unevenly spaced, beyond what rounding to ticks explains."""
    gaps = _gaps(ticks)
    return len(gaps) >= 2 and len(_usual(gaps)) < len(gaps)


def _gaps(ticks: Sequence[int]) -> list[int]:
    return [after - before for before, after in itertools.pairwise(ticks)]


def _usual(gaps: list[int]) -> list[int]:
    """Those gaps that are as long as most are."""
    median = sorted(gaps)[len(gaps) // 2]
    allowed = max(Fraction(1), median * _JITTER)
    return [gap for gap in gaps if abs(gap - median) <= allowed]


def exact_rate(ticks: Sequence[int], time_base: Fraction, declared: Fraction | None) -> Fraction:
    """The frame rate of a stream as an exact fraction.

    `ticks`: sorted timestamps of its first frames, in units of `time_base` seconds. `declared`: what the container
    says. Even timestamps pin the rate down to an interval (the first and the last may be rounded): a standard rate
    inside it wins, then what is declared, then the simplest fraction. They are first taken as rounded to ticks, then
    as rounded to milliseconds, which they were if they ever passed through Matroska or FLV. Of
    uneven ones the average is taken, or the usual spacing where the average differs by few lost frames; it is snapped
    to a standard rate within 0.5 %.
    """
    if declared is not None and not 0 < declared <= _MAX_RATE:
        declared = None
    if len(ticks) < 2 or is_uneven(ticks):
        return _snapped(_nominal(ticks, time_base, declared or _average(ticks, time_base) or DEFAULT_RATE))
    for rounding in (Fraction(1), max(Fraction(1), _ROUNDING_S / time_base)):
        rate = _rate_within(ticks, time_base, rounding, declared)
        if rate is not None:
            return rate
    return declared or _average(ticks, time_base) or DEFAULT_RATE


def _rate_within(
    ticks: Sequence[int], time_base: Fraction, rounding: Fraction, declared: Fraction | None
) -> Fraction | None:
    """The rate of even timestamps whose first and last are each off by up to half of `rounding` (in ticks)."""
    periods, span = len(ticks) - 1, ticks[-1] - ticks[0]
    if span <= rounding:
        return None
    low, high = periods / ((span + rounding) * time_base), periods / ((span - rounding) * time_base)
    aim = declared if declared is not None and low <= declared <= high else (low + high) / 2
    inside = [rate for rate in STANDARD_RATES if low <= rate <= high]
    if inside:
        return min(inside, key=lambda rate: abs(rate - aim))
    if declared == aim:
        return declared
    return simplest_between(low, high) if rounding > 1 else None


def _average(ticks: Sequence[int], time_base: Fraction) -> Fraction | None:
    if len(ticks) < 2 or ticks[-1] <= ticks[0]:
        return None
    average = Fraction(len(ticks) - 1) / ((ticks[-1] - ticks[0]) * time_base)
    return average if average <= _MAX_RATE else None


def _nominal(ticks: Sequence[int], time_base: Fraction, average: Fraction) -> Fraction:
    """The rate of the usual spacing where `average` is near it, else `average`."""
    usual = _usual(_gaps(ticks)) if len(ticks) > 2 else []
    if not sum(usual):
        return average
    rate = len(usual) / (sum(usual) * time_base)
    return rate if abs(rate - average) <= _FEW_LOST * average else average


def _snapped(rate: Fraction) -> Fraction:
    nearest = min(STANDARD_RATES, key=lambda standard: abs(standard - rate))
    return nearest if abs(nearest - rate) <= rate * _NEAR else rate.limit_denominator(1001)


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """The fraction of smallest denominator in `[low, high]`, for 0 < low <= high (by continued fractions)."""
    whole = low.numerator // low.denominator
    if low == whole:
        return Fraction(whole)
    if whole + 1 <= high:
        return Fraction(whole + 1)
    return whole + 1 / simplest_between(1 / (high - whole), 1 / (low - whole))
