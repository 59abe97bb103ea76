"""What the actions of `annotator dataset` share: which data set is meant, and how it is to be read."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.datasets import Dataset


def add_dataset_options(parser: argparse.ArgumentParser) -> None:
    """`DATASET` and how to read it: `--form`, `--tokens`, `--tier`, `--labels`."""
    parser.add_argument("dataset", type=Path, metavar="DATASET", help="file or folder of a data set")
    group = parser.add_argument_group("how it is to be read")
    group.add_argument("--form", default="", metavar="FORM", help="which form it has (default: the one it looks like)")
    group.add_argument("--tokens", type=Path, metavar="FILE", help="token dictionary: ids and words of the labels")
    group.add_argument("--tier", default="", help="which kind of signs, where there are several: words, letters, ...")
    group.add_argument("--labels", default="", help="how labels are meant, where that cannot be told: id or word, ...")


def read_dataset(arguments: argparse.Namespace) -> Dataset:
    """The data set the options name; what a user should know of its reading is said on standard error."""
    from rich.markup import escape

    from annotator.cli.console import errors, shown
    from annotator.datasets import Wanted, open_dataset

    wanted = Wanted(arguments.tokens, arguments.tier, arguments.labels)
    dataset = open_dataset(arguments.dataset, arguments.form, wanted)
    for note in dataset.notes:
        errors.print(f"[dim]{shown(dataset.root)}: {escape(note)}[/]")
    return dataset


@contextlib.contextmanager
def following(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, nothing elsewhere; gives the function that hears (done, total)."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from annotator.cli.console import errors

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        bar = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(bar, completed=done, total=total)
