"""`annotator poomsae poses`: single poses in recordings, without a form; nothing is scored."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.poomsae_recordings import add_recording_options, all_landmarks, each_recording, opened_cache

if TYPE_CHECKING:
    from annotator.performances import PoseFinder
    from annotator.scoring import Poses

DESCRIPTION = """\
Finds the poses that are held in recordings of taekwondo, and writes
  NAME.poses.json      every pose with its times, its side, and what joints
                       and pictures say, each with its confidence
  NAME.poses.ko.srt    the names of the poses as subtitles

Poses are told by two kinds of evidence: the joints of the body, and a model
that knows poses by pictures (not for .pose files, which hold none).
An aid for looking through a recording, not a score: nothing is judged."""


def add_to(actions: Any) -> None:
    """Adds the action to `annotator poomsae`."""
    parser: argparse.ArgumentParser = actions.add_parser(
        "poses",
        help="find single poses in recordings, without a form",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--model", metavar="NAME", help="the model of poses (default: taekwondo-poses)")
    parser.add_argument("--joints-only", action="store_true", help="ask no model")
    add_recording_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Finds the poses in every file; exit code 1 when one of them failed."""
    import msgspec

    from annotator.cli.console import print_json
    from annotator.cli.poomsae_follow_tables import print_poses

    cache = opened_cache(arguments)
    finder = _finder(arguments)

    def work(path: Path) -> tuple[Poses, str | None]:
        landmarks, aspect, damage = all_landmarks(path, cache)
        return finder.find(path, landmarks, aspect), damage

    def tell(_: Path, poses: Poses, outputs: list[Path]) -> None:
        _write(poses, outputs, arguments.lang)
        if not arguments.json:
            print_poses(poses, outputs, arguments.lang[0])

    try:
        found, failed = each_recording(arguments, "poses", work, tell)
    finally:
        finder.close()
    if arguments.json:
        print_json([msgspec.to_builtins(each) for each in found])
    return 1 if failed else 0


def _finder(arguments: argparse.Namespace) -> PoseFinder:
    """What finds the poses; raises ModelNotFoundError where the model is not here."""
    from annotator.engine import Settings
    from annotator.performances import POSES_MODEL, PoseFinder

    if arguments.joints_only:
        return PoseFinder(None)
    models = (arguments.model or POSES_MODEL,)
    finder = PoseFinder(Settings(models, cache_dir=arguments.cache_dir, use_cache=not arguments.no_cache))
    finder.engine  # noqa: B018 (a model that is not here ends the run, not every video)
    return finder


def _write(poses: Poses, outputs: list[Path], languages: tuple[str, ...]) -> None:
    from annotator.files import write_together
    from annotator.scoring import poses_subtitles

    texts = [poses_subtitles(poses.poses, language).encode() for language in languages]
    write_together(list(zip(outputs, [poses.as_json(), *texts], strict=True)))
