"""`annotator lint`: which subtitles break the rules of a reading profile, and how; and files that keep to them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.arguments import add_plugin_options
from annotator.errors import AnnotatorError, OutputError

if TYPE_CHECKING:
    from annotator.subtitles import Checkable, Checked
    from annotator.timeline import ReadingRules, Sentence

DEFAULT_PROFILE = "netflix-ko"


@dataclass
class Outcome:
    """What became of a file: what was found in it, what of that is left after `--fix`, and where the result lies."""

    checked: Checked
    left: Checked | None = None
    fixed: Path | None = None

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong, or nothing any more."""
        return not (self.left or self.checked).findings


def add_to(commands: Any) -> None:
    """Adds the command to the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "lint",
        help="find subtitles that are hard to read, and repair them",
        description="Holds subtitle files (.srt, .vtt, .ass, anyone's) and annotations (.json) against a reading "
        "profile. Exit code 1 where anything is found (with --fix: is left), 0 where all is well.",
    )
    parser.add_argument("inputs", nargs="+", metavar="PATH", help="files, or folders with all below")
    parser.add_argument(
        "--profile",
        default=DEFAULT_PROFILE,
        metavar="NAME|FILE",
        help=f"none, netflix-ko, netflix-ko-children, netflix-ko-sdh, netflix-ko-sdh-children, or a TOML file "
        f"(default: {DEFAULT_PROFILE})",
    )
    parser.add_argument(
        "--fps", type=frame_rate, metavar="RATE", help="the video's frame rate, such as 25 or 30000/1001, to count gaps"
    )
    parser.add_argument("--json", action="store_true", help="everything as JSON")
    group = parser.add_argument_group("repair")
    group.add_argument("--fix", action="store_true", help="write NAME.fixed beside each file with findings")
    group.add_argument("-o", "--output", type=Path, metavar="DIR", help="write them under DIR (implies --fix)")
    group.add_argument("--overwrite", action="store_true", help="replace .fixed files that are there")
    add_plugin_options(parser)
    parser.set_defaults(run=run)


def frame_rate(text: str) -> Fraction:
    """`25`, `29.97` or `30000/1001` as an exact rate; 29.97 and its kin mean the rates of NTSC."""
    try:
        rate = Fraction(text)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if not 1 <= rate <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is no frame rate such as 25 or 30000/1001")
    ntsc = Fraction(round(rate) * 1000, 1001)
    return ntsc if rate.denominator != 1 and abs(rate - ntsc) < Fraction(1, 200) else rate


def run(arguments: argparse.Namespace) -> int:
    """Looks at every file, repairs where that is asked for, tells; 1 where anything is wrong."""
    from annotator.cli.dataset_options import following
    from annotator.cli.lint_tables import outcomes_as_json, show_outcomes
    from annotator.subtitles import check_targets, find_checkable, fixed_path
    from annotator.timeline import load_profile

    rules = load_profile(arguments.profile)
    fixing = arguments.fix or arguments.output is not None
    found = find_checkable(arguments.inputs, passing_fixed=fixing)
    targets = {file.path: fixed_path(file, arguments.output) for file in found.files}
    if fixing:
        check_targets([(file, targets[file.path]) for file in found.files])
    sentence = _sentence(found.files, arguments.plugins_dir)
    outcomes: list[Outcome] = []
    failures: list[AnnotatorError] = []
    with following("files looked at") as tell:
        for done, file in enumerate(found.files, 1):
            try:
                outcome = Outcome(_checked(file.path, rules, arguments.fps, sentence))
                outcomes.append(outcome)
                if fixing and outcome.checked.findings:
                    _fix(outcome, targets[file.path], rules, arguments, sentence)
            except AnnotatorError as error:
                failures.append(error)
            tell(done, len(found.files))
    if arguments.json:
        outcomes_as_json(rules, outcomes, failures, found.passed_over)
    else:
        show_outcomes(rules, outcomes, failures, found.passed_over)
    return 1 if failures or not all(outcome.is_clean for outcome in outcomes) else 0


def _checked(path: Path, rules: ReadingRules, fps: Fraction | None, sentence: Sentence) -> Checked:
    from annotator.subtitles import check_file

    return check_file(path, rules, frame_rate=fps, sentence=sentence)


def _fix(
    outcome: Outcome, target: Path, rules: ReadingRules, arguments: argparse.Namespace, sentence: Sentence
) -> None:
    """Writes the repaired file, unless one is there."""
    from annotator.files import write_atomic
    from annotator.subtitles import fix_file

    if target.exists() and not arguments.overwrite:
        raise OutputError("is there already", path=target, hint="--overwrite replaces it")
    data, left = fix_file(outcome.checked, rules, frame_rate=arguments.fps, sentence=sentence)
    write_atomic(target, data)
    outcome.fixed, outcome.left = target, left


def _sentence(files: Sequence[Checkable], folders: Sequence[Path]) -> Sentence:
    """How words become sentences: as plugins say, which are asked only where there are annotations."""
    from annotator.timeline import join_words

    if not any(file.path.suffix.lower() == ".json" for file in files):
        return join_words
    from annotator.plugins import load_plugins
    from annotator.publishing import sentence_of

    return sentence_of(load_plugins(folders))
