"""`annotator evaluate MODEL... DATASET`: models on labelled data, side by side."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from annotator.cli.arguments import measuring_settings
from annotator.cli.console import counting, errors, warn
from annotator.errors import UsageError, one_line

if TYPE_CHECKING:
    from annotator.datasets import Dataset
    from annotator.engine import Settings
    from annotator.measuring import Measurement, Plan
    from annotator.measuring.measure import Tell

_LINES = 20  # of progress, where there is no terminal


def evaluate_models(arguments: argparse.Namespace, models: Sequence[str], dataset: Path) -> int:
    """Plans, says what was understood, measures, prints and writes; 1 where a file could not be used."""
    from annotator.batch import auto_workers
    from annotator.cli.evaluation_tables import show_measurement
    from annotator.measuring import measure, plan_measurement

    settings = measuring_settings(arguments, models)
    tier = _tier(arguments)
    data, tier = _opened(arguments, dataset, tier, settings)
    plan = plan_measurement(data, settings, part=arguments.part, tier=tier)
    _say_what_was_understood(plan)
    workers = auto_workers() if arguments.workers == "auto" else arguments.workers
    with _progress(len(plan.tasks)) as tell:
        measurement = measure(plan, settings, workers=workers, tell=tell)
    _say_what_was_noticed(measurement)
    if arguments.json == "-":
        print(measurement.as_json().decode(), end="")
    else:
        show_measurement(
            measurement,
            per_class=arguments.per_class,
            per_video=arguments.per_video,
            confusions=arguments.confusions,
        )
    for path in _write(arguments, measurement):
        errors.print(f"written: {path}", markup=False)
    return 1 if measurement.failures else 0


def _tier(arguments: argparse.Namespace) -> str:
    if len(arguments.tier) > 1 or any("=" in tier for tier in arguments.tier):
        raise UsageError("with models, --tier names one tier of the data", hint="--tier words")
    return next(iter(arguments.tier), "")


def _opened(arguments: argparse.Namespace, dataset: Path, tier: str, settings: Settings) -> tuple[Dataset, str]:
    """The data set, and the tier: the one said, else the one the models speak of by their names."""
    from annotator.datasets import READERS, TimedReader, Wanted, open_dataset
    from annotator.datasets.readers import choose
    from annotator.measuring import spoken_tier
    from annotator.measuring.models import open_models

    if not tier and choose(READERS, dataset, arguments.form).name == TimedReader.name:
        tier = spoken_tier(dataset, [model.name for model in open_models(settings).models])
    return open_dataset(dataset, arguments.form, Wanted(arguments.tokens, tier, arguments.labels)), tier


def _say_what_was_understood(plan: Plan) -> None:
    names = ", ".join(f"{model.name} {model.bundle.manifest.version}" for model in plan.models)
    tier = f", tier {plan.tier}" if plan.tier else ""
    part = "all of it" if plan.part == "all" else f"its part {plan.part}"
    many = "s" if len(plan.models) > 1 else ""
    said = (
        f"model{many}: {names}; data: {plan.data.root} ({plan.data.form}{tier}), {part}: "
        f"{plan.count} samples of {len(plan.common)} classes in {len(plan.tasks)} files"
    )
    errors.print(one_line(said), style="dim", markup=False)


def _say_what_was_noticed(measurement: Measurement) -> None:
    for failure in measurement.failures:
        errors.print(f"[red]failed:[/] {escape(failure.reason)} [dim]({failure.samples} samples left out)[/]")
    for note in measurement.notes:
        warn(note)


@contextmanager
def _progress(total: int) -> Iterator[Tell]:
    with counting({"files": total}) as update:

        def tell(done: int, of: int, name: str) -> None:
            update("files", done, of)
            if not errors.is_terminal and done * _LINES // of > (done - 1) * _LINES // of:
                errors.print(f"[{done}/{of}] {one_line(name)}", markup=False)

        yield tell


def _write(arguments: argparse.Namespace, measurement: Measurement) -> list[Path]:
    """Writes what was asked for, and gives the paths."""
    from annotator.cli.evaluate_annotations import draw_timeline
    from annotator.files import write_atomic
    from annotator.measuring import measurement_markdown

    reports = [Path(arguments.json)] if arguments.json not in (None, "-") else []
    markdowns = [arguments.markdown] if arguments.markdown is not None else []
    folder: Path | None = arguments.output
    if folder is not None:
        reports.append(folder / "evaluation.json")
        markdowns.append(folder / "evaluation.md")
    files = [(path, measurement.as_json()) for path in reports]
    files += [(path, measurement_markdown(measurement, arguments.confusions).encode()) for path in markdowns]
    files += [] if folder is None else _charts(folder, measurement)
    for path, content in files:
        write_atomic(path, content)
    written = [path for path, _ in files]
    if folder is not None and measurement.timeline is not None:
        written += draw_timeline(measurement.timeline, folder / "timeline.png")
    return written


def _charts(folder: Path, measurement: Measurement) -> list[tuple[Path, bytes]]:
    """The confusion matrix of each model."""
    from annotator.charts import confusion_chart

    charts = []
    for number, each in enumerate(measurement.models, start=1):
        taken = each.figures.taken
        name = "confusion.png" if len(measurement.models) == 1 else f"confusion-{number}-{_plain(each.model)}.png"
        title = f"{each.model}: {each.figures.right} of {each.figures.samples} right"
        charts.append((folder / name, confusion_chart(taken.counts, taken.truth, taken.found, title=title)))
    return charts


def _plain(name: str) -> str:
    return "".join(char if char.isalnum() or char in "-_." else "_" for char in name)
