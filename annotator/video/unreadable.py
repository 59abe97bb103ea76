"""Why a file cannot be read as video, in plain words."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from annotator.errors import MediaError

_HEAD: Final = 4096
# Box types that an MP4 or QuickTime file begins with.
_BOXES: Final = (b"ftyp", b"mdat", b"wide", b"free", b"skip", b"moov", b"pnot")


def check_readable(path: Path) -> None:
    """Raises MediaError when `path` is missing, no plain file, empty, text, or not ours to read."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise MediaError("this is a folder, not a file", path=path)
        if not stat.S_ISREG(status.st_mode):
            raise MediaError("this is not a plain file", path=path)
        if status.st_size == 0:
            raise MediaError("the file is empty", path=path)
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise MediaError(_plain(error), path=path) from error
    except ValueError as error:
        raise MediaError("this is no file name", path=path) from error
    # Not left to ffmpeg: it hears sound in some texts, and opens the files that a playlist names.
    if _is_text(head):
        raise MediaError("this is text, not video", path=path)


def _plain(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "no permission to read this file"
    return f"cannot be read: {os.strerror(error.errno) if error.errno else error}"


def why_unreadable(path: Path, error: Exception) -> str:
    """A plain reason for what PyAV said of a file that exists and is not empty."""
    from av import InvalidDataError

    if not isinstance(error, InvalidDataError):
        said = getattr(error, "strerror", None) or str(error)
        return f"cannot be read as video: {said}"
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head[4:8] in _BOXES:
        return "the recording is cut off or was never finished: its index (moov) is missing or broken"
    if not any(head):
        return "the file holds only zeros, no video"
    return "this is not video, or its beginning is damaged"


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    for cut in range(4):  # a character of several bytes may be cut off at the end
        try:
            head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return True
    return False
