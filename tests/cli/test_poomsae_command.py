"""`annotator poomsae`, as users call it."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest


def columns(text: str) -> int:
    """How many columns of a terminal the widest line takes: Hangul syllables take two."""
    return max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in text.splitlines())


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_the_forms_are_listed(run_annotator: Any) -> None:
    done = run_annotator("poomsae", "forms")
    assert (done.returncode, done.stderr) == (0, "")
    assert columns(done.stdout) <= 80
    for part in ("taegeuk-1", "태극 8장", "27 or 23", "18-25", "15 and 18: AS or AG", "고려", "medium"):
        assert part in done.stdout
    listed = json.loads(run_annotator("poomsae", "forms", "--json").stdout)
    assert [form["name"] for form in listed][-2:] == ["koryo", "keumgang"]
    by_name = {form["name"]: form for form in listed}
    assert by_name["taegeuk-8"]["poom"] == [23, 27]
    assert by_name["taegeuk-2"]["disputed_movements"] == [15, 18]


@pytest.mark.parametrize("form", ["T8", "고려", "keumgang", "태극 5장"])
def test_a_form_is_shown(run_annotator: Any, form: str) -> None:
    done = run_annotator("poomsae", "forms", "show", form)
    assert (done.returncode, done.stderr) == (0, "")
    assert columns(done.stdout) <= 80
    content = json.loads(run_annotator("poomsae", "forms", "show", form, "--json").stdout)
    for movement in content["movements"]:
        assert f" {movement['number']} " in done.stdout
        for technique in movement["techniques"]:
            assert technique["ko"] in done.stdout
        if movement["stance"]:
            assert movement["stance"]["ko"] in done.stdout
        if movement["disputed"]:
            assert f"movement {movement['number']}: {movement['disputed']}" in done.stdout
    assert {"turn", "kihap", "names"} <= set(content["movements"][0])


def test_what_a_movement_is_marked_with(run_annotator: Any) -> None:
    lines = run_annotator("poomsae", "forms", "show", "taegeuk-8").stdout.splitlines()
    row = {line.split()[0]: line for line in lines if line[:4].strip().isdecimal()}
    assert "slow" in row["6"]
    assert "기합" in row["3"]
    assert "kihap" in row["3"]
    assert "disputed" in row["14"]
    assert "group 1" in row["21"]


def test_a_copy_is_corrected_and_checked(run_annotator: Any, tmp_path: Path) -> None:
    text = run_annotator("poomsae", "forms", "show", "taegeuk-1", "--toml").stdout
    good, odd, bad = (tmp_path / name for name in ("good.toml", "odd.toml", "bad.toml"))
    good.write_text(text, "utf-8")
    odd.write_text(text.replace('"몸통반대지르기", side = "right"', '"몸통반대지르기", side = "left"', 1), "utf-8")
    bad.write_text(text.replace('"몸통안막기"', '"몸퉁안막기"', 1), "utf-8")
    assert run_annotator("poomsae", "forms", "check", good).stdout.rstrip().endswith("ok, 태극 1장, 18 movements")

    done = run_annotator("poomsae", "forms", "check", bad, odd, good)
    assert done.returncode == 1
    assert "movement 7: techniques[1].name" in done.stdout
    assert "did you mean 몸통안막기" in done.stdout
    assert "look at 2: 몸통반대지르기" in done.stdout
    assert done.stdout.count("ok, 태극 1장") == 2

    found = json.loads(run_annotator("poomsae", "forms", "check", bad, odd, "--json").stdout)
    assert (found[0]["movement"], found[0]["field"], found[0]["form"]) == (7, "techniques[1].name", None)
    assert (found[1]["error"], [each["movement"] for each in found[1]["remarks"]]) == (None, [2])
    shown = run_annotator("poomsae", "forms", "show", bad)
    assert shown.returncode == 1
    assert str(bad) in shown.stderr
    assert "movement 7" in shown.stderr
    assert run_annotator("poomsae", "forms", "show", good).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["forms", "show", "taegeuk-9"], "did you mean"),
        (["forms", "show", "taegeuk-9", "--toml"], "no form 'taegeuk-9' comes with annotator"),
        (["forms", "check", "nowhere.toml"], "there is no such file"),
        (["rules", "olympic"], "the rules are world-taekwondo-aid-1"),
        ([], "required"),
    ],
)
def test_wrong_usage(run_annotator: Any, arguments: list[str], told: str) -> None:
    done = run_annotator("poomsae", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_the_rules_are_shown(run_annotator: Any, tmp_path: Path) -> None:
    done = run_annotator("poomsae", "rules")
    assert (done.returncode, done.stderr) == (0, "")
    assert columns(done.stdout) <= 80
    for part in ("minor -0.1, major -0.3, restart -0.6", "not judged", "never scored here", "An aid for judges"):
        assert part in done.stdout
    assert run_annotator("poomsae", "rules", "world-taekwondo-aid-1").stdout == done.stdout
    content = json.loads(run_annotator("poomsae", "rules", "--json").stdout)
    assert content["accuracy"]["major"] == 0.3
    broken = tmp_path / "mine.toml"
    broken.write_text("schema = 1\n", "utf-8")
    failed = run_annotator("poomsae", "rules", broken)
    assert failed.returncode == 1
    assert "is missing" in failed.stderr
