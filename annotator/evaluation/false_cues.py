"""Segments found where nothing is signed, or where something of another tier is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.evaluation.spans import Span, Stretch, covered_s, covers


@dataclass(frozen=True)
class FalseCues:
    """`at_rest`: the middle lies in no true segment of any tier; `cross_tier`: in one of another tier only."""

    at_rest: int = 0
    cross_tier: int = 0


def false_cues(found: Sequence[Span], own: Sequence[Stretch], others: Sequence[Stretch]) -> FalseCues:
    """Counts the found segments whose middle lies outside the true segments of their `own` tier."""
    outside = [each for each in found if not covers(own, each.middle_s)]
    cross_tier = sum(covers(others, each.middle_s) for each in outside)
    return FalseCues(len(outside) - cross_tier, cross_tier)


def rest_s(stretches: Sequence[Stretch], duration_s: float) -> float:
    """How much of a video lies in no true segment of any tier, in seconds."""
    return duration_s - covered_s(stretches, duration_s)
