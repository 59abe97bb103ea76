"""The tables of `annotator evaluate`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.cells import cell_len
from rich.markup import escape
from rich.table import Table

from annotator.cli.console import output
from annotator.errors import one_line
from annotator.evaluation import Evaluation
from annotator.evaluation.table import HEADINGS, LEGEND, Row, confusion_rows, tier_rows, video_rows
from annotator.measuring import Measurement, ModelReport, headline
from annotator.measuring import table as measured

ROWS_SHOWN = 400
_HEADING_LINES = [("", *lines) for lines in zip(*(f"{name}\n".split("\n")[:2] for name in HEADINGS), strict=True)]


def show_evaluation(evaluation: Evaluation, *, per_video: bool, confusions: int) -> None:
    """Prints the figures of each tier, of each video where asked, and the most frequent confusions."""
    count = len(evaluation.videos)
    output.print(_table(HEADINGS, tier_rows(evaluation), f"{count} video{'s' if count != 1 else ''} against the truth"))
    output.print(LEGEND, style="dim")
    if per_video:
        _show_videos(evaluation)
    if rows := confusion_rows(evaluation, confusions):
        output.print(_table(("tier", "true", "found", "times"), rows, "most frequent confusions", numbers_from=3))


def show_measurement(measurement: Measurement, *, per_class: bool, per_video: bool, confusions: int) -> None:
    """Prints the models side by side, then what each takes for what, and where asked its classes and the videos."""
    output.print(one_line(headline(measurement)), markup=False, soft_wrap=True)
    table = _empty_table(("", *(each.model for each in measurement.models)), "")
    for name, cells in measured.model_rows(measurement):
        table.add_row(name, *(f"[bold]{cell.text}*[/]" if cell.best else f"{cell.text} " for cell in cells))
    output.print(table)
    output.print(measured.LEGEND + (f" {measured.SIGNS_LEGEND}" if measurement.timeline else ""), style="dim")
    if len(measurement.models) > 1:
        output.print("*: the best", style="dim")
    for report in measurement.models:
        _show_model(report, per_class=per_class, confusions=confusions)
    if per_video and measurement.timeline is not None:
        _show_videos(measurement.timeline)


def _show_model(report: ModelReport, *, per_class: bool, confusions: int) -> None:
    if per_class:
        output.print(_table(measured.CLASS_HEADINGS, measured.class_rows(report), f"{report.model}: classes"))
    if rows := measured.taken_rows(report, confusions):
        title = f"{report.model}: most frequent confusions"
        output.print(_table(measured.CONFUSION_HEADINGS, rows, title, numbers_from=2))
    for sentence in measured.lists(report):
        output.print(one_line(sentence), markup=False, style="dim")


def _show_videos(evaluation: Evaluation) -> None:
    """A line a video and below it one a tier, in columns: names may be longer than any column."""
    rows = list(video_rows(evaluation))
    widths = [max(map(cell_len, cells)) for cells in zip(*(row[1:] for row in (*_HEADING_LINES, *rows)), strict=True)]
    for _, *cells in _HEADING_LINES:
        output.print(_line(cells, widths), style="bold", soft_wrap=True)
    for video, *cells in rows[:ROWS_SHOWN]:
        if video:
            output.print(one_line(video), markup=False, soft_wrap=True)
        output.print(_line(cells, widths), markup=False, soft_wrap=True)
    if len(rows) > ROWS_SHOWN:
        output.print(f"and {len(rows) - ROWS_SHOWN} lines more: --json and --markdown have them all")
    output.print()


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *numbers = (one_line(cell) for cell in cells)
    padded = (" " * (width - cell_len(cell)) + cell for cell, width in zip(numbers, widths[1:], strict=True))
    return "  ".join(["  " + first + " " * (widths[0] - cell_len(first)), *padded])


def _table(headings: Row, rows: Iterable[Row], title: str, numbers_from: int = 1) -> Table:
    table = _empty_table(headings, title, numbers_from)
    for row in rows:
        table.add_row(*_safe(row))
    return table


def _empty_table(headings: Row, title: str, numbers_from: int = 1) -> Table:
    table = Table(
        title=escape(one_line(title)) or None,
        box=box.SIMPLE_HEAD,
        padding=(0, 1),
        collapse_padding=True,
        pad_edge=False,
    )
    for place, heading in enumerate(headings):
        table.add_column(escape(heading), justify="right" if place >= numbers_from else "left", overflow="fold")
    return table


def _safe(cells: Iterable[str]) -> list[str]:
    return [escape(one_line(cell)) for cell in cells]
