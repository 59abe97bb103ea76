"""A measurement as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.evaluation.markdown import markdown_table
from annotator.measuring.report import Measurement, ModelReport
from annotator.measuring.table import (
    CLASS_HEADINGS,
    CONFUSION_HEADINGS,
    LEGEND,
    SIGNS_LEGEND,
    Cell,
    class_rows,
    lists,
    model_rows,
    taken_rows,
)


def measurement_markdown(measurement: Measurement, confusions: int = 10) -> str:
    """All tables: the models side by side (the best of each line bold), then each with its classes."""
    return "\n\n".join(_parts(measurement, confusions)) + "\n"


def _parts(measurement: Measurement, confusions: int) -> Iterator[str]:
    yield "# Evaluation"
    yield f"{headline(measurement)}. {LEGEND}" + (f" {SIGNS_LEGEND}" if measurement.timeline else "")
    rows = [(name, *map(_cell, cells)) for name, cells in model_rows(measurement)]
    yield markdown_table(("", *(each.model for each in measurement.models)), rows)
    for failure in measurement.failures:
        yield f"Failed: {failure.reason} ({failure.samples} samples left out)"
    for note in measurement.notes:
        yield f"Note: {note}."
    for each in measurement.models:
        yield from _model(each, confusions)


def headline(measurement: Measurement) -> str:
    """What was measured, in a line."""
    part = "all of it" if measurement.part == "all" else f"part {measurement.part}"
    tier = f", tier {measurement.tier}" if measurement.tier else ""
    return (
        f"{measurement.samples} samples of {measurement.classes} classes in {measurement.files} files of "
        f"{measurement.dataset} ({measurement.form}{tier}, {part})"
    )


def _model(report: ModelReport, confusions: int) -> Iterator[str]:
    yield f"## {report.model}"
    yield markdown_table(CLASS_HEADINGS, class_rows(report))
    if rows := taken_rows(report, confusions):
        yield markdown_table(CONFUSION_HEADINGS, rows)
    for sentence in lists(report):
        yield f"{sentence}."


def _cell(cell: Cell) -> str:
    return f"**{cell.text}**" if cell.best else cell.text
