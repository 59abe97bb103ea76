"""Folders of recorded videos in, subtitles and annotations out.

    import annotator

    annotation = annotator.annotate("interview.mp4", model="gestures")
    for segment in annotation.segments:
        print(segment.start_s, segment.end_s, segment.text, segment.confidence)
    annotation.save("interview.json")

Importing this package loads nothing heavy; what is used is loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotator.api import Outcome, annotate, annotate_many, export
    from annotator.errors import AnnotatorError
    from annotator.records import Annotation, Cue, Frames, Landmarks, Prediction, Segment, Video

_HOME = {
    "Annotation": "records",
    "AnnotatorError": "errors",
    "Cue": "records",
    "Frames": "records",
    "Landmarks": "records",
    "Outcome": "api",
    "Prediction": "records",
    "Segment": "records",
    "Video": "records",
    "annotate": "api",
    "annotate_many": "api",
    "export": "api",
}

__all__ = [
    "Annotation",
    "AnnotatorError",
    "Cue",
    "Frames",
    "Landmarks",
    "Outcome",
    "Prediction",
    "Segment",
    "Video",
    "annotate",
    "annotate_many",
    "export",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'annotator' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"annotator.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
