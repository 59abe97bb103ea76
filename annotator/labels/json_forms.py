"""Labels from JSON: this tool's annotations and truth files, AI-Hub's morphemes, ActivityNet, FiftyOne.

{"schema": "annotator/1", ...}   {"schema": "annotator-truth/1", ...}
{"data": [{"start": 1.2, "end": 2.0, "attributes": [{"name": "안녕"}]}]}
{"results": {"a": [{"segment": [1.2, 2.0], "label": "안녕", "score": 0.9}]}}
{"database": {"a": {"annotations": [{"segment": [1.2, 2.0], "label": "안녕"}]}}}
{"classes": ["안녕"], "labels": {"a": [{"label": 0, "timestamps": [1.2, 2.0]}]}}
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from annotator.errors import DatasetError, NoLabelsError
from annotator.labels.label import Label, LabelFile
from annotator.records import SCHEMA
from annotator.text import encoding_notes, nfc, read_text
from annotator.truth import TRUTH_SCHEMA, load_truth
from annotator.writers import read_annotation

_FAMILY: Final = SCHEMA.partition("/")[0]


class _Header(msgspec.Struct):
    schema: Any = None
    data: Any = None
    results: Any = None
    database: Any = None
    labels: Any = None


class _Attribute(msgspec.Struct):
    name: str


class Span(msgspec.Struct):
    """A sign of AI-Hub's morphemes: seconds, and its names."""

    start: float
    end: float
    attributes: list[_Attribute] = []


class Morphemes(msgspec.Struct):
    """A file of AI-Hub's morphemes."""

    data: list[Span]


class _Activity(msgspec.Struct):
    segment: tuple[float, float]
    label: str


class _Recording(msgspec.Struct):
    annotations: list[_Activity] = []


class _Results(msgspec.Struct):
    results: dict[str, list[_Activity]]


class _Database(msgspec.Struct):
    database: dict[str, _Recording]


class _Detection(msgspec.Struct):
    label: int | str
    timestamps: tuple[float, float] | None = None
    support: tuple[int, int] | None = None


class _Detections(msgspec.Struct):
    labels: dict[str, list[_Detection] | None]
    classes: list[str] | None = None


def schema_of(path: Path) -> str:
    """The `schema` a JSON file declares; "" where it declares none, or cannot be read."""
    try:
        schema = msgspec.json.decode(read_text(path)[0], type=_Header).schema
    except (DatasetError, msgspec.MsgspecError):
        return ""
    return schema if isinstance(schema, str) else ""


def read_label_json(path: Path) -> LabelFile:
    """The labels of a file, whichever of the forms it has.

    Raises NoLabelsError for JSON that is none of them, another AnnotatorError naming the file for what is wrong in it.
    """
    text, encoding = read_text(path)
    text = text.removeprefix("\ufeff")
    try:
        labels = _labels(path, text)
    except msgspec.MsgspecError as error:
        raise DatasetError(f"cannot be read as labels: {error}", path=path) from error
    if labels is None:
        raise NoLabelsError(
            "is JSON, but no annotation, truth file, morphemes, ActivityNet or FiftyOne labels", path=path
        )
    return LabelFile(path, tuple(labels), encoding_notes(path, encoding))


def _labels(path: Path, text: str) -> Iterator[Label] | None:
    try:
        header = msgspec.json.decode(text, type=_Header)
    except msgspec.ValidationError:  # a list, a number
        return None
    schema = header.schema if isinstance(header.schema, str) else ""
    if schema == TRUTH_SCHEMA:
        return _of_truth(path)
    if schema.partition("/")[0] == _FAMILY:
        return _of_annotation(path)
    if _holds(header.data, "start"):
        return _of_morphemes(msgspec.json.decode(text, type=Morphemes))
    if _holds(header.results, "segment"):
        return _of_activities(msgspec.json.decode(text, type=_Results).results, "results")
    if _holds(header.database, "annotations"):
        known = msgspec.json.decode(text, type=_Database).database
        return _of_activities({video: each.annotations for video, each in known.items()}, "database")
    if _holds(header.labels, "label"):
        return _of_detections(path, msgspec.json.decode(text, type=_Detections))
    return None


def _holds(given: Any, key: str) -> bool:
    """Whether something in `given`, itself or below, has the key: files of other tools use the same words."""
    if isinstance(given, dict):
        return key in given or any(_holds(each, key) for each in given.values())
    return isinstance(given, list) and any(_holds(each, key) for each in given)


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


def _of_morphemes(morphemes: Morphemes) -> Iterator[Label]:
    for number, span in enumerate(morphemes.data):
        words = nfc(" ".join(attribute.name for attribute in span.attributes))
        yield Label(span.start, span.end, words, f"data[{number}]")


def _of_activities(activities: dict[str, list[_Activity]], key: str) -> Iterator[Label]:
    for video, own in activities.items():
        for number, each in enumerate(own):
            yield Label(*each.segment, nfc(each.label), f"{key}[{video!r}][{number}]", video=nfc(video))


def _of_detections(path: Path, detections: _Detections) -> Iterator[Label]:
    classes = detections.classes or []
    for video, own in detections.labels.items():
        for number, each in enumerate(own or []):
            where = f"labels[{video!r}][{number}]"
            if isinstance(each.label, int) and not 0 <= each.label < len(classes):
                raise DatasetError(f"{where}: there is no class {each.label}", path=path)
            name = classes[each.label] if isinstance(each.label, int) else each.label
            if each.timestamps is not None:
                yield Label(*each.timestamps, nfc(name), where, video=nfc(video))
            elif each.support is not None:
                frames = each.support[0] - 1, each.support[1] - 1  # FiftyOne counts from 1
                yield Label(0.0, 0.0, nfc(name), where, video=nfc(video), frames=frames)
            else:
                raise DatasetError(f"{where}: has neither timestamps nor support", path=path)
