"""The annotation itself, as JSON: the file every other format is made from, and its reader.

Whisper-style readers find `language`, `text` and `segments[id, start, end, text, words[word, start, end, probability]]`
where they expect them. What is not a finite number is `null`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec

from annotator.errors import AnnotatorError
from annotator.records import SCHEMA, Annotation
from annotator.writers.base import Writer

_FAMILY, _, _VERSION = SCHEMA.partition("/")


class JsonWriter(Writer):
    """All of an annotation; Hangul as it is, two spaces a level, one file for all languages."""

    name = "json"
    extension = ".json"
    per_language = False

    def render(self, annotation: Annotation, language: str) -> bytes:  # noqa: ARG002
        return annotation.as_json()


class _Header(msgspec.Struct):
    schema: Any = None


def read_annotation(path: Path) -> Annotation:
    """Reads an annotation that `JsonWriter` wrote.

    Raises AnnotatorError where the file cannot be read, is broken, is another tool's, or is of a newer schema.
    """
    try:
        data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        raise _error(path, f"cannot be read: {error.strerror or error}", "give the path of an annotation") from error
    try:
        header = msgspec.json.decode(data, type=_Header)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        if isinstance(error, msgspec.ValidationError):
            raise _foreign(path) from error
        raise _error(path, f"broken JSON: {error}", "recognise the video again to make a new one") from error
    match = re.fullmatch(rf"{_FAMILY}/([0-9]+)", header.schema) if isinstance(header.schema, str) else None
    if match is None:
        raise _foreign(path)
    if int(match[1]) > int(_VERSION):
        raise _error(path, f"has the schema {header.schema}, this annotator reads {SCHEMA}", "update annotator")
    try:
        return msgspec.json.decode(data, type=Annotation)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _error(path, f"damaged annotation: {error}", "recognise the video again to make a new one") from error


def is_another_tools(path: Path) -> bool:
    """Whether a file is good JSON, but no annotation; what cannot be told is left to `read_annotation`'s own words."""
    try:
        header = msgspec.json.decode(path.read_bytes().removeprefix(b"\xef\xbb\xbf"), type=_Header)
    except msgspec.ValidationError:
        return True
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return False
    return not isinstance(header.schema, str) or header.schema.partition("/")[0] != _FAMILY


def _foreign(path: Path) -> AnnotatorError:
    return _error(path, f'no annotation: it has no "schema": "{SCHEMA}"', "it was written by another tool")


def _error(path: Path, reason: str, hint: str) -> AnnotatorError:
    return AnnotatorError(reason, path=path, stage="read", hint=hint)
