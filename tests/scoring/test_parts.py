"""Parts of forms: how they are asked for, what they hold, and that movements keep their numbers downstream."""

from __future__ import annotations

from pathlib import Path

import pytest
from performer import ASPECT, perform

from annotator.errors import UsageError
from annotator.records import Landmarks
from annotator.scoring import (
    FilmedBody,
    follow,
    form_part,
    form_remarks,
    form_sections,
    form_text,
    load_form,
    load_forms,
)

TAEGEUK_1 = load_form("taegeuk-1")


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("taegeuk-1:5-9", (5, 9)),
        ("태극 1장:5-9", (5, 9)),
        ("T1: 5 - 9 ", (5, 9)),
        ("T1:7", (7, 7)),
        ("T1:section-2", (5, 10)),
        ("T1:Section 4", (17, 18)),
        ("태극 1장:2단락", (5, 10)),
    ],
)
def test_a_part_is_asked_for_behind_a_colon(asked: str, numbers: tuple[int, int]) -> None:
    part = load_form(asked)
    assert part.part == numbers
    assert [each.number for each in part.movements] == list(range(numbers[0], numbers[1] + 1))
    assert part.movements == TAEGEUK_1.movements[numbers[0] - 1 : numbers[1]]
    assert part.name == "taegeuk-1"
    assert part.title.ko.startswith("태극 1장 ")
    assert list(part.turns()) == list(TAEGEUK_1.turns())[numbers[0] - 1 : numbers[1]]
    assert form_remarks(part) == ()


def test_all_of_a_form_is_the_form() -> None:
    assert load_form("taegeuk-1:1-18") == TAEGEUK_1


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("T1:5-19", "has no movements 5-19"),
        ("T1:9-5", "has no movements 9-5"),
        ("T1:0", "has no movements 0"),
        ("T1:section-5", "has no section 5"),
        ("koryo:section-1", "not known well enough"),
        ("T1:middle", "there is no form"),
    ],
)
def test_no_such_part(asked: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        load_form(asked)


def test_a_part_of_a_part() -> None:
    section = load_form("T1:section-2")
    assert form_part(section, "6-7").part == (6, 7)
    assert form_part(section, "6-7").start_facing == 0
    with pytest.raises(UsageError, match="it has 5 to 10"):
        form_part(section, "4-6")
    with pytest.raises(UsageError, match="no part of a form"):
        form_part(TAEGEUK_1, "the end")


def test_a_part_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(form_text("taegeuk-1"), "utf-8")
    assert load_form(f"{path}:5-9").part == (5, 9)
    odd = tmp_path / "mine.toml:5-9"
    odd.write_text(form_text("taegeuk-2"), "utf-8")
    assert load_form(str(odd)).name == "taegeuk-2"


def test_sections_lie_end_to_end_and_begin_with_the_line_along() -> None:
    sections = {form.name: form_sections(form) for form in load_forms()}
    assert sections["taegeuk-1"] == ((1, 4), (5, 10), (11, 16), (17, 18))
    assert [len(sections[f"taegeuk-{n}"]) for n in range(1, 8)] == [4] * 7
    assert sections["taegeuk-8"] == sections["koryo"] == sections["keumgang"] == ()
    for form in load_forms():
        held = [n for first, last in sections[form.name] for n in range(first, last + 1)]
        assert held == ([each.number for each in form.movements] if held else [])
        for first, _ in sections[form.name][1:]:
            assert form.movements[first - 1].facing in {0, 180}


@pytest.mark.parametrize("cut", [True, False], ids=["of a clip", "of the whole form"])
def test_a_part_is_followed_with_its_own_numbers(cut: bool) -> None:
    performance = perform(TAEGEUK_1, camera=20)
    landmarks, begun_s = performance.landmarks, 0.0
    if cut:
        begun_s = performance.truth[5][0] - 0.3
        inside = (landmarks.times_s >= begun_s) & (landmarks.times_s < performance.truth[10][1] + 0.4)
        begun_s = float(landmarks.times_s[inside][0])
        times_s = landmarks.times_s[inside] - begun_s
        landmarks = Landmarks(landmarks.points[inside], landmarks.present[inside], times_s)
    result = follow(FilmedBody(landmarks, ASPECT), load_form("T1:section-2"))
    assert (result.form.name, result.form.part, result.form.movements) == ("taegeuk-1", (5, 10), 6)
    assert [each.number for each in result.found] == [5, 6, 7, 8, 9, 10]
    assert result.warnings == ()
    for each in result.found:
        assert each.start_s == pytest.approx(performance.truth[each.number][0] - begun_s, abs=0.15)
