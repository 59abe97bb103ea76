"""`annotator evaluate PATH...`: annotations against the truth."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import UsageError, one_line

if TYPE_CHECKING:
    from annotator.evaluation import Evaluation, Inputs


def evaluate_annotations(arguments: argparse.Namespace) -> int:
    """Reads, compares, prints; 1 where a file could not be read."""
    from annotator.cli.console import errors
    from annotator.cli.evaluation_tables import show_evaluation
    from annotator.evaluation import evaluate, read_inputs

    tiers = dict(_assignment(text) for text in arguments.tier)
    if arguments.picture is not None and arguments.picture.suffix.lower() != ".png":
        raise UsageError("a picture is written as .png", path=arguments.picture)
    inputs = read_inputs(arguments.inputs, arguments.truth, tiers.values())
    _say_what_was_read(inputs)
    evaluation = evaluate(inputs.annotations, inputs.truths, missing=arguments.missing, tiers=tiers)
    _say_what_is_left_out(evaluation, counted=arguments.missing == "count")
    if arguments.json == "-":
        print(evaluation.as_json().decode(), end="")
    else:
        show_evaluation(evaluation, per_video=arguments.per_video, confusions=arguments.confusions)
    for path in _write(arguments, evaluation):
        errors.print(f"written: {path}", markup=False)
    return 1 if inputs.failures else 0


def _assignment(text: str) -> tuple[str, str]:
    model, equals, tier = text.partition("=")
    if not (model and equals and tier):
        raise UsageError(f"--tier takes MODEL=TIER, not {text!r}")
    return model, tier


def _say_what_was_read(inputs: Inputs) -> None:
    from rich.markup import escape

    from annotator.cli.console import errors

    for failure in inputs.failures:
        errors.print(f"[red]failed:[/] {escape(one_line(str(failure)))}")
    if inputs.passed_over:
        names = _some([path.name for path in inputs.passed_over])
        what = "neither annotations nor labels, passed over"
        errors.print(one_line(f"{what}: {len(inputs.passed_over)} ({names})"), style="dim", markup=False)
    for note in inputs.notes:
        errors.print(one_line(note), style="dim", markup=False)


def _say_what_is_left_out(evaluation: Evaluation, *, counted: bool) -> None:
    from annotator.cli.console import warn

    if evaluation.without_truth:
        names = _some(evaluation.without_truth)
        warn(f"annotations without truth, left out: {len(evaluation.without_truth)} ({names})")
    if evaluation.without_annotation:
        what = "counted as missed" if counted else "left out (--missing count counts them as missed)"
        names = _some(evaluation.without_annotation)
        warn(f"truth without annotation, {what}: {len(evaluation.without_annotation)} ({names})")
    for note in evaluation.notes:
        warn(note)


def _some(names: list[str] | tuple[str, ...], limit: int = 3) -> str:
    return ", ".join(names[:limit]) + (", ..." if len(names) > limit else "")


def _write(arguments: argparse.Namespace, evaluation: Evaluation) -> list[Path]:
    """Writes what was asked for, and gives the paths."""
    from annotator.files import write_atomic

    written = []
    reports = [Path(arguments.json)] if arguments.json not in (None, "-") else []
    pictures = [arguments.picture] if arguments.picture is not None else []
    if arguments.output is not None:
        reports.append(arguments.output / "evaluation.json")
        pictures.append(arguments.output / "timeline.png")
    for path in reports:
        write_atomic(path, evaluation.as_json())
        written.append(path)
    if arguments.markdown is not None:
        from annotator.evaluation.markdown import as_markdown

        write_atomic(arguments.markdown, as_markdown(evaluation, arguments.confusions).encode())
        written.append(arguments.markdown)
    for path in pictures:
        written += draw_timeline(evaluation, path)
    return written


def draw_timeline(evaluation: Evaluation, path: Path) -> list[Path]:
    """Draws what is true and what was found over time; gives the files."""
    from annotator.cli.console import warn
    from annotator.evaluation.picture import save_pictures

    drawn = save_pictures(evaluation, path)
    if drawn.left_out:
        warn(f"the picture shows the first videos; {drawn.left_out} more are left out")
    return list(drawn.paths)
