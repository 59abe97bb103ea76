"""Every form a token dictionary comes in, and every way it can be broken."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import TokenError
from annotator.tokens import TokenDictionary, load_tokens, parse_tokens

WORDS = {0: "안녕하세요", 1: "감사합니다", 10: "학교"}
LISTED = {0: "안녕하세요", 1: "감사합니다", 2: "학교"}

FORMS = {
    "word-to-id": ("a.json", json.dumps({word: key for key, word in WORDS.items()}, ensure_ascii=False), WORDS),
    "word-to-id-escaped": ("a.json", json.dumps({word: key for key, word in WORDS.items()}), WORDS),
    "list": ("a.json", json.dumps(list(LISTED.values()), ensure_ascii=False), LISTED),
    "id-to-word": ("a.json", json.dumps(WORDS, ensure_ascii=False), WORDS),
    "id-to-words": ("a.json", json.dumps({k: {"ko": w} for k, w in WORDS.items()}, ensure_ascii=False), WORDS),
    "envelope": ("a.json", json.dumps({"tokens": list(LISTED.values())}, ensure_ascii=False), LISTED),
    "csv-id-word": ("a.csv", "0,안녕하세요\n1,감사합니다\n10,학교\n", WORDS),
    "csv-word-id": ("a.csv", "안녕하세요,0\r\n감사합니다,1\r\n학교,10\r\n", WORDS),
    "csv-header": ("a.csv", "id,word\n0,안녕하세요\n1,감사합니다\n10,학교\n", WORDS),
    "csv-header-turned": ("a.csv", "단어,번호\n안녕하세요,0\n감사합니다,1\n학교,10\n", WORDS),
    "csv-quoted": ("a.csv", '"id","word"\n"0","안녕하세요"\n"1","감사합니다"\n"10","학교"\n', WORDS),
    "csv-semicolons": ("a.csv", "id;ko\n0;안녕하세요\n1;감사합니다\n\n10;학교\n", WORDS),
    "tsv": ("a.tsv", "0\t안녕하세요\n1\t감사합니다\n10\t학교\n", WORDS),
    "labels": ("labels.txt", "0 안녕하세요\n1 감사합니다\n10 학교\n", WORDS),
}
ENCODINGS = {"utf-8": "utf-8", "utf-8-sig": "utf-8-sig", "cp949": "cp949", "utf-16": "utf-16"}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_in_every_encoding_holds_the_same_words(form: str, encoding: str, tmp_path: Path) -> None:
    name, content, words = FORMS[form]
    path = tmp_path / name
    path.write_bytes(content.encode(encoding))
    tokens = load_tokens(path)
    assert {key: tokens.text(key, "ko") for key in tokens.ids()} == words
    assert {key: tokens.label(key) for key in tokens} == words
    assert tokens.languages == ("ko",)
    assert tokens.id == path.stem
    assert tokens.encoding == ("utf-8" if content.isascii() and encoding == "cp949" else encoding)


def test_the_digest_is_of_the_content_not_of_the_file() -> None:
    digests = {
        parse_tokens(content, name=name, form=Path(name).suffix).sha256
        for name, content, words in FORMS.values()
        if words is WORDS
    }
    assert len(digests) == 1
    assert parse_tokens('["다른 말"]', name="x").sha256 not in digests


def test_an_envelope_declares_its_id_version_language_and_spelling() -> None:
    content = '{"id": "taekwondo", "version": 2, "language": "en", "spelling": true, "licence": "CC", "tokens": ["a"]}'
    tokens = parse_tokens(content, name="file")
    assert (tokens.id, tokens.version, tokens.languages, tokens.spelling) == ("taekwondo", "2", ("en",), True)


def test_a_word_may_be_called_tokens() -> None:
    assert parse_tokens('{"tokens": 3, "id": 4}', name="x").label(3) == "tokens"


MANY_LANGUAGES = {
    "json": ("a.json", '{"3": {"en": "hello", "ko": "안녕", "label": "HELLO"}, "4": {"ja": "犬"}}'),
    "csv": ("a.csv", "label,en,ko,ja,id\nHELLO,hello,안녕,,3\n,,,犬,4\n"),
}


@pytest.mark.parametrize("form", MANY_LANGUAGES)
def test_languages_and_their_fallback(form: str) -> None:
    name, content = MANY_LANGUAGES[form]
    tokens = parse_tokens(content, name="a", form=Path(name).suffix)
    assert tokens.languages == ("ko", "en", "ja")
    assert [tokens.text(3, language) for language in ("ko", "en", "ko-KR", "ja", "")] == ["안녕", "hello", "안녕"] + [
        "안녕"
    ] * 2
    assert tokens.text(4, "ko") == "犬"
    assert [tokens.label(3), tokens.label(4)] == ["HELLO", "犬"]


def test_an_unknown_id_is_its_own_text() -> None:
    tokens = parse_tokens('["가"]', name="x")
    assert (tokens.text(7, "ko"), tokens.label(7)) == ("7", "7")
    assert 0 in tokens
    assert 7 not in tokens
    assert tokens.known(0)
    assert not tokens.known(7)
    assert tokens.missing([9, 0, 7, 7]) == (7, 9)
    assert len(tokens) == 1


def test_words_without_hangul_are_english_unless_said_otherwise() -> None:
    assert parse_tokens("0 A\n1 B\n", name="labels", form=".txt").languages == ("en",)
    assert parse_tokens("0 A\n1 B\n", name="labels", form=".txt", language="ko").languages == ("ko",)


def test_decomposed_hangul_and_stray_spaces_are_tidied() -> None:
    assert parse_tokens('["  한국  수어 "]', name="x").label(0) == "한국 수어"


def test_words_that_are_numbers() -> None:
    assert parse_tokens("1,1\n2,2\n", name="x", form=".csv").label(2) == "2"
    assert parse_tokens("word,id\n3,0\n4,1\n", name="x", form=".csv").label(1) == "4"
    assert parse_tokens('{"1": 0, "0": 1}', name="x").label(1) == "0"


def test_a_dictionary_crosses_process_borders() -> None:
    tokens = parse_tokens('["가", "나"]', name="x")
    assert pickle.loads(pickle.dumps(tokens)) == tokens  # noqa: S301


BROKEN = {
    "json-syntax": ("a.json", b'{"a": 1,}', "line 1, column"),
    "json-cut": ("a.json", b'{"a": 1', "broken JSON"),
    "json-number": ("a.json", b"3", "holds int"),
    "json-deep": ("a.json", b"[" * 100_000, "nested too deep"),
    "json-duplicate-key": ("a.json", '{"가": 1, "가": 2}'.encode(), '"가" appears twice'),
    "json-duplicate-id": ("a.json", '{"가": 1, "나": 1}'.encode(), '"가" and "나" both have the id 1'),
    "json-same-id-written-twice": ("a.json", '{"1": "가", "01": "나"}'.encode(), "both have the id 1"),
    "json-negative": ("a.json", '{"가": -1}'.encode(), '"가": the id -1 is negative'),
    "json-fraction": ("a.json", '{"가": 1.5}'.encode(), "1.5 is not a whole number"),
    "json-boolean": ("a.json", '{"가": true}'.encode(), '"가": true does not fit'),
    "json-mixed": ("a.json", '{"가": 1, "나": "2"}'.encode(), '"나": "2" does not fit'),
    "json-text-id": ("a.json", '{"가": "0"}'.encode(), "'가' is not a whole number"),
    "json-empty-word": ("a.json", b'["a", " "]', "entry 1: the word is empty"),
    "json-not-a-word": ("a.json", b'["a", 3]', "entry 1: the word 3 is not text"),
    "json-empty-entry": ("a.json", b'{"1": {}}', "no word in any language"),
    "json-no-language": ("a.json", '{"1": {"한국어": "가"}}'.encode(), '"한국어" is no language tag'),
    "json-surrogate": ("a.json", b'["\\ud800"]', "cannot be shown"),
    "json-empty": ("a.json", b"{}", "holds no token"),
    "envelope-id": ("a.json", b'{"id": [], "tokens": ["a"]}', "id: [] is not text"),
    "envelope-language": ("a.json", b'{"language": "Korean!", "tokens": ["a"]}', "no language tag"),
    "envelope-spelling": ("a.json", b'{"spelling": "yes", "tokens": ["a"]}', "neither true nor false"),
    "csv-ambiguous": ("a.csv", b"1,2\n3,4\n", "either might be the id"),
    "csv-no-id": ("a.csv", "가,나\n다,라\n".encode(), "is not understood"),
    "csv-one-column": ("a.csv", b"1\n2\n", "1 columns and no header"),
    "csv-three-columns": ("a.csv", "0,가,hello\n".encode(), "3 columns and no header"),
    "csv-mixed": ("a.csv", "0,가\n나,1\n".encode(), "no column holds only ids"),
    "csv-fraction": ("a.csv", "1.0,가\n".encode(), "line 1: the id '1.0' is not a whole number"),
    "csv-duplicate": ("a.csv", "id,word\n1,가\n1,나\n".encode(), "line 2 and line 3 both have the id 1"),
    "csv-empty-word": ("a.csv", "id,word\n1,가\n2,\n".encode(), "line 3: the word is empty"),
    "csv-ragged": ("a.csv", "id,word\n1,가,나\n".encode(), "line 2 has 3 columns"),
    "csv-header-twice": ("a.csv", "id,word,word\n1,가,나\n".encode(), '"word" is not understood, or is there twice'),
    "csv-header-no-word": ("a.csv", b"id,index\n1,2\n", '"index" is not understood'),
    "csv-header-only-id": ("a.csv", b"id\n1\n", "names no word column"),
    "csv-quotes": ("a.csv", '0,"가\n'.encode(), "broken CSV"),
    "csv-empty": ("a.csv", b"", "holds no token"),
    "labels-no-word": ("labels.txt", b"0 A\n1\n", ""),
    "binary": ("a.csv", bytes(range(128, 256)), "neither UTF-8 nor CP949"),
    "damaged-utf8": ("a.csv", "0,안녕하세요\n1,감사".encode()[:-1] + b"\n", "line 2: byte"),
    "damaged-utf16": ("a.csv", "0,가".encode("utf-16") + b"x", "broken utf-16"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_dictionary_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    file, content, message = BROKEN[name]
    path = tmp_path / file
    path.write_bytes(content)
    with pytest.raises(TokenError) as caught:
        load_tokens(path)
    assert message in caught.value.reason
    assert caught.value.path == path
    assert caught.value.hint


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TokenError, match=r"none\.json: tokens: cannot be read"):
        load_tokens(tmp_path / "none.json")


@given(st.binary(max_size=60), st.sampled_from([".json", ".csv", ".txt", ""]))
def test_any_bytes_give_a_dictionary_or_a_token_error(data: bytes, form: str) -> None:
    try:
        tokens = parse_tokens(data, name="x", form=form)
    except TokenError:
        return
    assert len(tokens) > 0
    assert len(tokens.sha256) == 64


@given(st.dictionaries(st.integers(0, 10**6), st.text('가나다라 abc",;\n', min_size=1).filter(str.strip), min_size=1))
def test_json_and_envelope_agree_for_any_words(words: dict[int, str]) -> None:
    plain = parse_tokens(json.dumps(words), name="x")
    wrapped = parse_tokens(json.dumps({"id": "x", "tokens": words}), name="y")
    assert plain == wrapped
    assert plain.ids() == tuple(sorted(words))


FOLDERS = ["0", "1", "10", "100", "2"]


def numbered() -> TokenDictionary:
    return parse_tokens(json.dumps({key: f"말{key}" for key in (0, 1, 2, 10, 100)}), name="x")


def test_folders_named_by_id_are_sorted_as_text() -> None:
    tokens = numbered()
    assert tokens.class_ids_for_folders(["100", "2", "0", "10", "1"]) == (0, 1, 10, 100, 2)
    assert [tokens.text(key, "ko") for key in tokens.class_ids_for_folders(FOLDERS)][2] == "말10"


def test_folders_named_by_word_even_decomposed() -> None:
    tokens = parse_tokens('{"나": 5, "가": 7, "한글": 1}', name="x")
    assert tokens.class_ids_for_folders(["한글", "나", "가"]) == (7, 5, 1)
    assert tokens.class_ids_for_folders(["한글"]) == (1,)


REFUSED_FOLDERS = {
    "unknown-id": (["0", "3"], '"3" is no id'),
    "unknown-word": (["말0", "몰라"], '"몰라" is no word'),
    "mixed": (["0", "말1", "말2"], '"0" is no word'),
    "twice": (["1", "01"], "are the same token 1"),
}


@pytest.mark.parametrize("name", REFUSED_FOLDERS)
def test_folders_that_fit_no_token_are_refused(name: str) -> None:
    folders, message = REFUSED_FOLDERS[name]
    with pytest.raises(TokenError, match=message):
        numbered().class_ids_for_folders(folders)


def test_folders_that_could_be_ids_or_words_need_a_word_from_the_user() -> None:
    digits = parse_tokens('{"0": 1, "1": 0}', name="digits")
    with pytest.raises(TokenError, match="both ids and words"):
        digits.class_ids_for_folders(["0", "1"])
    assert digits.class_ids_for_folders(["0", "1"], names_are="id") == (0, 1)
    assert digits.class_ids_for_folders(["0", "1"], names_are="word") == (1, 0)
    with pytest.raises(TokenError, match="is no id"):
        digits.class_ids_for_folders(["2"], names_are="id")


def test_a_word_of_two_tokens_names_neither() -> None:
    tokens = parse_tokens('["배", "배", "말"]', name="x")
    with pytest.raises(TokenError, match=r"fits the tokens \[0, 1\]"):
        tokens.class_ids_for_folders(["배", "말"])
