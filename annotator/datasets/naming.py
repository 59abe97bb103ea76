"""From the names that classes have in the data to token ids; the words are kept once, in the token dictionary."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Literal

from annotator.datasets.readers import Wanted
from annotator.errors import DatasetError, TokenError, UsageError
from annotator.files import write_atomic
from annotator.text import nfc
from annotator.tokens import Token, TokenDictionary, load_tokens

TOKENS_FILE: Final = "tokens.json"
_BESIDE: Final = (TOKENS_FILE, "labels.txt")
_KINDS: Final[tuple[Literal["id"], Literal["word"]]] = ("id", "word")


def name_classes(
    names: Iterable[str], wanted: Wanted, beside: Path, *, first: int = 0
) -> tuple[TokenDictionary, dict[str, int]]:
    """The dictionary of classes with these names, and the token id of each name.

    The dictionary is the one of `wanted`, else `tokens.json` or `labels.txt` in the folder `beside`; names are ids or
    words of it. Without any, numbers are taken for token ids, and other names become the words, with ids from `first`
    on in the order of the sorted names. Raises TokenError for a name that is not in the dictionary, UsageError where
    names may be ids as well as words and `wanted.labels` does not say.
    """
    names = sorted({nfc(name) for name in names})
    if wanted.labels not in ("", *_KINDS):
        raise UsageError(f"--labels {wanted.labels} is not understood here", hint="say id or word")
    dictionary = find_tokens(wanted, beside)
    if dictionary is not None:
        return dictionary, dict(zip(names, _known(names, dictionary, wanted.labels), strict=True))
    if wanted.labels != "word" and all(re.fullmatch(r"[0-9]{1,9}", name) for name in names):
        return _numbered(names, beside)
    if wanted.labels == "id":
        raise UsageError("the names of its classes are no numbers", path=beside, hint="leave --labels id out")
    ids = {name: number for number, name in enumerate(names, start=first)}
    return TokenDictionary(beside.name or "words", {i: Token(name, _texts(name)) for name, i in ids.items()}), ids


def find_tokens(wanted: Wanted, beside: Path) -> TokenDictionary | None:
    """The dictionary a user named, or the one that lies with the data; None where there is none. Raises TokenError."""
    if wanted.tokens is not None:
        return load_tokens(wanted.tokens)
    there = [beside / name for name in _BESIDE if (beside / name).is_file()]
    return load_tokens(there[0]) if there else None


def save_tokens(tokens: TokenDictionary, folder: Path) -> Path:
    """Writes `tokens.json`, {"id": {"label": ..., "ko": ...}}, into a folder; raises OutputError."""
    content = {str(i): {"label": tokens.label(i), **tokens.tokens[i].texts} for i in tokens.ids()}
    text = json.dumps({"id": tokens.id, "version": tokens.version, "tokens": content}, ensure_ascii=False, indent=2)
    path = folder / TOKENS_FILE
    write_atomic(path, text.encode() + b"\n")
    return path


def _known(names: Sequence[str], dictionary: TokenDictionary, labels: str) -> tuple[int, ...]:
    for kind in _KINDS:
        if labels == kind:
            return dictionary.class_ids_for_folders(names, kind)
    readings: list[tuple[int, ...]] = []
    for kind in _KINDS:
        try:
            readings.append(dictionary.class_ids_for_folders(names, kind))
        except TokenError:
            continue
    if len(readings) == 2 and readings[0] != readings[1]:
        raise UsageError(
            f"the names of the classes ({', '.join(names[:4])}{', ...' if len(names) > 4 else ''}) are both ids and "
            "words of the token dictionary",
            path=dictionary.path,
            hint="say which is meant: --labels id or --labels word",
        )
    return readings[0] if readings else dictionary.class_ids_for_folders(names)


def _numbered(names: Sequence[str], beside: Path) -> tuple[TokenDictionary, dict[str, int]]:
    ids = {name: int(name) for name in names}
    if len(set(ids.values())) < len(ids):
        raise DatasetError("two of its classes have the same number, written in two ways", path=beside)
    return TokenDictionary(beside.name or "numbers", {i: Token(str(i), _texts(str(i))) for i in ids.values()}), ids


def _texts(word: str) -> dict[str, str]:
    return {"ko" if re.search("[ㄱ-ㆎ가-힣]", word) else "en": word}
