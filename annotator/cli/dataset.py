"""`annotator dataset ACTION`: look at data sets, clean them, split them, cut them out of recordings."""

from __future__ import annotations

import argparse
from types import ModuleType
from typing import Any, Final

from annotator.cli import (
    dataset_balance,
    dataset_check,
    dataset_extract,
    dataset_inspect,
    dataset_record,
    dataset_split,
)

# Every action is a module with `add_to(actions)`, as every command is; a new one is added here.
ACTIONS: Final[tuple[ModuleType, ...]] = (
    dataset_inspect,
    dataset_check,
    dataset_split,
    dataset_balance,
    dataset_extract,
    dataset_record,
)


def add_to(commands: Any) -> None:
    """Adds the command to the command line."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "dataset",
        help="look at a data set, find what is wrong with it, split and balance it, cut it out of recordings",
        description="Data sets to train on and to measure with, in the forms people have them in.",
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    for action in ACTIONS:
        action.add_to(actions)
