"""`annotator train`: a data set to a model bundle."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.arguments import add_plugin_options

if TYPE_CHECKING:
    from annotator.training import Trainer, TrainingReport


def add_to(commands: Any) -> None:
    """Adds the command to the command line; the options of a trainer are its own, read when it is known."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "train",
        add_help=False,
        help="train a recognizer on a data set (needs the extra `train`)",
        description="Trains a recognizer and writes a model bundle. `annotator train NAME --help` lists its options.",
    )
    parser.add_argument("recognizer", metavar="RECOGNIZER", nargs="?", help="e.g. landmark-lstm")
    parser.add_argument("-h", "--help", action="store_true", help="show this help, or that of RECOGNIZER")
    add_plugin_options(parser)
    parser.set_defaults(run=run, takes_rest=True, parser=parser)


def run(arguments: argparse.Namespace) -> int:
    """Trains, with progress, and prints what was measured on held-back data."""
    from annotator.plugins import load_plugins

    plugins = load_plugins(arguments.plugins_dir)
    if arguments.recognizer is None:
        arguments.parser.print_help()
        print(f"\nrecognizers that can be trained: {', '.join(plugins.trainers()) or 'none'}")
        return 0 if arguments.help else 2
    trainer = plugins.trainer(arguments.recognizer)
    parser = _own_parser(trainer)
    if arguments.help:
        parser.print_help()
        return 0
    own = vars(parser.parse_args(arguments.rest))
    dataset, output = own.pop("dataset"), own.pop("output")
    try:
        report = _train(trainer, dataset, output, {name: value for name, value in own.items() if value is not None})
    except KeyboardInterrupt:
        if "resume" in own:
            _say_what_is_kept(output)
        raise
    _tell(report)
    return 0


def _own_parser(trainer: type[Trainer]) -> argparse.ArgumentParser:
    from annotator.training import option_infos

    parser = argparse.ArgumentParser(prog=f"annotator train {trainer.name}", description=trainer.__doc__)
    parser.add_argument("dataset", type=Path, metavar="DATASET", help="file or folder of training data")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder of the new bundle")
    for info in option_infos(trainer):
        flag, about = f"--{info.name.replace('_', '-')}", info.help.replace("%", "%%")
        if info.kind is bool:
            parser.add_argument(flag, dest=info.name, action="store_true", default=None, help=about)
        else:
            shown = f" (default: {info.default})" if info.default not in ("", None) else ""
            parser.add_argument(flag, dest=info.name, metavar=info.kind.__name__.upper(), help=about + shown)
    return parser


def _train(trainer: type[Trainer], dataset: Path, output: Path, options: dict[str, Any]) -> TrainingReport:
    from annotator.cli.train_progress import TrainingWatcher
    from annotator.training import run_trainer

    with TrainingWatcher() as watcher:
        return run_trainer(trainer, dataset, output, options, watcher.show)


def _say_what_is_kept(output: Path) -> None:
    """After an interruption: how to go on."""
    from annotator.cli.console import errors
    from annotator.training import epochs_kept

    if epochs := epochs_kept(output):
        kept = f"{epochs} epoch{'' if epochs == 1 else 's'}"
        errors.print(f"interrupted; {kept} are kept: the same command with --resume goes on after them")
    else:
        errors.print("interrupted before the end of the first epoch; nothing was kept")


def _tell(report: TrainingReport) -> None:
    from rich.markup import escape
    from rich.table import Table

    from annotator.cli.console import output, shown

    figures = Table("figure", "value", title=f"{escape(report.bundle.name)}: measured on held-back data")
    for name, value in report.metrics.items():
        figures.add_row(escape(name), f"{value:.4f}")
    output.print(figures)
    tokens = report.bundle.tokens()
    words = [escape(tokens.label(class_id)) for class_id in report.bundle.manifest.output.ids]
    _tell_by_class(words, report)
    if len(words) <= 12:
        table = Table("true \\ found", *words, title="windows by class")
        for word, row in zip(words, report.confusion, strict=True):
            table.add_row(word, *map(str, row))
        output.print(table)
    counts = ", ".join(f"{count} {part}" for part, count in report.windows.items())
    output.print(f"windows: {counts}; best of {report.epochs} epochs: {report.best_epoch}")
    difference = f"largest difference {report.conversion_difference:.2g}"
    output.print(f"LiteRT ({report.form}) against the trained network: {difference}")
    for note in report.notes:
        output.print(escape(note), soft_wrap=True)
    if report.folder is not None:
        output.print(f"history, curves, log for TensorBoard: {shown(report.folder)}", soft_wrap=True)
    output.print(f"written: {shown(report.bundle.folder)}", soft_wrap=True)


def _tell_by_class(words: list[str], report: TrainingReport) -> None:
    from rich.table import Table

    from annotator.cli.console import output
    from annotator.training import class_figures

    table = Table("class", "precision", "recall", "samples", title="by class")
    for word, each in zip(words, class_figures(report.confusion), strict=True):
        shares = ("-" if share is None else f"{share:.3f}" for share in (each.precision, each.recall))
        table.add_row(word, *shares, str(each.count))
    output.print(table)
