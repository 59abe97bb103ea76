"""Profiles by name, or out of a file: TOML with the fields of `ReadingRules`, on top of a profile that exists.

base = "netflix-ko"
max_width = 18
chars_per_s = 10
"""

from __future__ import annotations

import difflib
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from annotator.errors import UsageError
from annotator.timeline.reading import READING_RULES, ReadingRules

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_FIELDS = ReadingRules.__struct_fields__
_MOST_BYTES = 1 << 20


def load_profile(text: str) -> ReadingRules:
    """The rules of the profile `text` names: one that comes with annotator, or the path of a TOML file.

    Raises UsageError naming the file, the field and what is allowed where there is no such profile, or it is wrong.
    """
    if text in READING_RULES:
        return READING_RULES[text]
    path = Path(text).expanduser()
    known = ", ".join(READING_RULES)
    try:
        if not path.is_file():
            raise UsageError(
                f"there is no reading profile {text!r}", hint=f"the profiles are {known}, or the path of a TOML file"
            )
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES)
        content = tomllib.loads(data.decode("utf-8-sig"))
    except OSError as error:
        raise UsageError(f"the reading profile cannot be read: {error.strerror}", path=text) from error
    except ValueError as error:  # no UTF-8, no TOML, a name that no file can have
        raise UsageError(
            f"is no reading profile in TOML: {error}", path=text, hint=f"or name one of {known}"
        ) from error
    return _checked(content, path)


def _checked(content: Mapping[str, Any], path: Path) -> ReadingRules:
    fields = dict(content)
    base = fields.pop("base", "none")
    if not isinstance(base, str) or base not in READING_RULES:
        raise _wrong(path, "base", f"{base!r} is no profile", f"it is one of {', '.join(READING_RULES)}")
    for field, value in fields.items():
        if field not in _FIELDS:
            near = difflib.get_close_matches(field, _FIELDS, 1)
            meant = f"did you mean {near[0]}? " if near else ""
            raise _wrong(path, field, "there is no such field", f"{meant}the fields are base, {', '.join(_FIELDS)}")
        if isinstance(value, float) and not math.isfinite(value):
            raise _wrong(path, field, f"{value} is no length", "a number; 0 for no limit")
        try:
            msgspec.convert({field: value}, ReadingRules)
        except msgspec.ValidationError as error:
            reason = str(error).split(" - at ")[0]
            raise _wrong(path, field, f"{value!r} is not allowed: {reason}", _allowed(field)) from error
    fields.setdefault("name", path.stem)
    rules = msgspec.convert({**msgspec.to_builtins(READING_RULES[base]), **fields}, ReadingRules)
    _check_together(rules, path)
    return rules


def _check_together(rules: ReadingRules, path: Path) -> None:
    """Refuses fields that contradict one another."""
    if rules.max_s and rules.min_s > rules.max_s:
        told = f"the shortest cue, {rules.min_s:g} s, is longer than the longest, {rules.max_s:g} s"
        raise _wrong(path, "min_s", told, f"0 to {rules.max_s:g}, or a longer max_s")
    if rules.strict and rules.min_s <= 0:
        raise _wrong(path, "min_s", "strict rules want a shortest cue", "more than 0, or strict = false")
    if rules.close_s and rules.close_s <= rules.spacing(None).gap_s:
        told = f"gaps up to {rules.close_s:g} s cannot be closed to {rules.spacing(None).gap_s:g} s"
        raise _wrong(path, "close_s", told, "0, or more than the least gap")


def _allowed(field: str) -> str:
    """What a field takes, in words."""
    default = getattr(ReadingRules(), field)
    if isinstance(default, bool):
        return "true or false"
    if isinstance(default, str):
        return "a text in quotes"
    least = {"max_width": 2, "max_lines": 1}.get(field, 0)
    kind = "a whole number" if isinstance(default, int) else "a number"
    return f"{kind} from {least} on"


def _wrong(path: Path, field: str, reason: str, allowed: str) -> UsageError:
    return UsageError(f"{field}: {reason}", path=path, stage="profile", hint=allowed)
