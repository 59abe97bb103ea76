"""Where the ffmpeg program is, and how a file is named to it."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from annotator.errors import MissingError

# A file may name other files (playlists do); ffmpeg must not follow such names off this machine.
ALLOWED_PROTOCOLS: Final = "file"
OLDEST: Final = (6, 1)
_VERSION: Final = re.compile(r"ffmpeg version n?(\d+)\.(\d+)")


def find_ffmpeg() -> str:
    """The ffmpeg program: the one on PATH, else (or when that is older than 6.1) the one of package imageio-ffmpeg.

    Older ones lose the last frame of some videos. Raises MissingError when there is no other.
    """
    found = shutil.which("ffmpeg")
    return found if found is not None and _is_new_enough(found) else carried_ffmpeg()


@functools.cache
def _is_new_enough(program: str) -> bool:
    """Whether an ffmpeg runs and is not too old; one built from a snapshot, without a version number, is new."""
    try:
        ran = subprocess.run(
            [program, "-version"], capture_output=True, stdin=subprocess.DEVNULL, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return False
    version = _VERSION.match(ran.stdout.decode("utf-8", "replace"))
    return version is None or (int(version[1]), int(version[2])) >= OLDEST


def carried_ffmpeg() -> str:
    """The ffmpeg program of package imageio-ffmpeg; raises MissingError where there is none."""
    oldest = ".".join(map(str, OLDEST))
    hint = f"install ffmpeg {oldest} or newer, or the Python package imageio-ffmpeg, which carries it"
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise MissingError(f"there is no ffmpeg {oldest} or newer on this machine", hint=hint) from error


def file_url(path: Path) -> str:
    """`path` as ffmpeg must be told it: any name is then a file's name, also `-x.mp4`, `a:b.mp4` and `100%.mp4`."""
    return f"file:{os.fspath(path)}"
