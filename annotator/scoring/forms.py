"""Forms by name or file: those that come with annotator lie in `forms/`, one TOML file each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from annotator.errors import ScoringError, UsageError
from annotator.scoring.entries import FormEntry, MovementEntry, StanceEntry, build_movement, build_stance
from annotator.scoring.form import Form, Movement
from annotator.scoring.names import load_names, near, plain
from annotator.scoring.parts import form_part, split_part
from annotator.scoring.toml import convert, parse, read_file

FORM_SCHEMA: Final = 1
# In the order they are learned.
FORM_NAMES: Final = (*(f"taegeuk-{number}" for number in range(1, 9)), "koryo", "keumgang")


def form_order(name: str) -> tuple[int, str]:
    """By what forms are put in order: as they are learnt, then those that are not shipped, by their names."""
    return FORM_NAMES.index(name) if name in FORM_NAMES else len(FORM_NAMES), name


def load_form(name_or_path: str | Path) -> Form:
    """A form by one of its names ("taegeuk-1", "태극 1장", "T1", in any case), or out of a TOML file.

    A part of it is asked for behind a colon: "taegeuk-1:5-9", "T1:section-2" (see `form_part`). Raises UsageError where
    there is none of this name, ScoringError naming file, movement and field of a broken one.
    """
    path = Path(name_or_path).expanduser()
    if isinstance(name_or_path, str):
        name, part = split_part(name_or_path)
        found = _by_any_name().get(plain(name))
        if found is not None:
            return form_part(_shipped(found), part) if part else _shipped(found)
        if part and not is_file(path) and is_file(Path(name).expanduser()):
            return form_part(read_form(Path(name).expanduser()), part)
    if not is_file(path):
        raise UsageError(f"there is no form {str(name_or_path)!r}", hint=_meant(str(name_or_path)))
    return read_form(path)


def load_forms() -> tuple[Form, ...]:
    """The forms that come with annotator, in the order they are learned."""
    return tuple(map(_shipped, FORM_NAMES))


def read_form(path: Path) -> Form:
    """The form in a TOML file; raises ScoringError naming the file, the movement and the field."""
    try:
        return parse_form(read_file(path))
    except ScoringError as error:
        error.path = path
        raise


def parse_form(data: bytes) -> Form:
    """The form in the bytes of a TOML file; raises ScoringError naming the movement and the field."""
    content = parse(data)
    if (schema := content.get("schema", FORM_SCHEMA)) != FORM_SCHEMA:
        raise ScoringError(
            f"is {schema!r}, this version of annotator reads {FORM_SCHEMA}",
            field="schema",
            hint="a newer annotator may have written it",
        )
    entry = convert(content, FormEntry)
    names = load_names().with_own(entry.stances, entry.techniques)
    entries = [convert(each, MovementEntry, _number(each, n)) for n, each in enumerate(entry.movements, 1)]
    _check_numbers(entries)
    if len(entries) != entry.count:
        raise ScoringError(f"is {entry.count}, but there are {len(entries)} movements", field="count")
    if entry.typical_s is not None and entry.typical_s[0] > entry.typical_s[1]:
        raise ScoringError("the shortest duration is longer than the longest", field="typical_s")
    movements = tuple(build_movement(each, names) for each in entries)
    _check_groups(movements)
    _check_turns(movements)
    return Form(
        name=entry.name,
        version=entry.version,
        title=entry.title,
        also=entry.also,
        ready=build_stance(StanceEntry(name=entry.ready), names, "ready"),
        end=build_stance(StanceEntry(name=entry.end), names, "end"),
        confidence=entry.confidence,
        confidence_note=entry.confidence_note,
        disputed=entry.disputed,
        count_note=entry.count_note,
        typical_s=entry.typical_s,
        typical_confidence=entry.typical_confidence,
        movements=movements,
    )


def form_text(name: str) -> str:
    """The TOML file of a form that comes with annotator, to be copied and corrected; raises UsageError."""
    found = _by_any_name().get(plain(name))
    if found is None:
        raise UsageError(f"no form {name!r} comes with annotator", hint=_meant(name))
    return _data(found).decode()


def _data(name: str) -> bytes:
    return resources.files("annotator.scoring").joinpath("forms", f"{name}.toml").read_bytes()


@cache
def _shipped(name: str) -> Form:
    try:
        return parse_form(_data(name))
    except ScoringError as error:
        error.path = Path(f"{name}.toml")
        raise


@cache
def _by_any_name() -> dict[str, str]:
    """The forms that come along by every name they go by, as names are compared."""
    return {plain(each): form.name for form in load_forms() for each in (*_names(form), *form.also)}


def _names(form: Form) -> tuple[str, ...]:
    return form.name, form.title.ko, form.title.en


def _meant(text: str) -> str:
    close = near(text, [each for form in load_forms() for each in _names(form)])
    names = f"the forms are {', '.join(FORM_NAMES)}, or the path of a TOML file"
    return f"did you mean {close[0]}? {names}" if close else names


def is_file(path: Path) -> bool:
    """Whether a file lies there; False too for a name no file can have."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _number(content: dict[str, Any], place: int) -> int:
    number = content.get("number")
    return number if isinstance(number, int) else place


def _check_numbers(entries: Sequence[MovementEntry]) -> None:
    for expected, entry in enumerate(entries, 1):
        if entry.number != expected:
            raise ScoringError(
                f"is {entry.number}, expected {expected}: movements are numbered from 1 without holes, in order",
                field="number",
                movement=entry.number,
            )


def _check_groups(movements: Sequence[Movement]) -> None:
    closed: set[int] = set()
    before: int | None = None
    for movement in movements:
        if movement.group != before:
            if before is not None:
                closed.add(before)
            if movement.group in closed:
                raise ScoringError(
                    f"{movement.group} was left before: the movements of a group follow one another",
                    field="group",
                    movement=movement.number,
                )
        before = movement.group


def _check_turns(movements: Sequence[Movement]) -> None:
    before: int | None = 0
    for movement in movements:
        now, turn = movement.facing, movement.turn
        if turn is not None and (before is None or now is None or (before + turn - now) % 360):
            told = f"from {'?' if before is None else before} this leads not to {'?' if now is None else now}"
            raise ScoringError(told, field="turn", movement=movement.number, hint="degrees, to the left negative")
        before = now
