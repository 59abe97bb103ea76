"""A form as its TOML file writes it, and how that becomes the records of `annotator.scoring.form`."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, TypeAlias

import msgspec
from msgspec import Meta

from annotator.errors import ScoringError
from annotator.scoring.form import (
    ActingSide,
    Alternative,
    Confidence,
    Movement,
    Side,
    Source,
    Stance,
    Technique,
    Title,
    When,
)
from annotator.scoring.names import Names, StanceName, TechniqueName
from annotator.scoring.toml import Section

_Count: TypeAlias = Annotated[int, Meta(ge=1)]
_Degrees: TypeAlias = Annotated[int, Meta(ge=0, lt=360)]
_Text: TypeAlias = Annotated[str, Meta(min_length=1)]
_Turn: TypeAlias = Annotated[int, Meta(ge=-360, le=360)]
_Seconds: TypeAlias = Annotated[float, Meta(gt=0)]
_KO_SIDES: Final = {"left": "왼", "right": "오른"}


class StanceEntry(Section, frozen=True, kw_only=True):
    """`{ name = "앞서기", side = "left" }`."""

    name: _Text
    side: Side | None = None


class TechniqueEntry(Section, frozen=True, kw_only=True):
    """`{ name = "앞차기", side = "right", when = "before" }`."""

    name: _Text
    side: ActingSide
    side_source: Literal["given", "derived"] = "given"
    when: When = "landing"
    times: _Count = 1
    kihap: bool = False


class AlternativeEntry(Section, frozen=True, kw_only=True):
    """`{ stance = {...} }`, or `{ technique = 1, name = "...", side = "..." }`: what is not said stays as it is."""

    stance: StanceEntry | None = None
    technique: _Count | None = None
    name: _Text | None = None
    side: ActingSide | None = None


class MovementEntry(Section, frozen=True, kw_only=True):
    """One `[[movements]]`."""

    number: _Count
    group: _Count | None = None
    via: StanceEntry | None = None
    stance: StanceEntry | None = None
    techniques: Annotated[tuple[TechniqueEntry, ...], Meta(min_length=1)]
    slow: bool = False
    facing: _Degrees | None = None
    turn: _Turn | None = None
    facing_source: Source = "unknown"
    disputed: _Text | None = None
    alternatives: tuple[AlternativeEntry, ...] = ()


class FormEntry(Section, frozen=True, kw_only=True):
    """A whole file; the movements are looked at one by one."""

    schema: int
    name: _Text
    version: _Text
    title: Title
    also: tuple[_Text, ...] = ()
    ready: _Text
    end: _Text
    count: _Count
    count_note: str = ""
    confidence: Confidence
    confidence_note: str = ""
    disputed: tuple[_Text, ...] = ()
    typical_s: tuple[_Seconds, _Seconds] | None = None
    typical_confidence: Confidence | None = None
    stances: dict[str, StanceName] = msgspec.field(default_factory=dict)
    techniques: dict[str, TechniqueName] = msgspec.field(default_factory=dict)
    movements: Annotated[list[dict[str, Any]], Meta(min_length=1)]


def build_stance(entry: StanceEntry, names: Names, field: str, movement: int | None = None) -> Stance:
    """The stance an entry means; raises ScoringError for an unknown name, a side too many or too few."""
    try:
        code, name = names.stance(entry.name)
    except KeyError as error:
        raise ScoringError(
            f"there is no stance {entry.name!r}", field=f"{field}.name", movement=movement, hint=error.args[0] or None
        ) from error
    if name.side == "none" and entry.side is not None:
        raise ScoringError(f"{name.ko} has no side", field=f"{field}.side", movement=movement, hint="leave it out")
    if name.side in {"needed", "joined"} and entry.side is None:
        raise ScoringError(
            f"{name.ko} needs a side", field=f"{field}.side", movement=movement, hint='side = "left" or "right"'
        )
    ko, en = name.ko, name.en
    if entry.side is not None:
        gap = "" if name.side == "joined" else " "
        ko, en = f"{_KO_SIDES[entry.side]}{gap}{ko}", f"{entry.side} {en}"
    return Stance(code=code, side=entry.side, ko=ko, en=en)


def build_technique(entry: TechniqueEntry, names: Names, field: str, movement: int) -> Technique:
    """The technique an entry means; raises ScoringError for an unknown name."""
    try:
        ko, name = names.technique(entry.name)
    except KeyError as error:
        raise ScoringError(
            f"there is no technique {entry.name!r}",
            field=f"{field}.name",
            movement=movement,
            hint=error.args[0] or 'a new one is written as [techniques."NAME"]',
        ) from error
    return Technique(
        ko=ko,
        en=name.en,
        kind=name.kind,
        side=entry.side,
        side_source="unknown" if entry.side == "unknown" else entry.side_source,
        level=name.level,
        when=entry.when,
        times=entry.times,
        kihap=entry.kihap,
        current=name.current,
    )


def build_movement(entry: MovementEntry, names: Names) -> Movement:
    """The movement an entry means; raises ScoringError naming its number and the field."""
    number = entry.number
    _check_facing(entry)
    if any(each.when == "passing" for each in entry.techniques) and entry.via is None:
        raise ScoringError("a technique is done in passing, but no stance is passed", field="via", movement=number)
    if entry.alternatives and entry.disputed is None:
        raise ScoringError("there are alternatives, but nothing is disputed", field="disputed", movement=number)
    return Movement(
        number=number,
        group=entry.group,
        via=build_stance(entry.via, names, "via", number) if entry.via else None,
        stance=build_stance(entry.stance, names, "stance", number) if entry.stance else None,
        techniques=tuple(
            build_technique(each, names, f"techniques[{n}]", number) for n, each in enumerate(entry.techniques, 1)
        ),
        slow=entry.slow,
        facing=entry.facing,
        turn=entry.turn,
        facing_source=entry.facing_source,
        disputed=entry.disputed,
        alternatives=tuple(_alternative(each, n, entry, names) for n, each in enumerate(entry.alternatives, 1)),
    )


def _check_facing(entry: MovementEntry) -> None:
    if (entry.facing is None) != (entry.facing_source == "unknown"):
        reason = "no direction is given" if entry.facing is None else "a direction is given"
        raise ScoringError(
            f"is {entry.facing_source!r}, but {reason}",
            field="facing_source",
            movement=entry.number,
            hint='"given", "derived", or "unknown" without facing',
        )


def _alternative(entry: AlternativeEntry, number: int, of: MovementEntry, names: Names) -> Alternative:
    field = f"alternatives[{number}]"
    if (entry.stance is None) == (entry.technique is None):
        raise ScoringError(
            "must be either another stance or another technique",
            field=field,
            movement=of.number,
            hint='{ stance = {...} } or { technique = 1, side = "left" }',
        )
    if entry.technique is None:
        if entry.name is not None or entry.side is not None:
            raise ScoringError("name and side belong to a technique", field=field, movement=of.number)
        assert entry.stance is not None  # noqa: S101 (one of the two is there)
        return Alternative(stance=build_stance(entry.stance, names, f"{field}.stance", of.number))
    if entry.technique > len(of.techniques):
        raise ScoringError(
            f"there is no technique {entry.technique}, the movement has {len(of.techniques)}",
            field=f"{field}.technique",
            movement=of.number,
        )
    if entry.name is None and entry.side is None:
        raise ScoringError("says neither another name nor another side", field=field, movement=of.number)
    stated = of.techniques[entry.technique - 1]
    meant = TechniqueEntry(
        name=entry.name or stated.name,
        side=entry.side or stated.side,
        when=stated.when,
        times=stated.times,
        kihap=stated.kihap,
    )
    return Alternative(technique=entry.technique, becomes=build_technique(meant, names, field, of.number))
