"""An ffmpeg that makes one file from another, told of as it goes; the file appears whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Final

from annotator.errors import MissingError, OutputError
from annotator.files import refused, whole_file
from annotator.video.contents import FORMATS, Container
from annotator.video.ffmpeg import ALLOWED_PROTOCOLS, file_url

# Called with the frames and the seconds of video that are done (0 frames where nothing is encoded).
ConversionReport = Callable[[int, float], object]
_KEPT_BYTES: Final = 1 << 16
_REFUSALS: Final = {
    "No space left": errno.ENOSPC,
    "Disk quota exceeded": errno.EDQUOT,
    "File too large": errno.EFBIG,
    "Permission denied": errno.EACCES,
    "Read-only file system": errno.EROFS,
}


def input_options(shift_s: float = 0.0) -> list[str]:
    """Options before an `-i`: times stay as they are, but for `shift_s`; only files are opened."""
    offset = ["-itsoffset", f"{shift_s:.6f}"] if shift_s else []
    return [*offset, "-protocol_whitelist", ALLOWED_PROTOCOLS]


def output_options(container: Container, comment: str) -> list[str]:
    """What every file that is made gets: its format, its comment, and its index where players look for it first."""
    index = ["-movflags", "+faststart"] if container == "mp4" else []
    return ["-metadata", f"comment={comment}", *index, "-max_muxing_queue_size", "4096", "-f", FORMATS[container]]


def convert(
    program: str,
    arguments: Sequence[str | Path],
    target: Path,
    *,
    folder: Path | None = None,
    report: ConversionReport | None = None,
) -> None:
    """Runs ffmpeg with `arguments` (inputs, then output options) to its end and puts what it makes at `target`.

    `folder` is where relative names in the arguments lie. Times are not touched but by the arguments. Raises
    OutputError with ffmpeg's own words, MissingError where it cannot be started.
    """
    told = ["-nostdin", "-hide_banner", "-v", "error", "-y", "-nostats", "-stats_period", "0.25", "-progress", "pipe:1"]
    with whole_file(target) as part, tempfile.TemporaryFile() as said:
        part.touch()  # what the system refuses is known before the work is done
        command = [program, *told, "-copyts", *map(str, arguments), file_url(part.absolute())]
        with _started(command, said, folder) as process:
            _watch(process, report)
            status = process.wait()
        if status:
            raise failure(target, said)


def failure(target: Path, said: IO[bytes], otherwise: str = "ffmpeg ended") -> OutputError:
    """Why ffmpeg could not write `target`, by the last that it said."""
    said.seek(0, 2)
    said.seek(max(0, said.tell() - _KEPT_BYTES))
    text = said.read().decode("utf-8", "replace").strip()
    for words, number in _REFUSALS.items():
        if words in text:
            return refused(target, OSError(number, words))
    lines = text.splitlines()
    return OutputError(f"cannot be written: {lines[-1] if lines else otherwise}", path=target)


@contextlib.contextmanager
def _started(command: list[str], said: IO[bytes], folder: Path | None) -> Iterator[subprocess.Popen[bytes]]:
    """ffmpeg in a session of its own (Ctrl-C is ours to handle), ended with the block whatever happens."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            cwd=folder,
            start_new_session=True,
        )
    except OSError as error:
        raise MissingError(f"ffmpeg cannot be started: {error.strerror}", path=command[0]) from error
    with process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def _watch(process: subprocess.Popen[bytes], report: ConversionReport | None) -> None:
    """Reads what ffmpeg tells of its progress until it has no more to say."""
    frames, seconds = 0, 0.0
    assert process.stdout is not None  # noqa: S101 (opened as a pipe)
    for line in process.stdout:
        name, _, value = line.decode("ascii", "replace").strip().partition("=")
        with contextlib.suppress(ValueError):
            if name == "frame":
                frames = int(value)
            elif name == "out_time_us":
                seconds = max(seconds, int(value) / 1_000_000)
        if name == "progress" and report is not None:
            report(frames, seconds)
