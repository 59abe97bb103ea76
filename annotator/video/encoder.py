"""Writing a video: RGB frames to a file, picture for picture, by themselves or with the sound of another video."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Final

from annotator.errors import MissingError, OutputError
from annotator.files import whole_file
from annotator.records import ImageArray
from annotator.video.abilities import ffmpeg_with
from annotator.video.coding import ENCODER, Quality, picture_options, sound_options
from annotator.video.contents import Container, Contents, Stream
from annotator.video.conversion import failure, input_options, output_options
from annotator.video.ffmpeg import file_url, find_ffmpeg

# x264's quality: 18 is taken for the level at which losses are not seen.
_QUALITY: Final = 18


@dataclass(frozen=True)
class Company:
    """What frames are written together with: the sound and the words of the video they are drawn from.

    `contents` are that video's, `start_s` is the time of its first displayed frame (which that of the first frame
    written is to be), `comment` goes into the file's metadata.
    """

    contents: Contents
    start_s: float
    container: Container = "mp4"
    quality: Quality = field(default_factory=Quality)
    comment: str = ""

    @property
    def coded(self) -> tuple[Stream, ...]:
        """The sound that the container cannot take as it is, and that is therefore coded anew."""
        return sound_options(self.contents, self.container, source=1)[1]


class VideoWriter:
    """Writes frames, uint8 [T, H, W, 3] RGB, as H.264, `rate` a second; nothing is seen at `path` before.

    A context manager: the file appears when its block has ended, and does not when the block raises. There are no
    frames in any other order than they are shown, and reading gives back as many frames as were written. Alone, they
    become an MP4 file whose first frame is at time 0; in `company`, the sound goes along with them. Sides may be odd
    (colours are then kept at full size). Raises OutputError, MissingError without ffmpeg.
    """

    def __init__(self, path: Path, rate: Fraction, width: int, height: int, company: Company | None = None) -> None:
        self.path, self.frames = path, 0
        self._stack = contextlib.ExitStack()
        with self._stack:
            part = self._stack.enter_context(whole_file(path))
            self._said = self._stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
            made = (
                _command(part, rate, width, height) if company is None else _joined(part, rate, width, height, company)
            )
            self._process = self._start(made)
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
        return failure(self.path, self._said, "ffmpeg ended" if self.frames else "no frame was given")


def _command(path: Path, rate: Fraction, width: int, height: int) -> list[str]:
    import ffmpeg

    source = ffmpeg.input("pipe:0", format="rawvideo", pix_fmt="rgb24", s=f"{width}x{height}", framerate=str(rate))
    colours = "yuv420p" if width % 2 == height % 2 == 0 else "yuv444p"
    output = source.output(
        file_url(path), format="mp4", vcodec="libx264", pix_fmt=colours, crf=_QUALITY, bf=0, threads=1
    )
    command = output.global_args("-nostdin", "-hide_banner", "-v", "error", "-y").compile(cmd=find_ffmpeg())
    return [str(argument) for argument in command]


def _joined(path: Path, rate: Fraction, width: int, height: int, company: Company) -> list[str]:
    """The command for frames on standard input that go with the sound of a video."""
    contents, shift_s = company.contents, company.contents.shift_s
    pictures = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-framerate", str(rate)]
    command = [ffmpeg_with(encoders=[ENCODER]), "-nostdin", "-hide_banner", "-v", "error", "-y", "-copyts"]
    command += ["-itsoffset", f"{company.start_s + shift_s:.6f}", *pictures, "-i", "pipe:0"]
    command += [*input_options(shift_s), "-i", file_url(contents.path.absolute()), "-map", "0:v"]
    sound, _ = sound_options(contents, company.container, source=1)
    command += [*sound, "-map_metadata", "1", *picture_options(company.quality), "-bf", "0"]
    return [*command, *output_options(company.container, company.comment), file_url(path.absolute())]
