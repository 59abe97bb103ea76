"""Writing a video: RGB frames to an MP4 file, picture for picture."""

from __future__ import annotations

import contextlib
import errno
import subprocess
import tempfile
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Final

from annotator.errors import MissingError, OutputError
from annotator.files import refused, whole_file
from annotator.records import ImageArray
from annotator.video.ffmpeg import file_url, find_ffmpeg

# x264's quality: 18 is taken for the level at which losses are not seen.
_QUALITY: Final = 18


class VideoWriter:
    """Writes frames, uint8 [T, H, W, 3] RGB, as H.264 in MP4, `rate` a second; nothing is seen at `path` before.

    A context manager: the file appears when its block has ended, and does not when the block raises. There are no
    frames in any other order than they are shown, so the first one is at time 0 and reading gives back as many frames
    as were written. Sides may be odd (colours are then kept at full size). Raises OutputError, MissingError without
    ffmpeg.
    """

    def __init__(self, path: Path, rate: Fraction, width: int, height: int) -> None:
        self.path, self.frames = path, 0
        self._stack = contextlib.ExitStack()
        with self._stack:
            part = self._stack.enter_context(whole_file(path))
            self._said = self._stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
            self._process = self._start(_command(part, rate, width, height))
            self._stack.callback(self._end)
            self._stack = self._stack.pop_all()

    def append(self, images: ImageArray) -> None:
        """Adds frames, in the order in which they are shown."""
        assert self._process.stdin is not None  # noqa: S101 (opened as a pipe)
        try:
            self._process.stdin.write(images.tobytes())
        except OSError as error:
            raise self._failure() from error
        self.frames += len(images)

    def __enter__(self) -> VideoWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._stack.__exit__(kind, error, trace)
            return
        with self._stack:
            self._finish()

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=self._said, start_new_session=True
            )
        except OSError as error:
            raise MissingError(f"ffmpeg cannot be started: {error.strerror}", path=command[0]) from error

    def _finish(self) -> None:
        """Waits for the last frames to be written."""
        assert self._process.stdin is not None  # noqa: S101 (opened as a pipe)
        with contextlib.suppress(OSError):
            self._process.stdin.close()
        if self._process.wait() or not self.frames:
            raise self._failure()

    def _end(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        self._process.wait()

    def _failure(self) -> OutputError:
        self._process.wait()
        self._said.seek(0)
        lines = self._said.read().decode("utf-8", "replace").strip().splitlines()
        reason = lines[-1] if lines else "no frame was given" if not self.frames else "ffmpeg ended"
        if "No space left" in reason:
            return refused(self.path, OSError(errno.ENOSPC, "No space left on device"))
        return OutputError(f"cannot be written: {reason}", path=self.path)


def _command(path: Path, rate: Fraction, width: int, height: int) -> list[str]:
    import ffmpeg

    source = ffmpeg.input("pipe:0", format="rawvideo", pix_fmt="rgb24", s=f"{width}x{height}", framerate=str(rate))
    colours = "yuv420p" if width % 2 == height % 2 == 0 else "yuv444p"
    output = source.output(
        file_url(path), format="mp4", vcodec="libx264", pix_fmt=colours, crf=_QUALITY, bf=0, threads=1
    )
    command = output.global_args("-nostdin", "-hide_banner", "-v", "error", "-y").compile(cmd=find_ffmpeg())
    return [str(argument) for argument in command]
