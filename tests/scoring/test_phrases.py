"""Whatever scoring can say it can say in Korean and English, with its figures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import annotator.scoring
from annotator.scoring import load_rules, rules_names
from annotator.scoring.phrases import finding_text, part_text, proxy_text, reason_text, rules_text
from annotator.translation import in_languages

CODE = "".join(
    path.read_text("utf-8")
    for path in sorted(Path(annotator.scoring.__file__).parent.rglob("*.py"))
    if path.name != "phrases.py"
)
DEDUCED = re.findall(r'\.deduct\(\s*"([\w-]+)",\s*"([\w-]+)"', CODE)
LEFT = re.findall(r'\.leave\(\s*"([\w-]+)",\s*"([\w ]+)"', CODE)
TOLD = re.findall(r'\.tell\(\s*"([\w-]+)"', CODE)
MEASURED = re.findall(r'Measured\(\s*"([\w ]+)",.*?, "([\w /]+)"', CODE)
UNITS = re.findall(r'\.tell\(\s*"[\w-]+",.*?, "([\w /]+)"', CODE)


def in_both(text: dict[str, str]) -> bool:
    return bool(re.search("[가-힣]", text["ko"])) and bool(re.search("[a-z]", text["en"])) and set(text) == {"ko", "en"}


@pytest.mark.parametrize(
    "finding",
    [
        *sorted({finding for _, finding in DEDUCED}),
        "other-arm", "other-technique", "other-stance", "short-stance", "long-stance", "no-kick", "low-kick",
    ],
)  # fmt: skip
def test_findings(finding: str) -> None:
    text = finding_text(finding, value=1.5, low=0.25, high=2.5)
    assert in_both(text)
    assert "{" not in text["ko"] + text["en"]


def test_every_rule_that_is_asked_for_is_there() -> None:
    assert DEDUCED
    for rule in {rule for rule, _ in [*DEDUCED, *LEFT]}:
        assert load_rules().fault(rule).judged != "no"


def test_parts_reasons_and_proxies() -> None:
    assert LEFT
    assert all(in_both(part_text(part)) for part in {part for _, part in LEFT})
    for reason in ("not settled", "no shape", "no direction", "hidden", "mixed up", "along", "away", "side view"):
        assert in_both(reason_text(reason))
    assert in_both(reason_text("too short"))
    assert TOLD
    assert all(in_both(proxy_text(name)) for name in TOLD)


def test_what_is_measured_and_its_units() -> None:
    assert {"stance length", "time stood still"} < {what for what, _ in MEASURED}
    assert {"leg lengths", "degrees", "s"} <= {*UNITS}
    assert len(MEASURED) == len(re.findall(r"[^.\w]Measured\(", CODE)) - CODE.count("class Measured(")
    assert all(in_both(in_languages(what)) for what, _ in MEASURED)
    assert all(in_both(in_languages(unit)) for unit in {*UNITS, *(unit for _, unit in MEASURED)})


@pytest.mark.parametrize("name", rules_names())
def test_the_rules_that_come_with_annotator(name: str) -> None:
    rules = load_rules(name)
    texts = [(rules.title, rules.title_ko), (rules.presentation.reason, rules.presentation.reason_ko)]
    texts += [(fault.text, fault.text_ko) for fault in rules.faults]
    texts += [(fault.reason, fault.reason_ko) for fault in rules.faults if fault.reason]
    assert all(in_both(rules_text(english, korean)) for english, korean in texts)
    assert rules_text("only in English", "") == {"ko": "only in English", "en": "only in English"}
