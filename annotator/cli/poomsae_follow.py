"""`annotator poomsae follow`: where the movements of a form are in recordings of it; nothing is scored."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.arguments import add_cache_options, language_list
from annotator.cli.targets import refuse_collisions
from annotator.errors import AnnotatorError, LandmarkError, UsageError

if TYPE_CHECKING:
    from annotator.landmarks import LandmarkCache
    from annotator.records import Video
    from annotator.scoring import Following, Form

DESCRIPTION = """\
Finds the movements of a known form in recordings of it, and writes
  NAME.poomsae.json      every movement with its times, what was omitted,
                         what is extra, pauses, the time of it all
  NAME.poomsae.ko.srt    the names of the movements as subtitles

An aid for looking through a recording, not a score: nothing is judged.
The performer must be alone and whole in the picture, arms and feet."""


def add_to(actions: Any) -> None:
    """Adds the action to `annotator poomsae`."""
    parser: argparse.ArgumentParser = actions.add_parser(
        "follow",
        help="find the movements of a form in recordings of it",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("inputs", nargs="+", metavar="FILE", help="videos, .pose files, or folders of them")
    parser.add_argument("--form", required=True, help='e.g. taegeuk-1, "태극 1장", T1, or a .toml file')
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help="mirror the inputs' folders under DIR")
    parser.add_argument("--lang", type=language_list, default=("ko",), metavar="TAGS", help="ko,en (default: ko)")
    parser.add_argument("--overwrite", action="store_true", help="replace what is there")
    parser.add_argument("--json", action="store_true", help="print what was found as JSON on standard output")
    add_cache_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Follows the form through every file; exit code 1 when one of them failed."""
    from annotator.batch import discover
    from annotator.cli.console import errors, print_json, shown, warn
    from annotator.cli.poomsae_follow_tables import print_following
    from annotator.landmarks import LandmarkCache
    from annotator.scoring import load_form

    form = load_form(arguments.form)
    _check_languages(arguments.lang)
    discovery = discover(arguments.inputs)
    targets = {
        found.path: found.place(arguments.output) / f"{found.path.stem}.poomsae.json" for found in discovery.found
    }
    if not targets and not discovery.failures:
        raise UsageError("there is no recording in " + ", ".join(arguments.inputs))
    refuse_collisions(targets, "use different -o")
    cache = None if arguments.no_cache else LandmarkCache(arguments.cache_dir)
    failed, followed = len(discovery.failures), []
    for path, reason in discovery.failures:
        warn(f"{path}: {reason}")
    for path, target in targets.items():
        outputs = _outputs(target, arguments.lang)
        if not arguments.overwrite and any(output.exists() for output in outputs):
            errors.print(f"{shown(next(filter(Path.exists, outputs)))} is there already, skipped")
            continue
        try:
            following, damage = _follow(path, form, cache)
            _write(following, outputs, arguments.lang)
        except AnnotatorError as error:
            error.path = error.path or path
            _tell_failed(error)
            failed += 1
            continue
        failed += damage is not None
        if damage is not None:
            warn(f"{path}: followed as far as it can be read: {damage}")
        for text in following.warnings:
            warn(f"{path}: {text}")
        followed.append(following)
        if not arguments.json:
            print_following(following, outputs, arguments.lang[0])
    if arguments.json:
        import msgspec

        print_json([msgspec.to_builtins(each) for each in followed])
    return 1 if failed else 0


def _tell_failed(error: AnnotatorError) -> None:
    """Names a file that could not be followed, and why."""
    from rich.markup import escape

    from annotator.cli.console import errors
    from annotator.errors import one_line

    errors.print(f"[red]failed:[/] {escape(one_line(str(error)))}")


def _check_languages(languages: tuple[str, ...]) -> None:
    from annotator.scoring import NAME_LANGUAGES

    if unknown := [tag for tag in languages if tag not in NAME_LANGUAGES]:
        raise UsageError(f"movements have no names in {unknown[0]!r}", hint=f"there are {', '.join(NAME_LANGUAGES)}")


def _outputs(target: Path, languages: tuple[str, ...]) -> list[Path]:
    stem = target.name.removesuffix(".json")
    return [target, *(target.with_name(f"{stem}.{tag}.srt") for tag in languages)]


def _follow(path: Path, form: Form, cache: LandmarkCache | None) -> tuple[Following, str | None]:
    """What became of the form in a file, and what is wrong with the file (None: nothing)."""
    import numpy as np
    from rich.progress import Progress

    from annotator.cli.console import errors, shown
    from annotator.landmarks import ExtractorConfig, open_landmarks
    from annotator.records import Landmarks
    from annotator.scoring import follow, load_rules

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
    pause_s = load_rules().timing.pause_s
    aspect = video.width / video.height if video.height else 1.0
    return follow(landmarks, aspect, form, video=path.name, pause_s=pause_s), reader.damage


def _described(path: Path) -> Video:
    from annotator.landmarks import open_pose
    from annotator.video import probe

    if path.suffix.lower() != ".pose":
        return probe(path)
    with open_pose(path) as file:
        return file.video


def _write(following: Following, outputs: list[Path], languages: tuple[str, ...]) -> None:
    from annotator.files import write_together
    from annotator.scoring import followed_subtitles

    texts = [followed_subtitles(following, language).encode() for language in languages]
    write_together(list(zip(outputs, [following.as_json(), *texts], strict=True)))
