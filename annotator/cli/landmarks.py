"""`annotator landmarks`: the landmarks of videos as .pose files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.arguments import add_cache_options
from annotator.cli.targets import refuse_collisions
from annotator.errors import AnnotatorError, UsageError

if TYPE_CHECKING:
    from annotator.landmarks import Extraction, ExtractorConfig, LandmarkCache


def add_to(commands: Any) -> None:
    """Adds the command to the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "landmarks",
        help="extract hands and body to .pose files",
        description="Finds hands and body with MediaPipe and writes them as .pose, which other tools read too.",
    )
    parser.add_argument("inputs", nargs="+", metavar="VIDEO", help="videos or folders")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="mirror the inputs' folders under DIR")
    parser.add_argument("--hands-only", action="store_true", help="no body: twice as fast")
    parser.add_argument("--lite", action="store_true", help="MediaPipe's lite hand model: twice as fast, less exact")
    parser.add_argument("--overwrite", action="store_true", help="replace .pose files that are there")
    add_cache_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Extracts every video; exit code 1 when one of them failed."""
    from annotator.batch import discover
    from annotator.cli.console import errors, shown, warn
    from annotator.landmarks import ExtractorConfig, LandmarkCache

    discovery = discover(arguments.inputs)
    targets = {
        found.path: found.place(arguments.output) / f"{found.path.stem}.pose"
        for found in discovery.found
        if found.path.suffix.lower() != ".pose"
    }
    if not targets:
        raise UsageError("there is no recording in " + ", ".join(arguments.inputs))
    refuse_collisions(targets, "extract them to different -o")
    config = ExtractorConfig(pose=not arguments.hands_only, complexity=0 if arguments.lite else 1)
    cache = None if arguments.no_cache else LandmarkCache(arguments.cache_dir)
    failed = len(discovery.failures)
    for path, reason in discovery.failures:
        warn(f"{path}: {reason}")
    for path, target in targets.items():
        if target.exists() and not arguments.overwrite:
            errors.print(f"{shown(target)} is there already, skipped")
            continue
        try:
            extraction = _extract(path, target, config, cache)
        except AnnotatorError as error:
            errors.print(f"[red]failed:[/] {error}", markup=True)
            failed += 1
            continue
        _tell(extraction)
    return 1 if failed else 0


def _extract(path: Path, target: Path, config: ExtractorConfig, cache: LandmarkCache | None) -> Extraction:
    from rich.progress import Progress

    from annotator.cli.console import errors, shown
    from annotator.landmarks import extract_to_file
    from annotator.video import probe

    video = probe(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    with Progress(console=errors, transient=True, disable=not errors.is_terminal) as progress:
        bar = progress.add_task(shown(path), total=video.duration_s or None)
        return extract_to_file(
            video, config, target, cache, progress=lambda seconds: progress.update(bar, completed=seconds)
        )


def _tell(extraction: Extraction) -> None:
    from annotator.cli.console import output, shown, warn

    source = " (from the cache)" if extraction.from_cache else ""
    text = f"{shown(extraction.path)}: {extraction.frames} frames at {float(extraction.rate):.3f} a second{source}"
    output.print(text, soft_wrap=True)
    if extraction.damage:
        warn(f"{extraction.path}: only {extraction.decoded_s:.2f} seconds could be read: {extraction.damage}")
