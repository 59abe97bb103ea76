"""Finger-spelled letters compose to the text they were spelled from, wherever the rule says so."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotator.tokens import FINGER_LETTERS, SyllableComposer, compose_jamo, spell_out

SYLLABLES = [chr(code) for code in range(0xAC00, 0xD7A4)]
DOUBLE = dict(zip("ㄲㄸㅃㅆㅉ", "ㄱㄷㅂㅅㅈ", strict=True))


def final_and_initial(first: str, second: str) -> tuple[str, str]:
    """The signs of the final consonants of `first`, and of the initial ones of `second`."""
    vowel = "[ㅏ-ㅣ]"
    return re.split(vowel, "".join(spell_out(first)))[-1], re.split(vowel, "".join(spell_out(second)))[0]


def strokes(text: str) -> str:
    """The signs of `text`, with ㅚ ㅟ ㅢ as the two vowels they may also be spelled with."""
    signs = "".join(spell_out(text))
    return signs.replace("ㅚ", "ㅗㅣ").replace("ㅟ", "ㅜㅣ").replace("ㅢ", "ㅡㅣ")


def is_ambiguous(first: str, second: str) -> bool:
    """The condition stated in annotator/tokens/hangul.py, told in its own words."""
    final, initial = final_and_initial(first, second)
    same_single = len(initial) == 1 and initial in "ㄱㄷㅂㅅㅈ" and final.endswith(initial) and final != initial * 2
    same_doubled = final in ("ㄱ", "ㅅ") and initial == final * 2
    return same_single or same_doubled


def test_the_alphabet_has_31_signs() -> None:
    assert len(set(FINGER_LETTERS)) == 31
    assert {sign for syllable in SYLLABLES for sign in spell_out(syllable)} == set(FINGER_LETTERS)


def test_every_modern_syllable_alone() -> None:
    assert [compose_jamo(spell_out(syllable)) for syllable in SYLLABLES] == SYLLABLES


def test_every_pair_of_final_and_initial() -> None:
    """All 28 finals before all 19 initials: right exactly where the rule is unambiguous."""
    for tail in range(28):
        for lead in range(19):
            first, second = chr(0xAC00 + tail), chr(0xAC00 + lead * 588)
            same = compose_jamo(spell_out(first + second)) == first + second
            assert same != is_ambiguous(first, second), first + second


@given(st.text(st.sampled_from(SYLLABLES), max_size=8))
@example("한글")
@example("값없는삶")
def test_words_compose_back_where_no_junction_is_ambiguous(text: str) -> None:
    if any(is_ambiguous(a, b) for a, b in pairwise(text)):
        return
    assert compose_jamo(spell_out(text)) == text


@given(st.text(st.one_of(st.sampled_from(SYLLABLES), st.sampled_from(" a1?\n가")), max_size=8))
def test_what_is_composed_is_spelled_the_same(text: str) -> None:
    signs = spell_out(text)
    assert spell_out(compose_jamo(signs)) == signs


@given(st.lists(st.sampled_from([*FINGER_LETTERS, "ㄲ", "ㅆ", "ㄺ", "ㅘ", " ", "x", "가", "ᄀ"]), max_size=12))
def test_any_letters_keep_their_signs_and_come_out_whole_when_fed_one_by_one(letters: list[str]) -> None:
    composer = SyllableComposer()
    streamed = "".join([*map(composer.feed, letters), composer.finish()])
    assert streamed == compose_jamo(letters)
    assert composer.finish() == ""
    assert strokes(streamed) == strokes("".join(letters).replace("ᄀ", "ㄱ"))


EXAMPLES = {
    "ㅎㅏㄴㄱㅡㄹ": "한글",
    "ㅇㅏㄴㄴㅕㅇ": "안녕",
    "ㄱㅗㅏㅈㅏ": "과자",
    "ㅇㅜㅓㄴ": "원",
    "ㅇㅗㅐ": "왜",
    "ㄱㅜㅔ": "궤",
    "ㅇㅢㅅㅏ": "의사",
    "ㅇㅗㅂㅂㅏ": "오빠",
    "ㅇㅣㅅㅅㄷㅏ": "있다",
    "ㅇㅣㅅㅅㅅㅡㅂㄴㅣㄷㅏ": "있습니다",
    "ㄷㅏㄹㄱ": "닭",
    "ㄷㅏㄹㄱㅇㅡㄹ": "닭을",
    "ㄱㅏㅂㅅ": "값",
    "ㄱㅏㅂㅅㅣ": "갑시",
    "ㄷㄷㅗㄱㄱㅏㅌㅇㅣ": "또깥이",
    "ㅎㅏㄱㄱㅛ": "하꾜",  # 학교: the ambiguity that is documented
    "ㄲㅏㄲㅏ": "까까",
    "ㅇㅣㄺㅓ": "일거",
    "ㄱㅗㅣ": "괴",
    "ㅋㅋㅋ": "ㅋㅋㅋ",
    "ㅋㅋㅋㅏ": "ㅋㅋ카",
    "ㅏ": "ㅏ",
    "ㅏㄱㅏ": "ㅏ가",
    "ㅎㅏㅏ": "하ㅏ",
    "ㅎㅏㄱㄴㄷㅏ": "학ㄴ다",
    "ㅎㅏㅋㅋㅋㅋㅋㅋㅏ": "핰ㅋㅋㅋㅋ카",
    "ㄱㅏ ㄴㅏ": "가 나",
    "a1가ㄴ": "a1가ㄴ",
    "": "",
}


@pytest.mark.parametrize(("letters", "text"), EXAMPLES.items(), ids=lambda text: text or "nothing")
def test_examples(letters: str, text: str) -> None:
    assert compose_jamo(letters) == text


def test_what_is_no_letter_passes_through_whole() -> None:
    assert compose_jamo(["ㄱ", "ㅏ", "안녕", "ㄴ", "ㅏ", "hello", "ㆍ"]) == "가안녕나helloㆍ"


def test_text_comes_out_as_soon_as_it_is_settled() -> None:
    composer = SyllableComposer()
    assert [composer.feed(letter) for letter in "ㅎㅏㄴㄱㅡㄹ"] == ["", "", "", "", "한", ""]
    assert composer.finish() == "글"
