"""`annotator poomsae combine`: several cameras, or several judges' sheets, of one performance as one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.errors import OutputError, UsageError

if TYPE_CHECKING:
    from annotator.performances import Combination

DESCRIPTION = """\
Combines what several cameras measured of one performance (the NAME.json
that annotator score wrote), or the marks of several judges (CSV with the
columns judge, accuracy, presentation; and performer, form where there
are several performances): the mean after the highest and the lowest are
dropped, as the rules have it. What one camera saw and another did not,
or could not judge, is told. As a page (--page, or -o with a name that
ends in .html) the cameras' films stand side by side.

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
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write it as JSON, or as a page")
    parser.add_argument(
        "--page", type=Path, metavar="FILE.html", help="write a page of it (of several: FILE-PERFORMER FORM.html each)"
    )
    parser.add_argument("--overwrite", action="store_true", help="replace files that are there")
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
    tables, pages = _targets(arguments)
    rules = load_rules(arguments.rules or DEFAULT_RULES)
    combinations = combine_files(arguments.files, rules)
    told = combination_as_json(combinations, rules)
    files = {path: _json(told) for path in tables}
    for path in pages:
        files |= _pages(path, combinations)
    _write(files, overwrite=arguments.overwrite)
    if arguments.json:
        print_json(told)
    else:
        print_combinations(combinations, arguments.lang, list(files))
    return 0


def _targets(arguments: argparse.Namespace) -> tuple[list[Path], list[Path]]:
    """The files to be written as JSON, and as pages."""
    output, page = arguments.output, arguments.page
    given = [path for path in (output, page) if path is not None]
    if page is not None and page.suffix.lower() != ".html":
        raise UsageError("is no name of a page", path=page, hint="--page NAME.html")
    if len(given) > 1 and output.absolute() == page.absolute():
        raise UsageError("is named by -o and by --page", path=page, hint="-o NAME.json writes JSON")
    pages = [path for path in given if path.suffix.lower() == ".html"]
    return [path for path in given if path not in pages], pages


def _json(told: dict[str, Any]) -> bytes:
    import json

    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "surrogateescape")


def _pages(path: Path, combinations: Sequence[Combination]) -> dict[Path, bytes]:
    """The page of one performance, or a page of each of several."""
    from annotator.performances import angles_beside, combination_page, page_names

    names = [path.name]
    if len(combinations) > 1:
        called = (" ".join(filter(None, (each.performer, each.form))) for each in combinations)
        names = page_names(called, start=f"{path.stem}-")
    places = [path.with_name(name) for name in names]
    return {
        place: combination_page(each, angles_beside(each, place))
        for place, each in zip(places, combinations, strict=True)
    }


def _write(files: dict[Path, bytes], *, overwrite: bool) -> None:
    """All of them, or none."""
    from annotator.files import write_together

    for path in files:
        if path.exists() and not overwrite:
            raise OutputError("is there already", path=path, hint="--overwrite replaces it")
    if files:
        write_together(list(files.items()))
