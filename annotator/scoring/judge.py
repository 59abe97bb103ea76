"""A performance scored: the form is followed, what was found is held against the rules, and everything is summed up.

landmarks -> follow -> holds, view -> hands, stances, kicks, balance, time -> deductions, not judged, proxies
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from annotator.landmarks import mirror
from annotator.records import Landmarks
from annotator.scoring.body import BodyEvidence, body_evidence
from annotator.scoring.following import Following, follow
from annotator.scoring.form import Form
from annotator.scoring.judging import Collected, find_restart, holds, judge_movements, view_of
from annotator.scoring.pauses import activity, find_strokes
from annotator.scoring.ruleset import Rules
from annotator.scoring.scored import AppliedRules, Deduction, Measured, Points, Score

_SAME_S: Final = 0.2


def score(
    landmarks: Landmarks, aspect: float, form: Form, rules: Rules, *, video: str = "", performer: str = ""
) -> Score:
    """Scores the landmarks of a whole performance; `aspect` is the picture's width by height.

    Raises ScoringError where no body, or no arms, are in the landmarks.
    """
    following = follow(landmarks, aspect, form, video=video, pause_s=rules.timing.pause_s)
    evidence = body_evidence(mirror(landmarks) if following.mirrored else landmarks, aspect)
    collected = Collected(rules)
    _omissions(following, collected)
    _pauses(form, following, collected)
    _total(following, collected)
    found = holds(form.movements, following.movements, evidence)
    view = view_of(found, following.facing)
    _restart(form, following, evidence, round(view.facing), collected)
    judge_movements(found, view, evidence, collected)
    deductions = sorted(collected.deductions, key=lambda each: (each.start_s, each.movement or 0))
    return Score(
        form=following.form,
        rules=AppliedRules(rules.name, rules.version, rules.title),
        performer=performer,
        accuracy=_points(deductions, rules),
        presentation=f"not scored: {rules.presentation.reason}",
        total_s=following.total_s,
        facing=following.facing,
        mirrored=following.mirrored,
        movements=following.movements,
        extra=following.extra,
        pauses=following.pauses,
        deductions=tuple(deductions),
        not_judged=tuple(collected.not_judged(form.name)),
        proxies=tuple(collected.proxies),
        warnings=following.warnings,
    )


def _points(deductions: Sequence[Deduction], rules: Rules) -> Points:
    deducted = round(sum(each.points for each in deductions), 3)
    return Points(rules.accuracy.max, deducted, round(max(rules.accuracy.max - deducted, 0.0), 3))


def _omissions(following: Following, collected: Collected) -> None:
    before_s = following.found[0].start_s or 0.0 if following.found else 0.0
    for movement in following.movements:
        if movement.end_s is not None:
            before_s = movement.end_s
        else:
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


def _restart(form: Form, following: Following, evidence: BodyEvidence, facing: int, collected: Collected) -> None:
    if not following.found:
        return
    strokes = find_strokes(evidence.times_s, activity(evidence))
    again = find_restart(form, evidence, strokes, following.found[0].start_s or 0.0, facing)
    if again is not None:
        last, span = again
        collected.deduct("restart", "restart", (span.start_s, span.end_s), movement=last, confidence=0.8)
