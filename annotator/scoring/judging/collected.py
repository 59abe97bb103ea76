"""What judging collects on its way: deductions, what was not judged, proxies; made of rules and phrases."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from annotator.scoring.phrases import finding_text, part_text, proxy_text, reason_text, rules_text
from annotator.scoring.ruleset import Rules
from annotator.scoring.scored import Deduction, Measured, NotJudged, Proxy
from annotator.translation import in_languages


@dataclass
class Collected:
    """Everything said of one performance by these rules."""

    rules: Rules
    deductions: list[Deduction] = field(default_factory=list)
    proxies: list[Proxy] = field(default_factory=list)
    _lost: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    _unjudged: dict[tuple[str, str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def deduct(
        self,
        rule: str,
        finding: str,
        span: tuple[float, float],
        *,
        movement: int | None = None,
        at_s: float | None = None,
        measured: Measured | None = None,
        confidence: float = 0.9,
    ) -> None:
        """Takes away what the rules have for this fault; `span` is where it can be seen, `at_s` the moment."""
        kind = self.rules.fault(rule).kind
        values = {"value": measured.value, "low": measured.low, "high": measured.high} if measured else {}
        start_s, end_s = (_rounded(each) for each in span)
        self.deductions.append(
            Deduction(
                rule=rule,
                kind=kind,
                points=self.rules.accuracy.deduction(kind),
                finding=finding,
                movement=movement,
                start_s=start_s,
                end_s=end_s,
                at_s=_rounded((start_s + end_s) / 2 if at_s is None else at_s),
                text=finding_text(finding, **values),
                measured=measured,
                confidence=round(float(np.clip(confidence, 0.0, 1.0)), 2),
            )
        )

    def leave(self, rule: str, part: str, reason: str, movement: int) -> None:
        """Notes that a part of a movement ("hands", "stance", "kick", "balance") was not judged by a rule."""
        self._unjudged[rule, part, reason].append(movement)

    def leave_movement(self, movement: int, reason: str) -> None:
        """Notes that a whole movement was not judged, and why, in English."""
        self._lost[reason].append(movement)

    def tell(
        self,
        name: str,
        value: float,
        unit: str,
        movement: int | None = None,
        *,
        low: float | None = None,
        high: float | None = None,
    ) -> None:
        """Tells a proxy, where it could be measured."""
        if np.isfinite(value):
            self.proxies.append(
                Proxy(
                    name=name,
                    text=proxy_text(name),
                    value=round(float(value), 3),
                    unit=unit,
                    movement=movement,
                    low=low,
                    high=high,
                )
            )

    def not_judged(self, form_name: str) -> list[NotJudged]:
        """What was not judged at all by these rules, then what was not in some movements."""
        whole = [
            NotJudged(
                rule=fault.id,
                text=rules_text(fault.text, fault.text_ko),
                reason=rules_text(fault.reason, fault.reason_ko),
            )
            for fault in self.rules.not_judged
            if form_name not in fault.not_in
        ]
        parts = [
            NotJudged(rule=rule, movements=tuple(numbers), text=part_text(part), reason=reason_text(reason))
            for (rule, part, reason), numbers in self._unjudged.items()
        ]
        lost = [
            NotJudged(
                rule="wrong-movement",
                movements=tuple(numbers),
                text=part_text("movement"),
                reason=in_languages(reason),
            )
            for reason, numbers in self._lost.items()
        ]
        return [*lost, *whole, *parts]


def _rounded(seconds: float) -> float:
    return round(float(seconds), 3)
