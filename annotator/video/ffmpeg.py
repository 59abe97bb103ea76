"""Where the ffmpeg program is, and how a file is named to it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final

from annotator.errors import MissingError

# A file may name other files (playlists do); ffmpeg must not follow such names off this machine.
ALLOWED_PROTOCOLS: Final = "file"


def find_ffmpeg() -> str:
    """The ffmpeg program: the one on PATH, else the one that the package imageio-ffmpeg carries.

    Raises MissingError when there is neither.
    """
    found = shutil.which("ffmpeg")
    return found if found is not None else _carried_ffmpeg()


def _carried_ffmpeg() -> str:
    hint = "install ffmpeg, or the Python package imageio-ffmpeg, which carries it"
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise MissingError("ffmpeg is not on this machine", hint=hint) from error


def file_url(path: Path) -> str:
    """`path` as ffmpeg must be told it: any name is then a file's name, also `-x.mp4`, `a:b.mp4` and `100%.mp4`."""
    return f"file:{os.fspath(path)}"
