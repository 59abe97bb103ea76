"""The words the grammar knows (`lexicon.toml`), and what kind each is."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ANIMATE = frozenset({"pronouns.first", "pronouns.second", "pronouns.third", "nouns.person", "nouns.role"})
PRONOUNS = frozenset({"pronouns.first", "pronouns.second", "pronouns.third"})
THINGS = frozenset({"nouns.thing", "nouns.vehicle", "nouns.meal", "questions.thing"})
UNKNOWN = "unknown"
SPELLED_NAME = "name"  # a word that was spelled with the finger alphabet
WHOLE = "whole"  # a token that is a sentence already


@dataclass(frozen=True)
class Word:
    """A recognised word: its `kind` is the part of the lexicon it stands in ("nouns.place"), or one of those above."""

    text: str
    kind: str = UNKNOWN

    @property
    def is_verb(self) -> bool:
        return self.kind.startswith("verbs.")

    @property
    def asks(self) -> bool:
        return self.kind.startswith("questions.")

    @property
    def is_noun(self) -> bool:
        """Whether it can be the subject or object of a verb."""
        return self.kind == SPELLED_NAME or self.kind in ANIMATE | THINGS | {"questions.person"}


@dataclass(frozen=True)
class Lexicon:
    """`kinds` of Korean words, `irregular` classes of verbs, `abilities` of verbs ("for", "food"), English lists."""

    kinds: Mapping[str, str] = field(repr=False)
    irregular: Mapping[str, str] = field(repr=False)
    abilities: Mapping[str, frozenset[str]] = field(repr=False)
    english: Mapping[str, frozenset[str]] = field(repr=False)

    def word(self, text: str, *, spelled: bool = False) -> Word:
        """`text` with its kind; a spelled word is a name, whatever else is called so."""
        if spelled:
            return Word(text, SPELLED_NAME)
        if text.endswith((".", "?", "!", "…")):
            return Word(text, WHOLE)
        return Word(text, self.kinds.get(text, UNKNOWN))

    def can(self, verb: Word, ability: str) -> bool:
        """Whether a verb or interjection is in one of the lists that say what else it can do."""
        return verb.text in self.abilities[ability]


_ABILITIES = {"verbs.for", "verbs.dislike", "verbs.wish", "verbs.food", "verbs.company", "interjections.for"}


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of the package, read once."""
    content = tomllib.loads(Path(__file__).with_name("lexicon.toml").read_text("utf-8"))
    parts = dict(_parts(content))
    kinds = {word: kind for kind, words in parts.items() if kind not in _ABILITIES for word in words}
    kinds |= dict.fromkeys(parts["interjections.for"], "interjections.plain")
    kinds |= dict.fromkeys(parts["verbs.wish"], "verbs.wish")
    return Lexicon(
        kinds,
        {verb: name for name, verbs in content["irregular"].items() for verb in verbs},
        {kind.partition(".")[2]: frozenset(words) for kind, words in parts.items() if kind in _ABILITIES}
        | {"for": frozenset(parts["verbs.for"] + parts["interjections.for"])},
        {name: frozenset(words) for name, words in content["english"].items()},
    )


def _parts(content: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for section, lists in content.items():
        if section not in ("irregular", "english"):
            yield from ((f"{section}.{name}", words) for name, words in lists.items())
