"""The records of a form: Form, Movement, Stance, Technique, Alternative.

Sides are the performer's own. A direction (`facing`) is where one faces, in degrees from the direction at the start,
clockwise as seen from above: 0 as at the start, 90 to the performer's right, 180 back, 270 to the left.
Where sources disagree the movement says so (`disputed`), with what others have (`alternatives`); nothing is picked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from annotator.scoring.names import Kind, Level

Side = Literal["left", "right"]
ActingSide = Literal["left", "right", "both", "unknown"]
When = Literal["passing", "before", "landing"]
Source = Literal["given", "derived", "unknown"]
Confidence = Literal["high", "medium", "low"]


class Title(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a form is called."""

    ko: str
    en: str


class Stance(msgspec.Struct, frozen=True, kw_only=True):
    """A stance: its code, its side (None: it has none, or it is not known which), and its full names.

    The side is that of the Kukkiwon's naming: of a back stance the leg at the rear, which carries the weight.
    """

    code: str
    side: Side | None = None
    ko: str
    en: str


class Technique(msgspec.Struct, frozen=True, kw_only=True):
    """One technique: its names, what acts, and when in the movement.

    `side` is the acting arm or leg; "unknown" where no source says it. `side_source` is "derived" where the side
    follows from what the technique is (both arms spread), not from a source. `level` is what the name says, or None.
    `when`: "passing" in the stance passed through, "before" landing (kicks), "landing" in the stance. `times` in a row.
    """

    ko: str
    en: str
    kind: Kind
    side: ActingSide = "unknown"
    side_source: Source = "given"
    level: Level | None = None
    when: When = "landing"
    times: int = 1
    kihap: bool = False
    current: str | None = None


class Alternative(msgspec.Struct, frozen=True, kw_only=True):
    """What another source has: another `stance`, or `becomes` in place of technique number `technique` (from 1)."""

    stance: Stance | None = None
    technique: int | None = None
    becomes: Technique | None = None


class Movement(msgspec.Struct, frozen=True, kw_only=True):
    """One movement: a stance (None: no source names one), and the techniques in the order they are done.

    `group` ties movements together that may be counted as one poom, `via` is a stance passed through. `facing` in
    degrees is None where `facing_source` is "unknown". `turn` is told where it is not the shorter way round, or where
    both are equally long: degrees turned into the movement, to the right where positive (`Form.turns` has all).
    """

    number: int
    group: int | None = None
    via: Stance | None = None
    stance: Stance | None = None
    techniques: tuple[Technique, ...]
    slow: bool = False
    facing: int | None = None
    turn: int | None = None
    facing_source: Source = "unknown"
    disputed: str | None = None
    alternatives: tuple[Alternative, ...] = ()

    @property
    def kihap(self) -> bool:
        """Whether there is a shout in it."""
        return any(technique.kihap for technique in self.techniques)


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A form (poomsae): what it is called, how sure its source is, and its movements.

    `disputed` holds every note on what sources disagree about, `typical_s` the shortest and longest usual duration in
    seconds (None: not known). `ready` and `end` are the stances before the first and after the last movement. `part`
    are the numbers of the first and last movement where only these are asked for (None: the whole form), and
    `start_facing` is where one faces before them, None where that is not known.
    """

    name: str
    version: str
    title: Title
    also: tuple[str, ...] = ()
    ready: Stance
    end: Stance
    confidence: Confidence
    confidence_note: str = ""
    disputed: tuple[str, ...] = ()
    count_note: str = ""
    typical_s: tuple[float, float] | None = None
    typical_confidence: Confidence | None = None
    movements: tuple[Movement, ...]
    part: tuple[int, int] | None = None
    start_facing: int | None = 0

    @property
    def grouped(self) -> int:
        """How many poom there are where every group counts as one."""
        groups = [movement.group for movement in self.movements if movement.group is not None]
        return len(self.movements) - len(groups) + len(set(groups))

    def turns(self) -> Iterator[int | None]:
        """Degrees turned into each movement, to the right where positive; None where a direction is not known.

        The shorter way round, unless the movement says another.
        """
        before = self.start_facing
        for movement in self.movements:
            now = movement.facing
            if before is None or now is None:
                yield None
            else:
                yield movement.turn if movement.turn is not None else 180 - (180 - (now - before)) % 360
            before = now
