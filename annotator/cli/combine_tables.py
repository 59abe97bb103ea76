"""What `annotator poomsae combine` prints."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from annotator.cli.console import output, shown
from annotator.errors import one_line
from annotator.performances import Combination, PanelResult
from annotator.scoring import COMBINED_NOTE, Combined, PanelMark
from annotator.translation import translated


def print_combinations(combinations: Sequence[Combination], language: str, written: Sequence[Path]) -> None:
    """Each performance with its marks, what which camera saw, and, of several, how they rank."""
    for each in combinations:
        if each.panel is not None:
            _print_panel(each, each.panel, language)
        if each.cameras is not None:
            _print_cameras(each, each.cameras, language)
    if len(combinations) > 1:
        _print_ranks(combinations)
    if any(each.cameras for each in combinations):
        output.print(f"[dim]{escape(translated(COMBINED_NOTE, language))}[/]")
    for path in written:
        output.print(f"written: {shown(path)}", soft_wrap=True)


def _print_panel(each: Combination, panel: PanelResult, language: str) -> None:
    table = Table("", "marks (dropped in brackets)", "mean", title=_title(each, "judges"))
    table.columns[2].justify = "right"
    for name, mark in (("accuracy", panel.accuracy), ("presentation", panel.presentation)):
        if mark is not None:
            table.add_row(name, _marks(mark), f"{mark.mark:.3f}")
    table.add_row("total", f"sum of all marks {panel.sum_of_all:.2f}", f"{panel.total:.3f}")
    output.print(table)
    _notes(panel.notes, language)


def _print_cameras(each: Combination, cameras: Combined, language: str) -> None:
    output.print(f"{_title(each, 'cameras')}: {escape(one_line(translated(mean_of(cameras), language)))}")
    if cameras.deductions:
        table = Table("no.", "rule", "points", "seen by", "not seen by", "could not judge")
        table.columns[2].justify = "right"
        for column in (table.columns[1], *table.columns[3:]):
            column.overflow = "fold"
        for deduction in cameras.deductions:
            seen = "\n".join(
                f"{each.camera}, {each.at_s:.1f} s: {each.text.get(language, deduction.finding)}"
                for each in deduction.seen
            )
            number = "" if deduction.movement is None else str(deduction.movement)
            others = ("\n".join(deduction.not_seen), "\n".join(deduction.not_judged))
            table.add_row(number, deduction.rule, f"{deduction.points:.1f}", escape(seen), *map(escape, others))
        output.print(table)
    _notes(cameras.notes, language)


def mean_of(cameras: Combined) -> str:
    """`3.550, the mean of 3.7 front, 3.4 side`; marks that were dropped in brackets."""
    accuracy = cameras.accuracy
    if accuracy is None:
        return "not scored"
    places = enumerate(zip(accuracy.marks, cameras.cameras, strict=True))
    marks = [f"{_mark(mark, place in accuracy.dropped)} {name}" for place, (mark, name) in places]
    mean = f"accuracy {accuracy.mark:.3f}"
    return f"{mean}, the mean of {', '.join(marks)}" if len(marks) > 1 else mean


def _print_ranks(combinations: Sequence[Combination]) -> None:
    table = Table("", "performer", "form", "total", "sum of all", "accuracy measured", title="ranks")
    for column in (table.columns[0], *table.columns[3:]):
        column.justify = "right"
    for each in combinations:
        panel, cameras = each.panel, each.cameras
        table.add_row(
            "" if each.rank is None else str(each.rank),
            escape(one_line(each.performer)),
            escape(each.form),
            f"{panel.total:.3f}" if panel else "",
            f"{panel.sum_of_all:.2f}" if panel else "",
            f"{cameras.accuracy.mark:.3f}" if cameras and cameras.accuracy else "",
        )
    output.print(table)


def _title(each: Combination, what: str) -> str:
    return escape(one_line(", ".join(filter(None, (each.performer, each.form, what)))))


def _marks(mark: PanelMark) -> str:
    return "  ".join(_mark(value, place in mark.dropped) for place, value in enumerate(mark.marks))


def _mark(value: float, dropped: bool) -> str:
    return f"({value:.1f})" if dropped else f"{value:.1f}"


def _notes(notes: Sequence[str], language: str) -> None:
    for note in notes:
        output.print(f"[yellow]{translated('note', language)}:[/] {escape(one_line(translated(note, language)))}")
