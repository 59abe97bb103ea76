"""Faults of a performance: what is left out, done wrong, too short, too low, too fast; each with its size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from samples.studio.taekwondo.forms import Form, Movement, Part, StanceName, Stroke, mirrored
from samples.studio.taekwondo.techniques import techniques

# What a fault's size means, and what it is where a script does not say.
UNITS: dict[str, tuple[str, float]] = {
    "omitted": ("movements", 1.0),
    "wrong-movement": ("movements", 1.0),
    "wrong-side": ("movements", 1.0),
    "wrong-stance": ("movements", 1.0),
    "short-stance": ("share of the length", 0.4),
    "low-kick": ("degrees", 35.0),
    "pause": ("seconds", 4.0),
    "restart": ("movements done again", 1.0),
    "too-fast": ("times as fast", 4.0),
    "wobble": ("degrees", 7.0),
}
_RANGES = {"short-stance": (0.3, 0.5), "low-kick": (28, 45), "pause": (3.2, 6), "too-fast": (3, 5), "wobble": (5, 9)}
_INSTEAD = {"AG": "AS", "AS": "AG", "DG": "AS", "BS": "AS", "JC": "NR", "SG": "MOA", "KK": "AS"}
_BLOCKS = ("low-block", "face-block")  # what is done in place of another technique: what ends farther away from it
_LATEST_RESTART = 6  # after more movements than that nobody begins again, and the camera would have to see twice as far


@dataclass(frozen=True)
class Fault:
    """A fault in the movement of this number; `size` in the unit of its kind, `instead` is what was done (or "")."""

    kind: str
    movement: int
    size: float
    instead: str = ""

    @property
    def unit(self) -> str:
        """What `size` counts."""
        return UNITS[self.kind][0]


@dataclass(frozen=True)
class Cue:
    """One thing to do: a movement as it should be and as it is done (None: back to the ready stance).

    `attempt` counts beginnings from 0. `short` is the share of the stance's length that is missing, `low_deg` how much
    lower the kick is, `faster` how many times faster, `pause_s` stands before it, `wobble_deg` comes after it.
    """

    movement: Movement | None
    done: Movement | None
    attempt: int = 0
    short: float = 0.0
    low_deg: float = 0.0
    faster: float = 1.0
    pause_s: float = 0.0
    wobble_deg: float = 0.0
    faults: tuple[Fault, ...] = field(default=())


def fault_of(form: Form, entry: Mapping[str, Any]) -> Fault:
    """A fault as a script writes it: `{kind = "pause", movement = 5, size = 4.0}`; raises ValueError saying why not."""
    kind, number = entry.get("kind"), entry.get("movement")
    if kind not in UNITS:
        raise ValueError(f"{kind!r} is no kind of fault; there are {', '.join(UNITS)}")
    if not isinstance(number, int) or not 1 <= number <= len(form.movements):
        raise ValueError(f"{form.name} has no movement {number!r}; it has 1 to {len(form.movements)}")
    movement = form.movements[number - 1]
    if kind not in possible(movement):
        raise ValueError(f"{kind} cannot happen in {movement.token} ({movement.texts['ko']})")
    size = float(number if kind == "restart" else entry.get("size", UNITS[kind][1]))
    return Fault(kind, number, size, instead(kind, movement))


def possible(movement: Movement) -> tuple[str, ...]:
    """The kinds of faults that can happen in a movement."""
    last = movement.last
    kinds = ["pause", "restart", "wobble"]
    kinds += ["omitted"] if len(movement.parts) == 1 else []
    kinds += ["wrong-movement"] if last.strokes else []
    kinds += ["wrong-side"] if last.strokes and last.stance.kind != "NR" and not _even(last) else []
    kinds += ["wrong-stance"] if last.stance.kind in _INSTEAD and last.strokes else []
    kinds += ["short-stance"] if last.stance.kind in ("AS", "AG", "DG") and last.strokes else []
    kinds += ["low-kick"] if any(part.kick and part.kick.kind != "knee" for part in movement.parts) else []
    kinds += ["too-fast"] if movement.slow else []
    return tuple(kinds)


def _even(part: Part) -> bool:
    """Whether both arms end alike, so that nobody sees which one acts."""
    first, second = techniques()[part.strokes[-1].kind].end
    return first is second


def instead(kind: str, movement: Movement) -> str:
    """What is done instead: of a wrong movement the technique, of a wrong stance its kind, else ""."""
    last = movement.last
    if kind == "wrong-movement":
        right = _raised(last.strokes[-1].kind)
        return max(_BLOCKS, key=lambda block: abs(_raised(block) - right))
    return _INSTEAD[last.stance.kind] if kind == "wrong-stance" else ""


def _raised(technique: str) -> float:
    """How high a technique ends: the fist over the shoulder, upper arm and fore arm being 1 long each."""
    return float(techniques()[technique].end[0].ways[:2, 1].sum())


def random_faults(form: Form, rng: np.random.Generator, count: int) -> tuple[Fault, ...]:
    """`count` faults, each in a movement of its own and as different in kind as can be; no two omitted side by side."""
    chosen: list[Fault] = []
    kinds = [str(each) for each in rng.permutation(list(UNITS))]
    for kind in kinds * 2:
        taken = {fault.movement for fault in chosen}
        if kind == "restart":
            taken |= set(range(_LATEST_RESTART + 1, len(form.movements) + 1))
        if kind == "omitted":
            taken |= {fault.movement + step for fault in chosen if fault.kind == kind for step in (-1, 1)}
        free = [each for each in form.movements if each.number not in taken and kind in possible(each)]
        if len(chosen) < count and free and not (kind == "restart" and any(each.kind == kind for each in chosen)):
            movement = free[int(rng.integers(len(free)))]
            size = round(float(rng.uniform(*_RANGES[kind])), 2) if kind in _RANGES else UNITS[kind][1]
            size = float(movement.number) if kind == "restart" else size
            chosen.append(Fault(kind, movement.number, size, instead(kind, movement)))
    return tuple(sorted(chosen, key=lambda fault: fault.movement))


def cues(form: Form, faults: Sequence[Fault]) -> list[Cue]:
    """What is done from the first ready stance on, with these faults in it; none of them: the form as it should be."""
    planned: list[Cue] = []
    for movement in form.movements:
        mine = [fault for fault in faults if fault.movement == movement.number]
        if any(fault.kind == "omitted" for fault in mine):
            continue
        planned.append(_cue(movement, mine))
        if again := tuple(fault for fault in mine if fault.kind == "restart"):
            begun = [Cue(each, each, 1) for each in form.movements[: movement.number]]  # and does it right
            planned += [Cue(None, None, faults=again), *begun]
    return planned


def _cue(movement: Movement, faults: Iterable[Fault]) -> Cue:
    done, values = movement, dict[str, Any]()
    here = tuple(fault for fault in faults if fault.kind != "restart")
    for fault in here:
        if fault.kind in ("wrong-movement", "wrong-side", "wrong-stance"):
            done = _changed(done, fault)
        else:
            values |= {_FIELDS[fault.kind]: fault.size}
    return Cue(movement, done, faults=here, **values)


_FIELDS = {
    "short-stance": "short", "low-kick": "low_deg", "pause": "pause_s", "too-fast": "faster", "wobble": "wobble_deg",
}  # fmt: skip


def _changed(movement: Movement, fault: Fault) -> Movement:
    last = movement.last
    if fault.kind == "wrong-side":
        last = mirrored(last)
    elif fault.kind == "wrong-movement":
        last = replace(last, strokes=(*last.strokes[:-1], Stroke(fault.instead, last.strokes[-1].side)))
    else:
        last = replace(last, stance=StanceName(fault.instead, last.stance.front))
    return replace(movement, parts=(*movement.parts[:-1], last))
