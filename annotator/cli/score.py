"""`annotator score`: a day of recordings of poomsae to scores, subtitles, reports and tables."""

from __future__ import annotations

import argparse
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.arguments import (
    add_cache_options,
    add_input_options,
    add_naming_options,
    add_result_options,
    add_verbosity_options,
    add_work_options,
    language_list,
    name_list,
    read_paths,
)
from annotator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.batch import Discovery, Outputs, Summary
    from annotator.performances import Performance, Recording, Scorer, ScoreSettings
    from annotator.scoring import Rules

DESCRIPTION = """\
Scores recordings of poomsae and writes for each
  NAME.json       movements with times, deductions with evidence, and
                  what was not judged
  NAME.ko.srt     the names of the movements as subtitles
  NAME.html       a report to be looked at beside the video
and for all of them index.html, scores.csv and scores.xlsx.

An aid for judges, not a verdict: presentation is never scored."""


def add_to(commands: Any) -> None:
    """Adds the command to the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "score",
        help="score recordings of taekwondo poomsae",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_input_options(parser)
    parser.add_argument(
        "--form",
        help='e.g. taegeuk-1, "태극 1장", T1:section-2, a .toml file, auto: the form that is seen, or poses: single '
        "poses, which are found and not scored",
    )
    parser.add_argument(
        "--forms", type=Path, metavar="FILE",
        help="a table of files, forms and performers (default: forms.csv in the folders given)",
    )  # fmt: skip
    parser.add_argument(
        "--rules", metavar="NAME", help="rules of scoring, or a .toml file (annotator poomsae rules shows them)"
    )
    parser.add_argument("--lang", type=language_list, default=("ko",), metavar="TAGS", help="ko,en (default: ko)")
    add_cache_options(parser)
    _add_output_options(parser)
    add_work_options(parser)
    add_verbosity_options(parser)
    parser.set_defaults(run=run)


def _add_output_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("outputs")
    group.add_argument(
        "-f", "--formats", type=name_list, default=("srt",), metavar="NAMES",
        help="subtitles and annotations, e.g. srt,vtt,eaf (default: srt); JSON is always written",
    )  # fmt: skip
    group.add_argument(
        "--profile", default="none", metavar="NAME",
        help="reading rules of the subtitles: none (default), netflix-ko, ... or a .toml file",
    )  # fmt: skip
    group.add_argument("-o", "--output", type=Path, metavar="DIR", help="mirror the inputs' folders under DIR")
    add_naming_options(group)
    group.add_argument("--no-report", action="store_true", help="no NAME.html")
    render = group.add_mutually_exclusive_group()
    render.add_argument(
        "--overlay", dest="render", action="store_const", const="overlay",
        help="NAME.overlay.mp4: skeleton, movement and running deductions in the picture",
    )  # fmt: skip
    render.add_argument(
        "--render", choices=("track", "burn", "overlay"), help="put the subtitles on each video, too: annotator render"
    )
    add_result_options(group)


def run(arguments: argparse.Namespace) -> int:
    """Plans, scores, prints the day's table; returns the exit code."""
    from functools import partial

    from annotator.batch import BatchOptions, auto_workers, discover, run_batch
    from annotator.cli.console import logging_to, print_json, show_plan
    from annotator.cli.progress import Watcher
    from annotator.cli.score_tables import print_day
    from annotator.performances import Scorer, ScoreWork, performances_of, plan_scores, recordings_of, restore_job
    from annotator.rendering import RenderOptions, check_can_render

    inputs = list(arguments.inputs)
    if arguments.from_file:
        inputs += read_paths(arguments.from_file, null=arguments.null)
    if not inputs:
        raise UsageError("there is nothing to do", hint="name videos or folders, or --from-file LIST")
    with logging_to(arguments):
        discovery = discover(inputs, recursive=not arguments.no_recursive)
        if not discovery.found and not discovery.failures:
            raise UsageError(f"there is no recording among {len(discovery.ignored)} files in {', '.join(inputs)}")
        settings = _settings(arguments, inputs, discovery)
        scorer = Scorer(settings)
        if settings.render is not None:
            check_can_render(RenderOptions(settings.render))
        plan = plan_scores(discovery, _outputs(arguments, scorer), scorer)
        if arguments.dry_run:
            show_plan(plan, as_json=arguments.json)
            return 0
        workers = auto_workers() if arguments.workers == "auto" else arguments.workers
        batch = BatchOptions(workers=workers, max_failures=arguments.max_failures)
        signal.signal(signal.SIGTERM, _interrupt)  # service managers stop with it; it is to keep what is finished too
        with Watcher(plan, quiet=arguments.quiet, told=lambda result: result.text) as watcher:
            summary = run_batch(plan, ScoreWork(settings), batch, watcher, partial(restore_job, scorer=scorer))
        recordings = recordings_of(plan, summary, settings)
        written = _write_day(arguments, inputs, recordings, settings.rules, summary)
        if arguments.json:
            print_json(summary.as_json())
        elif not arguments.quiet:
            performances = performances_of(recordings, settings.rules)
            print_day(recordings, performances, summary, written, arguments.lang[0])
    return summary.exit_code


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _settings(arguments: argparse.Namespace, inputs: list[str], discovery: Discovery) -> ScoreSettings:
    from annotator.performances import ScoreSettings
    from annotator.scoring import DEFAULT_RULES, NAME_LANGUAGES, load_rules

    if unknown := [tag for tag in arguments.lang if tag not in NAME_LANGUAGES]:
        raise UsageError(f"movements have no names in {unknown[0]!r}", hint=f"there are {', '.join(NAME_LANGUAGES)}")
    return ScoreSettings(
        _performances(arguments, inputs, discovery),
        load_rules(arguments.rules or DEFAULT_RULES),
        languages=arguments.lang,
        formats=arguments.formats,
        profile=arguments.profile,
        report=not arguments.no_report,
        render=arguments.render,
        cache_dir=arguments.cache_dir,
        use_cache=not arguments.no_cache,
        overwrite=arguments.overwrite,
    )


def _performances(arguments: argparse.Namespace, inputs: list[str], discovery: Discovery) -> Mapping[Path, Performance]:
    """What every recording shows, by `--forms`, the forms.csv that are there, and `--form`; says what was read."""
    from annotator.cli.console import errors, shown, warn
    from annotator.performances import Performance, assign, find_listing, form_named, read_listing

    default = Performance(form_named(arguments.form)) if arguments.form else None
    paths = [arguments.forms] if arguments.forms else find_listing(inputs)
    if default is None and not paths:
        raise UsageError("nobody says which form is shown", hint="--form taegeuk-1, or a forms.csv beside the videos")
    listings = [read_listing(path) for path in paths]
    assigned = assign(discovery.found, listings, default)
    if not arguments.quiet:
        for listing in listings:
            errors.print(f"{shown(listing.path)} says which form is shown where: {len(listing.lines)} lines")
    for text in (*(note for listing in listings for note in listing.notes), *assigned.warnings):
        warn(text)
    return assigned.performances


def _outputs(arguments: argparse.Namespace, scorer: Scorer) -> Outputs:
    """What the options say about outputs."""
    from annotator.batch import Outputs
    from annotator.performances import REPORT, REPORT_NAME
    from annotator.publishing import format_names
    from annotator.writers import output_names

    report = {REPORT: REPORT_NAME} if scorer.settings.report else {}
    formats = format_names(scorer.plugins, scorer.settings.formats)
    if report:
        formats = tuple(name for name in formats if name != "html")  # the report is it
    writers = {name: scorer.plugins.writer(name)() for name in formats if name != "json"}
    names = output_names(writers, scorer.settings.languages, arguments.names, tagged=not arguments.no_tag)
    return Outputs(names | report, folder=arguments.output, full_names=arguments.full_names)


def _write_day(
    arguments: argparse.Namespace, inputs: list[str], recordings: list[Recording], rules: Rules, summary: Summary
) -> list[Path]:
    """Writes tables, indexes and run-summary.json; says so where one cannot be written."""
    from annotator.batch import SUMMARY_NAME, index_folders, write_summary
    from annotator.cli.console import warn
    from annotator.errors import OutputError
    from annotator.performances import table_account, tables_told, write_day

    place = _summary_place(arguments, inputs)
    summary_path = Path(arguments.summary or place / SUMMARY_NAME)
    folders = index_folders(inputs, arguments.output) or ([place] if len(recordings) > 1 else [])
    account, written = table_account(summary_path), []
    for folder in folders:
        for path in write_day(
            folder, recordings, rules, account, language=arguments.lang[0], overwrite=arguments.overwrite
        ):
            if isinstance(path, OutputError):
                warn(str(path))
            else:
                written.append(path)
    try:
        write_summary(summary_path, summary, tables=tables_told(written, summary_path))
    except OutputError as error:
        warn(str(error))
        return written
    return [*written, summary_path]


def _summary_place(arguments: argparse.Namespace, inputs: list[str]) -> Path:
    if arguments.output is not None:
        return Path(arguments.output)
    first = Path(inputs[0]).expanduser()
    return first if first.is_dir() else Path(os.path.curdir) if not first.exists() else first.parent
