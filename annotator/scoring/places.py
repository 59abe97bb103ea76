"""Where the wrists end in a technique: `places.toml`."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final, Literal, TypeAlias

from annotator.errors import ScoringError
from annotator.scoring.form import Technique
from annotator.scoring.names import Kind, Level
from annotator.scoring.toml import Section, convert, parse

PLACES_FILE: Final = "places.toml"
# Out to the side of that hand, up from the hips, ahead; in torso lengths.
Place: TypeAlias = tuple[float, float, float]

# What a name means that does not say its level.
_LEVELS: Final = {
    "목치기": "face",
    "턱치기": "face",
    "등주먹앞치기": "face",
    "안막기": "middle",
    "바깥막기": "middle",
    "거들어막기": "middle",
    "지르기": "middle",
    "찌르기": "middle",
}
# Techniques whose place their kind and level do not settle; they need an entry of their own.
_SPECIAL: Final = (
    "팔굽", "두주먹", "당겨", "표적", "옆", "헤쳐", "엇걸어", "가위", "산틀", "금강", "돌쩌귀", "거들어", "제비품",
    "손날",
)  # fmt: skip


class TechniquePlaces(Section, frozen=True, kw_only=True):
    """Where the acting wrist ends and where the other one: None drawn back to the hip."""

    wrist: Place
    other: Place | Literal["unsettled"] | None = None


class Places(Section, frozen=True, kw_only=True):
    """All places: of hands drawn back and in the ready stance, by kind and level, and by technique."""

    schema: Literal[1]
    pulled: Place
    ready: Place
    levels: dict[Kind, dict[Level, Place]]
    techniques: dict[str, TechniquePlaces]

    def of(self, technique: Technique) -> tuple[Place, Place | None] | None:
        """Where the acting wrist and the other one end (None: not settled), or None where nothing says it."""
        own = self.techniques.get(technique.ko)
        if own is not None:
            other = self.pulled if own.other is None else own.other
            return own.wrist, None if other == "unsettled" else other
        if any(word in technique.ko for word in _SPECIAL):
            return None
        implied = [level for name, level in _LEVELS.items() if technique.ko.endswith(name)]
        level = technique.level or (implied[0] if implied else None)
        for name, place in self.levels.get(technique.kind, {}).items():
            if name == level:
                return place, self.pulled
        return None


@cache
def load_places() -> Places:
    """The places that come with annotator."""
    data = resources.files("annotator.scoring").joinpath(PLACES_FILE).read_bytes()
    try:
        return convert(parse(data), Places)
    except ScoringError as error:
        error.path = Path(PLACES_FILE)
        raise
