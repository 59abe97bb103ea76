"""Recordings kept on disk as pictures: decoded once, shared by all trainings that want them in the same form.

A recording is two files: KEY.npy with its pictures, and KEY.json, written last, which says how it was read. The key
changes with the recording and with what was wanted of it. Pictures go to disk batch by batch, so memory does not
grow with a recording; both files appear whole or not at all, and what is there is not done again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import numpy as np
import numpy.typing as npt

from annotator.errors import DatasetError, MediaError
from annotator.files import whole_file, write_atomic
from annotator.pool import Progress, Report
from annotator.recognizer import FrameInput
from annotator.records import ImageArray
from annotator.video import frames, probe

_ALIGNED = 64  # numpy's headers end on such a boundary


class StoredImages:
    """Pictures on disk, uint8 [T, H, W, 3], read where they are asked for; no file is kept open.

    (A memory map keeps its file open, and a data set may have more recordings than a process may have open files.)
    """

    def __init__(self, path: Path, shape: tuple[int, ...]) -> None:
        self.path, self.shape = path, shape
        self.dtype = np.dtype(np.uint8)
        self.ndim = len(shape)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, which: Any) -> ImageArray:
        mapped = self._mapped()
        chosen = np.asarray(mapped[which])
        return chosen.copy() if np.may_share_memory(chosen, mapped) else chosen

    def __array__(self, dtype: npt.DTypeLike | None = None) -> npt.NDArray[Any]:
        return np.array(self._mapped(), dtype)

    def __repr__(self) -> str:
        return f"StoredImages({self.path.name}, shape={self.shape})"

    def _mapped(self) -> ImageArray:
        try:
            mapped: ImageArray = np.load(self.path, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError) as error:
            raise DatasetError(f"the stored pictures cannot be read: {error}", path=self.path) from error
        return mapped


class Kept(msgspec.Struct, frozen=True):
    """What is known of a stored recording: its pictures' shape, seconds read, and why not all (None: all)."""

    source: str
    shape: tuple[int, int, int, int]
    decoded_s: float
    damage: str | None = None


@dataclass(frozen=True)
class FootageStore:
    """The folder recordings are kept in, in the form `wanted` (which must name a size)."""

    folder: Path
    wanted: FrameInput

    def __post_init__(self) -> None:
        if self.wanted.width is None or self.wanted.height is None:
            raise DatasetError("a size must be asked for", path=self.folder)

    def images(self, source: Path, kept: Kept) -> StoredImages:
        """The pictures of a recording that is kept."""
        return StoredImages(self._file(source, ".npy"), kept.shape)

    def find(self, source: Path) -> Kept | None:
        """What is kept of a recording, if it is; raises MediaError where the recording cannot be looked at."""
        try:
            kept = msgspec.json.decode(self._file(source, ".json").read_bytes(), type=Kept)
            size = self._file(source, ".npy").stat().st_size
        except (FileNotFoundError, msgspec.MsgspecError):
            return None
        except OSError as error:
            raise DatasetError(f"the store cannot be read: {error.strerror}", path=self.folder) from error
        return kept if size - int(np.prod(kept.shape)) in range(_ALIGNED, 1024) else None

    def keep(self, source: Path, report: Report) -> Kept:
        """Decodes a recording into the store; raises MediaError for it, OutputError for the disk."""
        video = probe(source)
        target = self._file(source, ".npy")
        size = (self.wanted.width or 0, self.wanted.height or 0)
        with (
            frames(video, rate=self.wanted.rate, size=size, fit=self.wanted.fit) as reader,
            whole_file(target) as part,
            part.open("w+b") as file,
        ):
            pictures = _Pictures(file, (size[1], size[0], 3))
            for batch in reader:
                pictures.append(batch.images)
                report(Progress(pictures.count, reader.decoded_s, video.duration_s))
            if not pictures.count:
                raise DatasetError("holds no picture", path=source)
            pictures.finish()
        kept = Kept(str(source), (pictures.count, size[1], size[0], 3), reader.decoded_s, reader.damage)
        write_atomic(self._file(source, ".json"), msgspec.json.encode(kept))
        return kept

    def _file(self, source: Path, suffix: str) -> Path:
        return self.folder / f"{_key(source, self.wanted)}{suffix}"


class _Pictures:
    """Writes an array of a length not known before: numpy leaves room in a header for its first axis to grow."""

    def __init__(self, file: BinaryIO, shape: tuple[int, int, int]) -> None:
        self.count = 0
        self._file, self._shape = file, shape
        self._start = self._header()

    def append(self, images: ImageArray) -> None:
        self._file.write(images.tobytes())
        self.count += len(images)

    def finish(self) -> None:
        """Writes how many there are."""
        self._file.seek(0)
        if self._header() != self._start:
            raise ValueError(f"{self.count} pictures are too many for the header of a .npy")

    def _header(self) -> int:
        told = {"descr": "|u1", "fortran_order": False, "shape": (self.count, *self._shape)}
        np.lib.format.write_array_header_1_0(self._file, told)  # type: ignore[no-untyped-call]
        return self._file.tell()


def _key(path: Path, wanted: FrameInput) -> str:
    try:
        stat = path.stat()
    except OSError as error:
        raise MediaError(f"cannot be read: {error.strerror}", path=path) from error
    told = {
        "path": str(path.resolve()), "size": stat.st_size, "mtime": stat.st_mtime_ns,
        "rate": str(Fraction(wanted.rate)), "width": wanted.width, "height": wanted.height, "fit": wanted.fit,
    }  # fmt: skip
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:24]
