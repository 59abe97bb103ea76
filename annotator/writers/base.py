"""What a format is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from annotator.records import Annotation


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

    def suffix(self, language: str, *, tagged: bool = True) -> str:
        """What follows the video's name: ".ko.srt", ".srt" where the tag is switched off, ".json"."""
        return f".{language}{self.extension}" if self.per_language and tagged and language else self.extension
