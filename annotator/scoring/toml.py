"""TOML of scoring: read, converted into records, and refused naming the entry that is wrong."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from annotator.errors import ScoringError
from annotator.text import UndecodableError, decode

_MOST_BYTES: Final = 1 << 20
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>[^`]*)`")
_ABSENT = re.compile(r"Object missing required field `(?P<name>[^`]*)`")


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all entries of our files share: read-only, by keyword, nothing unknown."""


_Section = TypeVar("_Section", bound=msgspec.Struct)


def read_file(path: Path) -> bytes:
    """The bytes of a file a person wrote; raises ScoringError."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ScoringError(f"cannot be read: {error.strerror}", path=path) from error
    if len(data) > _MOST_BYTES:
        raise ScoringError("is larger than any form or rules", path=path)
    return data


def parse(data: bytes) -> dict[str, Any]:
    """TOML as plain values; UTF-8 with or without byte order mark, UTF-16 or CP949. Raises ScoringError."""
    try:
        text, _ = decode(data)
        content: dict[str, Any] = msgspec.toml.decode(text.removeprefix("\ufeff").encode())
    except UndecodableError as error:
        raise ScoringError(str(error), hint=error.hint) from error
    except (msgspec.DecodeError, UnicodeError) as error:
        raise ScoringError(f"is not valid TOML: {error}") from error
    return content


def convert(content: Any, kind: type[_Section], movement: int | None = None) -> _Section:
    """Plain values as a record; raises ScoringError naming the entry, with what it may have been meant to be."""
    try:
        return msgspec.convert(content, kind)
    except msgspec.ValidationError as error:
        what, field, hint = _told(str(error))
        raise ScoringError(what, field=field, movement=movement, hint=hint) from error


def _told(message: str) -> tuple[str, str, str | None]:
    """msgspec's complaint ("Expected `int`, got `str` - at `$.a[2].b`") as what is wrong, where, and a hint."""
    what, _, where = message.partition(" - at ")
    field = where.strip("`").removeprefix("key in ").strip("`").removeprefix("$").lstrip(".")
    field = re.sub(r"\[(\d+)\]", lambda match: f"[{int(match[1]) + 1}]", field)
    if match := _UNKNOWN.match(what):
        known = _known_beside(match["name"])
        return "is not a known entry", _join(field, match["name"]), known
    if match := _ABSENT.match(what):
        return "is missing", _join(field, match["name"]), None
    return what[:1].lower() + what[1:], field or "the file", None


def _join(section: str, name: str) -> str:
    return f"{section}.{name}" if section else name


def _known_beside(name: str) -> str | None:
    """A hint for an entry that is not known: the known one that looks like it."""
    known = {field for kind in _kinds(Section) for field in kind.__struct_fields__}
    close = difflib.get_close_matches(name, known, 1)
    return f"did you mean {close[0]}?" if close else None


def _kinds(kind: type[msgspec.Struct]) -> list[type[msgspec.Struct]]:
    return [kind, *(below for each in kind.__subclasses__() for below in _kinds(each))]
