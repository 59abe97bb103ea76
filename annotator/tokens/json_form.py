"""The JSON forms of a token dictionary."""

from __future__ import annotations

import json
from typing import Any

from annotator.text import nfc
from annotator.tokens.entries import LANGUAGE_TAG, Content, Entry, Refuse, whole_id, word

_FORMS = 'the forms are {"word": id}, ["word", ...], {"id": "word"} and {"id": {"ko": "word", "en": "word"}}'


def read_json(text: str, refuse: Refuse) -> Content:
    """Reads any of the JSON forms, bare or in an envelope with `id`, `version`, `language`, `spelling`, `tokens`."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        for key, value in pairs:
            if nfc(key) in seen:
                raise refuse(f'the key "{nfc(key)}" appears twice', "JSON keeps only one of them: remove the other")
            seen[nfc(key)] = value
        return seen

    try:
        data = json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        raise refuse(
            f"line {error.lineno}, column {error.colno}: broken JSON: {error.msg}", "correct the file"
        ) from error
    except RecursionError as error:
        raise refuse("broken JSON: nested too deep", _FORMS) from error
    if isinstance(data, dict) and isinstance(data.get("tokens"), (dict, list)):
        return _envelope(data, refuse)
    return Content(_entries(data, refuse))


def _envelope(data: dict[str, Any], refuse: Refuse) -> Content:
    language, spelling = data.get("language", ""), data.get("spelling", False)
    if not isinstance(language, str) or (language and not LANGUAGE_TAG.fullmatch(language)):
        raise refuse(f"language: {language!r} is no language tag", 'write one such as "ko"')
    if not isinstance(spelling, bool):
        raise refuse(f"spelling: {spelling!r} is neither true nor false", "write true where the tokens are letters")
    return Content(
        _entries(data["tokens"], refuse), _name(data, "id", refuse), _name(data, "version", refuse), language, spelling
    )


def _name(data: dict[str, Any], key: str, refuse: Refuse) -> str:
    value = data.get(key, "")
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise refuse(f"{key}: {value!r} is not text", f'write it in quotation marks: "{key}": "..."')
    return str(value).strip()


def _entries(data: Any, refuse: Refuse) -> list[Entry]:
    if isinstance(data, list):
        return [_listed(at, value, refuse) for at, value in enumerate(data)]
    if not isinstance(data, dict):
        raise refuse(f"the file holds {type(data).__name__}, not a dictionary", _FORMS)
    kinds = {_kind(value) for value in data.values()}
    if not kinds <= {"word: id"} and not kinds <= {"id: word"} and not kinds <= {"id: words"}:
        odd = next((key for key, value in data.items() if _kind(value) != _kind(next(iter(data.values())))), "")
        odd = odd or next(iter(data))
        raise refuse(f'"{odd}": {json.dumps(data[odd], ensure_ascii=False)[:60]} does not fit the form', _FORMS)
    read = {"word: id": _word_to_id, "id: word": _id_to_word, "id: words": _id_to_words}[min(kinds, default="word: id")]
    return [read(key, value, refuse) for key, value in data.items()]


def _kind(value: Any) -> str:
    if isinstance(value, str):
        return "id: word"
    if isinstance(value, dict):
        return "id: words"
    return "word: id" if isinstance(value, (int, float)) and not isinstance(value, bool) else "none"


def _listed(at: int, value: Any, refuse: Refuse) -> Entry:
    return Entry(at, {"": word(value, f"entry {at}", refuse)}, f"entry {at}")


def _word_to_id(key: str, value: Any, refuse: Refuse) -> Entry:
    where = f'"{key}"'
    return Entry(whole_id(value, where, refuse), {"": word(key, where, refuse)}, where)


def _id_to_word(key: str, value: Any, refuse: Refuse) -> Entry:
    where = f'"{key}"'
    return Entry(whole_id(key, where, refuse), {"": word(value, where, refuse)}, where)


def _id_to_words(key: str, value: dict[str, Any], refuse: Refuse) -> Entry:
    where = f'"{key}"'
    class_id = whole_id(key, where, refuse)
    label = word(value["label"], f"{where}, label", refuse) if "label" in value else ""
    texts = {tag: word(text, f"{where}, {tag}", refuse) for tag, text in value.items() if tag != "label"}
    for tag in texts:
        if not LANGUAGE_TAG.fullmatch(tag):
            raise refuse(f'{where}: "{tag}" is no language tag', 'write "ko", "en", ... or "label"')
    if not texts:
        raise refuse(f"{where} has no word in any language", _FORMS)
    # The label does not depend on the order in which the languages were written.
    return Entry(class_id, texts, where, label or texts.get("ko") or texts.get("en") or texts[min(texts)])
