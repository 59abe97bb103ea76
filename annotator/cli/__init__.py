"""The command line: one small file a command; parses, calls, prints. The only place that prints.

Exit codes: 0 all done or skipped; 1 some video failed or is partial; 2 wrong usage or nothing to do; 3 a needed program
or model is missing; 130 interrupted, finished work kept.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from annotator.cli import (
    cache,
    dataset,
    evaluate,
    export,
    landmarks,
    lint,
    models,
    plugins,
    poomsae,
    relabel,
    render,
    run,
    score,
    train,
)
from annotator.errors import AnnotatorError

COMMANDS = (
    run,
    export,
    relabel,
    lint,
    render,
    landmarks,
    models,
    plugins,
    dataset,
    train,
    evaluate,
    score,
    poomsae,
    cache,
)
DESCRIPTION = (
    "Walks folders of recorded videos, recognises what is signed or performed, writes subtitles and annotations."
)
EPILOG = """\
examples:
  annotator run recordings/                    subtitles and JSON beside every video
  annotator run recordings/ -o out --workers auto --lang ko,en
  annotator export out -f vtt,eaf,html         other formats of what was found
  annotator relabel out --tokens new.json      other words for what was found
  annotator lint out/ --profile netflix-ko     which subtitles are hard to read
  annotator render recordings/ --how burn      subtitles in the pictures: NAME.burned.mp4
  annotator landmarks interview.mp4            hands and body as interview.pose
  annotator models list                        what can be recognised
  annotator evaluate out --truth truth/        how much of it is right
  annotator dataset inspect data/              what a data set holds
  annotator train movinet data/ -o models/mine a model of your own
  annotator evaluate models/mine data/         how good it is
  annotator score day/ --form taegeuk-1        poomsae: deductions with evidence
  annotator poomsae forms                      taekwondo forms as data
  annotator plugins new my-recognizer          a recognizer of your own, with a passing test
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = _parser()
    parsed, rest = parser.parse_known_args(arguments)
    if rest and not getattr(parsed, "takes_rest", False):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    parsed.rest = rest
    try:
        code: int = parsed.run(parsed)
        sys.stdout.flush()
    except AnnotatorError as error:
        _complain(error)
        return error.exit_code
    except KeyboardInterrupt:
        print("annotator: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output has gone: head, less
        sys.stderr.close()
        return 1
    return code


def script() -> NoReturn:
    """The entry point `annotator`."""
    sys.exit(main())


def _complain(error: AnnotatorError) -> None:
    print(f"annotator: {error}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="annotator",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, help="print the version and leave")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_to(commands)
    return parser


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __init__(self, **options: object) -> None:
        super().__init__(nargs=0, **options)  # type: ignore[arg-type]

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"annotator {version('annotator')}")
        parser.exit()
