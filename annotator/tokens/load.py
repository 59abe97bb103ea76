"""Reads a token dictionary from a file, in whichever of the field's forms it comes.

    .json   {"word": id}   ["word", ...] (index = id)   {"id": "word"}   {"id": {"ko": ..., "en": ...}}
            {"id": ..., "version": ..., "tokens": any of these}
    .csv    id,word | word,id | id,ko,en,...   with or without a header; also .tsv and semicolons
    .txt    0 word   (labels.txt of Teachable Machine)

Any of them in UTF-8 (with or without BOM), UTF-16 with BOM, or CP949. What is unclear is refused, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from annotator.errors import TokenError
from annotator.text import UndecodableError, decode
from annotator.tokens.dictionary import Token, TokenDictionary
from annotator.tokens.entries import Content, Entry, Refuse
from annotator.tokens.json_form import read_json
from annotator.tokens.table_form import read_labels, read_table

_HANGUL = re.compile("[ㄱ-ㆎ가-힣]")


def load_tokens(path: Path, *, language: str | None = None) -> TokenDictionary:
    """Reads the token dictionary at `path`; its id is the one declared inside, or the file's name.

    `language` is the language of a form that does not name one; where it is None either, a dictionary with any Hangul
    in it is "ko", and one without is "en". Raises TokenError naming the file, the entry, and what to do.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TokenError(f"cannot be read: {error.strerror or error}", path=path) from error
    return parse_tokens(data, name=path.stem, form=path.suffix, language=language, path=path)


def parse_tokens(
    data: bytes | str, *, name: str, form: str = "", language: str | None = None, path: Path | None = None
) -> TokenDictionary:
    """Reads a token dictionary from `data`; `form` is ".json", ".csv", ".tsv" or ".txt", anything else is looked at.

    `name` is the id of a dictionary that declares none, `path` is put into messages. Raises TokenError as
    `load_tokens` does.
    """

    def refuse(reason: str, hint: str) -> TokenError:
        return TokenError(reason if path else f"{name}: {reason}", path=path, hint=hint)

    text, encoding = (data.removeprefix("\ufeff"), "utf-8") if isinstance(data, str) else _decode(data, refuse)
    content = _reader(form, text)(text, refuse)
    if not content.entries:
        raise refuse("holds no token", "a dictionary needs at least one id and word")
    unnamed = "".join(entry.texts.get("", "") for entry in content.entries)
    assumed = content.language or language or ("ko" if _HANGUL.search(unnamed) else "en")
    return TokenDictionary(
        id=content.id or name,
        tokens=_tokens(content.entries, assumed, refuse),
        version=content.version,
        encoding=encoding,
        spelling=content.spelling,
        path=path,
    )


def _reader(form: str, text: str) -> Callable[[str, Refuse], Content]:
    known = {".json": read_json, ".csv": read_table, ".tsv": read_table}
    if form.lower() in known:
        return known[form.lower()]
    if text.lstrip()[:1] in ("{", "["):
        return read_json
    lines = [line for line in text.splitlines() if line.strip()]
    return read_labels if lines and all(re.match(r"\s*[0-9]+\s+[^\s,;]", line) for line in lines) else read_table


def _decode(data: bytes, refuse: Refuse) -> tuple[str, str]:
    """The text and the encoding it was found to be in."""
    try:
        return decode(data)
    except UndecodableError as error:
        raise refuse(str(error), error.hint) from error


def _tokens(entries: list[Entry], assumed: str, refuse: Refuse) -> dict[int, Token]:
    tokens: dict[int, Token] = {}
    places: dict[int, str] = {}
    for entry in entries:
        if entry.id in tokens:
            raise refuse(
                f"{places[entry.id]} and {entry.where} both have the id {entry.id}", "give every token an id of its own"
            )
        texts = {language or assumed: word for language, word in entry.texts.items()}
        tokens[entry.id] = Token(entry.label or next(iter(texts.values())), texts)
        places[entry.id] = entry.where
    return tokens
