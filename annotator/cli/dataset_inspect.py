"""`annotator dataset inspect`: what a data set holds."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.cli.arguments import positive
from annotator.cli.dataset_options import add_dataset_options, following, read_dataset

if TYPE_CHECKING:
    from annotator.datasets import Survey


def add_to(actions: Any) -> None:
    """Adds the action."""
    parser: argparse.ArgumentParser = actions.add_parser(
        "inspect",
        help="classes, counts, lengths, sizes, groups, parts, and what is broken",
        description="Shows what a data set holds. Every file is opened; none is changed.",
    )
    add_dataset_options(parser)
    group = parser.add_argument_group("what is shown")
    group.add_argument("--classes", type=positive, default=60, metavar="N", help="list at most N classes (default: 60)")
    group.add_argument("--json", action="store_true", help="everything as JSON")
    group.add_argument("--picture", type=Path, metavar="FILE", help="write a contact sheet (PNG), a row for each class")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Looks and tells; 1 where a file cannot be used."""
    from annotator.cli.console import errors, print_json, shown
    from annotator.datasets import contact_sheet, survey_dataset
    from annotator.files import write_atomic

    dataset = read_dataset(arguments)
    with following("files looked at") as tell:
        found = survey_dataset(dataset, tell)
    if arguments.json:
        print_json(_as_json(found))
    else:
        _show(found, arguments.classes)
    if arguments.picture is not None:
        write_atomic(arguments.picture, contact_sheet(dataset))
        errors.print(f"written: {shown(arguments.picture)}")
    return 1 if found.broken else 0


def _as_json(found: Survey) -> dict[str, Any]:
    dataset, lengths = found.dataset, found.lengths()
    return {
        "dataset": str(dataset.root),
        "form": dataset.form,
        "medium": dataset.medium,
        "samples": len(dataset.samples),
        "files": len(found.files),
        "continuous": dataset.continuous,
        "classes": [
            {
                "label": each.label,
                "word": each.word,
                "samples": each.count,
                "parts": each.parts,
                "groups": each.groups,
                "seconds": round(each.seconds, 3),
            }
            for each in found.classes
        ],
        "parts": found.parts,
        "groups": list(found.groups),
        "length_s": dict(zip(("shortest", "median", "longest"), lengths, strict=True)) if lengths else None,
        "sizes": found.sizes,
        "rates": found.rates,
        "broken": [{"path": str(facts.path), "problem": facts.problem} for facts in found.broken],
        "warnings": list(found.warnings),
        "notes": list(dataset.notes),
    }


def _show(found: Survey, most: int) -> None:
    from rich.markup import escape
    from rich.table import Table

    from annotator.cli.console import output, shown

    dataset, parts = found.dataset, [part for part in found.parts if part]
    timed, grouped = bool(found.lengths_s), bool(found.groups)
    output.print(f"[bold]{shown(dataset.root)}[/]: {dataset.form}, {dataset.medium}", soft_wrap=True)
    table = Table("label", "word", "samples")
    for name in (*parts, *(["groups"] if grouped else []), *(["seconds"] if timed else [])):
        table.add_column(name, justify="right")
    table.columns[0].justify = table.columns[2].justify = "right"
    for each in found.classes[:most]:
        counts = [str(each.parts.get(part, 0)) for part in parts]
        groups = [str(each.groups)] if grouped else []
        seconds = [f"{each.seconds:.1f}"] if timed else []
        table.add_row(str(each.label), escape(each.word), str(each.count), *counts, *groups, *seconds)
    if len(found.classes) > most:
        table.add_row("", f"and {len(found.classes) - most} more", "")
    output.print(table)
    facts = Table(show_header=False)
    for key, value in _facts(found):
        facts.add_row(key, escape(value))
    output.print(facts)
    for warning in found.warnings:
        output.print(f"[yellow]{escape(warning)}[/]", soft_wrap=True)
    for broken in found.broken[:20]:
        output.print(f"[red]broken:[/] {shown(broken.path)}: {escape(broken.problem)}", soft_wrap=True)
    if len(found.broken) > 20:
        output.print(f"[red]and {len(found.broken) - 20} more broken files[/]")


def _facts(found: Survey) -> list[tuple[str, str]]:
    lengths = found.lengths()
    facts = [
        ("samples", f"{len(found.dataset.samples)} in {len(found.files)} files, {len(found.classes)} classes"),
        ("parts", ", ".join(f"{count} {part or 'in none'}" for part, count in found.parts.items())),
        ("groups", f"{len(found.groups)}: {_some(found.groups)}" if found.groups else "none known"),
        ("rest", "what lies outside the samples is known to show no sign" if found.dataset.continuous else ""),
        ("length", f"{lengths[0]:.2f} to {lengths[2]:.2f} s, median {lengths[1]:.2f} s" if lengths else ""),
        ("sizes", _some([f"{size} ({count})" for size, count in found.sizes.items()])),
        ("rates", _some([f"{rate} a second ({count})" for rate, count in found.rates.items()])),
        ("broken", f"{len(found.broken)} files" if found.broken else "no file"),
    ]
    return [(key, value) for key, value in facts if value]


def _some(names: list[str] | tuple[str, ...], limit: int = 6) -> str:
    return ", ".join(names[:limit]) + (f", ... {len(names) - limit} more" if len(names) > limit else "")
