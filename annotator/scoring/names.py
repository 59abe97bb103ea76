"""What stances and techniques are called: `names.toml`, in Korean as the forms write them, in English, and older names.

A name is found by how the forms write it, by the Kukkiwon's newer name, or by any other name listed for it, with or
without spaces. A form may bring names of its own (`[techniques."..."]`, `[stances.CODE]`), written the same way.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final, Literal

import msgspec

from annotator.errors import ScoringError
from annotator.scoring.toml import Section, convert, parse
from annotator.text import nfc

Kind = Literal["block", "punch", "strike", "thrust", "kick", "other"]
Level = Literal["face", "middle", "low"]
SideUse = Literal["needed", "optional", "none", "joined"]

NAMES_FILE: Final = "names.toml"


class StanceName(Section, frozen=True, kw_only=True):
    """A stance: Korean and English name, and whether it has a side.

    `side` is "needed" (왼 앞서기), "optional", "none" (주춤서기), or "joined": part of the word (왼서기).
    `en_source` is "given" where the English was published, "composed" where it was put together from its parts.
    `geometry` says in words how long and wide it is and how the weight lies (front/rear, percent; medium confidence).
    """

    ko: str
    en: str
    en_source: Literal["given", "composed"] = "composed"
    side: SideUse = "needed"
    also: tuple[str, ...] = ()
    geometry: str = ""


class TechniqueName(Section, frozen=True, kw_only=True):
    """A technique: English name, kind, the level its Korean name says (or none), newer and other names."""

    en: str
    kind: Kind
    en_source: Literal["given", "composed"] = "composed"
    level: Level | None = None
    current: str | None = None
    also: tuple[str, ...] = ()


class Names(msgspec.Struct, frozen=True):
    """All names: stances by code ("AS"), techniques by their Korean name."""

    stances: Mapping[str, StanceName]
    techniques: Mapping[str, TechniqueName]

    def stance(self, text: str) -> tuple[str, StanceName]:
        """The code and the names of a stance by its code or Korean name; raises KeyError with near matches."""
        spelled = {plain(code): code for code in self.stances}
        for code, name in self.stances.items():
            spelled.update({plain(each): code for each in (name.ko, *name.also)})
        found = spelled.get(plain(text))
        if found is None:
            raise KeyError(_near(text, [name.ko for name in self.stances.values()]))
        return found, self.stances[found]

    def technique(self, text: str) -> tuple[str, TechniqueName]:
        """How the forms write the technique `text`, and its names; raises KeyError with near matches."""
        spelled: dict[str, str] = {}
        for ko, name in self.techniques.items():
            spelled.update({plain(each): ko for each in (name.current, *name.also) if each})
        spelled.update({plain(ko): ko for ko in self.techniques})  # a name of its own goes before another's newer name
        ko_name = spelled.get(plain(text))
        if ko_name is None:
            raise KeyError(_near(text, self.techniques))
        return ko_name, self.techniques[ko_name]

    def with_own(self, stances: Mapping[str, StanceName], techniques: Mapping[str, TechniqueName]) -> Names:
        """These names and a form's own, which go before."""
        own = {nfc(ko): name for ko, name in techniques.items()}
        return Names({**self.stances, **stances}, {**self.techniques, **own})


class _NamesFile(Section, frozen=True, kw_only=True):
    schema: Literal[1]
    stances: dict[str, StanceName]
    techniques: dict[str, TechniqueName]


@cache
def load_names() -> Names:
    """The names that come with annotator."""
    data = resources.files("annotator.scoring").joinpath(NAMES_FILE).read_bytes()
    try:
        names = convert(parse(data), _NamesFile)
    except ScoringError as error:
        error.path = Path(NAMES_FILE)
        raise
    return Names(names.stances, names.techniques)


def plain(text: str) -> str:
    """`text` as names are compared: composed Hangul, no case, no spaces, hyphens, underscores or dots."""
    return "".join(c for c in nfc(text).casefold() if c not in " -_.")


def near(text: str, names: Iterable[str]) -> list[str]:
    """Up to three of `names` that look like `text`; Hangul is compared letter by letter."""
    letters: dict[str, str] = {}
    for name in names:
        letters.setdefault(unicodedata.normalize("NFD", plain(name)), name)
    close = difflib.get_close_matches(unicodedata.normalize("NFD", plain(text)), letters, 3, 0.6)
    return [letters[each] for each in close]


def _near(text: str, names: Iterable[str]) -> str:
    close = near(text, names)
    return f"did you mean {' or '.join(close)}?" if close else ""
