"""What the readers of the dictionary forms share: an entry, a file's content, and the checks on ids and words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from annotator.errors import TokenError
from annotator.text import nfc

# Makes the error for a reason and a hint, with the file already in it.
Refuse: TypeAlias = Callable[[str, str], TokenError]

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class Entry:
    """One token as it was read: `where` says its place for messages; the language "" is one the form does not name."""

    id: int
    texts: dict[str, str]
    where: str
    label: str = ""


@dataclass(frozen=True)
class Content:
    """Everything a file says."""

    entries: list[Entry]
    id: str = ""
    version: str = ""
    language: str = ""
    spelling: bool = False


def whole_id(value: object, where: str, refuse: Refuse) -> int:
    """`value` as a token id: a JSON integer, or text of ASCII digits; anything else is refused."""
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    elif isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value.strip()):
        number = int(value)
    else:
        raise refuse(f"{where}: the id {value!r} is not a whole number", "ids are 0, 1, 2, ...")
    if number < 0:
        raise refuse(f"{where}: the id {number} is negative", "ids are 0, 1, 2, ...")
    return number


def word(value: object, where: str, refuse: Refuse) -> str:
    """`value` as a word: text with something in it, tidied."""
    if not isinstance(value, str):
        raise refuse(f"{where}: the word {value!r} is not text", "write words in quotation marks")
    tidied = nfc(value)
    if not tidied:
        raise refuse(f"{where}: the word is empty", "write the word, or remove the entry")
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in tidied):
        raise refuse(f"{where}: the word {tidied!r} holds a character that cannot be shown", "remove it")
    return tidied
