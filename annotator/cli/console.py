"""What commands print: progress and warnings on standard error, results on standard output."""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.logging import RichHandler
from rich.markup import escape
from rich.table import Table

from annotator.batch import Plan, Result, Step, Summary
from annotator.errors import OutputError, one_line

errors = Console(stderr=True, highlight=False, soft_wrap=True)
output = Console(highlight=False)
_MOST_ROWS = 200
IN_DETAIL = 12  # up to so many videos are told of segment by segment
_COLOURS = {
    "done": "green",
    "partial": "yellow",
    "reworded": "green",
    "restored": "green",
    "skipped": "dim",
    "failed": "red",
    "interrupted": "yellow",
    "not started": "yellow",
}


def warn(text: str) -> None:
    """A warning on standard error."""
    errors.print(f"[yellow]warning:[/] {escape(one_line(text))}")


def shown(path: Path) -> str:
    """A path as it is printed: relative where that is shorter, on one line, without markup."""
    with contextlib.suppress(ValueError):
        path = path.absolute().relative_to(Path.cwd())
    return escape(one_line(str(path)))


def print_json(value: Any) -> None:
    """A value as JSON on standard output, Hangul as it is."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str).encode("utf-8", "replace").decode())


@contextlib.contextmanager
def counting(totals: Mapping[str, int | None]) -> Iterator[Callable[[str, int, int], object]]:
    """Bars of stages that are counted, with their totals (None: not known yet), where there is a terminal.

    Gives what is called with the stage, how many are done, and how many there are.
    """
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, disable=not errors.is_terminal, transient=True) as progress:
        bars = {stage: progress.add_task(stage, total=total) for stage, total in totals.items()}
        yield lambda stage, done, total: progress.update(bars[stage], completed=done, total=total)


@contextlib.contextmanager
def logging_to(arguments: argparse.Namespace) -> Iterator[None]:
    """Sends annotator's log to standard error (`-v`) and to `--log-file`."""
    logger = logging.getLogger("annotator")
    level = logging.DEBUG if arguments.verbose else logging.ERROR if arguments.quiet else logging.WARNING
    handlers: list[logging.Handler] = [RichHandler(level, console=errors, show_path=False, show_time=False)]
    if arguments.log_file is not None:
        handlers.append(_log_file(arguments.log_file))
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    for handler in handlers:
        logger.addHandler(handler)
    try:
        yield
    finally:
        for handler in handlers:
            logger.removeHandler(handler)
            handler.close()


def _log_file(path: Path) -> logging.Handler:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise OutputError(f"the log cannot be written: {error.strerror}", path=path) from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    return handler


def show_plan(plan: Plan, *, as_json: bool) -> None:
    """What would be done (`--dry-run`)."""
    if as_json:
        jobs = [
            {
                "source": str(job.source),
                "step": job.step.value,
                "reason": job.reason or None,
                "outputs": [str(path) for path in job.outputs],
            }
            for job in plan.jobs
        ]
        print_json({"jobs": jobs, "ignored": plan.ignored, "failures": plan.failures})
        return
    table = Table("file", "step", "outputs", title="what would be done; nothing was")
    for job in plan.jobs:
        outputs = "\n".join(shown(path) for path in job.outputs)
        table.add_row(shown(job.source), job.step.value, escape(job.reason) or outputs)
    output.print(table)
    for path, reason in plan.failures:
        warn(f"{path}: {reason}")
    say_ignored(plan.ignored)
    counts = {step: len(plan.having(step)) for step in Step}
    output.print(", ".join(f"{count} to {step.value}" for step, count in counts.items() if count))


def show_summary(
    summary: Summary, path: Path | None, indexes: Sequence[Path] = (), *, as_json: bool, quiet: bool
) -> None:
    """What became of the batch."""
    if as_json:
        print_json(summary.as_json())
        return
    if quiet:
        return
    results = [result for result in summary.results if result.status != "skipped"]
    if results:
        output.print(_table(results))
    show_counts(summary)
    for index in indexes:
        output.print(f"reports: {shown(index)}", soft_wrap=True)
    if path is not None:
        output.print(f"summary: {shown(path)}", soft_wrap=True)


def show_renderings(summary: Summary) -> None:
    """What became of a batch of renderings."""
    table = Table("rendering", "status", "subtitles", "video", title="what was rendered")
    table.columns[0].overflow = "fold"
    table.columns[2].justify = table.columns[3].justify = "right"
    results = [result for result in summary.results if result.status != "skipped"]
    for result in results[:_MOST_ROWS]:
        made = [str(result.segments), f"{result.decoded_s:.1f} s"] if result.outputs else ["", ""]
        told = "\n".join(map(shown, result.outputs or (result.source,)))
        reason = f"\n{escape(one_line(failure_text(result)))}" if result.reason else ""
        table.add_row(told + reason, f"[{_COLOURS[result.status]}]{result.status}[/]", *made)
    if len(results) > _MOST_ROWS:
        table.add_row(f"and {len(results) - _MOST_ROWS} more", "", "", "")
    if results:
        output.print(table)
    show_counts(summary)


def show_counts(summary: Summary) -> None:
    """How many files have each status, what was passed over, and why the run ended early where it did."""
    say_ignored(summary.ignored)
    counts = ", ".join(f"[{_COLOURS[status]}]{n} {status}[/]" for status, n in sorted(summary.counts.items()))
    output.print(f"{counts or 'nothing to do'} in {summary.elapsed_s:.1f} s")
    if summary.stopped:
        errors.print(f"[yellow]stopped:[/] {escape(summary.stopped)}")


def _table(results: list[Result]) -> Table:
    table = Table("file", "status", "segments", "video", "found", title="what was found")
    table.columns[0].overflow = table.columns[4].overflow = "fold"
    table.columns[2].justify = table.columns[3].justify = "right"
    for result in results[:_MOST_ROWS]:
        colour = _COLOURS[result.status]
        told = _found(result, in_detail=len(results) <= IN_DETAIL)
        table.add_row(
            shown(result.source),
            f"[{colour}]{result.status}[/]",
            str(result.segments) if result.outputs else "",
            f"{result.decoded_s:.1f} s" if result.decoded_s else "",
            escape(told),
        )
    if len(results) > _MOST_ROWS:
        table.add_row(f"and {len(results) - _MOST_ROWS} more", "", "", "", "see the summary")
    return table


def _found(result: Result, *, in_detail: bool) -> str:
    """What a table tells of a result: why it failed, its words, or its segments with their times."""
    if result.reason:
        return one_line(failure_text(result))
    if not in_detail:
        return one_line(result.text)
    more = [f"and {result.segments - len(result.preview)} more"] if result.segments > len(result.preview) else []
    return "\n".join([*map(one_line, result.preview), *more])


def failure_text(result: Result) -> str:
    """Stage, reason and what to do next, on one line."""
    stage = f"{result.stage}: " if result.stage else ""
    hint = f" ({result.hint})" if result.hint else ""
    return f"{stage}{result.reason}{hint}"


def say_ignored(ignored: tuple[Path, ...], what: str = "not recordings") -> None:
    """Names the files that are passed over, a few of them."""
    if ignored:
        names = ", ".join(shown(path) for path in ignored[:3]) + (", ..." if len(ignored) > 3 else "")
        errors.print(f"[dim]{what}, passed over: {len(ignored)} ({names})[/]")
