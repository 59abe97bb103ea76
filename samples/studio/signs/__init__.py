"""Signs as data: what a sign is, and the files in which a signer can read and correct it.

`hands.toml` names bends, thumbs and hand shapes, `letters.toml` holds the finger alphabet, `words.toml` the words,
`sentences.toml` which words make a sentence.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np

from samples.studio.human import Floats

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Tier = Literal["words", "letters", "fidgets", "sentences"]

_DIRECTIONS = {
    "out": (1, 0, 0),
    "in": (-1, 0, 0),
    "up": (0, 1, 0),
    "down": (0, -1, 0),
    "forward": (0, 0, 1),
    "back": (0, 0, -1),
}


class Named(Protocol):
    """What a truth can name: a sign, a sentence, a pose."""

    @property
    def token(self) -> str:
        """Its stable key."""

    @property
    def tier(self) -> str:
        """What kind it is of."""

    @property
    def texts(self) -> Mapping[str, str]:
        """Its words by language."""


@dataclass(frozen=True, eq=False)
class Fingers:
    """The fingers of a hand as angles: what can be mixed.

    `bends` [4, 3]: degrees at the three joints of index to little finger; `spread`: degrees between neighbours;
    `thumb` [3, 3]: the directions of the thumb's bones in the hand's basis (fingers, thumb, back).
    """

    bends: Floats
    spread: float
    thumb: Floats

    def directions(self) -> Floats:
        """The directions of all finger bones in the hand's basis, [5, 3, 3], thumb first."""
        bent = np.radians(np.cumsum(self.bends, axis=1))
        # A fan around the middle finger; bent fingers close it.
        aside = np.radians(self.spread * np.array([1.0, 0.0, -1.0, -2.0]))[:, None] * np.cos(bent[:, :1]).clip(0)
        along = np.cos(bent)
        fingers = np.stack([along * np.cos(aside), np.sin(aside) * np.ones_like(bent), -np.sin(bent)], axis=2)
        every = np.concatenate([self.thumb[None], fingers])
        directions: Floats = every / np.linalg.norm(every, axis=2, keepdims=True)
        return directions


@dataclass(frozen=True, eq=False)
class Key:
    """A moment of a sign for one hand: fingers, place, and orientation in the signer's terms (out, up, forward).

    `place` names a point of the body, `offset_m` [3] goes on from there; `point` and `palm` [3] are directions.
    """

    fingers: Fingers
    place: str
    offset_m: Floats
    point: Floats
    palm: Floats


@dataclass(frozen=True, eq=False)
class Sign:
    """A sign: its names, its keys for the two hands (`other` empty: that hand takes no part), its length.

    Keys are spread evenly over `seconds`.
    """

    token: str
    tier: Tier
    texts: Mapping[str, str]
    seconds: float
    main: tuple[Key, ...]
    other: tuple[Key, ...]


@dataclass(frozen=True, eq=False)
class Sentence:
    """A whole sentence: its names, and its words in the order they are signed (in Korean, as `words.toml` has them)."""

    token: str
    texts: Mapping[str, str]
    words: tuple[str, ...]
    tier: Tier = "sentences"


def sentences() -> dict[str, Sentence]:
    """The sentences by token, in the order of the file."""
    return {
        token: Sentence(token, {language: table[language] for language in ("ko", "en")}, tuple(table["words"]))
        for token, table in _table("sentences.toml").items()
    }


def words() -> dict[str, Sign]:
    """The words by token, in the order of the file."""
    return {token: _word(token, table) for token, table in _table("words.toml").items()}


def letters(way: int = 0) -> dict[str, Sign]:
    """The letters of the finger alphabet by token; `way` chooses among palms where more than one is thinkable."""
    return {token: _letter(token, table, way) for token, table in _table("letters.toml").items()}


def fidgets() -> dict[str, Sign]:
    """The movements that are no signs, by name."""
    return {token: _word(token, table, "fidgets") for token, table in _table("fidgets.toml").items()}


def shape(name: str) -> Fingers:
    """The hand shape `name` of hands.toml."""
    entry = _table("hands.toml")["shape"][name]
    return _fingers(entry["fingers"], entry["thumb"], entry["spread"])


def direction(words: str) -> Floats:
    """A unit vector (out, up, forward) of words such as "up", "in 0.5 forward" (a number weighs what follows).

    "92 in" is the direction 92 degrees from straight up, towards "in".
    """
    parts = words.split()
    if len(parts) == 2 and _is_number(parts[0]) and abs(float(parts[0])) > 1:
        angle = np.radians(float(parts[0]))
        turned: Floats = np.cos(angle) * np.array([0.0, 1.0, 0.0]) + np.sin(angle) * np.array(_DIRECTIONS[parts[1]])
        return turned
    total, weight = np.zeros(3), 1.0
    for part in parts:
        if _is_number(part):
            weight = float(part)
        else:
            total += weight * np.array(_DIRECTIONS[part])
            weight = 1.0
    unit: Floats = total / np.linalg.norm(total)
    return unit


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).isdigit()


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def _fingers(states: list[str], thumb: str, spread: float) -> Fingers:
    hands = _table("hands.toml")
    bends = np.array([hands["bend"][state] for state in states], float)
    return Fingers(bends, float(spread), np.array(hands["thumb"][thumb], float))


def _letter(token: str, table: dict[str, Any], way: int) -> Sign:
    palms = table["palm"]
    point = direction(table["point"])
    palm = direction(palms[way % len(palms)])
    if tilt := np.radians(table.get("tilt", 0)):
        forward = np.array([0.0, 0.0, 1.0])
        point = np.cos(tilt) * point + np.sin(tilt) * forward
    fingers = _fingers(table["fingers"], table["thumb"], table.get("spread", 0))
    key = Key(fingers, "neutral", np.zeros(3), point, palm)
    return Sign(token, "letters", {"ko": table["letter"]}, 0.6, (key, key), ())


def _word(token: str, table: dict[str, Any], tier: Tier = "words") -> Sign:
    main = _keys(table["main"])
    other = main if table.get("other") == "mirror" else _keys(table.get("other", []))
    repeat = int(table.get("repeat", 1))
    texts: dict[str, str] = {language: table[language] for language in ("ko", "en") if language in table}
    return Sign(token, tier, texts, float(table["seconds"]), _looped(main, repeat), _looped(other, repeat))


def _looped(keys: tuple[Key, ...], repeat: int) -> tuple[Key, ...]:
    """The path gone through `repeat` times; one key stands still all the time."""
    if len(keys) == 1:
        return keys * 2
    return keys * repeat


def _keys(tables: list[dict[str, Any]]) -> tuple[Key, ...]:
    keys = []
    known: dict[str, Any] = {}
    for table in tables:
        if "at" in table and "off" not in table:
            known.pop("off", None)
        known |= table
        offset = np.array(known.get("off", [0, 0, 0]), float) / 100
        keys.append(
            Key(shape(known["shape"]), known["at"], offset, direction(known["point"]), direction(known["palm"]))
        )
    return tuple(keys)
