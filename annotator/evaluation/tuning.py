"""The parameters of a decoding policy with which the segments come out best, tried on recordings with truth.

Coordinate search: one parameter is changed at a time, each value of a grid is tried, the best is kept; then once more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import fmean
from typing import Any, Final

from annotator.evaluation.tally import Measures

TUNED_POLICY: Final = "hysteresis"
# What is tried for each parameter, around what is there; scores, and seconds.
_TRIED: Final[Mapping[str, tuple[float, ...]]] = {
    "enter": (0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8),
    "leave": (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.65),
    "smooth_s": (0.0, 0.14, 0.2, 0.28, 0.34, 0.5, 0.8),
    "min_s": (0.0, 0.07, 0.1, 0.14, 0.2, 0.27, 0.34, 0.4, 0.5, 0.8, 1.2),
    "bridge_s": (0.0, 0.07, 0.14, 0.2, 0.27, 0.5, 0.8),
    "delay_s": (0.0, 0.04, 0.07, 0.1, 0.13, 0.16),
}
_ROUNDS: Final = 2


def tuned_parameters(
    measured: Callable[[Mapping[str, Any]], Measures],
    parameters: Mapping[str, Any],
    tell: Callable[[int, int, float], object] = lambda *_: None,
) -> dict[str, Any]:
    """The parameters of the hysteresis policy with the best measures; equal ones stay as they are.

    `measured` gives the measures for some parameters; best is the highest `tuning_score`. `tell(done, total, best)`
    hears of it.
    """
    best, at = dict(parameters), 0
    score = tuning_score(measured(best))
    total = _ROUNDS * sum(map(len, _TRIED.values()))
    for _ in range(_ROUNDS):
        for name, values in _TRIED.items():
            for value in values:
                at += 1
                tried = best | {name: value}
                if _fits(tried) and (gained := tuning_score(measured(tried))) > score:
                    best, score = tried, gained
                tell(at, total, score)
    return best


def tuning_score(measures: Measures) -> float:
    """The mean F1 over the overlaps, less half the word error rate."""
    return fmean(each.f1 or 0.0 for each in measures.detection) - min(measures.words.rate or 0.0, 1.0) / 2


def _fits(parameters: Mapping[str, Any]) -> bool:
    leave, enter = parameters.get("leave", 0.0), parameters.get("enter", 1.0)
    return bool(leave <= enter)
