"""What `annotator score` prints when a day is done."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from annotator.batch import Summary
from annotator.cli.combine_tables import mean_of
from annotator.cli.console import output, show_counts, shown, warn
from annotator.errors import UsageError, one_line
from annotator.performances import Combination, Recording, told_poses
from annotator.scorecards import Row, ranked
from annotator.scoring import SCORE_NOTE
from annotator.translation import translated

_MOST_ROWS = 200
# What is left of what, and what was deducted how often.
_FIGURES = {"ko": ("{:.1f} / {:.1f}", "{:.1f} ({}건)"), "en": ("{:.1f} of {:.1f}", "{:.1f} in {}")}


def print_day(
    recordings: Sequence[Recording],
    performances: Sequence[Combination | UsageError],
    summary: Summary,
    written: Sequence[Path],
    language: str,
) -> None:
    """A row for each recording, ranked within its form; that it is an aid; what came of it all; where the files are."""
    below = _common([each.source for each in recordings])
    entries = [(each.entry(Path(each.json.absolute().anchor)), each.source) for each in recordings]
    names = {id(entry.row): _name(source, below) for entry, source in entries if entry is not None}
    heads = [translated(head, language) for head in ("performer", "form", "points", "deducted", "remarks")]
    table = Table("", *heads, title=translated("accuracy, by form", language))
    for column in (table.columns[0], table.columns[3], table.columns[4]):
        column.justify, column.no_wrap = "right", True
    table.columns[1].overflow = table.columns[2].overflow = table.columns[5].overflow = "fold"
    for rank, row in ranked(entry.row for entry, _ in entries if entry is not None)[:_MOST_ROWS]:
        table.add_row("" if rank is None else str(rank), *_cells(row, names[id(row)], language))
    if len(entries) > _MOST_ROWS:
        more = translated(f"and {len(entries) - _MOST_ROWS} more", language)
        table.add_row("", more, "", "", "", translated("see scores.csv", language))
    if entries:
        output.print(table)
    for each in performances:
        _print_performance(each, language)
    output.print(f"[dim]{escape(translated(SCORE_NOTE, language))}[/]")
    show_counts(summary)
    for path in written:
        output.print(f"written: {shown(path)}", soft_wrap=True)


def _print_performance(each: Combination | UsageError, language: str) -> None:
    """`final 2, 김철수: 3.550, the mean of 3.7 front, 3.4 side`"""
    if isinstance(each, UsageError):
        warn(str(each))
    elif each.cameras is not None:
        mean = translated(mean_of(each.cameras), language)
        output.print(escape(one_line(f"{', '.join(filter(None, (each.name, each.performer)))}: {mean}")))


def _cells(row: Row, name: str, language: str) -> tuple[str, ...]:
    title = escape(one_line(row.form_title.get(language, row.form)))
    who = f"{escape(one_line(row.performer))}\n[dim]{name}[/]" if row.performer else name
    remarks = [f"[red]{escape(one_line(translated(row.reason, language)))}[/]"] if row.reason else []
    remarks += [translated(told_poses(row.poses), language)] if row.poses is not None else []
    remarks += [f"[yellow]{escape(one_line(translated(text, language)))}[/]" for text in row.warnings]
    if row.points is None or row.max_points is None:
        return who, title, "", "", "\n".join(remarks)
    count = row.minor + row.major + row.restart
    of, times = _FIGURES[language]
    deducted = times.format(row.deducted, count) if count else translated("nothing", language)
    return who, title, of.format(row.points, row.max_points), deducted, "\n".join(remarks)


def _common(sources: Sequence[Path]) -> Path | None:
    """The folder that all recordings lie below; None where there is none (drives of Windows)."""
    try:
        return Path(os.path.commonpath([source.absolute().parent for source in sources]))
    except ValueError:
        return None


def _name(source: Path, below: Path | None) -> str:
    return shown(source) if below is None else escape(one_line(str(source.absolute().relative_to(below))))
