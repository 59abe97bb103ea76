"""`annotator poomsae follow`: where the movements of a form are in recordings of it; nothing is scored."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from annotator.cli.poomsae_recordings import add_recording_options, all_landmarks, each_recording, opened_cache
from annotator.errors import ScoringError

if TYPE_CHECKING:
    from annotator.scoring import FilmedBody, Following, Form

AUTO: Final = "auto"
DESCRIPTION = """\
Finds the movements of a form in recordings of it, and writes
  NAME.poomsae.json      every movement with its times, what was omitted,
                         what is extra, pauses, the time of it all
  NAME.poomsae.ko.srt    the names of the movements as subtitles

--form auto tries every form, and follows the one it clearly looks like.
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
    parser.add_argument(
        "--form", required=True,
        help='e.g. taegeuk-1, "태극 1장", T1, or a .toml file; a part: T1:5-9, T1:section-2; or auto',
    )  # fmt: skip
    add_recording_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Follows the form through every file; exit code 1 when one of them failed."""
    import msgspec

    from annotator.cli.console import print_json, warn
    from annotator.cli.poomsae_follow_tables import print_following
    from annotator.scoring import FilmedBody, load_form

    form = None if arguments.form == AUTO else load_form(arguments.form)
    cache = opened_cache(arguments)

    def work(path: Path) -> tuple[Following, str | None]:
        landmarks, aspect, damage = all_landmarks(path, cache)
        return _followed(path, FilmedBody(landmarks, aspect), form), damage

    def tell(path: Path, following: Following, outputs: list[Path]) -> None:
        _write(following, outputs, arguments.lang)
        for text in following.warnings:
            warn(f"{path}: {text}")
        if not arguments.json:
            print_following(following, outputs, arguments.lang[0])

    followed, failed = each_recording(arguments, "poomsae", work, tell)
    if arguments.json:
        print_json([msgspec.to_builtins(each) for each in followed])
    return 1 if failed else 0


def _followed(path: Path, body: FilmedBody, form: Form | None) -> Following:
    """What became of the form in a recording; raises ScoringError where none is given and none can be named."""
    from annotator.scoring import choose_form, follow, load_rules

    if form is None:
        choice = choose_form(body)
        if choice.form is None:
            raise ScoringError(f"the form cannot be named: {choice.reason}", hint="give it with --form")
        form = choice.form
    return follow(body, form, video=path.name, pause_s=load_rules().timing.pause_s)


def _write(following: Following, outputs: list[Path], languages: tuple[str, ...]) -> None:
    from annotator.files import write_together
    from annotator.scoring import followed_subtitles

    texts = [followed_subtitles(following, language).encode() for language in languages]
    write_together(list(zip(outputs, [following.as_json(), *texts], strict=True)))
