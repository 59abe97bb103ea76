"""`annotator run`: folders of videos to subtitles and JSON."""

from __future__ import annotations

import argparse
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.arguments import (
    add_cache_options,
    add_format_options,
    add_input_options,
    add_naming_options,
    add_plugin_options,
    add_result_options,
    add_verbosity_options,
    add_work_options,
    language_list,
    read_paths,
)
from annotator.errors import UsageError

if TYPE_CHECKING:
    from annotator.batch import Outputs, Plan, Summary
    from annotator.engine import Engine, Settings


def add_to(commands: Any) -> None:
    """Adds the command to the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "run",
        help="recognise what is in videos; write subtitles and JSON",
        description="Recognises what is signed or performed in every video; writes a .srt a language and a .json.",
    )
    add_input_options(parser)
    parser.add_argument(
        "-m", "--model", action="append", default=[], metavar="NAME", help="model name or folder (repeat)"
    )
    parser.add_argument("--tokens", type=Path, metavar="FILE", help="token dictionary instead of the model's own")
    parser.add_argument(
        "--decoding", action="append", default=[], metavar="KEY=VALUE", help="e.g. threshold=0.8 (repeat)"
    )
    parser.add_argument("--lang", type=language_list, default=("ko",), metavar="TAGS", help="e.g. ko,en (default: ko)")
    parser.add_argument("--lite", action="store_true", help="MediaPipe's lite hand model: twice as fast, less exact")
    add_plugin_options(parser, may_leave_out=True)
    add_cache_options(parser)
    _add_output_options(parser)
    add_work_options(parser)
    add_verbosity_options(parser)
    parser.set_defaults(run=run)


def _add_output_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("outputs")
    add_format_options(group)
    group.add_argument("-o", "--output", type=Path, metavar="DIR", help="mirror the inputs' folders under DIR")
    add_naming_options(group)
    group.add_argument(
        "--render", choices=("track", "burn", "overlay"), help="put the subtitles on each video, too: annotator render"
    )
    add_result_options(group)


def run(arguments: argparse.Namespace) -> int:
    """Plans, runs, prints the summary; returns the exit code."""
    from functools import partial

    from annotator.batch import (
        BatchOptions,
        Current,
        VideoWork,
        auto_workers,
        discover,
        make_plan,
        restore_job,
        run_batch,
        with_renderings,
    )
    from annotator.cli.console import logging_to, show_plan, show_summary
    from annotator.cli.progress import Watcher
    from annotator.engine import Engine
    from annotator.rendering import RenderOptions, check_can_render

    inputs = list(arguments.inputs)
    if arguments.from_file:
        inputs += read_paths(arguments.from_file, null=arguments.null)
    if not inputs:
        raise UsageError("there is nothing to do", hint="name videos or folders, or --from-file LIST")
    with logging_to(arguments):
        settings = _settings(arguments)
        discovery = discover(inputs, recursive=not arguments.no_recursive)
        if not discovery.found and not discovery.failures:
            raise UsageError(f"there is no recording among {len(discovery.ignored)} files in {', '.join(inputs)}")
        engine = Engine(settings)
        _warn_of_broken_plugins(engine)
        current = Current(engine.fingerprint, engine.wording.fingerprint)
        plan = make_plan(discovery, _outputs(arguments, engine), current, overwrite=arguments.overwrite)
        if settings.render is not None:
            options = RenderOptions(settings.render)
            check_can_render(options)
            plan = with_renderings(plan, options)
        if arguments.dry_run:
            show_plan(plan, as_json=arguments.json)
            return 0
        workers = auto_workers() if arguments.workers == "auto" else arguments.workers
        batch = BatchOptions(workers=workers, max_failures=arguments.max_failures)
        signal.signal(signal.SIGTERM, _interrupt)  # service managers stop with it; it is to keep what is finished too
        with Watcher(plan, quiet=arguments.quiet) as watcher:
            summary = run_batch(
                plan, VideoWork(settings, arguments.overwrite), batch, watcher, partial(restore_job, engine=engine)
            )
        indexes = _write_indexes(arguments, inputs, plan, summary)
        summary_path = _write_summary(arguments, inputs, summary, engine)
        show_summary(summary, summary_path, indexes, as_json=arguments.json, quiet=arguments.quiet)
    return summary.exit_code


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _settings(arguments: argparse.Namespace) -> Settings:
    """What the options say about recognition."""
    from annotator.engine import Settings
    from annotator.landmarks import ExtractorConfig

    return Settings(
        models=tuple(arguments.model),
        languages=arguments.lang,
        formats=arguments.formats,
        tokens=arguments.tokens,
        profile=arguments.profile,
        decoding=tuple(_assignment(text) for text in arguments.decoding),
        landmarks=ExtractorConfig(complexity=0 if arguments.lite else 1),
        plugins_dirs=tuple(arguments.plugins_dir),
        without=tuple(arguments.without),
        cache_dir=arguments.cache_dir,
        use_cache=not arguments.no_cache,
        render=arguments.render,
    )


def _outputs(arguments: argparse.Namespace, engine: Engine) -> Outputs:
    """What the options say about outputs."""
    from annotator.batch import Outputs
    from annotator.publishing import format_names
    from annotator.writers import output_names

    formats = format_names(engine.plugins, engine.settings.formats)
    writers = {name: engine.plugins.writer(name)() for name in formats if name != "json"}
    names = output_names(writers, engine.settings.languages, arguments.names, tagged=not arguments.no_tag)
    return Outputs(names, folder=arguments.output, full_names=arguments.full_names)


def _assignment(text: str) -> tuple[str, Any]:
    """`count=3` to ("count", 3); a value is JSON, or else text."""
    import json

    key, equals, value = text.partition("=")
    if not key or not equals:
        raise UsageError(f"--decoding takes KEY=VALUE, not {text!r}")
    try:
        return key, json.loads(value)
    except json.JSONDecodeError:
        return key, value


def _warn_of_broken_plugins(engine: Engine) -> None:
    from annotator.cli.console import warn

    for broken in engine.plugins.broken:
        warn(f"plugin {broken.name} ({broken.origin}) is left out: {broken.reason}")


def _write_indexes(arguments: argparse.Namespace, inputs: list[str], plan: Plan, summary: Summary) -> list[Path]:
    """An index page for every folder that was given, where reports are among the outputs."""
    from annotator.batch import Listed
    from annotator.cli.indexes import write_indexes

    reasons = {result.source: result.reason for result in summary.results if result.status == "failed"}
    videos = [
        Listed(job.source.name, job.json, page, reasons.get(job.source, ""))
        for job in plan.jobs
        for (name, _), page in job.others.items()
        if name == "html"
    ]
    return write_indexes(inputs, arguments.output, videos, overwrite=arguments.overwrite)


def _write_summary(arguments: argparse.Namespace, inputs: list[str], summary: Summary, engine: Engine) -> Path | None:
    """Writes run-summary.json where asked, under -o, or in the folder that was given; says so when it cannot."""
    from annotator.batch import SUMMARY_NAME, write_summary
    from annotator.cli.console import warn
    from annotator.errors import OutputError

    path = arguments.summary or _summary_place(arguments, inputs) / SUMMARY_NAME
    try:
        write_summary(path, summary, models=[model.name for model in engine.models], options=engine.options)
    except OutputError as error:
        warn(str(error))
        return None
    return path


def _summary_place(arguments: argparse.Namespace, inputs: list[str]) -> Path:
    if arguments.output is not None:
        return Path(arguments.output)
    first = Path(inputs[0]).expanduser()
    return first if first.is_dir() else Path(os.path.curdir) if not first.exists() else first.parent
