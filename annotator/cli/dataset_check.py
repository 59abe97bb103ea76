"""`annotator dataset check`: what is wrong with the files of a data set; moves them aside where that is asked for."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.arguments import positive
from annotator.cli.dataset_options import add_dataset_options, following, read_dataset
from annotator.errors import UsageError

if TYPE_CHECKING:
    from annotator.datasets import CheckOptions, Dataset, Moved, Problem

_NEAR = 8  # as annotator.datasets has it; not imported, so that --help stays fast
_LISTED = 40


def add_to(actions: Any) -> None:
    """Adds the action."""
    parser: argparse.ArgumentParser = actions.add_parser(
        "check",
        help="find broken files, copies, wrong sizes; move them aside",
        description="Looks for files that cannot be read, pictures that are web pages, copies, files that look alike, "
        "and what else is asked for. Exit code 1 where something is wrong.",
    )
    add_dataset_options(parser)
    group = parser.add_argument_group("what is looked for")
    group.add_argument("--size", type=_size, metavar="WxH", help="pictures and videos of another size are wrong")
    group.add_argument("--min-side", type=positive, default=0, metavar="N", help="the least pixels of the shorter side")
    group.add_argument(
        "--min-seconds", type=float, default=0.2, metavar="S", help="videos shorter than this are wrong (default: 0.2)"
    )
    group.add_argument(
        "--want",
        action="append",
        default=[],
        choices=("person", "hand", "one-face"),
        help="must be seen in every picture, or in some frame of every video (repeat)",
    )
    group.add_argument("--decode", action="store_true", help="decode videos to their end")
    group.add_argument(
        "--near",
        type=int,
        default=_NEAR,
        metavar="N",
        help=f"pictures look alike where no place differs by more than N of 255 greys (default: {_NEAR})",
    )
    group.add_argument("--no-near", action="store_true", help="do not look for files that look alike")
    group.add_argument("--json", action="store_true", help="as JSON")
    moving = parser.add_argument_group("moving files aside (nothing is deleted or overwritten)")
    moving.add_argument("--fix", action="store_true", help="move what is wrong to NAME.set-aside/KIND/...")
    moving.add_argument("--fix-near", action="store_true", help="also what only looks alike (look at it first)")
    moving.add_argument("--aside", type=Path, metavar="DIR", help="move it to DIR instead")
    moving.add_argument("--undo", action="store_true", help="move everything back, and do nothing else")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Checks, tells, and moves what it is told to; 1 where something is (still) wrong."""
    from annotator.datasets import aside_folder, check_dataset, set_aside

    folder = arguments.aside or aside_folder(arguments.dataset)
    if arguments.undo:
        return _undo(arguments.dataset, folder, as_json=arguments.json)
    dataset = read_dataset(arguments)
    fix = arguments.fix or arguments.fix_near
    if fix and dataset.medium == "pixels":
        raise UsageError("rows of a table cannot be moved aside", path=dataset.root)
    with following("files checked") as tell:
        problems = check_dataset(dataset, _options(arguments), tell)
    to_move = [problem for problem in problems if fix and (problem.certain or arguments.fix_near)]
    moved = set_aside(dataset.root, ((each.path, each.kind, each.reason) for each in to_move), folder)
    if arguments.json:
        _print_json(dataset, problems, moved, folder)
    else:
        _show(dataset, problems, moved, folder)
    return 1 if len(problems) > len(to_move) else 0


def _options(arguments: argparse.Namespace) -> CheckOptions:
    from annotator.datasets import CheckOptions

    if not 0 <= arguments.near <= 64:
        raise UsageError(f"--near {arguments.near}: 0 to 64 greys may differ")
    near = -1 if arguments.no_near else arguments.near
    return CheckOptions(
        arguments.size, arguments.min_side, arguments.min_seconds, tuple(arguments.want), near, arguments.decode
    )


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([1-9][0-9]*)[xX×]([1-9][0-9]*)", text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text!r} is no size such as 224x224")
    return int(match[1]), int(match[2])


def _print_json(dataset: Dataset, problems: list[Problem], moved: list[Moved], folder: Path) -> None:
    from annotator.cli.console import print_json

    print_json(
        {
            "dataset": str(dataset.root),
            "files": len({*dataset.files, *(sample.path for sample in dataset.samples)}),
            "problems": [
                {
                    "kind": each.kind,
                    "path": str(each.path),
                    "reason": each.reason,
                    "other": str(each.other) if each.other else None,
                    "certain": each.certain,
                }
                for each in problems
            ],
            "aside": str(folder) if moved else None,
            "moved": [{"source": each.source, "target": each.target, "kind": each.kind} for each in moved],
        }
    )


def _show(dataset: Dataset, problems: list[Problem], moved: list[Moved], folder: Path) -> None:
    from rich.markup import escape
    from rich.table import Table

    from annotator.cli.console import output, shown

    files = len({*dataset.files, *(sample.path for sample in dataset.samples)})
    if not problems:
        output.print(f"[green]{files} files, nothing wrong found[/]")
        return
    table = Table("file", "problem", "what it is", title=f"{shown(dataset.root)}: {len(problems)} problems")
    table.columns[0].overflow = table.columns[2].overflow = "fold"
    base = dataset.root if dataset.root.is_dir() else dataset.root.parent
    for each in problems[:_LISTED]:
        name = each.path.relative_to(base) if each.path.is_relative_to(base) else each.path
        colour = "red" if each.certain else "yellow"
        table.add_row(escape(str(name)), f"[{colour}]{each.kind}[/]", escape(each.reason))
    if len(problems) > _LISTED:
        table.add_row(f"and {len(problems) - _LISTED} more", "", "see --json")
    output.print(table)
    kinds = {kind: sum(each.kind == kind for each in problems) for kind in dict.fromkeys(p.kind for p in problems)}
    output.print(f"{files} files: " + ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())))
    if moved:
        output.print(f"moved {len(moved)} files to {shown(folder)}; --undo brings them back", soft_wrap=True)
    elif any(each.certain for each in problems):
        output.print("--fix moves files aside, and never deletes them", style="dim")


def _undo(root: Path, folder: Path, *, as_json: bool) -> int:
    from annotator.cli.console import output, print_json, shown, warn
    from annotator.datasets import bring_back

    back, stayed = bring_back(root, folder)
    if as_json:
        print_json({"back": [each.source for each in back], "stayed": [each.source for each in stayed]})
    else:
        output.print(f"{len(back)} files are back in {shown(root)}", soft_wrap=True)
        for each in stayed:
            warn(f"{each.source}: its place is taken, or it is no longer in {folder}")
    return 1 if stayed else 0
