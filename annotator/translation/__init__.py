"""What annotator says of recordings in other languages, by its English: warnings, reasons, what was measured.

"the recording ends after movement 3" -> the sentence "the recording {how} movement {number}" -> its Korean

English is what records hold and programs read. People are shown it in their language, records of earlier versions too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final

import msgspec

LANGUAGES: Final = ("ko", "en")
_GAP: Final = re.compile(r"\{(?P<star>\*?)(?P<name>\w+)(?P<dots>(?:\.\.\.)?)\}")
_VALUE: Final = "(?:(?!: ).)+?"  # what a value is not: the end of one sentence and the beginning of another
_LIST: Final = re.compile(r", | and | or ")


def translated(text: str, language: str) -> str:
    """An English text in another language; the text itself where there are no words for it."""
    return _korean(text) if language.partition("-")[0] == "ko" else text


def in_languages(text: str) -> dict[str, str]:
    """An English text in every language, by its tag."""
    return {language: translated(text, language) for language in LANGUAGES}


def sentences() -> dict[str, str]:
    """Every sentence and word there is in Korean, by its English, with their gaps."""
    return {sentence.english: sentence.korean for sentence in _sentences()}


@dataclass(frozen=True)
class _Sentence:
    """A sentence with its gaps; `lists` are those that hold several things."""

    english: str
    korean: str
    pattern: re.Pattern[str]
    lists: frozenset[str]

    def filled(self, found: re.Match[str]) -> str:
        """The Korean with what an English text has in the gaps."""

        def told(gap: re.Match[str]) -> str:
            value = found[gap["name"]]
            return ", ".join(map(_korean, _LIST.split(value))) if gap["name"] in self.lists else _korean(value)

        return _GAP.sub(told, self.korean)


@lru_cache(maxsize=4096)
def _korean(text: str) -> str:
    for sentence in _sentences():
        if found := sentence.pattern.fullmatch(text):
            return sentence.filled(found)
    return text


@cache
def _sentences() -> tuple[_Sentence, ...]:
    """All of them, those with the most words of their own first."""
    data = resources.files(__package__).joinpath("korean.toml").read_bytes()
    tables = msgspec.toml.decode(data, type=dict[str, dict[str, str]])
    read = [_read(english, korean) for table in tables.values() for english, korean in table.items()]
    return tuple(sorted(read, key=lambda each: (-len(_GAP.sub("", each.english)), each.english)))


def _read(english: str, korean: str) -> _Sentence:
    gaps = list(_GAP.finditer(english))
    lists = frozenset(gap["name"] for gap in gaps if gap["dots"])
    return _Sentence(english, korean, re.compile("".join(_pattern(english)), re.DOTALL), lists)


def _pattern(english: str) -> Iterator[str]:
    end = 0
    for gap in _GAP.finditer(english):
        value = ".+?" if gap["star"] else _VALUE
        yield f"{re.escape(english[end : gap.start()])}(?P<{gap['name']}>{value})"
        end = gap.end()
    yield re.escape(english[end:])
