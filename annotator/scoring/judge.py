"""A performance scored: the form is followed, what was found is held against the rules, and everything is summed up.

landmarks -> follow -> holds, view -> hands, stances, kicks, balance, time -> deductions, not judged, proxies
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from annotator.scoring.doubts import doubts, unscorable
from annotator.scoring.filmed import FilmedBody
from annotator.scoring.following import OMITTED, FollowedForm, FollowedMovement, Following, follow
from annotator.scoring.form import Form
from annotator.scoring.judging import Collected, find_restart, holds, judge_movements, view_of
from annotator.scoring.naming import movement_names
from annotator.scoring.phrases import rules_text
from annotator.scoring.ruleset import Rules
from annotator.scoring.scored import AppliedRules, Deduction, Measured, Points, Score
from annotator.translation import translated

NOT_SEEN: Final = "not seen"
_SAME_S: Final = 0.2


def score(
    body: FilmedBody,
    form: Form,
    rules: Rules,
    *,
    video: str = "",
    performer: str = "",
    damage: str | None = None,
) -> Score:
    """Scores a whole performance.

    `damage` is what is wrong with the video, where it could not be read to its end. Where nobody, or something else, is
    seen, there is a score without points that says why (`Score.unscored`).
    """
    if reason := unscorable(body):
        return _unscored(form, rules, performer, reason)
    following = follow(body, form, video=video, pause_s=rules.timing.pause_s)
    doubt = doubts(body.landmarks, following, damage=damage)
    movements = tuple(_with_status(each, doubt.not_judged) for each in following.movements)
    seen = body.mirrored if following.mirrored else body
    collected = Collected(rules)
    _omissions(movements, collected)
    for number, reason in zip(doubt.not_judged, doubt.reasons, strict=True):
        collected.leave_movement(number, reason)
    _pauses(form, following, collected)
    _total(following, collected)
    found = holds(form.movements, movements, seen.evidence)
    view = view_of(found, following.facing)
    _restart(form, following, seen, round(view.facing), collected)
    judge_movements(found, view, seen.evidence, collected)
    deductions = sorted(collected.deductions, key=lambda each: (each.start_s, each.movement or 0))
    scored = not doubt.unscored
    return Score(
        form=following.form,
        rules=_applied(rules),
        performer=performer,
        accuracy=_points(deductions, rules) if scored else None,
        presentation=_presentation(rules)["en"],
        presentation_text=_presentation(rules),
        unscored=doubt.unscored,
        total_s=following.total_s,
        facing=following.facing,
        mirrored=following.mirrored,
        movements=movements,
        extra=following.extra,
        pauses=following.pauses,
        deductions=tuple(deductions) if scored else (),
        not_judged=tuple(collected.not_judged(form.name)) if scored else (),
        proxies=tuple(collected.proxies) if scored else (),
        warnings=(*doubt.warnings, *following.warnings),
    )


def _unscored(form: Form, rules: Rules, performer: str, reason: str) -> Score:
    """The score of a recording in which there is nothing to score."""
    return Score(
        form=FollowedForm.of(form),
        rules=_applied(rules),
        performer=performer,
        accuracy=None,
        presentation=_presentation(rules)["en"],
        presentation_text=_presentation(rules),
        unscored=reason,
        total_s=None,
        facing=0,
        mirrored=False,
        movements=tuple(FollowedMovement(each.number, movement_names(each), NOT_SEEN) for each in form.movements),
        extra=(),
        pauses=(),
        deductions=(),
        not_judged=(),
        proxies=(),
    )


def _with_status(movement: FollowedMovement, not_judged: Collection[int]) -> FollowedMovement:
    """What nobody could see is not omitted."""
    if movement.number not in not_judged:
        return movement
    return FollowedMovement(movement.number, movement.name, NOT_SEEN)


def _applied(rules: Rules) -> AppliedRules:
    return AppliedRules(rules.name, rules.version, rules.title, rules_text(rules.title, rules.title_ko))


def _presentation(rules: Rules) -> dict[str, str]:
    reason = rules_text(rules.presentation.reason, rules.presentation.reason_ko)
    return {language: f"{translated('not scored', language)}: {text}" for language, text in reason.items()}


def _points(deductions: Sequence[Deduction], rules: Rules) -> Points:
    deducted = round(sum(each.points for each in deductions), 3)
    return Points(rules.accuracy.max, deducted, round(max(rules.accuracy.max - deducted, 0.0), 3))


def _omissions(movements: Sequence[FollowedMovement], collected: Collected) -> None:
    before_s = next((each.start_s for each in movements if each.start_s is not None), 0.0)
    for movement in movements:
        if movement.end_s is not None:
            before_s = movement.end_s
        elif movement.status == OMITTED:
            span = (before_s, before_s)
            collected.deduct("wrong-movement", "omitted", span, movement=movement.number, confidence=0.8)


def _pauses(form: Form, following: Following, collected: Collected) -> None:
    """Stops between movements; a slow movement is no stop."""
    slow = {movement.number for movement in form.movements if movement.slow}
    for pause in following.pauses:
        length_s = round(pause.end_s - pause.start_s, 2)
        collected.tell("pause", length_s, "s", high=collected.rules.timing.pause_s)
        later = [each for each in following.found if (each.start_s or 0.0) >= pause.end_s - _SAME_S]
        inside = [each for each in following.found if _holds(each.start_s, each.end_s, pause.start_s, pause.end_s)]
        if any(each.number in slow for each in inside):
            continue
        measured = Measured("time stood still", length_s, "s", None, collected.rules.timing.pause_s)
        number = later[0].number if later else None
        span = (pause.start_s, pause.end_s)
        collected.deduct("pause", "pause", span, movement=number, measured=measured)


def _holds(start_s: float | None, end_s: float | None, first_s: float, last_s: float) -> bool:
    """Whether a movement covers the middle of a stretch."""
    return (start_s or 0.0) <= (first_s + last_s) / 2 <= (end_s or 0.0)


def _total(following: Following, collected: Collected) -> None:
    limit_s, total_s = collected.rules.timing.time_limit_s, following.total_s
    if total_s is None:
        return
    collected.tell("total-time", total_s, "s", high=limit_s)
    if total_s > limit_s:
        end_s = following.found[-1].end_s or 0.0
        span = (end_s - total_s + limit_s, end_s)
        collected.deduct("over-time", "over-time", span, measured=Measured("total time", total_s, "s", None, limit_s))


def _restart(form: Form, following: Following, seen: FilmedBody, facing: int, collected: Collected) -> None:
    if not following.found:
        return
    again = find_restart(form, seen.evidence, seen.strokes, following.found[0].start_s or 0.0, facing)
    if again is not None:
        last, span = again
        collected.deduct("restart", "restart", (span.start_s, span.end_s), movement=last, confidence=0.8)
