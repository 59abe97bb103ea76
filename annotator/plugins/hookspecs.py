"""Every hook a plugin may implement, one sentence each; `annotator plugins new NAME` writes a working example."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from annotator.recognizer import Recognizer
    from annotator.records import Annotation, Segment, Video
    from annotator.training import Trainer
    from annotator.writers import Writer

hookspec = pluggy.HookspecMarker("annotator")
hookimpl = pluggy.HookimplMarker("annotator")


@hookspec
def annotator_recognizers() -> Sequence[type[Recognizer]]:  # type: ignore[empty-body]
    """Gives recognizer classes; their `name` is what a model bundle's `recognizer` refers to."""


@hookspec
def annotator_models() -> Sequence[Path]:  # type: ignore[empty-body]
    """Gives folders that hold model bundles the plugin brings along."""


@hookspec
def annotator_writers() -> Sequence[type[Writer]]:  # type: ignore[empty-body]
    """Gives writer classes, one an output format; their `name` is what `-f` refers to."""


@hookspec
def annotator_trainers() -> Sequence[type[Trainer]]:  # type: ignore[empty-body]
    """Gives trainer classes; their `name` is what `annotator train` refers to."""


@hookspec
def annotator_segments(segments: list[Segment], video: Video) -> None:
    """Edits the recognised segments of a video in place, before cues are made."""


@hookspec(firstresult=True)
def annotator_text(segments: Sequence[Segment], language: str) -> str | None:
    """Turns recognised words into the text of a video in one language; the first plugin that answers wins."""


@hookspec
def annotator_video_done(annotation: Annotation, outputs: Sequence[Path]) -> None:
    """Is told that a video is finished, what was found, and which files were written."""
