"""Formats that hold segments of many videos as well as of one: tables, and JSON for evaluation and browsing tools."""

from __future__ import annotations

import csv
import io
import json
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any

from annotator.records import Annotation, Segment
from annotator.writers.base import Writer
from annotator.writers.text import one_line


class CollectingWriter(Writer):
    """A format that tells of several videos in one file; `render` writes one of a single video."""

    per_language = False

    @abstractmethod
    def collect(self, annotations: Sequence[Annotation]) -> str | bytes:
        """The whole file for these videos, in order."""

    def render(self, annotation: Annotation, language: str) -> str | bytes:  # noqa: ARG002
        return self.collect([annotation])


class CsvWriter(CollectingWriter):
    """A segment a row, with a byte order mark, so that spreadsheets show Hangul; times in seconds.

    `text` is in the annotation's own language, `text_en` and the like in the others it has. `alternatives` reads
    `label=confidence; ...`. Frames are 0-based and inclusive.
    """

    name = "csv"
    extension = ".csv"

    def collect(self, annotations: Sequence[Annotation]) -> bytes:
        others = sorted({tag for each in annotations for tag in _languages(each) if tag != each.language})
        header = [
            "video", "recognizer", "tier", "person", "start", "end", "first_frame", "last_frame", "class_id", "label",
            "text", *(f"text_{one_line(tag)}" for tag in others), "confidence", "alternatives",
        ]  # fmt: skip
        out = io.StringIO(newline="")
        table = csv.writer(out, lineterminator="\r\n")
        table.writerow(header)
        for annotation in annotations:
            table.writerows(_row(annotation, segment, others) for segment in annotation.segments)
        return out.getvalue().encode("utf-8-sig", "backslashreplace")


class ActivityNetWriter(CollectingWriter):
    """Segments as the ActivityNet challenges and their evaluation take them: `label`, `score`, `segment` in seconds.

    A video is named by its file name without extension; `recognizer` is an entry of our own that readers pass over.
    """

    name = "activitynet"
    extension = ".activitynet.json"

    def collect(self, annotations: Sequence[Annotation]) -> str:
        results: dict[str, list[dict[str, Any]]] = {}
        for annotation in annotations:
            results.setdefault(_stem(annotation), []).extend(
                {
                    "label": _label(segment),
                    "score": segment.confidence,
                    "segment": [segment.start_s, segment.end_s],
                    "recognizer": segment.recognizer,
                }
                for segment in annotation.segments
            )
        return _json({"version": "VERSION 1.3", "results": results, "external_data": {"used": False, "details": ""}})


class FiftyOneWriter(CollectingWriter):
    """Segments as temporal detections for FiftyOne (its dataset type FiftyOneTemporalDetectionDataset).

    A video is named by its file name without extension; `support` is its first and last frame, 1-based and inclusive.
    """

    name = "fiftyone"
    extension = ".fiftyone.json"

    def collect(self, annotations: Sequence[Annotation]) -> str:
        labels: dict[str, list[dict[str, Any]]] = {}
        for annotation in annotations:
            labels.setdefault(_stem(annotation), []).extend(map(_detection, annotation.segments))
        return _json({"classes": None, "labels": labels})


def _row(annotation: Annotation, segment: Segment, others: Iterable[str]) -> list[str | int]:
    return [
        one_line(annotation.source.path),
        one_line(segment.recognizer),
        one_line(segment.tier),
        segment.person,
        f"{segment.start_s:.3f}",
        f"{segment.end_s:.3f}",
        segment.first_frame,
        segment.last_frame,
        segment.class_id,
        one_line(segment.label),
        one_line(segment.text),
        *(one_line(segment.texts.get(tag, "")) for tag in others),
        f"{segment.confidence:.4f}",
        "; ".join(f"{one_line(other.label)}={other.confidence:.4f}" for other in segment.alternatives),
    ]


def _detection(segment: Segment) -> dict[str, Any]:
    first = max(segment.first_frame, 0) + 1
    return {
        "label": _label(segment),
        "support": [first, max(segment.last_frame + 1, first)],
        "confidence": segment.confidence,
        "attributes": {"recognizer": segment.recognizer, "text": segment.text, "person": segment.person},
    }


def _languages(annotation: Annotation) -> set[str]:
    return {tag for segment in annotation.segments for tag in segment.texts}


def _label(segment: Segment) -> str:
    return segment.label or segment.text or str(segment.class_id)


def _stem(annotation: Annotation) -> str:
    return PurePath(annotation.source.path).stem


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "backslashreplace").decode()
