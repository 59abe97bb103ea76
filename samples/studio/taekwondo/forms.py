"""Forms as they are performed: which stance, which techniques, which kick, facing where; read out of `forms.toml`.

`form` is the one place that says what to perform under a name; whoever has forms as data elsewhere replaces it.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from samples.studio.taekwondo.techniques import kicks, techniques

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

OTHER = {"L": "R", "R": "L"}
SIDE_NAMES = {"L": ("왼", "left"), "R": ("오른", "right")}
STANCES = {
    "AS": ("앞서기", "walking stance"),
    "AG": ("앞굽이", "forward stance"),
    "DG": ("뒷굽이", "back stance"),
    "BS": ("범서기", "tiger stance"),
    "JC": ("주춤서기", "riding stance"),
    "NR": ("나란히서기", "parallel stance"),
    "MOA": ("모아서기", "closed stance"),
    "SG": ("서기", "stance"),
    "KK": ("꼬아서기", "cross stance"),
    "AKS": ("앞꼬아서기", "front cross stance"),
    "DKS": ("뒤꼬아서기", "back cross stance"),
    "HD": ("학다리서기", "crane stance"),
}
_SYMMETRIC = ("JC", "NR", "MOA")
_PUNCHES = ("mid-punch", "face-punch")


@dataclass(frozen=True)
class StanceName:
    """A stance: its kind (a key of `STANCES`) and its side as the Kukkiwon names it: of 뒷굽이 the rear leg's."""

    kind: str
    side: str

    @property
    def front(self) -> str:
        """The side of the front foot, "L" or "R"."""
        return OTHER[self.side] if self.kind == "DG" else self.side


@dataclass(frozen=True)
class Stroke:
    """A technique (a key of `techniques`) or a kick (a key of `kicks`) done by one side, "L" or "R"."""

    kind: str
    side: str


@dataclass(frozen=True)
class Part:
    """What leads to one stance: perhaps a kick, the stance, what the arms do; `face_deg` is counted to the left.

    `moves` is the foot that steps, "L" or "R"; `kihap`: with a shout; `aside_deg`: the eyes so far to the left of that.
    """

    stance: StanceName
    face_deg: float
    moves: str
    strokes: tuple[Stroke, ...] = ()
    kick: Stroke | None = None
    kihap: bool = False
    aside_deg: float = 0.0


@dataclass(frozen=True)
class Movement:
    """One movement of a form, as films name it: `token` such as "t1-05"; seldom more than one part."""

    token: str
    number: int
    parts: tuple[Part, ...]
    slow: bool = False
    tier: str = "movements"

    @property
    def texts(self) -> Mapping[str, str]:
        """What it is called, by language."""
        return {"ko": _korean(self), "en": _english(self)}

    @property
    def last(self) -> Part:
        """The part that ends it."""
        return self.parts[-1]


@dataclass(frozen=True)
class Form:
    """A form: its movements in order; the closing ready stance faces `end_deg`, the foot `closes` is drawn up."""

    name: str
    texts: Mapping[str, str]
    movements: tuple[Movement, ...]
    end_deg: float
    closes: str


@cache
def form(name: str) -> Form:
    """What to perform under a name ("t1", "t2", ...); raises ValueError where there is no such form."""
    table = _table()
    if name not in table:
        raise ValueError(f"{name!r} is no form; there are {', '.join(table)}")
    entry = table[name]
    movements = tuple(_movement(name, number, each) for number, each in enumerate(entry["moves"], 1))
    return Form(name, {"ko": entry["ko"], "en": entry["en"]}, movements, float(entry["end"]), entry["closes"])


def forms() -> tuple[str, ...]:
    """The names of all forms."""
    return tuple(_table())


def mirrored(part: Part) -> Part:
    """The part with what the arms do on the other side; stance, feet and kick stay."""
    return replace(part, strokes=tuple(Stroke(each.kind, OTHER[each.side]) for each in part.strokes))


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("forms.toml").read_text(encoding="utf-8"))


def _movement(name: str, number: int, entry: Any) -> Movement:
    tables = entry if isinstance(entry, list) else [entry]
    token = f"{name}-{number:02d}"
    try:
        parts = tuple(_part(each) for each in tables)
    except (KeyError, ValueError) as error:
        raise ValueError(f"forms.toml: {token} cannot be understood: {error}") from error
    return Movement(token, number, parts, slow=any(each.get("slow", False) for each in tables))


def _part(entry: dict[str, Any]) -> Part:
    side, kind = entry["stance"].split()
    stance = StanceName(kind, side)
    if kind not in STANCES or side not in OTHER:
        raise ValueError(f"{entry['stance']!r} is no stance")
    return Part(
        stance,
        float(entry["face"]),
        entry.get("moves", stance.front),
        tuple(_stroke(each, techniques()) for each in entry["do"]),
        _stroke(entry["kick"], kicks()) if "kick" in entry else None,
        bool(entry.get("kihap", False)),
        float(entry.get("look", 0)),
    )


def _stroke(text: str, known: Mapping[str, object]) -> Stroke:
    kind, side = text.split()
    if kind not in known or side not in OTHER:
        raise ValueError(f"{text!r} is none of {', '.join(known)} with a side")
    return Stroke(kind, side)


def _korean(movement: Movement) -> str:
    words = []
    for part in movement.parts:
        side = "" if part.stance.kind in _SYMMETRIC else SIDE_NAMES[part.stance.side][0]
        if part.kick:
            words.append(kicks()[part.kick.kind].texts["ko"])
        if part.strokes or not part.kick:
            words.append(" ".join([f"{side}{STANCES[part.stance.kind][0]}", *_strokes(part, "ko")]))
    return ", ".join(words)


def _english(movement: Movement) -> str:
    words = []
    for part in movement.parts:
        side = "" if part.stance.kind in _SYMMETRIC else f"{SIDE_NAMES[part.stance.side][1]} "
        if part.kick:
            words.append(f"{SIDE_NAMES[part.kick.side][1]} {kicks()[part.kick.kind].texts['en']}")
        if part.strokes or not part.kick:
            words += [f"{side}{STANCES[part.stance.kind][1]}", *_strokes(part, "en")]
    return ", ".join(words)


def _strokes(part: Part, language: str) -> list[str]:
    """The techniques of a part by name; two punches in a row are one double punch."""
    names, strokes = [], list(part.strokes)
    while strokes:
        each = strokes.pop(0)
        technique = techniques()[each.kind]
        name = technique.texts[language]
        side = SIDE_NAMES[each.side][1]
        if each.kind in _PUNCHES and strokes and strokes[0].kind == each.kind:
            strokes.pop(0)
            names.append(f"{name[:2]}두번{name[2:]}" if language == "ko" else f"double {name}")
        elif language == "en":
            names.append(name if technique.both else f"{side} {name}")
        elif each.kind in _PUNCHES:
            names.append(name[:2] + ("반대" if each.side == part.stance.front else "바로") + name[2:])
        else:
            names.append(name)
    return names
