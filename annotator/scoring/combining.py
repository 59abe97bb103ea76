"""Several cameras of one performance as one: the mean of their accuracy, and which of them saw what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import msgspec

from annotator.errors import UsageError
from annotator.scoring.following import FollowedForm
from annotator.scoring.panel import PanelMark, panel_mark, panel_notes
from annotator.scoring.ruleset import FaultKind, Rules
from annotator.scoring.scored import AppliedRules, Deduction, NotJudged, Score

COMBINED_SCHEMA: Final = "annotator-combined/1"
COMBINED_NOTE: Final = (
    "An aid for judges, not a verdict: the accuracy is the mean of what was measured by each camera, and a deduction "
    "that only one of them saw may be wrong."
)
_Key: TypeAlias = "tuple[int | None, str, int]"


class Sighting(msgspec.Struct, frozen=True, rename={"at_s": "at"}):
    """A camera that saw something: when, in seconds of its own recording, and how clearly."""

    camera: str
    at_s: float
    confidence: float
    text: dict[str, str]


class CombinedDeduction(msgspec.Struct, frozen=True, kw_only=True):
    """A deduction that one camera saw at least.

    `seen` are the cameras that saw it, `not_seen` those that looked and saw none, `not_judged` those that could not
    judge it. `points` is what the rule takes away (the most, where cameras differ).
    """

    rule: str
    kind: FaultKind
    points: float
    movement: int | None
    finding: str
    seen: tuple[Sighting, ...]
    not_seen: tuple[str, ...]
    not_judged: tuple[str, ...]


class Combined(msgspec.Struct, frozen=True, kw_only=True):
    """One performance seen by several cameras.

    `accuracy` is None where no camera's was scored; `cameras` are those that it is the mean of, in its order.
    `not_judged` is what no camera judged.
    """

    schema: str = COMBINED_SCHEMA
    note: str = COMBINED_NOTE
    performer: str
    form: FollowedForm
    rules: AppliedRules
    cameras: tuple[str, ...]
    accuracy: PanelMark | None
    deductions: tuple[CombinedDeduction, ...]
    not_judged: tuple[NotJudged, ...]
    notes: tuple[str, ...] = ()


def combine_cameras(scores: Sequence[tuple[str, Score]], rules: Rules) -> Combined:
    """Combines scores of one performance, each with the name of its camera.

    Deductions are the same where the movement and the rule are; where one camera has several of them, the first are,
    the second, and so on: cameras have no common clock. Raises UsageError where the forms or the rules differ.
    """
    _check(scores, rules)
    first = scores[0][1]
    marked = [(name, score.accuracy.left) for name, score in scores if score.accuracy is not None]
    left_out = [f"{name} was not scored: {score.unscored}" for name, score in scores if score.accuracy is None]
    return Combined(
        performer=next((score.performer for _, score in scores if score.performer), ""),
        form=first.form,
        rules=first.rules,
        cameras=tuple(name for name, _ in marked),
        accuracy=panel_mark([mark for _, mark in marked], rules.panel) if marked else None,
        deductions=tuple(_deductions([each for each in scores if each[1].accuracy is not None])),
        not_judged=tuple(_judged_by_none([score for _, score in scores])),
        notes=(*left_out, *panel_notes(len(marked), rules.panel, "camera")),
    )


def _check(scores: Sequence[tuple[str, Score]], rules: Rules) -> None:
    if not scores:
        raise UsageError("there is no score to combine")
    forms = {score.form.name for _, score in scores}
    applied = {(score.rules.name, score.rules.version) for _, score in scores} | {(rules.name, rules.version)}
    if len(forms) > 1:
        raise UsageError(f"these are of different forms: {', '.join(sorted(forms))}", hint="combine one performance")
    if len(applied) > 1:
        told = ", ".join(f"{name} (version {version})" for name, version in sorted(applied))
        raise UsageError(f"these were scored by different rules: {told}", hint="score them again by the same ones")


def _deductions(scores: Sequence[tuple[str, Score]]) -> list[CombinedDeduction]:
    found: dict[_Key, list[tuple[str, Deduction]]] = defaultdict(list)
    for name, score in scores:
        for key, deduction in _numbered(score.deductions):
            found[key].append((name, deduction))
    ordered = sorted(found, key=lambda key: (key[0] is None, key[0] or 0, key[1], key[2]))
    return [_combined(found[key], scores) for key in ordered]


def _numbered(deductions: Sequence[Deduction]) -> Iterator[tuple[_Key, Deduction]]:
    """Each deduction with its movement, its rule, and how many like it came before."""
    before: Counter[tuple[int | None, str]] = Counter()
    for each in sorted(deductions, key=lambda each: each.at_s):
        yield (each.movement, each.rule, before[each.movement, each.rule]), each
        before[each.movement, each.rule] += 1


def _combined(seen: Sequence[tuple[str, Deduction]], scores: Sequence[tuple[str, Score]]) -> CombinedDeduction:
    clearest = max((deduction for _, deduction in seen), key=lambda each: each.confidence)
    saw = {name for name, _ in seen}
    others = [(name, _could_not(score, clearest)) for name, score in scores if name not in saw]
    return CombinedDeduction(
        rule=clearest.rule,
        kind=clearest.kind,
        points=max(each.points for _, each in seen),
        movement=clearest.movement,
        finding=clearest.finding,
        seen=tuple(Sighting(name, each.at_s, each.confidence, each.text) for name, each in seen),
        not_seen=tuple(name for name, could_not in others if not could_not),
        not_judged=tuple(name for name, could_not in others if could_not),
    )


def _could_not(score: Score, deduction: Deduction) -> bool:
    """Whether a camera could not judge what another deducted."""
    return any(
        each.rule == deduction.rule and (not each.movements or deduction.movement in each.movements)
        for each in score.not_judged
    )


def _judged_by_none(scores: Sequence[Score]) -> Iterator[NotJudged]:
    """What no camera judged: of the whole, or of the movements that none of them did."""
    every = frozenset(range(1, scores[0].form.movements + 1))
    left: dict[str, list[frozenset[int]]] = {}
    told: dict[str, NotJudged] = {}
    for score in scores:
        unjudged: dict[str, frozenset[int]] = {}
        for each in score.not_judged:
            told.setdefault(each.rule, each)
            unjudged[each.rule] = unjudged.get(each.rule, frozenset()) | (frozenset(each.movements) or every)
        for rule, movements in unjudged.items():
            left.setdefault(rule, []).append(movements)
    for rule, sets in left.items():
        by_none = frozenset.intersection(*sets) if len(sets) == len(scores) else frozenset()
        if by_none:
            named = () if by_none == every else tuple(sorted(by_none))
            yield msgspec.structs.replace(told[rule], movements=named)
