"""`annotator poomsae poses`: single poses in recordings, without a form; nothing is scored."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from annotator.cli.poomsae_recordings import add_recording_options, all_landmarks, each_recording, opened_cache

if TYPE_CHECKING:
    from annotator.engine import Engine
    from annotator.records import Segment
    from annotator.scoring import Poses

MODEL: Final = "taekwondo-poses"
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
    parser.add_argument("--model", default=MODEL, metavar="NAME", help=f"the model of poses (default: {MODEL})")
    parser.add_argument("--joints-only", action="store_true", help="ask no model")
    add_recording_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Finds the poses in every file; exit code 1 when one of them failed."""
    import msgspec

    from annotator.cli.console import print_json
    from annotator.cli.poomsae_follow_tables import print_poses

    cache = opened_cache(arguments)
    engine = None if arguments.joints_only else _engine(arguments)

    def work(path: Path) -> tuple[Poses, str | None]:
        from annotator.scoring import Poses, find_poses

        predicted = _predicted(path, engine)
        landmarks, aspect, damage = all_landmarks(path, cache)
        poses = find_poses(landmarks, aspect, predicted)
        return Poses(
            video=path.name, by=("joints",) if predicted is None else ("joints", "pictures"), poses=poses
        ), damage

    def tell(_: Path, poses: Poses, outputs: list[Path]) -> None:
        _write(poses, outputs, arguments.lang)
        if not arguments.json:
            print_poses(poses, outputs, arguments.lang[0])

    try:
        found, failed = each_recording(arguments, "poses", work, tell)
    finally:
        if engine is not None:
            engine.close()
    if arguments.json:
        print_json([msgspec.to_builtins(each) for each in found])
    return 1 if failed else 0


def _engine(arguments: argparse.Namespace) -> Engine:
    from annotator.engine import Engine, Settings

    return Engine(Settings(models=(arguments.model,), cache_dir=arguments.cache_dir, use_cache=not arguments.no_cache))


def _predicted(path: Path, engine: Engine | None) -> list[Segment] | None:
    """What the model sees in a video; None where it was not asked, or there are no pictures."""
    from annotator.pipeline import annotate_video

    if engine is None or path.suffix.lower() == ".pose":
        return None
    return list(annotate_video(path, engine).segments)


def _write(poses: Poses, outputs: list[Path], languages: tuple[str, ...]) -> None:
    from annotator.files import write_together
    from annotator.scoring import poses_subtitles

    texts = [poses_subtitles(poses.poses, language).encode() for language in languages]
    write_together(list(zip(outputs, [poses.as_json(), *texts], strict=True)))
