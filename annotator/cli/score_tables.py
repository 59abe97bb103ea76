"""What `annotator score` prints when a day is done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from annotator.batch import Summary
from annotator.cli.console import output, show_counts, shown
from annotator.errors import one_line
from annotator.performances import Entry
from annotator.scoring import SCORE_NOTE

_MOST_ROWS = 200


def print_day(
    entries: Sequence[Entry], summary: Summary, summary_path: Path | None, language: str, pages: Sequence[Path] = ()
) -> None:
    """A row for each recording, ranked; that it is an aid; how many came to what; where the files are."""
    table = Table("", "performer", "form", "points", "deducted", "remarks", title="accuracy, most points first")
    for column in (table.columns[0], table.columns[3], table.columns[4]):
        column.justify, column.no_wrap = "right", True
    table.columns[1].overflow = table.columns[2].overflow = table.columns[5].overflow = "fold"
    for entry in entries[:_MOST_ROWS]:
        table.add_row(*_row(entry, language))
    if len(entries) > _MOST_ROWS:
        table.add_row("", f"and {len(entries) - _MOST_ROWS} more", "", "", "", "see scores.csv")
    if entries:
        output.print(table)
    output.print(f"[dim]{escape(SCORE_NOTE)}[/]")
    show_counts(summary)
    for place in _places(entries):
        output.print(f"scores, subtitles: {shown(place)}", soft_wrap=True)
    for page in (*pages, *([summary_path] if summary_path is not None else [])):
        output.print(f"written: {shown(page)}", soft_wrap=True)


def _row(entry: Entry, language: str) -> tuple[str, ...]:
    form = _form(entry, language)
    if entry.score is None:
        return "", _who(entry), form, "", "", f"[red]{escape(one_line(entry.reason))}[/]"
    score = entry.score
    remarks = _remarks(entry)
    if score.accuracy is None:
        return "", _who(entry), form, "[yellow]none[/]", "", remarks
    deducted = f"{score.accuracy.deducted:.1f} in {len(score.deductions)}" if score.deductions else "nothing"
    return (
        str(entry.rank),
        _who(entry),
        form,
        f"{score.accuracy.left:.1f} of {score.accuracy.max:.1f}",
        deducted,
        remarks,
    )


def _who(entry: Entry) -> str:
    """`김철수`, and below it the file; the file alone where nobody said who performs."""
    file = shown(entry.source)
    return f"{escape(one_line(entry.performer))}\n[dim]{file}[/]" if entry.performer else file


def _form(entry: Entry, language: str) -> str:
    if entry.score is not None:
        form = entry.score.form
        return escape(form.title.get(language, form.name))
    if entry.performance is None:
        return ""
    title = entry.performance.form.title
    return escape(title.ko if language == "ko" else title.en)


def _remarks(entry: Entry) -> str:
    """Why there are no points, what failed besides, and how many warnings there were."""
    told = []
    if entry.score is not None and entry.score.accuracy is None:
        told.append(f"[yellow]{escape(one_line(entry.score.unscored))}[/]")
    if entry.reason:
        told.append(f"[red]{escape(one_line(entry.reason))}[/]")
    if entry.annotation is not None:
        told += [f"[yellow]{escape(one_line(text))}[/]" for text in entry.annotation.warnings]
    return "\n".join(told)


def _places(entries: Sequence[Entry]) -> list[Path]:
    """The folders that hold what was written, the first few of them."""
    return list(dict.fromkeys(entry.json.parent for entry in entries if entry.annotation is not None))[:3]
