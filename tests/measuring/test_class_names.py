"""Labels of data and classes of models belong together by what they are called."""

from __future__ import annotations

import unicodedata

import pytest

from annotator.errors import TokenError
from annotator.measuring import match_classes
from annotator.tokens import Token, TokenDictionary


def dictionary(*entries: tuple[int, str, dict[str, str]]) -> TokenDictionary:
    return TokenDictionary("d", {i: Token(label, texts) for i, label, texts in entries})


MODEL = dictionary((7, "가다", {"ko": "가다", "en": "go"}), (3, "오다", {"ko": "오다", "en": "come"}), (9, "idle", {}))


def test_by_words_of_any_language_and_never_by_number() -> None:
    data = dictionary((3, "Go", {"en": "Go"}), (7, "come", {"en": "come"}), (1, "물", {"ko": "물"}))
    found = match_classes(data, [3, 7, 1, 3], MODEL, (7, 3, 9), idle=[9])
    assert found.index == {3: 0, 7: 1}
    assert (found.unknown, found.unused, found.idle) == ((1,), (), frozenset({2}))


def test_an_entry_called_by_its_own_number_has_no_name() -> None:
    data, model = dictionary((0, "0", {"ko": "0"})), dictionary((0, "0", {"ko": "안녕"}))
    assert match_classes(data, [0], model, (0,)).index == {}


def test_composed_and_decomposed_hangul_are_the_same() -> None:
    apart = unicodedata.normalize("NFD", "가다")
    assert match_classes(dictionary((1, apart, {})), [1], MODEL, (7, 3)).index == {1: 0}


def test_a_word_of_two_entries_goes_to_the_one_with_more_names_in_common() -> None:
    hello, bye = {"ko": "안녕", "en": "hello"}, {"ko": "안녕", "en": "bye"}
    model = dictionary((0, "bye", bye), (1, "hello", hello))
    assert match_classes(dictionary((5, "h", hello), (6, "b", bye)), [5, 6], model, (0, 1)).index == {5: 1, 6: 0}


def test_a_word_that_fits_two_classes_is_refused() -> None:
    model = dictionary((0, "bye", {"ko": "안녕"}), (1, "hello", {"ko": "안녕"}))
    with pytest.raises(TokenError, match="'안녕' of the data may be 'bye' or 'hello'"):
        match_classes(dictionary((5, "안녕", {"ko": "안녕"})), [5], model, (0, 1))
    with pytest.raises(TokenError, match="the class '안녕' may be 'bye' or 'hello'"):
        match_classes(model, [0, 1], dictionary((5, "안녕", {"ko": "안녕"})), (5,))
