"""How exporting goes and what came of it, for `annotator export` and `annotator relabel`."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from annotator.batch import Discovery, Exporter, Found, Listed, Order, Pages, Result
from annotator.cli.console import errors, failure_text, output, print_json, say_ignored, shown, warn
from annotator.cli.indexes import write_indexes
from annotator.errors import UsageError, one_line
from annotator.plugins import Plugins
from annotator.publishing import Page
from annotator.records import Annotation

_CALLED = {"done": "written", "skipped": "already as they should be"}


def export_all(arguments: argparse.Namespace, plugins: Plugins, order: Order, discovery: Discovery, what: str) -> int:
    """Carries the order out on every annotation found; gives the exit code. Ctrl-C keeps what is finished."""
    if not discovery.found:
        raise UsageError(
            f"there is no annotation among {len(discovery.ignored)} JSON files in {', '.join(arguments.inputs)}",
            hint="annotator run makes them",
        )
    for broken in plugins.broken:
        warn(f"plugin {broken.name} ({broken.origin}) is left out: {broken.reason}")
    began, results, interrupted = time.perf_counter(), list[Result](), False
    exporter = Exporter(plugins, order, _score_pages(arguments.cache_dir))
    try:
        for found in _watched(discovery.found, what, quiet=arguments.quiet):
            results.append(exporter.do(found))
            _say(results[-1], quiet=arguments.quiet)
    except KeyboardInterrupt:
        interrupted = True
    indexes = write_indexes(arguments.inputs, arguments.output, _reports(results), overwrite=arguments.overwrite)
    _conclude(arguments, results, indexes, discovery, time.perf_counter() - began, interrupted=interrupted)
    if interrupted:
        return 130
    return 1 if any(result.status == "failed" for result in results) else 0


def _score_pages(cache_dir: Path | None) -> Pages:
    """What makes the pages of annotations that hold a score."""

    def pages(record: Annotation, place: Path, warn: Callable[[str], object]) -> Mapping[str, Page]:
        if record.score is None:
            return {}
        from annotator.landmarks import LandmarkCache
        from annotator.performances import kept_pages

        return kept_pages(record, place, LandmarkCache(cache_dir), warn)

    return pages


def _watched(found: list[Found], what: str, *, quiet: bool) -> Iterator[Found]:
    if quiet or not errors.is_terminal:
        yield from found
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        yield from progress.track(found, description=what)


def _say(result: Result, *, quiet: bool) -> None:
    if result.status == "failed":
        errors.print(f"[red]failed:[/] {shown(result.source)}: {escape(one_line(failure_text(result)))}")
    for warning in result.warnings if not quiet else ():
        errors.print(f"[yellow]warning:[/] {shown(result.source)}: {escape(one_line(warning))}")


def _reports(results: list[Result]) -> list[Listed]:
    return [
        Listed(result.source.stem, result.source, page)
        for result in results
        for page in result.outputs
        if page.suffix == ".html"
    ]


def _conclude(
    arguments: argparse.Namespace,
    results: list[Result],
    indexes: list[Path],
    discovery: Discovery,
    elapsed_s: float,
    *,
    interrupted: bool,
) -> None:
    left = len(discovery.found) - len(results)
    if arguments.json:
        print_json({"results": [result.as_json() for result in results], "left": left, "ignored": discovery.ignored})
        return
    if interrupted:
        errors.print(f"[yellow]interrupted:[/] {left} of {len(discovery.found)} annotations were not begun")
    if arguments.quiet:
        return
    say_ignored(tuple(discovery.ignored), "no annotations")
    counts = Counter(result.status for result in results)
    told = ", ".join(f"{count} {_CALLED.get(status, status)}" for status, count in sorted(counts.items()))
    for index in indexes:
        output.print(f"reports: {shown(index)}", soft_wrap=True)
    output.print(f"{len(results)} annotations in {elapsed_s:.1f} s: {told or 'nothing done'}")
