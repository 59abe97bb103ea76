"""An evaluation as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.evaluation.report import Evaluation
from annotator.evaluation.table import HEADINGS, LEGEND, Row, confusion_rows, tier_rows, video_rows


def as_markdown(evaluation: Evaluation, confusions: int = 10) -> str:
    """The tables of an evaluation: tiers, confusions, videos."""
    parts = [
        "# Evaluation",
        f"{len(evaluation.videos)} videos. {LEGEND}",
        markdown_table(HEADINGS, tier_rows(evaluation)),
    ]
    if rows := confusion_rows(evaluation, confusions):
        parts += ["## Most frequent confusions", markdown_table(("tier", "true", "found", "times"), rows)]
    parts += ["## Videos", markdown_table(("video", *HEADINGS), video_rows(evaluation))]
    return "\n\n".join(parts) + "\n"


def markdown_table(headings: Row, rows: Iterable[Row]) -> str:
    """A table of text; line breaks in headings become spaces."""
    return "\n".join(map(_line, (headings, ("---",) * len(headings), *rows)))


def _line(cells: Row) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
