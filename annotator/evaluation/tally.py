"""Counts that add up over videos and tiers, and the measures they give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import msgspec

from annotator.evaluation.edits import Edits
from annotator.evaluation.false_cues import FalseCues
from annotator.evaluation.timing import TimingErrors, timing_errors

THRESHOLDS: Final = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Tally:
    """What was counted. `matched` belongs to `THRESHOLDS`; `labels` counts (true label, found label)."""

    truth: int = 0
    found: int = 0
    matched: tuple[int, ...] = (0,) * len(THRESHOLDS)
    edits: Edits = field(default_factory=Edits)
    start_errors_s: tuple[float, ...] = ()
    end_errors_s: tuple[float, ...] = ()
    false: FalseCues = field(default_factory=FalseCues)
    rest_s: float = 0.0
    labels: Counter[tuple[str, str]] = field(default_factory=Counter)
    spelled: int = 0
    spelled_right: int = 0


def add(tallies: Iterable[Tally], *, same_video: bool = False) -> Tally:
    """The sum; the rest of one and the same video counts once (`same_video`)."""
    tallies = list(tallies)
    rests = [tally.rest_s for tally in tallies]
    return Tally(
        truth=sum(tally.truth for tally in tallies),
        found=sum(tally.found for tally in tallies),
        matched=tuple(sum(tally.matched[n] for tally in tallies) for n in range(len(THRESHOLDS))),
        edits=sum((tally.edits for tally in tallies), Edits()),
        start_errors_s=tuple(error for tally in tallies for error in tally.start_errors_s),
        end_errors_s=tuple(error for tally in tallies for error in tally.end_errors_s),
        false=FalseCues(
            sum(tally.false.at_rest for tally in tallies), sum(tally.false.cross_tier for tally in tallies)
        ),
        rest_s=max(rests, default=0.0) if same_video else sum(rests),
        labels=sum((tally.labels for tally in tallies), Counter()),
        spelled=sum(tally.spelled for tally in tallies),
        spelled_right=sum(tally.spelled_right for tally in tallies),
    )


class Detection(msgspec.Struct, frozen=True):
    """How well segments are found where `iou` or more is asked for; None where there is nothing to divide by."""

    iou: float
    matched: int
    precision: float | None
    recall: float | None
    f1: float | None


class WordErrors(msgspec.Struct, frozen=True):
    """Edits between the sequences of labels; `rate` is a share of the `truth` words, None where there are none."""

    truth: int
    substitutions: int
    insertions: int
    deletions: int
    rate: float | None


class FalseCueRate(msgspec.Struct, frozen=True):
    """Segments found where no tier has one, in all and a minute of rest; and those on another tier's."""

    at_rest: int
    cross_tier: int
    rest_s: float
    per_minute: float | None


class Confusion(msgspec.Struct, frozen=True):
    """How often `truth` was taken for `found`; found "" is missed, truth "" is false."""

    truth: str
    found: str
    count: int


class SpelledWords(msgspec.Struct, frozen=True):
    """How many of the spelled words were read whole."""

    truth: int
    right: int
    rate: float | None


class Measures(msgspec.Struct, frozen=True):
    """Everything measured; `confusions` are the most frequent first, right ones (truth and found equal) with them."""

    truth: int
    found: int
    detection: tuple[Detection, ...]
    words: WordErrors
    start: TimingErrors
    end: TimingErrors
    false_cues: FalseCueRate
    spelled: SpelledWords
    confusions: tuple[Confusion, ...]


def measures(tally: Tally) -> Measures:
    """What the counts say."""
    minutes = tally.rest_s / 60
    labels = sorted(tally.labels.items(), key=lambda item: (-item[1], item[0]))
    return Measures(
        truth=tally.truth,
        found=tally.found,
        detection=tuple(
            Detection(
                iou=threshold,
                matched=matched,
                precision=_share(matched, tally.found),
                recall=_share(matched, tally.truth),
                f1=_share(2 * matched, tally.truth + tally.found),
            )
            for threshold, matched in zip(THRESHOLDS, tally.matched, strict=True)
        ),
        words=WordErrors(
            tally.truth,
            tally.edits.substitutions,
            tally.edits.insertions,
            tally.edits.deletions,
            _share(tally.edits.total, tally.truth),
        ),
        start=timing_errors(tally.start_errors_s),
        end=timing_errors(tally.end_errors_s),
        false_cues=FalseCueRate(
            tally.false.at_rest, tally.false.cross_tier, tally.rest_s, _share(tally.false.at_rest, minutes)
        ),
        spelled=SpelledWords(tally.spelled, tally.spelled_right, _share(tally.spelled_right, tally.spelled)),
        confusions=tuple(Confusion(truth, found, count) for (truth, found), count in labels),
    )


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None
