"""`annotator models import --describe`: what a model file tells, and what it does not."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from annotator.training.importing import Inspected

_FORMS = {"keras": "Keras file", "savedmodel": "SavedModel", "litert": "LiteRT file"}
_SHOWN = 40  # layers


def described(found: Inspected) -> dict[str, Any]:
    """Everything, for JSON."""
    return {
        "form": found.given.form,
        "teachable_machine": found.given.teachable,
        **msgspec.to_builtins(found.network.description),
        "scores": found.activation or None,
        "classes": found.classes.words if found.classes else None,
        "answers": msgspec.to_builtins(found.answers),
        "missing": [{"option": answer.option, "about": answer.about} for answer in found.missing],
    }


def show_description(found: Inspected) -> None:
    """Prints it: facts, layers, and what has still to be said."""
    from rich.markup import escape
    from rich.table import Table

    from annotator.cli.console import output, shown

    told = found.network.description
    facts = Table(show_header=False, title=shown(found.given.source))
    form = _FORMS[found.given.form] + (" of Teachable Machine" if found.given.teachable else "")
    facts.add_row("form", f"{form}, made with {escape(told.made_with)}")
    for port in told.inputs:
        facts.add_row("input", escape(str(port)))
    for port in told.outputs:
        facts.add_row("output", escape(str(port)))
    facts.add_row("parameters", f"{told.parameters:,}")
    facts.add_row("last activation", escape(told.activation) or "[dim]not told[/]")
    if found.classes is not None:
        facts.add_row("classes", escape(", ".join(found.classes.words)))
    for note in (*told.notes, *(f"read {source}" for source in found.sources)):
        facts.add_row("note", escape(note))
    output.print(facts)
    _show_layers(found)
    if not found.missing:
        output.print("[green]all is said[/]: import it with --recognizer NAME")
        return
    missing = Table("still to be said", "what it is", title="what the file does not tell")
    for answer in found.missing:
        missing.add_row(escape(answer.option), escape(answer.about))
    output.print(missing)


def _show_layers(found: Inspected) -> None:
    from rich.markup import escape
    from rich.table import Table

    from annotator.cli.console import output

    layers = found.network.description.layers
    if not any(layer.name for layer in layers):  # operations: which there are, and how often
        counts = Counter(layer.kind for layer in layers)
        told = ", ".join(f"{name} x{count}" if count > 1 else name for name, count in counts.most_common())
        output.print(f"operations: {escape(told)}", style="dim")
        return
    table = Table("layer", "kind", "parameters", title=f"{len(layers)} layers")
    table.columns[2].justify = "right"
    for layer in layers[:_SHOWN]:
        count = "" if layer.parameters is None else f"{layer.parameters:,}"
        table.add_row(escape(layer.name), escape(layer.kind), count)
    if len(layers) > _SHOWN:
        table.add_row(f"and {len(layers) - _SHOWN} more", "", "")
    output.print(table)
