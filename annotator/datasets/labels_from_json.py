"""Labels from JSON: annotations and truth files of this tool, and AI-Hub's morphemes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from annotator.datasets.labels_from_base import Label, LabelFile
from annotator.datasets.text import nfc, read_text
from annotator.errors import DatasetError
from annotator.records import SCHEMA
from annotator.truth import TRUTH_SCHEMA, load_truth
from annotator.writers import read_annotation

_FAMILY: Final = SCHEMA.partition("/")[0]


class _Header(msgspec.Struct):
    schema: str = ""
    data: Any = None


class _Attribute(msgspec.Struct):
    name: str


class _Span(msgspec.Struct):
    start: float
    end: float
    attributes: list[_Attribute] = []


class _Morphemes(msgspec.Struct):
    data: list[_Span]


def read_label_json(path: Path) -> LabelFile:
    """The segments of a file, whichever of the forms it has; raises AnnotatorError naming the file."""
    text = read_text(path)[0].removeprefix("\ufeff")
    try:
        header = msgspec.json.decode(text, type=_Header)
        if header.schema == TRUTH_SCHEMA:
            return LabelFile(path, tuple(_of_truth(path)))
        if header.schema.partition("/")[0] == _FAMILY:
            return LabelFile(path, tuple(_of_annotation(path)))
        if isinstance(header.data, list):
            return LabelFile(path, tuple(_of_morphemes(msgspec.json.decode(text, type=_Morphemes))))
    except msgspec.MsgspecError as error:
        raise DatasetError(f"cannot be read as labels: {error}", path=path) from error
    raise DatasetError("is JSON, but no annotation, truth file or morphemes", path=path)


def _of_truth(path: Path) -> Iterator[Label]:
    for number, each in enumerate(load_truth(path).segments):
        text = next(iter(each.text.values()), each.token)
        yield Label(each.start_s, each.end_s, text, f"segments[{number}]", each.tier, each.token, each.text)


def _of_annotation(path: Path) -> Iterator[Label]:
    for number, each in enumerate(read_annotation(path).segments):
        text = each.text or each.label
        yield Label(
            each.start_s, each.end_s, text, f"segments[{number}]", each.tier or each.recognizer, each.label, each.texts
        )


def _of_morphemes(morphemes: _Morphemes) -> Iterator[Label]:
    for number, span in enumerate(morphemes.data):
        words = nfc(" ".join(attribute.name for attribute in span.attributes))
        yield Label(span.start, span.end, words, f"data[{number}]")
