"""What a format is."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from annotator.records import Annotation
from annotator.tokens import TokenDictionary


@dataclass(frozen=True)
class Context:
    """What lies around a file that is written: for formats that point at the video or list a vocabulary.

    `output` is the file itself, `video` the recording, `tokens` the token dictionaries by the recognizer's name; each
    of them is left out where it is not known.
    """

    output: Path | None = None
    video: Path | None = None
    tokens: Mapping[str, TokenDictionary] = field(default_factory=dict)

    def video_url(self) -> str:
        """The recording as a `file:` address; "" where it is not known."""
        return self.video.absolute().as_uri() if self.video else ""

    def relative_url(self, annotation: Annotation) -> str:
        """The recording as seen from the folder of the file, percent-encoded: `../day%201/a.mp4`.

        Where either place is not known (or they are on different drives): its name, as if it lay beside the file.
        """
        name = annotation.source.path
        if self.video and self.output:
            try:
                name = os.path.relpath(self.video.absolute(), self.output.absolute().parent)
            except ValueError:
                return self.video_url()
        return quote(os.fsencode(name.replace(os.sep, "/")))


class Writer(ABC):
    """A format that is made from an annotation alone; subclasses state only their difference.

    `name` is what users ask for, `extension` what the file ends in (with its dot), and `per_language` whether there is
    a file for every language. A writer keeps nothing between two calls.
    """

    name: ClassVar[str]
    extension: ClassVar[str]
    per_language: ClassVar[bool] = True

    @abstractmethod
    def render(self, annotation: Annotation, language: str) -> str | bytes:
        """The whole file for `language`; text is written as UTF-8."""

    def render_in(self, annotation: Annotation, language: str, context: Context) -> str | bytes:  # noqa: ARG002
        """As `render`; formats that point at the video or list a vocabulary override this one too."""
        return self.render(annotation, language)
