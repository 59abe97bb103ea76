"""What `annotator poomsae` prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import msgspec
from rich import box
from rich.markup import escape
from rich.table import Table

from annotator.cli.console import output, shown
from annotator.errors import AnnotatorError, one_line
from annotator.scoring import (
    Alternative,
    Form,
    Movement,
    Remark,
    Rules,
    Technique,
    form_remarks,
    form_sections,
    movement_name,
    rules_names,
    technique_name,
)

_FACES: Final = {0: "front", 90: "right", 180: "back", 270: "left"}
_COLOURS: Final = {"high": "green", "medium": "yellow", "low": "red", "yes": "green", "partly": "yellow", "no": "red"}


def print_forms(forms: Sequence[Form]) -> None:
    """The forms, one a row; the notes of the disputed ones below."""
    table = Table("form", "Korean", "moves", "poom", "seconds", "confidence", "disputed", pad_edge=False)
    for column in table.columns[2:5]:
        column.justify = "right"
    for column in table.columns[:6]:
        column.no_wrap = True
    for form in forms:
        table.add_row(
            escape(form.name),
            escape(form.title.ko),
            str(len(form.movements)),
            _poom(form),
            _seconds(form),
            _coloured(form.confidence),
            _ranges([each.number for each in form.movements if each.disputed]) or "-",
        )
    output.print(table)
    for form in forms:
        _print_notes(form, f"{form.name}: ")
    if any(form.typical_confidence == "low" for form in forms):
        output.print("[dim]seconds: usual durations, with low confidence[/]")
    output.print("[dim]annotator poomsae forms show FORM: every movement of one[/]")


def form_summary(form: Form) -> dict[str, Any]:
    """What the list says of a form, as JSON."""
    return {
        "name": form.name,
        "version": form.version,
        "title": msgspec.to_builtins(form.title),
        "movements": len(form.movements),
        "poom": sorted({len(form.movements), form.grouped}),
        "typical_s": form.typical_s,
        "typical_confidence": form.typical_confidence,
        "confidence": form.confidence,
        "confidence_note": form.confidence_note,
        "count_note": form.count_note,
        "disputed": form.disputed,
        "disputed_movements": [each.number for each in form.movements if each.disputed],
    }


def form_as_json(form: Form) -> dict[str, Any]:
    """A form with what follows from it: names, turns, shouts."""
    plain: dict[str, Any] = msgspec.to_builtins(form)
    for content, movement, turn in zip(plain["movements"], form.movements, form.turns(), strict=True):
        names = {language: movement_name(movement, language) for language in ("ko", "en")}
        content.update(turn=turn, kihap=movement.kihap, names=names)
    plain["sections"] = form_sections(form)
    return plain


def print_form(form: Form) -> None:
    """Every movement of a form, Korean above English."""
    title = f"{escape(form.title.ko)}, {escape(form.title.en)} ({escape(form.name)} {escape(form.version)})"
    table = Table(
        "", "stance", "techniques", "faces", "marks",
        title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, show_lines=False,
    )  # fmt: skip
    table.columns[0].justify = "right"
    for movement, turn in zip(form.movements, form.turns(), strict=True):
        table.add_row(
            str(movement.number),
            _stances(movement),
            "\n".join(map(_technique, movement.techniques)),
            "\n".join(filter(None, (_faces(movement), _turn(turn)))),
            "\n".join(_marks(movement)),
        )
    output.print(table)
    _print_facts(form)
    for movement in form.movements:
        if movement.disputed:
            others = " or ".join(map(_alternative, movement.alternatives))
            told = escape(movement.disputed + (f"; elsewhere {others}" if others else ""))
            output.print(f"[yellow]movement {movement.number}:[/] {told}")
    _print_remarks(form_remarks(form))


def _print_facts(form: Form) -> None:
    seconds = f", usually {_seconds(form)} s (confidence {form.typical_confidence})" if form.typical_s else ""
    output.print(f"{len(form.movements)} movements, poom {_poom(form)}{seconds}")
    note = f" {escape(form.confidence_note)}" if form.confidence_note else ""
    output.print(f"confidence of the source: {_coloured(form.confidence)}{note}")
    output.print(f"ready: {escape(form.ready.ko)}; end: {escape(form.end.ko)}")
    if sections := form_sections(form):
        told = ", ".join(f"{first}-{last}" for first, last in sections)
        output.print(f"sections: {told} [dim](derived from the directions; {escape(form.name)}:section-1)[/]")
    _print_notes(form)
    sources = {movement.facing_source for movement in form.movements}
    if "derived" in sources:
        output.print("[dim]faces: seen from the start, with the turn into it; derived from the form's pattern[/]")
    if "unknown" in sources:
        output.print("[dim]?: left out, no source settles it[/]")


def _print_notes(form: Form, head: str = "") -> None:
    for note in form.disputed:
        output.print(f"[yellow]{escape(head)}disputed: {escape(note)}[/]")
    if form.count_note:
        output.print(f"{escape(head)}{escape(form.count_note)}")


def _ranges(numbers: Sequence[int]) -> str:
    """4, 14, 21, 22, 23 as "4, 14, 21-23"."""
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def _poom(form: Form) -> str:
    count = len(form.movements)
    return str(count) if form.grouped == count else f"{count} or {form.grouped}"


def _seconds(form: Form) -> str:
    return f"{form.typical_s[0]:g}-{form.typical_s[1]:g}" if form.typical_s else "?"


def _coloured(word: str) -> str:
    return f"[{_COLOURS[word]}]{word}[/]"


def _stances(movement: Movement) -> str:
    told = []
    for stance, head in ((movement.via, "by "), (movement.stance, "")):
        if stance is not None:
            told.append(f"{head}{escape(stance.ko)}\n[dim]{head}{escape(stance.en)}[/]")
    return "\n".join(told) or "?"


def _technique(technique: Technique) -> str:
    """Korean above English; "?" before where no source gives the side, "->" after what precedes the landing."""
    ko, en = (technique_name(technique, language) for language in ("ko", "en"))
    doubt = "? " if technique.side == "unknown" else ""
    then = "" if technique.when == "landing" else " ->"
    shout = " [bold red]기합[/]" if technique.kihap else ""
    both = " (both)" if technique.side == "both" else ""
    return f"{doubt}{escape(ko)}{then}{shout}\n[dim]{escape(en)}{both}[/]"


def _faces(movement: Movement) -> str:
    if movement.facing is None:
        return "?"
    return _FACES.get(movement.facing, f"{movement.facing}°")


def _turn(turn: int | None) -> str:
    if not turn:
        return ""
    return f"[dim]{abs(turn)}° {'right' if turn > 0 else 'left'}[/]"


def _marks(movement: Movement) -> Iterator[str]:
    if movement.slow:
        yield "slow"
    if movement.kihap:
        yield "kihap"
    if movement.group is not None:
        yield f"group {movement.group}"
    if movement.disputed:
        yield "[yellow]disputed[/]"


def _alternative(alternative: Alternative) -> str:
    if alternative.stance is not None:
        return alternative.stance.ko
    assert alternative.becomes is not None  # noqa: S101 (one of the two is there)
    return technique_name(alternative.becomes, "ko")


def print_checked(checked: Mapping[Path, tuple[Form, tuple[Remark, ...]] | AnnotatorError]) -> None:
    """A line a file, and what looks wrong in it."""
    for path, found in checked.items():
        if isinstance(found, AnnotatorError):
            hint = f" ({found.hint})" if found.hint else ""
            output.print(f"{shown(path)}: [red]{escape(one_line(found.reason + hint))}[/]", soft_wrap=True)
            continue
        form, remarks = found
        told = f"{escape(form.title.ko)}, {len(form.movements)} movements"
        output.print(f"{shown(path)}: [green]ok[/], {told}", soft_wrap=True)
        _print_remarks(remarks)


def _print_remarks(remarks: Sequence[Remark]) -> None:
    for remark in remarks:
        where = f"{remark.movement}: " if remark.movement is not None else ""
        output.print(f"[yellow]look at {where}[/]{escape(remark.text)}")


def print_rules(rules: Rules) -> None:
    """What rules say, what is deducted for what, and what is never judged."""
    accuracy, presentation, timing, panel = rules.accuracy, rules.presentation, rules.timing, rules.panel
    facts = Table("rule", "value", "confidence", title=f"{escape(rules.name)} {escape(rules.version)}")
    parts = ", ".join(f"{name} {points:g}" for name, points in presentation.parts.items())
    judges = " or ".join(map(str, panel.judges))
    for name, value, confidence in (
        ("accuracy", f"from {accuracy.max:g}: minor -{accuracy.minor:g}, major -{accuracy.major:g}, "
                     f"restart -{accuracy.restart:g}", accuracy.confidence),
        ("presentation", f"up to {presentation.max:g} ({parts}); never scored here: {presentation.reason}",
         presentation.confidence),
        ("a stop", f"{timing.pause_s:g} s or longer", timing.pause_confidence),
        ("time limit", f"{timing.time_limit_s:g} s", timing.time_limit_confidence),
        ("slow movements", f"{timing.slow_s[0]:g} to {timing.slow_s[1]:g} s", timing.slow_confidence),
        ("panel", f"{judges} judges, {panel.method}: without the {panel.drop_highest} highest and "
                  f"{panel.drop_lowest} lowest; ties {panel.ties}", panel.confidence),
    ):  # fmt: skip
        facts.add_row(name, escape(value), _coloured(confidence))
    output.print(escape(rules.title))
    output.print(facts)
    faults = Table("fault", "kind", "one camera", "confidence")
    for fault in rules.faults:
        told = "not judged" if fault.judged == "no" else fault.judged
        reason = f"\n[dim]{escape(fault.reason)}[/]" if fault.reason else ""
        apart = f" (not in {escape(', '.join(fault.not_in))})" if fault.not_in else ""
        camera = f"[{_COLOURS[fault.judged]}]{told}[/]"
        faults.add_row(f"{escape(fault.text)}{apart}{reason}", fault.kind, camera, _coloured(fault.confidence))
    output.print(faults)
    output.print("An aid for judges, not a verdict.")
    output.print(f"[dim]rules that come with annotator: {escape(', '.join(rules_names()))}[/]")
