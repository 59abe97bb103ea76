"""Rules of scoring as versioned data: what is deducted for what, how sure that is, and what one camera can judge."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from msgspec import Meta

from annotator.errors import ScoringError, UsageError
from annotator.scoring.form import Confidence
from annotator.scoring.forms import is_file
from annotator.scoring.names import near, plain
from annotator.scoring.toml import Section, convert, parse, read_file

RULES_SCHEMA: Final = 1
DEFAULT_RULES: Final = "world-taekwondo-aid-1"

FaultKind = Literal["minor", "major", "restart"]
Judged = Literal["yes", "partly", "no"]
_Points: TypeAlias = Annotated[float, Meta(ge=0)]
_Seconds: TypeAlias = Annotated[float, Meta(gt=0)]
_Count: TypeAlias = Annotated[int, Meta(ge=1)]
_Text: TypeAlias = Annotated[str, Meta(min_length=1)]


class Accuracy(Section, frozen=True, kw_only=True):
    """Points one begins with, and what a fault of each kind takes away."""

    max: _Points
    minor: _Points
    major: _Points
    restart: _Points
    confidence: Confidence

    def deduction(self, kind: FaultKind) -> float:
        """Points a fault of this kind takes away."""
        return {"minor": self.minor, "major": self.major, "restart": self.restart}[kind]


class Presentation(Section, frozen=True, kw_only=True):
    """Points for presentation and its parts: given by judges, never by annotator (`judged` can only be "no")."""

    max: _Points
    judged: Literal["no"]
    reason: _Text
    reason_ko: str = ""
    parts: dict[str, _Points]
    confidence: Confidence


class Timing(Section, frozen=True, kw_only=True):
    """Seconds: a stop that is a fault, the longest form, how long slow movements take."""

    pause_s: _Seconds
    pause_confidence: Confidence
    time_limit_s: _Seconds
    time_limit_confidence: Confidence
    slow_s: tuple[_Seconds, _Seconds]
    slow_confidence: Confidence


class Panel(Section, frozen=True, kw_only=True):
    """How the marks of several judges become one: the mean, after the highest and lowest are dropped."""

    judges: Annotated[tuple[_Count, ...], Meta(min_length=1)]
    drop_highest: Annotated[int, Meta(ge=0)]
    drop_lowest: Annotated[int, Meta(ge=0)]
    method: Literal["trimmed mean"]
    ties: _Text
    confidence: Confidence


class Fault(Section, frozen=True, kw_only=True):
    """One fault: of which kind, whether one camera can judge it, why not, and the forms it does not count in.

    `text_ko` and `reason_ko` say in Korean what `text` and `reason` do in English ("": nobody has said it).
    """

    id: _Text
    kind: FaultKind
    text: _Text
    text_ko: str = ""
    judged: Judged
    reason: str = ""
    reason_ko: str = ""
    not_in: tuple[str, ...] = ()
    confidence: Confidence


class StanceLimits(Section, frozen=True, kw_only=True):
    """What is allowed of a stance: the distance of the ankles along it, in leg lengths, from shortest to longest.

    `hips_low`, `hips_high`: how high the hips are, as a share of standing upright; a stance higher or lower than that
    is another one.
    """

    length: tuple[float, float]
    hips_low: float | None = None
    hips_high: float | None = None


class Limits(Section, frozen=True, kw_only=True):
    """What is allowed, in units of the body; see `annotator.scoring.judging`.

    `kick`: leg lengths a kicking ankle is over the other one; `sway_deg`: degrees the trunk swings; `hands`: how much
    nearer the wrists may be to another technique than to the form's, in squared deviations; `stances` by their codes.
    """

    kick: _Points
    sway_deg: _Points
    hands: _Points
    stances: dict[str, StanceLimits]
    confidence: Confidence


class Measurable(Section, frozen=True, kw_only=True):
    """What can be measured from one video, what needs more than that, and what is not to be relied on."""

    good: tuple[str, ...]
    needs_calibration_or_audio: tuple[str, ...]
    unreliable: tuple[str, ...]


class Rules(Section, frozen=True, kw_only=True):
    """A whole set of rules."""

    schema: int
    name: _Text
    version: _Text
    title: _Text
    title_ko: str = ""
    total: _Points
    accuracy: Accuracy
    presentation: Presentation
    timing: Timing
    panel: Panel
    faults: Annotated[tuple[Fault, ...], Meta(min_length=1)]
    limits: Limits
    measurable: Measurable

    @property
    def not_judged(self) -> tuple[Fault, ...]:
        """The faults that are always reported as "not judged"."""
        return tuple(fault for fault in self.faults if fault.judged == "no")

    def fault(self, fault_id: str) -> Fault:
        """The fault of this id; raises KeyError."""
        for fault in self.faults:
            if fault.id == fault_id:
                return fault
        raise KeyError(fault_id)


def rules_names() -> tuple[str, ...]:
    """The rules that come with annotator."""
    folder = resources.files("annotator.scoring").joinpath("rules")
    return tuple(sorted(each.name.removesuffix(".toml") for each in folder.iterdir() if each.name.endswith(".toml")))


def load_rules(name_or_path: str | Path = DEFAULT_RULES) -> Rules:
    """Rules by name, or out of a TOML file.

    Raises UsageError where there are none of this name, ScoringError naming the file and the field of broken ones.
    """
    if isinstance(name_or_path, str):
        for name in rules_names():
            if plain(name) == plain(name_or_path):
                return _shipped(name)
    path = Path(name_or_path).expanduser()
    if not is_file(path):
        names = rules_names()
        close = near(str(name_or_path), names)
        meant = f"did you mean {close[0]}? " if close else ""
        raise UsageError(
            f"there are no rules {str(name_or_path)!r}",
            hint=f"{meant}the rules are {', '.join(names)}, or the path of a TOML file",
        )
    try:
        return parse_rules(read_file(path))
    except ScoringError as error:
        error.path = path
        raise


def parse_rules(data: bytes) -> Rules:
    """The rules in the bytes of a TOML file; raises ScoringError naming the field."""
    content = parse(data)
    if (schema := content.get("schema", RULES_SCHEMA)) != RULES_SCHEMA:
        raise ScoringError(
            f"is {schema!r}, this version of annotator reads {RULES_SCHEMA}",
            field="schema",
            hint="a newer annotator may have written it",
        )
    rules = convert(content, Rules)
    _check(rules)
    return rules


def _check(rules: Rules) -> None:
    accuracy, presentation, panel = rules.accuracy, rules.presentation, rules.panel
    if not accuracy.minor <= accuracy.major <= accuracy.restart <= accuracy.max:
        raise ScoringError("minor, major, restart and max must not fall", field="accuracy")
    if abs(sum(presentation.parts.values()) - presentation.max) > 1e-9:
        raise ScoringError(f"the parts do not make {presentation.max:g}", field="presentation.parts")
    if abs(accuracy.max + presentation.max - rules.total) > 1e-9:
        raise ScoringError("is not accuracy.max and presentation.max together", field="total")
    if rules.timing.slow_s[0] > rules.timing.slow_s[1]:
        raise ScoringError("the shortest slow movement is longer than the longest", field="timing.slow_s")
    if panel.drop_highest + panel.drop_lowest >= min(panel.judges):
        raise ScoringError(f"no mark is left of {min(panel.judges)} judges", field="panel.judges")
    seen: set[str] = set()
    for number, fault in enumerate(rules.faults, 1):
        _check_fault(fault, f"faults[{number}]", seen)
        seen.add(fault.id)


def _check_fault(fault: Fault, field: str, seen: set[str]) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9-]*", fault.id):
        raise ScoringError(f"{fault.id!r} must be lower-case letters, digits and hyphens", field=f"{field}.id")
    if fault.id in seen:
        raise ScoringError(f"{fault.id!r} is there twice", field=f"{field}.id")
    if fault.judged != "yes" and not fault.reason:
        raise ScoringError(f"what is judged {fault.judged!r} says why", field=f"{field}.reason")


@cache
def _shipped(name: str) -> Rules:
    data = resources.files("annotator.scoring").joinpath("rules", f"{name}.toml").read_bytes()
    try:
        return parse_rules(data)
    except ScoringError as error:
        error.path = Path(f"{name}.toml")
        raise
