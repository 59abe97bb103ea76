"""`annotator dataset balance`: classes that count alike."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from annotator.cli.arguments import positive
from annotator.cli.dataset_options import add_dataset_options, read_dataset
from annotator.errors import UsageError

LIST_NAME = "balanced.csv"


def add_to(actions: Any) -> None:
    """Adds the action."""
    parser: argparse.ArgumentParser = actions.add_parser(
        "balance",
        help="fewer samples of large classes, more of small ones, or weights",
        description="Writes a list of samples in which the classes are more even; without --cap and --oversample it "
        "prints the weight of every class as JSON.",
    )
    add_dataset_options(parser)
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", help=f"where {LIST_NAME} is written")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--cap", type=positive, metavar="N", help="at most N samples of each class (in each part)")
    how.add_argument("--oversample", action="store_true", help="repeat samples of small classes (to train on)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="another seed, another choice (default: 0)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Balances and writes, or prints weights."""
    from annotator.cli.console import output, print_json, shown
    from annotator.datasets import write_list
    from annotator.training import cap_classes, oversample, weights_of

    dataset = read_dataset(arguments)
    if arguments.cap is None and not arguments.oversample:
        words = {label: dataset.word(label) for label in dataset.labels}
        print_json([{"label": i, "word": words[i], "weight": weight} for i, weight in weights_of(dataset).items()])
        return 0
    if arguments.output is None:
        raise UsageError("a folder for the list is needed", hint="-o DIR")
    if (arguments.output / LIST_NAME).exists():
        raise UsageError("there is a list already", path=arguments.output / LIST_NAME, hint="choose another folder")
    if arguments.cap is not None:
        balanced = cap_classes(dataset, arguments.cap, arguments.seed)
    else:
        balanced = oversample(dataset, arguments.seed)
    target = write_list(balanced, arguments.output, LIST_NAME)
    before, after = dataset.counts().values(), balanced.counts().values()
    output.print(
        f"{len(dataset.samples)} samples, {min(before)} to {max(before)} a class -> "
        f"{len(balanced.samples)}, {min(after)} to {max(after)}"
    )
    output.print(f"written: {shown(target)}", soft_wrap=True)
    return 0
