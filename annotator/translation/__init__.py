"""What annotator says of recordings in other languages, by its English: warnings, reasons, what was measured.

"the recording ends after movement 3" -> the sentence "the recording {how} movement {number}" -> its Korean

English is what records hold and programs read. People are shown it in their language, records of earlier versions too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final

import msgspec

LANGUAGES: Final = ("ko", "en")
_GAP: Final = re.compile(r"\{(?P<star>\*?)(?P<name>\w+)(?P<dots>(?:\.\.\.)?)\}")
_DEEPEST: Final = 6  # sentences within sentences
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
    """A sentence with its gaps: what stands before each, between them, and after the last one.

    `whole` are gaps that may hold a sentence, `lists` those that hold several things.
    """

    english: str
    korean: str
    gaps: tuple[str, ...]
    between: tuple[str, ...]
    whole: frozenset[str]
    lists: frozenset[str]

    def read(self, text: str) -> dict[str, str] | None:
        """What an English text has in the gaps, each as short as can be; None where it is not this sentence."""
        if not self.gaps or not text.startswith(self.between[0]) or not text.endswith(self.between[-1]):
            return {} if text == self.english else None
        values, start = {}, len(self.between[0])
        for gap, after in zip(self.gaps[:-1], self.between[1:-1], strict=True):
            end = text.find(after, start + 1)
            if end < 0:
                return None
            values[gap], start = text[start:end], end + len(after)
        values[self.gaps[-1]] = text[start : len(text) - len(self.between[-1])]
        return values if all(self._may_be(*each) for each in values.items()) else None

    def _may_be(self, gap: str, value: str) -> bool:
        """Whether a value may be in a gap: only a whole sentence has the end of one and the beginning of another."""
        return value != "" and (gap in self.whole or ": " not in value)

    def filled(self, values: Mapping[str, str], deep: int) -> str:
        """The Korean with what an English text has in the gaps, `deep` sentences within others."""

        def told(gap: re.Match[str]) -> str:
            value = values[gap["name"]]
            parts = _LIST.split(value) if gap["name"] in self.lists else [value]
            return ", ".join(_korean(part, deep) for part in parts)

        return _GAP.sub(told, self.korean)


@lru_cache(maxsize=4096)
def _korean(text: str, deep: int = 0) -> str:
    for sentence in _sentences() if deep < _DEEPEST else ():
        if (values := sentence.read(text)) is not None:
            return sentence.filled(values, deep + 1)
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
    starts, ends = [0, *(gap.end() for gap in gaps)], [*(gap.start() for gap in gaps), len(english)]
    return _Sentence(
        english,
        korean,
        gaps=tuple(gap["name"] for gap in gaps),
        between=tuple(english[start:end] for start, end in zip(starts, ends, strict=True)),
        whole=frozenset(gap["name"] for gap in gaps if gap["star"]),
        lists=frozenset(gap["name"] for gap in gaps if gap["dots"]),
    )
