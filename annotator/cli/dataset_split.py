"""`annotator dataset split`: into train, validation and test, so that nobody is in two of them."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.arguments import name_list
from annotator.cli.dataset_options import add_dataset_options, read_dataset
from annotator.errors import UsageError

if TYPE_CHECKING:
    from annotator.datasets import Dataset
    from annotator.training import By

LIST_NAME = "split.csv"


def add_to(actions: Any) -> None:
    """Adds the action."""
    parser: argparse.ArgumentParser = actions.add_parser(
        "split",
        help="divide into train, validation and test",
        description="Divides a data set into train, validation and test, class by class where samples stand alone, and "
        "writes it as a list that all commands read. Refuses parts that share a person or a file.",
    )
    add_dataset_options(parser)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help=f"where {LIST_NAME} is written")
    group = parser.add_argument_group("how it is divided")
    group.add_argument(
        "--by",
        choices=("signer", "recording", "file"),
        help="what is never in two parts (default: signer where known, else file)",
    )
    group.add_argument(
        "--shares", type=_shares, default=(0.7, 0.15, 0.15), metavar="A,B,C", help="default: 0.7,0.15,0.15"
    )
    group.add_argument("--seed", type=int, default=0, metavar="N", help="another seed, another split (default: 0)")
    group.add_argument("--test", type=name_list, default=(), metavar="NAMES", help="signers to hold back: s07,s12")
    group.add_argument("--anew", action="store_true", help="pay no heed to the parts the data are in already")
    group.add_argument("--copy", action="store_true", help="copy the files to DIR/{train,val,test}/CLASS/ instead")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Divides, refuses leaks, writes, tells."""
    from annotator.cli.console import errors, output, shown
    from annotator.datasets import PARTS, copy_to_folders, write_list
    from annotator.training import refuse_leaks, regroup, split_dataset

    dataset = read_dataset(arguments)
    if (arguments.output / LIST_NAME).exists() or (arguments.copy and arguments.output.exists()):
        raise UsageError("there is a split already", path=arguments.output, hint="choose another folder, or remove it")
    if arguments.anew:
        dataset = replace(dataset, samples=tuple(replace(sample, part="") for sample in dataset.samples))
    by: By = arguments.by or ("signer" if all(sample.group for sample in dataset.samples) else "file")
    if by != "signer":
        known = "signers are known, but" if dataset.groups != ("",) else "no signers are known:"
        errors.print(f"[yellow]warning:[/] {known} one person may be in several parts")
    dataset = regroup(dataset, by)
    parts = split_dataset(dataset, arguments.seed, test=arguments.test, shares=arguments.shares)
    refuse_leaks(parts)
    found = replace(dataset, samples=_with_parts(dataset, parts))
    if arguments.copy:
        target = copy_to_folders(found, arguments.output)
    else:
        target = write_list(found, arguments.output, LIST_NAME)
    counts = {part: len(parts[part].samples) for part in PARTS}
    for part in PARTS:
        whom = f", {len(parts[part].groups)} signers" if by == "signer" else ""
        missing = [dataset.word(label) for label in dataset.labels if label not in set(parts[part].labels)]
        without = f"; without {', '.join(missing[:5])}{' ...' if len(missing) > 5 else ''}" if missing else ""
        output.print(f"{part:<11}{counts[part]:>7} samples{whom}{without}", markup=False, soft_wrap=True)
    output.print(f"written: {shown(target)}", soft_wrap=True)
    return 0


def _with_parts(dataset: Dataset, parts: dict[str, Dataset]) -> tuple[Any, ...]:
    """The samples as they were, in their order, each with its part."""
    part_of = {
        (sample.path, sample.row, sample.start_s, sample.label): part
        for part, data in parts.items()
        for sample in data.samples
    }
    return tuple(
        replace(sample, part=part_of[sample.path, sample.row, sample.start_s, sample.label])
        for sample in dataset.samples
    )


def _shares(text: str) -> tuple[float, float, float]:
    try:
        first, second, third = (float(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not three numbers such as 0.7,0.15,0.15") from error
    if min(first, second, third) <= 0 or abs(first + second + third - 1) > 0.01:
        raise argparse.ArgumentTypeError(f"{text!r} are not three shares above 0 that add up to 1")
    return first, second, third
