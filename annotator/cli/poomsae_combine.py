"""`annotator poomsae combine`: several cameras, or several judges' sheets, of one performance as one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from annotator.errors import OutputError, UsageError

DESCRIPTION = """\
Combines what several cameras measured of one performance (the NAME.json
that annotator score wrote), or the marks of several judges (CSV with the
columns judge, accuracy, presentation; and performer, form where there
are several performances): the mean after the highest and the lowest are
dropped, as the rules have it. What one camera saw and another did not,
or could not judge, is told.

An aid for judges, not a verdict."""


def add_to(actions: Any) -> None:
    """Adds the action to `annotator poomsae`."""
    parser: argparse.ArgumentParser = actions.add_parser(
        "combine",
        help="combine several cameras, or judges' sheets, of one performance",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path, help="annotations (.json) and sheets (.csv)")
    parser.add_argument("--rules", metavar="NAME", help="rules of scoring, or a .toml file")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write it as JSON")
    parser.add_argument("--overwrite", action="store_true", help="replace FILE where it is there")
    parser.add_argument("--lang", choices=("ko", "en"), default="ko", help="of what was seen (default: ko)")
    parser.add_argument("--json", action="store_true", help="print JSON on standard output")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Combines, prints, writes."""
    from annotator.cli.combine_tables import print_combinations
    from annotator.cli.console import print_json
    from annotator.performances import combination_as_json, combine_files
    from annotator.scoring import DEFAULT_RULES, load_rules

    for path in arguments.files:
        if not path.is_file():
            raise UsageError("there is no such file", path=path)
    if arguments.output is not None and arguments.output.exists() and not arguments.overwrite:
        raise OutputError("is there already", path=arguments.output, hint="--overwrite replaces it")
    rules = load_rules(arguments.rules or DEFAULT_RULES)
    combinations = combine_files(arguments.files, rules)
    told = combination_as_json(combinations, rules)
    if arguments.output is not None:
        _write(arguments.output, told)
    if arguments.json:
        print_json(told)
    else:
        print_combinations(combinations, arguments.lang, arguments.output)
    return 0


def _write(path: Path, told: dict[str, Any]) -> None:
    import json

    from annotator.files import write_atomic

    write_atomic(path, (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "surrogateescape"))
