"""The figures of a measurement as rows of text, for terminals and Markdown alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from annotator.evaluation.table import NOTHING, Row
from annotator.evaluation.tally import THRESHOLDS
from annotator.measuring.report import Measurement, ModelReport

LEGEND = (
    "top-1, top-5: the right class is the first, among the first five; macro-F1: mean F1 of the classes; "
    "calibration: how far confidence and accuracy lie apart, on average."
)
SIGNS_LEGEND = "Signs: F1 at an overlap (IoU) of so much or more; WER: word error rate; start, end: median error."


@dataclass(frozen=True)
class Cell:
    """A figure as text; `best` where it is the best of several models'."""

    text: str
    best: bool = False


@dataclass(frozen=True)
class _Figure:
    """A line of the table: what it is called, its value, how it is written, and which way is better (0: neither)."""

    name: str
    value: Callable[[ModelReport], float | None]
    places: int = 3
    better: int = 1
    times: float = 1


def _f1(place: int) -> Callable[[ModelReport], float | None]:
    return lambda each: each.signs.detection[place].f1 if each.signs else None


_SAMPLES = (
    _Figure("samples", lambda each: each.figures.samples, 0, 0),
    _Figure("top-1", lambda each: each.figures.top1),
    _Figure("top-5", lambda each: each.figures.top5),
    _Figure("macro-F1", lambda each: each.figures.macro_f1),
    _Figure("mean confidence", lambda each: each.figures.confidence, 3, 0),
    _Figure("calibration error", lambda each: each.figures.calibration_error, 3, -1),
    _Figure("nothing said", lambda each: each.figures.silent, 0, -1),
    _Figure("classes unknown to it", lambda each: len(each.unknown), 0, 0),
    _Figure("classes not in the data", lambda each: len(each.unused), 0, 0),
)
_SIGNS = (
    _Figure("true signs", lambda each: each.signs.truth if each.signs else None, 0, 0),
    _Figure("found signs", lambda each: each.signs.found if each.signs else None, 0, 0),
    *(_Figure(f"F1 at IoU {threshold:.2f}", _f1(place)) for place, threshold in enumerate(THRESHOLDS)),
    _Figure("WER, %", lambda each: each.signs.words.rate if each.signs else None, 1, -1, 100),
    _Figure("start, ms", lambda each: each.signs.start.median_s if each.signs else None, 0, -1, 1000),
    _Figure("end, ms", lambda each: each.signs.end.median_s if each.signs else None, 0, -1, 1000),
    _Figure("false a minute of rest", lambda each: each.signs.false_cues.per_minute if each.signs else None, 1, -1),
)
CLASS_HEADINGS: Row = ("class", "samples", "found", "right", "precision", "recall", "F1")
CONFUSION_HEADINGS: Row = ("true", "found", "times")


def model_rows(measurement: Measurement) -> list[tuple[str, list[Cell]]]:
    """A line for each figure: its name, and a cell for each model."""
    lines = [*_SAMPLES, *(_SIGNS if measurement.timeline else ())]
    return [(line.name, _cells(line, measurement)) for line in lines]


def class_rows(report: ModelReport) -> list[Row]:
    """A line for each class of the samples."""
    return [
        (
            each.label,
            str(each.samples),
            str(each.found),
            str(each.right),
            NOTHING if each.precision is None else f"{each.precision:.2f}",
            f"{each.recall:.2f}",
            f"{each.f1:.2f}",
        )
        for each in report.figures.classes
    ]


def taken_rows(report: ModelReport, limit: int) -> list[Row]:
    """What was most often taken for what else."""
    taken = report.figures.taken
    wrong = [
        (count, row, column)
        for row, counts in enumerate(taken.counts)
        for column, count in enumerate(counts)
        if count and row != column
    ]
    wrong.sort(key=lambda each: (-each[0], *each[1:]))
    return [(taken.truth[row], taken.found[column], str(count)) for count, row, column in wrong[:limit]]


def lists(report: ModelReport) -> Iterator[str]:
    """Sentences on the classes that only the data or only the model have."""
    if report.unknown:
        told = ", ".join(f"{each.label} ({each.samples})" for each in report.unknown)
        yield f"{report.model} does not know {len(report.unknown)} classes of the data (samples): {told}"
    if report.unused:
        yield f"{report.model} knows {len(report.unused)} classes the data have nothing of: {', '.join(report.unused)}"


def _cells(line: _Figure, measurement: Measurement) -> list[Cell]:
    values = [line.value(each) for each in measurement.models]
    there = [value for value in values if value is not None]
    contest = line.better and len(values) > 1 and len({*there}) > 1
    best = (max if line.better > 0 else min)(there) if contest else None
    return [
        Cell(NOTHING if value is None else f"{value * line.times:.{line.places}f}", best is not None and value == best)
        for value in values
    ]
