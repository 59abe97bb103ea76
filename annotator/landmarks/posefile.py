"""Reading and writing .pose files batch by batch, so that memory does not grow with the length of the video."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final

import numpy as np

from annotator.errors import LandmarkError
from annotator.landmarks import stored
from annotator.landmarks.container import Header, decode_header, encode_header
from annotator.landmarks.skeleton import HANDS_ONLY, Component
from annotator.landmarks.temporary import sweep, temporary_path
from annotator.records import FloatArray, Landmarks, Video

_BATCH: Final = 256


class PoseFile:
    """A .pose file, open for reading; a context manager, and an iterable of `Landmarks` from its first frame.

    `video` tells it as a video (codec "pose"), `rate` how many sets of points a second it holds, `header` what it says
    of itself, `decoded_s` and `damage` how much of a video it holds and what was wrong with that, `warning` what is not
    read (other people than the first), or None. Coordinates are read by the convention of pose_format.utils.holistic
    (see `annotator.landmarks.stored`); points the file lacks are absent.
    Raises `LandmarkError` for a file that is broken, cut off or none at all.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        try:
            self._file: BinaryIO = self.path.open("rb")
        except OSError as error:
            raise LandmarkError(f"cannot be read: {error.strerror}", path=path) from error
        try:
            self.header: Header = decode_header(self._file, self.path)
        except BaseException:
            self._file.close()
            raise
        self.rate: Fraction = self.header.rate
        people = self.header.people
        self.decoded_s = float(self.header.frames / self.rate)
        self.damage: str | None = None
        self.warning = f"{people} people in the .pose file: only the first is read" if people > 1 else None

    @property
    def video(self) -> Video:
        duration_s = float(self.header.frames / self.rate)
        return Video(self.path, duration_s, self.rate, self.header.width, self.header.height, codec="pose")

    def __len__(self) -> int:
        return self.header.frames

    def __iter__(self) -> Iterator[Landmarks]:
        return self.batches()

    def batches(self, batch: int = _BATCH) -> Iterator[Landmarks]:
        """Gives the landmarks in batches of at most `batch` frames; frame k is at k / rate seconds."""
        for first in range(0, self.header.frames, batch):
            yield self._read(first, min(batch, self.header.frames - first))

    def close(self) -> None:
        """Closes the file."""
        self._file.close()

    def __enter__(self) -> PoseFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, first: int, count: int) -> Landmarks:
        header = self.header
        values = self._numbers(header.start, first, (count, header.people, header.points, header.dims))
        confidence = self._numbers(header.confidence_start, first, (count, header.people, header.points))
        times_s = times(first, count, self.rate)
        return stored.read(values[:, 0], confidence[:, 0], self.video, header.components, times_s)

    def _numbers(self, start: int, first: int, shape: tuple[int, ...]) -> FloatArray:
        """`shape[0]` frames from frame `first` of the block of float32 that begins at byte `start`."""
        frame = 4 * int(np.prod(shape[1:]))
        self._file.seek(start + first * frame)
        raw = self._file.read(shape[0] * frame)
        if len(raw) < shape[0] * frame:
            raise LandmarkError("the .pose file became shorter while it was read", path=self.path)
        return np.frombuffer(raw, "<f4").reshape(shape)


class PoseWriter:
    """Writes a .pose file (version 0.2, one person) batch by batch; nothing is seen at `path` before `commit`.

    As a context manager it commits at the end of the block, or aborts when the block raises. Values wait in a temporary
    file beside `path` (see `annotator.landmarks.temporary`), confidences in an anonymous one, because the format wants
    all of the one before all of the other. `rate` is how many sets of points a second are written, `components` which.
    Raises `LandmarkError` when the disk refuses.
    """

    def __init__(
        self, path: Path | str, video: Video, rate: Fraction, components: Sequence[Component] = HANDS_ONLY
    ) -> None:
        self.path = Path(path)
        self.frames = 0
        self._video, self._rate, self._components = video, rate, tuple(components)
        with self._translated():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            sweep(self.path.parent, self.path.name)
            self._temporary = temporary_path(self.path)
            self._values: BinaryIO = self._temporary.open("x+b")
            self._confidence: BinaryIO = tempfile.TemporaryFile(dir=self.path.parent)  # noqa: SIM115 (closed in abort)
            self._values.write(self._header())

    def append(self, landmarks: Landmarks) -> None:
        """Adds a batch; batches come in time order, at the declared rate."""
        values, confidence = stored.store(landmarks, self._video, self._components)
        with self._translated():
            self._values.write(values.astype("<f4").tobytes())
            self._confidence.write(confidence.astype("<f4").tobytes())
        self.frames += len(landmarks)

    def commit(self, seal: Callable[[BinaryIO], None] | None = None) -> None:
        """Puts the file together and in its place, replacing what was there; `seal` may add to its end first."""
        with self._translated():
            try:
                self._confidence.seek(0)
                shutil.copyfileobj(self._confidence, self._values, 1 << 20)
                self._values.seek(0)
                self._values.write(self._header())
                self._values.seek(0, os.SEEK_END)
                if seal is not None:
                    seal(self._values)
                self._values.flush()
                os.fsync(self._values.fileno())
                self._values.close()
                self._temporary.replace(self.path)
            finally:
                self.abort()

    def abort(self) -> None:
        """Drops everything that was written; nothing happens after a commit."""
        for file in (self._values, self._confidence):
            with contextlib.suppress(OSError):
                file.close()
        self._temporary.unlink(missing_ok=True)

    def __enter__(self) -> PoseWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        if kind is None:
            self.commit()
        else:
            self.abort()

    def _header(self) -> bytes:
        return encode_header(self._video.width, self._video.height, self._components, self._rate, self.frames)

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise LandmarkError(f"cannot be written: {error.strerror or error}", path=self.path) from error


def open_pose(path: Path | str) -> PoseFile:
    """Opens a .pose file, ours or another tool's, for reading."""
    return PoseFile(path)


def times(first: int, count: int, rate: Fraction) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The times of `count` frames from frame `first` on, float64 [count]: frame k is at k / rate seconds."""
    return np.arange(first, first + count, dtype=np.float64) * rate.denominator / rate.numerator
