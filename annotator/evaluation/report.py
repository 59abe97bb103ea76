"""The report of an evaluation: over all videos and video by video, as Python records and as JSON."""

from __future__ import annotations

from typing import Final

import msgspec

from annotator.evaluation.confusion import Fate
from annotator.evaluation.spelled import SpelledResult
from annotator.evaluation.tally import Measures

EVALUATION_SCHEMA: Final = "annotator-evaluation/1"


class Bar(msgspec.Struct, frozen=True, rename={"start_s": "start", "end_s": "end"}):
    """One segment and what became of it: right, mistimed, wrong, missed or false."""

    start_s: float
    end_s: float
    label: str
    fate: Fate


class TierMeasures(msgspec.Struct, frozen=True):
    """How well a model does on a tier of the truth, over all videos."""

    tier: str
    model: str
    measures: Measures


class VideoTier(msgspec.Struct, frozen=True):
    """How well a model does on a tier in one video, and every segment of both."""

    tier: str
    model: str
    measures: Measures
    truth: tuple[Bar, ...]
    found: tuple[Bar, ...]
    spelled: tuple[SpelledResult, ...] = ()


class VideoReport(msgspec.Struct, frozen=True):
    """One video; `annotated` is False where there is truth, but no annotation, and all was counted as missed."""

    video: str
    language: str
    duration_s: float
    annotated: bool
    measures: Measures
    tiers: tuple[VideoTier, ...]


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """Annotations against the truth.

    `overall` is over all tiers. `without_truth` and `without_annotation` name the videos that had nothing to be
    compared with, `notes` says what else was left out.
    """

    schema: str = EVALUATION_SCHEMA
    overall: Measures
    tiers: tuple[TierMeasures, ...]
    videos: tuple[VideoReport, ...]
    without_truth: tuple[str, ...] = ()
    without_annotation: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> bytes:
        """The report as UTF-8 JSON, Hangul as it is, indented."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"
