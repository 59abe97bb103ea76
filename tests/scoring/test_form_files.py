"""Form files as people write them: every kind of wrong one is refused, naming file, movement and field."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from annotator.errors import ScoringError
from annotator.scoring import form_remarks, form_text, load_form, parse_form

HEAD = """
schema = 1
name = "mine"
version = "1"
title = { ko = "내 품새", en = "Mine" }
ready = "기본준비서기"
end = "기본준비서기"
count = 3
confidence = "low"
"""
FIRST = """
[[movements]]
number = 1
stance = { name = "앞서기", side = "left" }
techniques = [{ name = "아래막기", side = "left" }]
"""
SECOND = """
[[movements]]
number = 2
stance = { name = "AG", side = "right" }
techniques = [
  { name = "앞차기", side = "right", when = "before" },
  { name = "몸통반대지르기", side = "right", kihap = true },
]
facing = 90
facing_source = "given"
"""
THIRD = """
[[movements]]
number = 3
stance = { name = "주춤서기" }
techniques = [{ name = "산틀막기", side = "both" }]
disputed = "stance"
alternatives = [{ stance = { name = "앞굽이", side = "left" } }]
"""
WHOLE = HEAD + FIRST + SECOND + THIRD


def refused(tmp_path: Path, text: str | bytes) -> ScoringError:
    path = tmp_path / "mine.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ScoringError) as caught:
        load_form(path)
    assert caught.value.path == path
    assert str(path) in str(caught.value)
    return caught.value


def changed(old: str, new: str) -> str:
    assert WHOLE.count(old) == 1, old
    return WHOLE.replace(old, new)


def test_the_file_that_is_changed_below_is_right() -> None:
    form = parse_form(WHOLE.encode())
    assert [movement.number for movement in form.movements] == [1, 2, 3]
    assert form_remarks(form) == ()
    assert form.movements[1].facing_source == "given"


@pytest.mark.parametrize(
    ("old", "new", "movement", "field", "told"),
    [
        ('name = "아래막기"', 'name = "아레막기"', 1, "techniques[1].name", "did you mean 아래막기"),
        ('name = "앞서기"', 'name = "앞스기"', 1, "stance.name", "did you mean 앞서기"),
        ('name = "몸통반대지르기"', 'name = "xyz"', 2, "techniques[2].name", "there is no technique 'xyz'"),
        (
            'stance = { name = "앞서기", side = "left" }',
            'stance = { name = "앞서기" }',
            1,
            "stance.side",
            "needs a side",
        ),
        ('{ name = "주춤서기" }', '{ name = "주춤서기", side = "left" }', 3, "stance.side", "has no side"),
        ('{ name = "아래막기", side = "left" }', '{ name = "아래막기" }', 1, "techniques[1].side", "is missing"),
        ('{ name = "아래막기", side = "left" }', '{ name = "아래막기", side = "up" }', 1, "techniques[1].side", "up"),
        ('"아래막기", side = "left"', '"아래막기", sied = "left"', 1, "techniques[1].sied", "did you mean side"),
        ("kihap = true", "kihap = 1", 2, "techniques[2].kihap", "expected `bool`"),
        ("kihap = true", "times = 0", 2, "techniques[2].times", ">= 1"),
        ('when = "before"', 'when = "passing"', 2, "via", "no stance is passed"),
        ("facing = 90", "facing = 400", 2, "facing", "<= 359"),
        ("facing = 90", "facing = 90\nturn = -90", 2, "turn", "leads not to 90"),
        ("facing = 90\n", "", 2, "facing_source", "no direction is given"),
        ('facing_source = "given"', "slow = false", 2, "facing_source", "a direction is given"),
        ("number = 2", "number = 4", 4, "number", "expected 2"),
        ("number = 2", 'number = "two"', 2, "number", "expected `int`"),
        ("number = 2", "", 2, "number", "is missing"),
        ("number = 3", "number = 2", 2, "number", "expected 3"),
        ('disputed = "stance"', "", 3, "disputed", "nothing is disputed"),
        ('{ stance = { name = "앞굽이", side = "left" } }', "{}", 3, "alternatives[1]", "either another stance"),
        (
            '{ stance = { name = "앞굽이"',
            '{ side = "left", stance = { name = "앞굽이"',
            3,
            "alternatives[1]",
            "technique",
        ),
        ('name = "앞굽이"', 'name = "뒷굼이"', 3, "alternatives[1].stance.name", "뒷굽이"),
        ('{ stance = { name = "앞굽이", side = "left" } }', "{ technique = 1 }", 3, "alternatives[1]", "neither"),
        (
            '{ stance = { name = "앞굽이", side = "left" } }',
            '{ technique = 2, side = "left" }',
            3,
            "alternatives[1].technique",
            "the movement has 1",
        ),
        ("count = 3", "count = 4", None, "count", "there are 3 movements"),
        ("schema = 1", "schema = 2", None, "schema", "a newer annotator"),
        ('confidence = "low"', 'confidence = "sure"', None, "confidence", "sure"),
        ('confidence = "low"', 'confidense = "low"', None, "confidense", "did you mean confidence"),
        ('ready = "기본준비서기"', 'ready = "기본준비서가"', None, "ready.name", "did you mean 기본준비서기"),
        ("count = 3", "count = 3\ntypical_s = [20, 10]", None, "typical_s", "longer than the longest"),
        ("count = 3", "count = 3\ntypical_s = [20]", None, "typical_s", "length 2"),
        ('en = "Mine"', 'fr = "La mienne"', None, "title", "en"),
    ],
)
def test_wrong_files(tmp_path: Path, old: str, new: str, movement: int | None, field: str, told: str) -> None:
    error = refused(tmp_path, changed(old, new))
    assert (error.movement, error.field.startswith(field)) == (movement, True), error
    assert told in str(error)
    if movement is not None:
        assert f"movement {movement}: {error.field}: " in str(error)
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (str(copy), copy.movement, copy.field) == (str(error), error.movement, error.field)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"schema = ", "is not valid TOML"),
        (b"", "is missing"),
        (b"\xff\xff\xff\xc0", "neither UTF-8 nor CP949"),
        (b"# " + b"x" * (1 << 20), "larger"),
        (HEAD.encode(), "movements: is missing"),
        ((HEAD + "movements = []").encode(), "length >= 1"),
        ((HEAD + "movements = [1]").encode(), "movements[1]"),
    ],
)
def test_what_is_no_form_at_all(tmp_path: Path, text: bytes, told: str) -> None:
    assert told in str(refused(tmp_path, text))


def test_groups_follow_one_another(tmp_path: Path) -> None:
    grouped = [text.replace("\nnumber", "\ngroup = 1\nnumber") for text in (FIRST, SECOND, THIRD)]
    assert parse_form((HEAD + "".join(grouped)).encode()).grouped == 1
    assert parse_form((HEAD + grouped[0] + grouped[1] + THIRD).encode()).grouped == 2
    error = refused(tmp_path, HEAD + grouped[0] + SECOND + grouped[2])
    assert (error.movement, error.field) == (3, "group")


def test_names_of_its_own(tmp_path: Path) -> None:
    text = changed('name = "산틀막기"', 'name = "새막기"').replace('name = "주춤서기"', 'name = "곰서기"')
    own = """
[techniques."새막기"]
en = "bird block"
kind = "block"
[stances.GOM]
ko = "곰서기"
en = "bear stance"
side = "none"
"""
    assert "there is no stance '곰서기'" in str(refused(tmp_path, text))
    form = parse_form((text + own).encode())
    movement = form.movements[2]
    assert movement.stance is not None
    assert (movement.stance.code, movement.stance.en) == ("GOM", "bear stance")
    assert (movement.techniques[0].en, movement.techniques[0].level) == ("bird block", None)
    assert "did you mean kind" in str(refused(tmp_path, text + own.replace("kind", "kindd")))


@pytest.mark.parametrize(
    ("old", "new", "movement", "told"),
    [
        ('"몸통반대지르기", side = "right"', '"몸통반대지르기", side = "left"', 2, "is done with the right hand"),
        ('"몸통반대지르기", side = "right"', '"몸통바로지르기", side = "right"', 2, "the other hand"),
        (", kihap = true", "", None, "no kihap"),
        ("count = 3", 'count = 3\ndisputed = ["2: hand"]', 2, "the movement does not"),
        ("count = 3", 'count = 3\ndisputed = ["9: hand"]', None, "movement 9, which does not exist"),
    ],
)
def test_what_looks_wrong_is_said_and_not_refused(old: str, new: str, movement: int | None, told: str) -> None:
    (remark,) = form_remarks(parse_form(changed(old, new).encode()))
    assert remark.movement == movement
    assert told in remark.text


def test_a_corrected_copy_takes_the_place_of_the_form(tmp_path: Path) -> None:
    path = tmp_path / "taegeuk-1.toml"
    path.write_text(form_text("T1").replace('version = "1"', 'version = "1-mine"'), "utf-8")
    assert (load_form(path).version, load_form("taegeuk-1").version) == ("1-mine", "1")
