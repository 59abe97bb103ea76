"""Which ffmpeg can do what is wanted: builds differ in their filters and encoders."""

from __future__ import annotations

import functools
import subprocess
from collections.abc import Iterable

from annotator.errors import MissingError
from annotator.video.ffmpeg import carried_ffmpeg, find_ffmpeg


def ffmpeg_with(*, filters: Iterable[str] = (), encoders: Iterable[str] = ()) -> str:
    """The ffmpeg program that has all of these: the one that is used for everything, else that of imageio-ffmpeg.

    Raises MissingError, naming what is lacking, where neither has.
    """
    wanted = {"-filters": frozenset(filters), "-encoders": frozenset(encoders)}
    program = find_ffmpeg()
    if not _lacking(program, wanted):
        return program
    carried = carried_ffmpeg()
    if lacking := _lacking(carried, wanted):
        raise MissingError(
            f"ffmpeg has no {', '.join(lacking)}",
            path=carried,
            hint="install an ffmpeg with libass and libx264, or a newer Python package imageio-ffmpeg",
        )
    return carried


def _lacking(program: str, wanted: dict[str, frozenset[str]]) -> list[str]:
    return sorted(name for kind, names in wanted.items() if names for name in names - _known(program, kind))


@functools.cache
def _known(program: str, kind: str) -> frozenset[str]:
    """The names ffmpeg lists (`kind` is the option that lists them); they stand in the second column."""
    try:
        ran = subprocess.run(
            [program, "-hide_banner", kind], capture_output=True, stdin=subprocess.DEVNULL, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    rows = (line.split() for line in ran.stdout.decode("utf-8", "replace").splitlines())
    return frozenset(row[1] for row in rows if len(row) > 1)
