"""The mark that a file made by annotator carries in its metadata: what it is, and what it was made from."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Final, NamedTuple

from annotator.errors import MediaError
from annotator.video.probe import opened

_MARK: Final = re.compile(r"\bannotator render ([a-z]+) ([0-9a-f]{16,64})\b")


class Mark(NamedTuple):
    """`how` a video was rendered, and the `fingerprint` of all that it was made from."""

    how: str
    fingerprint: str

    def __str__(self) -> str:
        return f"annotator render {self.how} {self.fingerprint}"


def read_mark(path: Path) -> Mark | None:
    """The mark in the comment of a media file; None where it has none, or is no media file."""
    match = _MARK.search(read_comment(path))
    return Mark(*match.groups()) if match else None


def read_comment(path: Path) -> str:
    """The comment in a media file's metadata; "" where there is none, or the file cannot be read."""
    with contextlib.suppress(MediaError, OSError), opened(path) as container:
        found = (value for name, value in container.metadata.items() if name.lower() == "comment")
        return str(next(found, ""))
    return ""


def marked_comment(path: Path, mark: Mark) -> str:
    """The comment of a video made from `path`: its own words, if any, and the mark."""
    return "\n".join(filter(None, (_MARK.sub("", read_comment(path)).strip(), str(mark))))
