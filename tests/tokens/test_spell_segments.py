"""Letter segments become word segments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.records import Segment, Word
from annotator.tokens import SPELLED, spell_segments


def letter(text: str, start_s: float, end_s: float, **more: object) -> Segment:
    return Segment(start_s, end_s, ord(text[0]) % 31, 0.8, text=text, texts={"ko": text}, label=text, **more)  # type: ignore[arg-type]


def spelled(letters: str, start_s: float = 0.0, **more: object) -> list[Segment]:
    return [letter(text, start_s + at, start_s + at + 0.5, id=at, **more) for at, text in enumerate(letters)]


def test_letters_in_a_row_become_a_word() -> None:
    letters = spelled("ㅎㅏㄴ")
    (word,) = spell_segments(letters, gap_s=1.0)
    assert (word.start_s, word.end_s, word.text, word.label, word.texts) == (0.0, 2.5, "한", "한", {"ko": "한"})
    assert word.class_id == SPELLED
    assert word.confidence == pytest.approx(0.8)
    assert word.words[1] == Word("ㅏ", 1.0, 1.5, 0.8)
    assert word.attributes["letters"] == [segment.class_id for segment in letters]


def test_a_pause_or_another_sign_ends_the_word() -> None:
    paused = [*spelled("ㅎㅏ"), *spelled("ㄴㅏ", start_s=3.0)]
    assert [word.text for word in spell_segments(paused, gap_s=1.0)] == ["하", "나"]
    assert [word.text for word in spell_segments(paused, gap_s=2.0)] == ["하나"]
    signed = [*spelled("ㅎㅏ"), letter("집", 1.6, 1.9), *spelled("ㄴㅏ", start_s=2.0)]
    assert [word.text for word in spell_segments(signed, gap_s=1.0)] == ["하", "집", "나"]


def test_recognizers_tiers_and_persons_spell_on_their_own() -> None:
    both = [*spelled("ㅎㅏ", recognizer="a"), *spelled("ㄴㅓ", start_s=0.1, recognizer="b", person=1)]
    assert [(word.text, word.person) for word in spell_segments(both, gap_s=1.0)] == [("하", 0), ("너", 1)]


def test_a_letter_alone_stays_as_it_is() -> None:
    letters = spelled("ㅎ")
    assert spell_segments(letters, gap_s=1.0) == letters


def test_letters_are_known_in_any_language() -> None:
    segments = [
        Segment(at, at + 0.5, at, 0.5, text=name, texts={"en": name, "ko": jamo}, label=jamo)
        for at, (name, jamo) in enumerate([("h", "ㅎ"), ("a", "ㅏ"), ("n", "ㄴ")])
    ]
    (word,) = spell_segments(segments)
    assert (word.text, word.texts, word.label) == ("han", {"en": "han", "ko": "한"}, "한")


@given(
    st.lists(
        st.tuples(st.sampled_from("ㄱㄴㅏㅗ집"), st.floats(0, 2), st.floats(0.01, 1), st.integers(0, 1)), max_size=12
    )
)
def test_order_times_and_letters_are_kept(signs: list[tuple[str, float, float, int]]) -> None:
    segments, clocks = [], [0.0, 0.0]
    for text, gap_s, length_s, person in signs:
        start_s = clocks[person] + gap_s
        clocks[person] = start_s + length_s
        segments.append(letter(text, start_s, clocks[person], person=person))
    words = spell_segments(segments, gap_s=0.5)
    starts = [word.start_s for word in words]
    assert starts == sorted(starts)
    count = sum(len(word.words) or 1 for word in words)
    assert count == len(segments)
    again = spell_segments(words, gap_s=0.5)
    assert again == words or any(len(word.text) == 1 for word in words)
