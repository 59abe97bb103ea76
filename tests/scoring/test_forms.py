"""The forms that come with annotator: counts, sides, marks carried over, directions, names they go by, round trips."""

from __future__ import annotations

import unicodedata
from importlib import resources
from pathlib import Path

import msgspec
import pytest

from annotator.errors import UsageError
from annotator.scoring import (
    FORM_NAMES,
    Form,
    Movement,
    Technique,
    form_remarks,
    form_text,
    load_form,
    load_forms,
    load_names,
    parse_form,
)

COUNTS = {
    "taegeuk-1": 18,
    "taegeuk-2": 18,
    "taegeuk-3": 20,
    "taegeuk-4": 20,
    "taegeuk-5": 20,
    "taegeuk-6": 19,
    "taegeuk-7": 25,
    "taegeuk-8": 27,
    "koryo": 30,
    "keumgang": 27,
}
# What the sources disagree about, and the movements it is about.
DISPUTED = {
    "taegeuk-2": {15, 18},
    "taegeuk-5": {20},
    "taegeuk-8": {4, 14, 21, 22, 23, 25, 26, 27},
    "koryo": {18, 19, 23, 24},
    "keumgang": {9, 10, 16, 17, 19, 20, 26, 27},
}
KIHAP = {
    "taegeuk-1": [18],
    "taegeuk-2": [18],
    "taegeuk-3": [20],
    "taegeuk-4": [20],
    "taegeuk-5": [20],
    "taegeuk-6": [12],
    "taegeuk-7": [25],
    "taegeuk-8": [3, 19],
    "koryo": [11, 30],
    "keumgang": [11, 21],
}
SLOW = {"taegeuk-6": [10], "taegeuk-7": [11], "taegeuk-8": [6, 8], "koryo": [26], "keumgang": [8, 13]}

every_form = pytest.mark.parametrize("form", load_forms(), ids=lambda form: form.name)


def at(name: str, number: int) -> Movement:
    return load_form(name).movements[number - 1]


def acting(movement: Movement) -> list[tuple[str, str]]:
    return [(technique.ko, technique.side) for technique in movement.techniques]


def test_every_file_is_listed_and_every_listed_form_is_there() -> None:
    files = {each.name for each in resources.files("annotator.scoring").joinpath("forms").iterdir()}
    assert files == {f"{name}.toml" for name in FORM_NAMES}
    assert {form.name: len(form.movements) for form in load_forms()} == COUNTS


@every_form
def test_movements_are_numbered_and_marked(form: Form) -> None:
    assert [movement.number for movement in form.movements] == list(range(1, COUNTS[form.name] + 1))
    assert {movement.number for movement in form.movements if movement.disputed} == DISPUTED.get(form.name, set())
    assert bool(form.disputed) == (form.name in DISPUTED)
    assert [movement.number for movement in form.movements if movement.kihap] == KIHAP[form.name]
    assert [movement.number for movement in form.movements if movement.slow] == SLOW.get(form.name, [])
    assert form_remarks(form) == ()


def test_what_is_disputed_has_the_other_readings() -> None:
    for number, side in ((15, "left"), (18, "right")):
        movement = at("taegeuk-2", number)
        assert movement.stance is not None
        assert (movement.stance.code, movement.stance.side) == ("AS", side)
        assert [(each.stance.code, each.stance.side) for each in movement.alternatives if each.stance] == [("AG", side)]
    crossed = at("taegeuk-5", 20)
    assert crossed.stance is not None
    assert crossed.stance.ko == "꼬아서기"
    assert [each.stance.ko for each in crossed.alternatives if each.stance] == ["앞꼬아서기", "뒤꼬아서기"]
    for name, number, stated, other in (
        ("taegeuk-8", 4, "right", {"left"}),
        ("taegeuk-8", 14, "left", {"right"}),
        ("koryo", 18, "unknown", {"left", "right"}),
        ("koryo", 19, "unknown", {"left", "right"}),
        ("koryo", 23, "unknown", {"left", "right"}),
        ("koryo", 24, "unknown", {"left", "right"}),
        *(("keumgang", number, "unknown", {"left", "right"}) for number in sorted(DISPUTED["keumgang"])),
    ):
        movement = at(name, number)
        technique = movement.techniques[-1]
        assert technique.side == stated
        assert {each.becomes.side for each in movement.alternatives if each.becomes} == other
        assert {each.technique for each in movement.alternatives} == {len(movement.techniques)}


def test_confidence_and_usual_durations() -> None:
    assert {form.name: form.confidence for form in load_forms()} == {
        name: "medium" if name == "koryo" else "high" for name in COUNTS
    }
    assert load_form("taegeuk-8").confidence_note == "for the order"
    assert load_form("keumgang").confidence_note == "for the order and stances"
    assert [(form.typical_s, form.typical_confidence) for form in load_forms()] == [
        ((18, 25), "low"),
        ((20, 25), "low"),
        ((22, 27), "low"),
        ((28, 32), "low"),
        ((30, 35), "low"),
        ((35, 40), "low"),
        ((35, 40), "low"),
        *[(None, None)] * 3,
    ]
    assert {form.ready.ko for form in load_forms() if form.name != "koryo"} == {"기본준비서기"}
    assert load_form("koryo").ready.ko == load_form("koryo").end.ko == "통밀기준비서기"


def test_groups_of_taegeuk_8() -> None:
    form = load_form("taegeuk-8")
    assert {m.number: m.group for m in form.movements if m.group} == {21: 1, 22: 1, 23: 1, 25: 2, 26: 2, 27: 2}
    assert form.grouped == 23
    assert all(other.grouped == len(other.movements) for other in load_forms() if other is not form)


def test_kicks_come_before_the_landing() -> None:
    movement = at("taegeuk-1", 14)
    assert [(t.ko, t.side, t.kind, t.when) for t in movement.techniques] == [
        ("앞차기", "right", "kick", "before"),
        ("몸통반대지르기", "right", "punch", "landing"),
    ]
    jumping = at("taegeuk-8", 19)
    assert [(t.ko, t.side, t.when, t.kihap) for t in jumping.techniques] == [
        ("앞차기", "left", "before", False),
        ("뛰어앞차기", "right", "before", True),
        ("안막기", "right", "landing", False),
        ("두번지르기", "both", "landing", False),
    ]
    alone = at("taegeuk-4", 7)
    assert (alone.stance, acting(alone)) == (None, [("옆차기", "left")])


def test_several_techniques_in_one_movement() -> None:
    assert acting(at("taegeuk-5", 5)) == [("몸통안막기", "left"), ("몸통안막기", "right")]
    assert at("taegeuk-7", 12).techniques[0].times == 2
    pressing = at("koryo", 20)
    assert pressing.via is not None
    assert pressing.stance is not None
    assert (pressing.via.ko, pressing.stance.ko) == ("왼 앞서기", "주춤서기")
    assert [t.when for t in pressing.techniques] == ["passing", "landing"]
    turning = at("koryo", 18)
    assert turning.via is not None
    assert (turning.via.ko, turning.via.side) == ("앞꼬아서기", None)
    assert [t.when for t in turning.techniques] == ["before", "landing"]


@every_form
def test_sides_that_follow_from_the_technique_are_marked(form: Form) -> None:
    for technique in (technique for movement in form.movements for technique in movement.techniques):
        assert technique.side_source == {"both": "derived", "unknown": "unknown"}.get(technique.side, "given")


def mirrored(movement: Movement) -> list[tuple[str, str]]:
    other = {"left": "right", "right": "left"}
    return [(technique.ko, other.get(technique.side, technique.side)) for technique in movement.techniques]


@pytest.mark.parametrize(
    ("name", "pairs"),
    [
        ("taegeuk-1", [(1, 3), (2, 4), (7, 9), (8, 10), (13, 15), (14, 16)]),
        ("taegeuk-2", [(1, 3), (2, 4), (5, 6), (7, 9), (8, 10), (11, 12), (13, 14), (16, 17)]),
        ("taegeuk-3", [(1, 3), (2, 4), (5, 6), (7, 9), (8, 10), (11, 12), (13, 15), (14, 16), (17, 18)]),
        ("taegeuk-4", [(1, 3), (2, 4), (9, 11), (10, 12), (15, 17), (16, 18), (19, 20)]),
        ("taegeuk-5", [(1, 3), (2, 4), (6, 7), (9, 11), (10, 12), (15, 17), (16, 18)]),
        ("taegeuk-6", [(1, 3), (2, 4), (7, 9), (13, 15), (16, 17), (18, 19)]),
        ("taegeuk-7", [(1, 3), (2, 4), (5, 6), (7, 9), (8, 10), (14, 17), (15, 18), (16, 19), (20, 22), (21, 23)]),
        ("taegeuk-8", [(6, 8), (12, 15), (20, 24), (21, 25), (22, 26), (23, 27)]),
        ("koryo", [(1, 5), (2, 6), (3, 7), (4, 8), (10, 11), (16, 21), (17, 22), (20, 25), (28, 29)]),
        ("keumgang", [(2, 3), (5, 6), (8, 15)]),
    ],
)
def test_movements_come_back_on_the_other_side(name: str, pairs: list[tuple[int, int]]) -> None:
    for first, second in pairs:
        one, other = at(name, first), at(name, second)
        assert acting(other) == mirrored(one), (first, second)
        assert (one.stance is None) == (other.stance is None)
        if one.stance and other.stance:
            assert one.stance.code == other.stance.code
            assert {one.stance.side, other.stance.side} in ({"left", "right"}, {None})


@pytest.mark.parametrize("number", range(1, 9))
def test_directions_of_the_taegeuk(number: int) -> None:
    """They begin at the bottom bar of the trigram, left then right, but the eighth, which goes forward."""
    form = load_form(f"taegeuk-{number}")
    first = [movement.facing for movement in form.movements[:4]]
    expected = {8: [0, 0, 0, 0], 5: [270, None, 90, None]}  # no source says where the body faces in 왼서기 and 오른서기
    assert first == expected.get(number, [270, 270, 90, 90])
    known = [movement.facing for movement in form.movements if movement.facing is not None]
    assert set(known) == ({0, 90, 270} if number == 6 else {0, 90, 180, 270})  # the sixth ends walking backwards
    for movement, turn in zip(form.movements, form.turns(), strict=True):
        assert (movement.facing_source == "derived") == (movement.facing is not None)
        assert turn is None or turn in {-270, -180, -90, 0, 90, 180, 270}


def test_the_long_way_round() -> None:
    turns = {form.name: list(form.turns()) for form in load_forms()}
    assert turns["taegeuk-1"] == [-90, 0, 180, 0, -90, 0, 90, 0, -180, 0, 90, 0, -90, 0, 180, 0, 90, 0]
    for name, number, turn in (("taegeuk-2", 13, -270), ("taegeuk-6", 12, 270), ("taegeuk-7", 14, -270)):
        assert turns[name][number - 1] == turn


def test_what_is_not_known_has_no_direction() -> None:
    unknown = {form.name: [m.number for m in form.movements if m.facing is None] for form in load_forms()}
    assert {name: numbers for name, numbers in unknown.items() if numbers} == {
        "taegeuk-5": [2, 4],
        "taegeuk-7": [21, 23, 24, 25],
        "taegeuk-8": [5, 7, *range(18, 28)],
        "koryo": list(range(13, 31)),
        "keumgang": list(range(8, 28)),
    }
    assert list(load_form("taegeuk-7").turns())[20:22] == [None, None]


@every_form
def test_a_form_goes_round(form: Form, tmp_path: Path) -> None:
    assert msgspec.json.decode(msgspec.json.encode(form), type=Form) == form
    path = tmp_path / "내 품새.toml"
    path.write_text(form_text(form.name), "utf-8")
    assert load_form(path) == load_form(str(path)) == form
    for encoding in ("utf-8-sig", "utf-16", "cp949"):
        path.write_bytes(form_text(form.name).encode(encoding))
        assert load_form(path) == form


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("taegeuk-1", "taegeuk-1"),
        ("태극 1장", "taegeuk-1"),
        ("태극1장", "taegeuk-1"),
        (unicodedata.normalize("NFD", "태극 1장"), "taegeuk-1"),
        ("taegeuk1", "taegeuk-1"),
        ("Taegeuk 1 Jang", "taegeuk-1"),
        ("TAEGEUK_8", "taegeuk-8"),
        ("t8", "taegeuk-8"),
        ("T7", "taegeuk-7"),
        ("고려", "koryo"),
        ("KORYO", "koryo"),
        ("Keumgang", "keumgang"),
        ("금강", "keumgang"),
    ],
)
def test_names_forms_go_by(text: str, name: str) -> None:
    assert load_form(text).name == name


@pytest.mark.parametrize(("text", "meant"), [("tageuk-3", "taegeuk-3"), ("태극 9장", "태극"), ("koryeo", "koryo")])
def test_a_form_nobody_knows(text: str, meant: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_form(text)
    assert text in str(caught.value)
    assert f"did you mean {meant}" in str(caught.value)


@pytest.mark.parametrize("text", ["", "\0", "x" * 5000])
def test_names_that_are_no_names(text: str) -> None:
    with pytest.raises(UsageError, match="there is no form"):
        load_form(text)
    with pytest.raises(UsageError, match="comes with annotator"):
        form_text(text)


def test_every_name_is_used_and_every_used_name_is_whole() -> None:
    names = load_names()
    used = {t.ko for form in load_forms() for m in form.movements for t in _all_techniques(m)}
    assert used == set(names.techniques)
    for ko, name in names.techniques.items():
        assert name.level == next((level for word, level in LEVELS.items() if word in ko), None)
        assert name.kind == next((kind for end, kind in KINDS.items() if ko.endswith(end)), OTHER_KINDS.get(ko)), ko
        assert name.en.isascii()


LEVELS = {"얼굴": "face", "몸통": "middle", "아래": "low"}
KINDS = {"막기": "block", "지르기": "punch", "찌르기": "thrust", "차기": "kick", "치기": "strike"}
OTHER_KINDS = {"칼재비": "strike", "보주먹": "other", "큰돌쩌귀": "other", "무릎꺾기": "other"}


def _all_techniques(movement: Movement) -> list[Technique]:
    return [*movement.techniques, *(each.becomes for each in movement.alternatives if each.becomes)]


def test_older_and_newer_names_are_the_same_technique() -> None:
    text = form_text("taegeuk-1")
    assert "얼굴막기" in text
    assert parse_form(text.replace("얼굴막기", "올려막기").encode()) == load_form("taegeuk-1")
    assert parse_form(text.replace("몸통안막기", "몸통 막기").encode()) == load_form("taegeuk-1")
    names = load_names()
    for older, newer in {
        "얼굴막기": "올려막기",
        "몸통막기": "몸통안막기",
        "손날막기": "손날거들어막기",
        "제비품목치기": "제비품안치기",
        "팔굽돌려치기": "팔꿈치돌려치기",
        "칼재비": "아금손앞치기",
        "무릎꺾기": "눌러꺾기",
        "바탕손턱치기": "바탕손앞치기",
    }.items():
        assert names.technique(older) == names.technique(newer), older
    assert names.techniques["한손날목치기"].current == "손날안치기"  # but Koryo has a 손날안치기 of its own
    assert names.technique("손날안치기")[0] == "손날안치기"
