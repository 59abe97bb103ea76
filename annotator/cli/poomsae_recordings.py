"""For commands that look through recordings of poomsae, one after the other: options, the loop, landmarks."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from annotator.cli.arguments import add_cache_options, language_list
from annotator.cli.targets import refuse_collisions
from annotator.errors import AnnotatorError, LandmarkError, UsageError

if TYPE_CHECKING:
    from annotator.landmarks import LandmarkCache
    from annotator.records import Landmarks, Video

Found = TypeVar("Found")


def add_recording_options(parser: argparse.ArgumentParser) -> None:
    """The recordings, where and in which languages is written, the cache."""
    parser.add_argument("inputs", nargs="+", metavar="FILE", help="videos, .pose files, or folders of them")
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="mirror the inputs' folders under DIR")
    parser.add_argument("--lang", type=language_list, default=("ko",), metavar="TAGS", help="ko,en (default: ko)")
    parser.add_argument("--overwrite", action="store_true", help="replace what is there")
    parser.add_argument("--json", action="store_true", help="print what was found as JSON on standard output")
    add_cache_options(parser)


def opened_cache(arguments: argparse.Namespace) -> LandmarkCache | None:
    """Where landmarks are kept; None where they are not."""
    from annotator.landmarks import LandmarkCache

    return None if arguments.no_cache else LandmarkCache(arguments.cache_dir)


def each_recording(
    arguments: argparse.Namespace,
    kind: str,
    work: Callable[[Path], tuple[Found, str | None]],
    tell: Callable[[Path, Found, list[Path]], None],
) -> tuple[list[Found], int]:
    """Does `work` for every recording whose outputs are not there, and tells what was found: that, and how many failed.

    `kind` names the outputs: NAME.`kind`.json, NAME.`kind`.ko.srt, ... `work` gives what was found in a recording and
    what is wrong with its file (None: nothing); `tell` gets the path, what was found and the outputs, which it writes.
    An AnnotatorError of either fails the recording and no other. Raises UsageError where there is nothing to do.
    """
    from annotator.batch import discover
    from annotator.cli.console import errors, shown, warn

    check_languages(arguments.lang)
    discovery = discover(arguments.inputs)
    targets = {
        found.path: found.place(arguments.output) / f"{found.path.stem}.{kind}.json" for found in discovery.found
    }
    if not targets and not discovery.failures:
        raise UsageError("there is no recording in " + ", ".join(arguments.inputs))
    refuse_collisions(targets, "use different -o")
    failed, done = len(discovery.failures), []
    for path, reason in discovery.failures:
        warn(f"{path}: {reason}")
    for path, target in targets.items():
        outputs = _outputs(target, arguments.lang)
        if not arguments.overwrite and any(output.exists() for output in outputs):
            errors.print(f"{shown(next(filter(Path.exists, outputs)))} is there already, skipped")
            continue
        try:
            found, damage = work(path)
            tell(path, found, outputs)
        except AnnotatorError as error:
            error.path = error.path or path
            _tell_failed(error)
            failed += 1
            continue
        failed += damage is not None
        if damage is not None:
            warn(f"{path}: looked through as far as it can be read: {damage}")
        done.append(found)
    return done, failed


def check_languages(languages: Sequence[str]) -> None:
    """Raises UsageError where movements have no names in one of them."""
    from annotator.scoring import NAME_LANGUAGES

    if unknown := [tag for tag in languages if tag not in NAME_LANGUAGES]:
        raise UsageError(f"movements have no names in {unknown[0]!r}", hint=f"there are {', '.join(NAME_LANGUAGES)}")


def all_landmarks(path: Path, cache: LandmarkCache | None) -> tuple[Landmarks, float, str | None]:
    """The landmarks of a whole video or .pose file, its width by height, and what is wrong with it (None: nothing)."""
    import numpy as np
    from rich.progress import Progress

    from annotator.cli.console import errors, shown
    from annotator.landmarks import ExtractorConfig, open_landmarks
    from annotator.records import Landmarks

    video = _described(path)
    with Progress(console=errors, transient=True, disable=not errors.is_terminal) as progress:
        bar = progress.add_task(shown(path), total=video.duration_s or None)
        batches = []
        with open_landmarks(video, ExtractorConfig(pose=True), cache) as reader:
            for batch in reader:
                batches.append(batch)
                progress.update(bar, completed=reader.decoded_s)
    if not batches:
        raise LandmarkError("there is not one picture in it", path=path)
    landmarks = Landmarks(
        np.concatenate([batch.points for batch in batches]),
        np.concatenate([batch.present for batch in batches]),
        np.concatenate([batch.times_s for batch in batches]),
    )
    return landmarks, video.width / video.height if video.height else 1.0, reader.damage


def _tell_failed(error: AnnotatorError) -> None:
    """Names a file that could not be looked through, and why."""
    from rich.markup import escape

    from annotator.cli.console import errors
    from annotator.errors import one_line

    errors.print(f"[red]failed:[/] {escape(one_line(str(error)))}")


def _outputs(target: Path, languages: tuple[str, ...]) -> list[Path]:
    stem = target.name.removesuffix(".json")
    return [target, *(target.with_name(f"{stem}.{tag}.srt") for tag in languages)]


def _described(path: Path) -> Video:
    from annotator.landmarks import open_pose
    from annotator.video import probe

    if path.suffix.lower() != ".pose":
        return probe(path)
    with open_pose(path) as file:
        return file.video
