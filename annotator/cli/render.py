"""`annotator render`: what was found, put on the videos."""

from __future__ import annotations

import argparse
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.arguments import (
    add_cache_options,
    add_verbosity_options,
    add_work_options,
    language_list,
    read_paths,
)
from annotator.errors import UsageError

if TYPE_CHECKING:
    from annotator.batch import Plan, Result, Summary
    from annotator.rendering import RenderOptions

SCHEMA = "annotator-render/1"
HOWS = ("track", "burn", "overlay")  # annotator.rendering.TAGS, without loading it
DESCRIPTION = """\
Puts the annotations that annotator run has made (NAME.json) on their videos.
Nothing is recognised, and the videos themselves stay as they are."""
EPILOG = """\
how:
  track     NAME.subtitled.mp4: subtitles as tracks, which players switch on
            and off; nothing is coded anew
  burn      NAME.burned.mp4: subtitles in the pictures
  overlay   NAME.overlay.mp4: skeleton, words with their confidence, subtitles,
            and a strip of time; of scored performances the deductions

examples:
  annotator render recordings/               tracks, beside every video
  annotator render recordings/ -o out --how burn --lang ko,en --workers auto
  annotator render talk.mp4 --annotation checked.json --how overlay
"""


def add_to(commands: Any) -> None:
    """Adds the command to the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "render",
        help="put what was recognised on the videos: tracks, burned subtitles, overlays",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("inputs", nargs="*", metavar="PATH", help="videos, folders (with all below), globs")
    parser.add_argument("--from-file", metavar="LIST", help="read further paths from LIST, one a line ('-': stdin)")
    parser.add_argument("--null", action="store_true", help="the list is NUL-separated, as `find -print0` writes it")
    parser.add_argument("--no-recursive", action="store_true", help="do not go into folders of folders")
    parser.add_argument("--how", choices=HOWS, default="track", help="default: track")
    parser.add_argument(
        "--lang", type=language_list, default=(), metavar="TAGS", help="e.g. ko,en (default: all; burn, overlay: one)"
    )
    places = parser.add_argument_group("annotations")
    given = places.add_mutually_exclusive_group()
    given.add_argument("--annotations", type=Path, metavar="DIR", help="where they are (default: beside, then -o)")
    given.add_argument("--annotation", type=Path, metavar="FILE", help="the annotation of the one video")
    _add_picture_options(parser)
    add_cache_options(parser)
    _add_output_options(parser)
    add_work_options(parser)
    add_verbosity_options(parser)
    parser.set_defaults(run=run)


def _add_picture_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("pictures and tracks")
    group.add_argument("--container", choices=("mp4", "mkv"), help="default: as the video where it can hold subtitles")
    group.add_argument("--track-format", choices=("srt", "ass"), default="srt", help="of tracks in mkv (default: srt)")
    group.add_argument("--crf", type=_crf, metavar="N", help="burn, overlay: 0 (best) to 51 (default: 20)")
    group.add_argument("--preset", metavar="NAME", help="burn, overlay: of x264, e.g. veryfast, slow (default: fast)")
    group.add_argument("--no-landmarks", action="store_true", help="overlay: no skeleton")
    group.add_argument("--no-subtitles", action="store_true", help="overlay: no subtitles")


def _add_output_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("outputs")
    group.add_argument("-o", "--output", type=Path, metavar="DIR", help="mirror the inputs' folders under DIR")
    group.add_argument("--full-names", action="store_true", help="a.mov.burned.mp4 instead of a.burned.mp4")
    group.add_argument("--overwrite", action="store_true", help="do everything again, replace what is there")
    group.add_argument("--json", action="store_true", help="print the summary as JSON on standard output")


def run(arguments: argparse.Namespace) -> int:
    """Plans, renders, prints the summary; returns the exit code."""
    from annotator.batch import BatchOptions, RenderWork, auto_workers, run_batch
    from annotator.cli.console import logging_to, show_plan
    from annotator.cli.progress import Watcher
    from annotator.rendering import check_can_render

    with logging_to(arguments):
        options = _options(arguments)
        plan = _plan(arguments, options)
        if arguments.dry_run:
            show_plan(plan, as_json=arguments.json)
            return 0
        check_can_render(options)
        workers = auto_workers() if arguments.workers == "auto" else arguments.workers
        work = RenderWork(options, arguments.overwrite, arguments.cache_dir, not arguments.no_cache)
        signal.signal(signal.SIGTERM, _interrupt)  # service managers stop with it; it is to keep what is finished too
        with Watcher(plan, quiet=arguments.quiet, told=_told) as watcher:
            batch = BatchOptions(workers=workers, max_failures=arguments.max_failures)
            summary = run_batch(plan, work, batch, watcher, _nothing_to_restore)
        _show(summary, arguments, options)
    return summary.exit_code


def _plan(arguments: argparse.Namespace, options: RenderOptions) -> Plan:
    """What is to be done with what was named."""
    from annotator.batch import Annotations, Renderings, discover, plan_renderings

    inputs = list(arguments.inputs)
    if arguments.from_file:
        inputs += read_paths(arguments.from_file, null=arguments.null)
    if not inputs:
        raise UsageError("there is nothing to do", hint="name videos or folders, or --from-file LIST")
    discovery = discover(inputs, recursive=not arguments.no_recursive)
    if arguments.annotation is not None and not arguments.annotation.is_file():
        raise UsageError("there is no such annotation", path=arguments.annotation)
    plan = plan_renderings(
        discovery,
        Annotations(arguments.annotation, arguments.annotations, arguments.output),
        Renderings(options, arguments.output, arguments.full_names),
        overwrite=arguments.overwrite,
    )
    if not plan.jobs and not plan.failures:
        raise UsageError(f"there is no video among {len(plan.ignored)} files in {', '.join(map(str, inputs))}")
    return plan


def _options(arguments: argparse.Namespace) -> RenderOptions:
    """What the options say about the renderings."""
    from annotator.rendering import RenderOptions
    from annotator.video import Quality

    chosen = {"crf": arguments.crf, "preset": arguments.preset}
    return RenderOptions(
        how=arguments.how,
        languages=arguments.lang,
        container=arguments.container,
        track_format=arguments.track_format,
        quality=Quality(**{name: value for name, value in chosen.items() if value is not None}),
        landmarks=not arguments.no_landmarks,
        subtitles=not arguments.no_subtitles,
    )


def _crf(text: str) -> int:
    if not text.isdecimal() or int(text) > 51:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 51")
    return int(text)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _nothing_to_restore(job: Any) -> Result:
    raise AssertionError(job)


def _told(result: Result) -> str:
    """What the line about a video says."""
    return f"{result.segments} subtitles, {result.decoded_s:.1f} s of video, {result.elapsed_s:.1f} s of work"


def _show(summary: Summary, arguments: argparse.Namespace, options: RenderOptions) -> None:
    """What became of the batch: a table, or JSON."""
    from annotator.cli.console import print_json, show_renderings

    if arguments.json:
        print_json(summary.as_json(schema=SCHEMA, how=options.how))
    elif not arguments.quiet:
        show_renderings(summary)
