"""What `annotator lint` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from rich.markup import escape
from rich.table import Table

from annotator.cli.console import errors, output, print_json, shown
from annotator.errors import AnnotatorError, one_line
from annotator.timeline import LINT_RULES, Finding, ReadingRules
from annotator.timeline.lint import clock

if TYPE_CHECKING:
    from annotator.cli.lint import Outcome

MOST_ROWS = 200
_ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8 with BOM", "utf-16": "UTF-16", "cp949": "CP949"}
_UNITS = {"s": " s", "characters/s": " a second"}


def show_outcomes(
    rules: ReadingRules, outcomes: Sequence[Outcome], failures: Sequence[AnnotatorError], passed_over: Sequence[Path]
) -> None:
    """A table a file in which anything was found, and a line over all."""
    for outcome in outcomes:
        checked = outcome.checked
        if checked.findings:
            output.print(f"[bold]{shown(checked.path)}[/]: {_facts(outcome)}", soft_wrap=True)
            output.print(_table(checked.findings))
        if outcome.left is not None and outcome.fixed is not None:
            left = outcome.left.findings
            output.print(
                f"[green]written:[/] {shown(outcome.fixed)}, {_count(outcome.left.cues, 'cue')}", soft_wrap=True
            )
            if left:
                output.print(f"[yellow]could not be repaired: {len(left)}[/]")
                output.print(_table(left))
    for failure in failures:
        errors.print(f"[red]failed:[/] {escape(one_line(str(failure)))}")
    if passed_over:
        names = ", ".join(shown(path) for path in passed_over[:3]) + (", ..." if len(passed_over) > 3 else "")
        errors.print(f"[dim]no annotations, passed over: {len(passed_over)} ({names})[/]")
    _show_total(rules, outcomes, failures)


def outcomes_as_json(
    rules: ReadingRules, outcomes: Sequence[Outcome], failures: Sequence[AnnotatorError], passed_over: Sequence[Path]
) -> None:
    """Everything, on standard output."""
    print_json(
        {
            "profile": msgspec.to_builtins(rules),
            "files": [_file_as_json(outcome) for outcome in outcomes],
            "failures": [
                {"path": str(each.path or ""), "stage": each.stage, "reason": each.reason, "hint": each.hint}
                for each in failures
            ],
            "passed_over": [str(path) for path in passed_over],
            "totals": {
                "files": len(outcomes) + len(failures),
                "cues": sum(len(outcome.checked.cues) for outcome in outcomes),
                "findings": sum(len(outcome.checked.findings) for outcome in outcomes),
                "left": sum(len((outcome.left or outcome.checked).findings) for outcome in outcomes),
                "by_rule": _by_rule([f for outcome in outcomes for f in outcome.checked.findings]),
            },
        }
    )


def _file_as_json(outcome: Outcome) -> dict[str, Any]:
    checked = outcome.checked
    return {
        "path": str(checked.path),
        "format": checked.format,
        "encoding": checked.encoding or None,
        "cues": len(checked.cues),
        "findings": [msgspec.to_builtins(each) for each in checked.findings],
        "fixed": str(outcome.fixed) if outcome.fixed else None,
        "left": [msgspec.to_builtins(each) for each in outcome.left.findings] if outcome.left else None,
    }


def _facts(outcome: Outcome) -> str:
    checked = outcome.checked
    encoding = [_ENCODINGS.get(checked.encoding, checked.encoding)] if checked.encoding else []
    return ", ".join([checked.format, *encoding, _count(checked.cues, "cue"), _count(checked.findings, "finding")])


def _table(findings: Sequence[Finding]) -> Table:
    languages = len({each.language for each in findings}) > 1
    table = Table("cue", "at", "rule", "is (may be)", "what to do", pad_edge=False)
    table.columns[0].justify = table.columns[1].justify = "right"
    for column in table.columns[:3]:
        column.no_wrap = True
    for each in findings[:MOST_ROWS]:
        cue = f"{each.cue} {each.language}" if languages else str(each.cue)
        fix = "[dim]the segments leave no way[/]" if each.impossible else escape(one_line(each.fix))
        table.add_row(cue, clock(each.start_s), each.rule, _measure(each), fix)
    if len(findings) > MOST_ROWS:
        table.add_row("", "", f"and {len(findings) - MOST_ROWS} more", "", "--json lists all")
    return table


def _measure(finding: Finding) -> str:
    """What was measured and, in brackets, what is allowed."""
    if isinstance(finding.measured, str) or isinstance(finding.allowed, str):
        return escape(one_line(f"{finding.measured} ({finding.allowed})"))
    digits = 3 if finding.unit == "s" else 1
    measured, allowed = (round(value, digits) for value in (finding.measured, finding.allowed))
    return f"{measured:g} ({allowed:g}){_UNITS.get(finding.unit, '')}"


def _by_rule(findings: Sequence[Finding]) -> dict[str, int]:
    counts = Counter(each.rule for each in findings)
    return {rule: counts[rule] for rule in LINT_RULES if counts[rule]}


def _show_total(rules: ReadingRules, outcomes: Sequence[Outcome], failures: Sequence[AnnotatorError]) -> None:
    findings = [each for outcome in outcomes for each in outcome.checked.findings]
    cues = [each for outcome in outcomes for each in outcome.checked.cues]
    told = ", ".join(f"{count} {rule}" for rule, count in _by_rule(findings).items())
    head = f"{_count([*outcomes, *failures], 'file')}, {_count(cues, 'cue')}, profile {escape(rules.name)}"
    if findings:
        output.print(f"{head}: [yellow]{_count(findings, 'finding')}[/] ({told})", soft_wrap=True)
    else:
        output.print(f"{head}: [green]nothing found[/]", soft_wrap=True)
    fixed = [outcome.left for outcome in outcomes if outcome.left is not None]
    if fixed:
        left = [each for checked in fixed for each in checked.findings]
        colour = "yellow" if left else "green"
        output.print(f"{_count(fixed, 'file')} written, [{colour}]{_count(left, 'finding')} left[/]")


def _count(things: Sequence[object], name: str) -> str:
    return f"{len(things)} {name}{'s' * (len(things) != 1)}"
