"""A performance scored: the form is followed, what was found is held against the rules, and everything is summed up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.records import Landmarks
from annotator.scoring.following import Following, follow
from annotator.scoring.form import Form
from annotator.scoring.phrases import finding_text, proxy_text
from annotator.scoring.ruleset import Rules
from annotator.scoring.scored import AppliedRules, Deduction, Measured, NotJudged, Points, Proxy, Score


def score(
    landmarks: Landmarks, aspect: float, form: Form, rules: Rules, *, video: str = "", performer: str = ""
) -> Score:
    """Scores the landmarks of a whole performance; `aspect` is the picture's width by height.

    Raises ScoringError where no body, or no arms, are in the landmarks.
    """
    following = follow(landmarks, aspect, form, video=video, pause_s=rules.timing.pause_s)
    deductions = sorted(
        [*_omissions(following, rules), *_pauses(following, rules), *_over_time(following, rules)],
        key=lambda each: (each.start_s, each.movement or 0),
    )
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
        not_judged=tuple(_not_judged(form, rules)),
        proxies=tuple(_proxies(form, following, rules)),
        warnings=following.warnings,
    )


def _points(deductions: Sequence[Deduction], rules: Rules) -> Points:
    deducted = round(sum(each.points for each in deductions), 3)
    return Points(rules.accuracy.max, deducted, round(max(rules.accuracy.max - deducted, 0.0), 3))


def _omissions(following: Following, rules: Rules) -> Iterable[Deduction]:
    before_s = following.found[0].start_s if following.found else 0.0
    for movement in following.movements:
        if movement.status == "found":
            before_s = movement.end_s
        else:
            at_s = before_s or 0.0
            yield _deduction("wrong-movement", "omitted", rules, at_s, at_s, movement=movement.number, confidence=0.8)


def _pauses(following: Following, rules: Rules) -> Iterable[Deduction]:
    for pause in following.pauses:
        measured = Measured("time stood still", round(pause.end_s - pause.start_s, 2), "s", None, rules.timing.pause_s)
        later = [each.number for each in following.found if (each.start_s or 0.0) >= pause.end_s - 0.2]
        number = later[0] if later else None
        yield _deduction("pause", "pause", rules, pause.start_s, pause.end_s, movement=number, measured=measured)


def _over_time(following: Following, rules: Rules) -> Iterable[Deduction]:
    limit_s = rules.timing.time_limit_s
    if following.total_s is not None and following.total_s > limit_s:
        end_s = following.found[-1].end_s or 0.0
        measured = Measured("total time", following.total_s, "s", None, limit_s)
        text = finding_text("over-time", value=following.total_s, high=limit_s)
        yield Deduction(
            rule="over-time",
            kind="major",
            points=rules.timing.over_time,
            finding="over-time",
            start_s=end_s - following.total_s + limit_s,
            end_s=end_s,
            at_s=end_s,
            text=text,
            measured=measured,
            confidence=0.9,
        )


def _deduction(
    rule: str,
    finding: str,
    rules: Rules,
    start_s: float,
    end_s: float,
    *,
    movement: int | None = None,
    measured: Measured | None = None,
    confidence: float = 0.9,
) -> Deduction:
    kind = rules.fault(rule).kind
    values = {"value": measured.value, "low": measured.low, "high": measured.high} if measured else {}
    return Deduction(
        rule=rule,
        kind=kind,
        points=rules.accuracy.deduction(kind),
        finding=finding,
        movement=movement,
        start_s=start_s,
        end_s=end_s,
        at_s=(start_s + end_s) / 2,
        text=finding_text(finding, **values),
        measured=measured,
        confidence=confidence,
    )


def _not_judged(form: Form, rules: Rules) -> Iterable[NotJudged]:
    for fault in rules.not_judged:
        if form.name not in fault.not_in:
            text = {"ko": fault.text, "en": fault.text}
            yield NotJudged(rule=fault.id, text=text, reason={"ko": fault.reason, "en": fault.reason})


def _proxies(form: Form, following: Following, rules: Rules) -> Iterable[Proxy]:
    if following.total_s is not None:
        high = rules.timing.time_limit_s
        yield Proxy(name="total-time", text=proxy_text("total-time"), value=following.total_s, unit="s", high=high)
    low, high = rules.timing.slow_s
    for movement, followed in zip(form.movements, following.movements, strict=True):
        if movement.slow and followed.start_s is not None and followed.end_s is not None:
            value, number = round(followed.end_s - followed.start_s, 2), movement.number
            text = proxy_text("slow-time")
            yield Proxy(name="slow-time", text=text, value=value, unit="s", movement=number, low=low, high=high)
