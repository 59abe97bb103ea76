"""The report of a measurement: models side by side on the same samples, as Python records and as JSON."""

from __future__ import annotations

from typing import Final

import msgspec

from annotator.evaluation import Evaluation, Measures
from annotator.measuring.figures import Figures

MEASUREMENT_SCHEMA: Final = "annotator-measurement/1"


class Unknown(msgspec.Struct, frozen=True):
    """A class of the data a model does not know, and how many samples there are of it."""

    label: str
    samples: int


class ModelReport(msgspec.Struct, frozen=True, kw_only=True):
    """How well one model does.

    `unknown` are the classes of the data it does not know, `unused` those of its own the data have nothing of (they can
    still be found, wrongly). `signs` are the measures of what it would annotate, where the truth has times.
    """

    model: str
    version: str
    recognizer: str
    figures: Figures
    unknown: tuple[Unknown, ...] = ()
    unused: tuple[str, ...] = ()
    signs: Measures | None = None


class Failure(msgspec.Struct, frozen=True):
    """A file that could not be used, why, and how many samples were left out with it."""

    path: str
    reason: str
    samples: int


class Measurement(msgspec.Struct, frozen=True, kw_only=True):
    """Models against labelled data, all on the same samples.

    `samples` of `classes` classes out of `files` were measured, of the `part` named ("all": everything). `timeline` is
    the evaluation of the annotations, where the truth has times (of the `tier` named); `notes` says what else a user
    should know.
    """

    schema: str = MEASUREMENT_SCHEMA
    dataset: str
    form: str
    medium: str
    part: str
    tier: str = ""
    files: int
    samples: int
    classes: int
    models: tuple[ModelReport, ...]
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    timeline: Evaluation | None = None

    def as_json(self) -> bytes:
        """The report as UTF-8 JSON, Hangul as it is, indented."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"
