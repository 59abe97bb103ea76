"""Rules of scoring: what comes along, and every kind of wrong file."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import msgspec
import pytest

from annotator.errors import ScoringError, UsageError
from annotator.scoring import DEFAULT_RULES, FORM_NAMES, Rules, load_rules, rules_names

TEXT = resources.files("annotator.scoring").joinpath("rules", f"{DEFAULT_RULES}.toml").read_text("utf-8")


def test_the_rules_that_come_along() -> None:
    assert rules_names() == (DEFAULT_RULES,)
    rules = load_rules()
    assert rules == load_rules("World_Taekwondo_Aid_1")
    assert [rules.accuracy.deduction(kind) for kind in ("minor", "major", "restart")] == [0.1, 0.3, 0.6]
    assert (rules.total, rules.accuracy.max, rules.presentation.max) == (10, 4, 6)
    timing = rules.timing
    assert (timing.pause_s, timing.time_limit_s, timing.slow_s) == (3, 90, (5, 8))
    assert (rules.panel.judges, rules.panel.drop_highest, rules.panel.drop_lowest) == ((5, 7), 1, 1)


def test_confidence_is_carried_over() -> None:
    rules = load_rules()
    assert (rules.accuracy.confidence, rules.presentation.confidence) == ("high", "high")
    assert (rules.panel.confidence, rules.timing.time_limit_confidence, rules.timing.slow_confidence) == ("medium",) * 3
    assert rules.limits.confidence == "low"
    ours = {"over-time", "low-kick", "balance", "slow-time"}  # which no source has as deductions of so many points
    assert {fault.id for fault in rules.faults if fault.confidence == "low"} == ours


def test_what_one_camera_cannot_judge_is_never_judged() -> None:
    rules = load_rules()
    assert {fault.id for fault in rules.not_judged} == {"kihap", "gaze", "displacement", "inexact-hand"}
    assert rules.presentation.judged == "no"
    assert {fault.id for fault in rules.faults if fault.judged == "partly"} == {
        "inexact-stance",
        "low-kick",
        "balance",
        "restart",
    }
    assert all(fault.reason for fault in rules.faults if fault.judged != "yes")
    assert rules.fault("displacement").not_in == ("keumgang",)
    assert {form for fault in rules.faults for form in fault.not_in} <= set(FORM_NAMES)
    with pytest.raises(KeyError):
        rules.fault("smile")


def test_rules_go_round(tmp_path: Path) -> None:
    assert msgspec.json.decode(msgspec.json.encode(load_rules()), type=Rules) == load_rules()
    path = tmp_path / "우리.toml"
    path.write_text(TEXT.replace("pause_s = 3.0", "pause_s = 2.5"), "utf-8")
    assert load_rules(str(path)).timing.pause_s == load_rules(path).timing.pause_s == 2.5


@pytest.mark.parametrize("text", ["world-taekwondo-aid-2", "", "\0", "no/such.toml"])
def test_rules_nobody_knows(text: str) -> None:
    with pytest.raises(UsageError, match=f"the rules are {DEFAULT_RULES}"):
        load_rules(text)


@pytest.mark.parametrize(
    ("old", "new", "field", "told"),
    [
        ("minor = 0.1", "minor = 0.5", "accuracy", "must not fall"),
        ("minor = 0.1", "minor = -0.1", "accuracy.minor", ">= 0"),
        ("minor = 0.1", "", "accuracy.minor", "is missing"),
        ("minor = 0.1", "minor = nan", "accuracy.minor", ">= 0"),
        ("restart = 0.6", "restrat = 0.6", "accuracy.restrat", "did you mean restart"),
        ("total = 10.0", "total = 9.0", "total", "together"),
        ('"rhythm and tempo" = 2.0', '"rhythm and tempo" = 1.0', "presentation.parts", "do not make 6"),
        ('judged = "no"\nreason = "judges', 'judged = "yes"\nreason = "judges', "presentation.judged", "yes"),
        ("slow_s = [5.0, 8.0]", "slow_s = [8.0, 5.0]", "timing.slow_s", "longer than the longest"),
        ("pause_s = 3.0", "pause_s = 0", "timing.pause_s", "> 0"),
        ("judges = [5, 7]", "judges = [2, 7]", "panel.judges", "no mark is left"),
        ('id = "gaze"', 'id = "kihap"', "faults[5].id", "there twice"),
        ('id = "gaze"', 'id = "Gaze!"', "faults[5].id", "lower-case"),
        ('reason = "needs the sound"', "", "faults[3].reason", "says why"),
        ('kind = "restart"', 'kind = "again"', "faults[14].kind", "again"),
        ("schema = 1", "schema = 7", "schema", "a newer annotator"),
    ],
)
def test_wrong_rules(tmp_path: Path, old: str, new: str, field: str, told: str) -> None:
    assert TEXT.count(old) == 1, old
    path = tmp_path / "rules.toml"
    path.write_text(TEXT.replace(old, new), "utf-8")
    with pytest.raises(ScoringError) as caught:
        load_rules(path)
    assert (caught.value.path, caught.value.field) == (path, field)
    assert told in str(caught.value)


def test_what_are_no_rules_at_all(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes(b"= 3")
    with pytest.raises(ScoringError, match="is not valid TOML"):
        load_rules(path)
