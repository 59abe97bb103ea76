"""What movements are called: known names, and what holds for any movement."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import UsageError
from annotator.scoring import (
    NAME_LANGUAGES,
    Movement,
    Stance,
    Technique,
    load_form,
    load_forms,
    load_names,
    movement_name,
    technique_name,
)


@pytest.mark.parametrize(
    ("form", "number", "ko", "en"),
    [
        ("taegeuk-1", 1, "왼 앞서기 아래막기", "left walking stance, low block"),
        ("taegeuk-1", 6, "왼 앞굽이 몸통바로지르기", "left forward stance, middle reverse punch"),
        (
            "taegeuk-1",
            14,
            "오른 앞차기, 오른 앞서기 몸통반대지르기",
            "right front kick, right walking stance, middle same-side punch",
        ),
        (
            "taegeuk-3",
            17,
            "왼 앞서기 아래막기, 몸통바로지르기",
            "left walking stance, low block, middle reverse punch",
        ),
        ("taegeuk-4", 7, "왼 옆차기", "left side kick"),
        ("taegeuk-5", 2, "왼서기 메주먹내려치기", "left stance, hammer-fist downward strike"),
        ("taegeuk-5", 5, "왼 앞굽이 몸통안막기 두 번", "left forward stance, inner middle block twice"),
        ("taegeuk-7", 11, "모아서기 보주먹", "close stance, covered fist"),
        ("taegeuk-7", 12, "왼 앞굽이 가위막기 두 번", "left forward stance, scissors block twice"),
        ("taegeuk-8", 22, "오른 등주먹앞치기", "right back-fist front strike"),
        (
            "koryo",
            18,
            "앞꼬아서기, 옆차기, 오른 앞굽이 편손끝젖혀찌르기",
            "front cross stance, side kick, right forward stance, turn-over fingertip thrust",
        ),
        (
            "koryo",
            20,
            "왼 앞서기 바탕손눌러막기, 주춤서기 팔굽옆치기",
            "left walking stance, palm pressing block, riding stance, elbow side strike",
        ),
        ("keumgang", 9, "주춤서기 큰돌쩌귀", "riding stance, large hinge"),
    ],
)
def test_names(form: str, number: int, ko: str, en: str) -> None:
    movement = load_form(form).movements[number - 1]
    assert (movement_name(movement, "ko"), movement_name(movement, "en")) == (ko, en)


def test_all_names_are_of_one_language() -> None:
    for form in load_forms():
        for movement in form.movements:
            assert movement_name(movement, "en").isascii()
            assert not any(c.isascii() and c.isalpha() for c in movement_name(movement, "ko"))


def stances() -> st.SearchStrategy[Stance]:
    def named(code: str, side: Any) -> Stance:
        name = load_names().stances[code]
        head = {"left": ("왼 ", "left "), "right": ("오른 ", "right ")}.get(side, ("", ""))
        return Stance(code=code, side=side, ko=head[0] + name.ko, en=head[1] + name.en)

    return st.builds(named, st.sampled_from(sorted(load_names().stances)), st.sampled_from([None, "left", "right"]))


def techniques() -> st.SearchStrategy[Technique]:
    def named(ko: str, **fields: Any) -> Technique:
        name = load_names().techniques[ko]
        return Technique(ko=ko, en=name.en, kind=name.kind, level=name.level, **fields)

    return st.builds(
        named,
        st.sampled_from(sorted(load_names().techniques)),
        side=st.sampled_from(["left", "right", "both", "unknown"]),
        when=st.sampled_from(["before", "landing"]),
        times=st.integers(1, 6),
        kihap=st.booleans(),
    )


movements = st.builds(
    Movement,
    number=st.integers(1, 99),
    via=st.none() | stances(),
    stance=st.none() | stances(),
    techniques=st.lists(techniques(), min_size=1, max_size=4).map(tuple),
    slow=st.booleans(),
)


@given(movements, st.sampled_from(NAME_LANGUAGES))
def test_every_part_is_in_the_name_and_in_order(movement: Movement, language: str) -> None:
    name = movement_name(movement, language)
    assert name == name.strip()
    assert "  " not in name
    assert ", ," not in name
    before = [technique for technique in movement.techniques if technique.when == "before"]
    landing = [technique for technique in movement.techniques if technique.when == "landing"]
    parts = [movement.via, *before, movement.stance, *landing]
    place = 0
    for part in filter(None, parts):
        told = getattr(part, language)
        found = name.find(told, place)
        # Several of one kind after another are told once.
        assert found >= 0 or name.rfind(told, 0, place) >= 0, (told, name)
        place = max(place, found)


@given(movements, st.sampled_from(NAME_LANGUAGES))
def test_the_name_says_nothing_of_shouts_and_speed(movement: Movement, language: str) -> None:
    quiet = tuple(msgspec.structs.replace(technique, kihap=False) for technique in movement.techniques)
    other = msgspec.structs.replace(movement, slow=not movement.slow, techniques=quiet)
    assert movement_name(other, language) == movement_name(movement, language)


@given(techniques())
def test_a_technique_is_told_with_its_side_or_without(technique: Technique) -> None:
    bare = technique_name(technique, "en", sided=False)
    assert bare.startswith(technique.en)
    sided = technique_name(technique, "en")
    expected = f"{technique.side} {bare}" if technique.side in {"left", "right"} else bare
    assert sided == expected
    assert technique_name(technique, "ko").endswith(technique_name(technique, "ko", sided=False))


@pytest.mark.parametrize("language", ["fr", "", "KO"])
def test_other_languages(language: str) -> None:
    movement = load_form("taegeuk-1").movements[0]
    with pytest.raises(UsageError, match="there are ko, en"):
        movement_name(movement, language)
    with pytest.raises(UsageError, match="there are ko, en"):
        technique_name(movement.techniques[0], language)
