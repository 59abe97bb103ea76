"""The bytes of a .pose file: its header, and where its numbers lie.

The format is that of the package pose-format (versions 0.1 and 0.2), little-endian throughout; a string is its length
(uint16) and its UTF-8 bytes:

    float32 version, uint16 width, height, depth, uint16 number of components
    a component:  name, format, uint16 points, limbs, colours, the points' names, limbs 2 x uint16, colours 3 x uint16
    0.1:  uint16 rate, uint16 frames (wraps at 65536), uint16 people
    0.2:  float32 rate, uint32 frames, uint16 people
    float32 values [frames, people, points, dims], then float32 confidence [frames, people, points]
"""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np

from annotator.errors import LandmarkError
from annotator.landmarks.skeleton import Component

_VERSION: Final = 0.2


@dataclass(frozen=True)
class Header:
    """What a .pose file says before its numbers begin at byte `start`."""

    version: float
    width: int
    height: int
    components: tuple[Component, ...]
    rate: Fraction
    frames: int
    people: int
    start: int

    @property
    def points(self) -> int:
        return sum(len(component.points) for component in self.components)

    @property
    def dims(self) -> int:
        """Values a point, its confidence not counted."""
        return max(len(component.format) for component in self.components) - 1

    @property
    def confidence_start(self) -> int:
        """The byte where the confidences begin."""
        return self.start + 4 * self.frames * self.people * self.points * self.dims

    @property
    def end(self) -> int:
        """The byte after the last confidence."""
        return self.confidence_start + 4 * self.frames * self.people * self.points


def encode_header(width: int, height: int, components: Sequence[Component], rate: Fraction, frames: int) -> bytes:
    """The bytes before the numbers of a version 0.2 file with one person; the length does not depend on `frames`."""
    parts = [struct.pack("<fHHHH", _VERSION, width, height, 0, len(components))]
    for component in components:
        parts += [_string(component.name), _string(component.format)]
        parts.append(struct.pack("<HHH", len(component.points), len(component.limbs), len(component.colors)))
        parts += [_string(name) for name in component.points]
        parts += [struct.pack("<HH", *limb) for limb in component.limbs]
        parts += [struct.pack("<HHH", *color) for color in component.colors]
    return b"".join([*parts, struct.pack("<fIH", float(rate), frames, 1)])


def decode_header(file: BinaryIO, path: Path) -> Header:
    """Reads the header of a .pose file and checks that the numbers it promises are there; raises `LandmarkError`."""
    size = os.fstat(file.fileno()).st_size
    reader = _Reader(file, path)
    (version,) = reader.take("<f")
    version = round(version, 3)
    if version not in (0.1, 0.2):
        raise LandmarkError("not a .pose file of version 0.1 or 0.2", path=path)
    width, height, _depth, count = reader.take("<HHHH")
    components = tuple(reader.component() for _ in range(count))
    fps, frames, people = reader.take("<HHH" if version == 0.1 else "<fIH")
    header = Header(version, width, height, components, _rate(fps, path), frames, people, file.tell())
    _check(header, path)
    if version == 0.1:
        header = _with_all_frames(header, size)
    if header.end > size:
        raise LandmarkError(f"the .pose file is cut off: {size} bytes of the {header.end} it promises", path=path)
    return header


def _with_all_frames(header: Header, size: int) -> Header:
    """A 0.1 header with its number of frames freed of the wrap at 65536, as the file's size tells it."""
    frame = 4 * header.people * header.points * (header.dims + 1)
    frames = (size - header.start) // frame
    if frames % 65536 != header.frames:
        return header
    return replace(header, frames=frames)


def _check(header: Header, path: Path) -> None:
    if not header.width or not header.height:
        raise LandmarkError(f"the .pose file says its picture is {header.width}x{header.height}", path=path)
    if not header.points or header.dims < 2 or not header.people:
        raise LandmarkError("the .pose file holds no points", path=path)


def _rate(fps: float, path: Path) -> Fraction:
    """The frame rate that a stored float32 (or integer) stands for.

    Whole numbers and NTSC rates first, then the fraction of small denominator that becomes the same float32.
    """
    stored = np.float32(fps)
    if not np.isfinite(stored) or not 0 < stored < 10_000:
        raise LandmarkError(f"the .pose file says {fps} frames a second", path=path)
    exact = Fraction(float(stored))
    candidates = [Fraction(round(stored)), Fraction(round(exact * 1001 / 1000) * 1000, 1001)]
    candidates += [exact.limit_denominator(10**digits) for digits in range(1, 7)]
    return next((rate for rate in candidates if np.float32(float(rate)) == stored), exact)


def _string(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<H", len(raw)) + raw


class _Reader:
    """Takes values off the front of a file, with an error that names the file when it ends too early."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file, self._path = file, path

    def take(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack(layout, self._bytes(struct.calcsize(layout)))

    def string(self) -> str:
        (length,) = struct.unpack("<H", self._bytes(2))
        try:
            return self._bytes(length).decode()
        except UnicodeDecodeError as error:
            raise LandmarkError("the .pose file's header is broken: a name is not UTF-8", path=self._path) from error

    def component(self) -> Component:
        name, layout = self.string(), self.string()
        points, limbs, colors = struct.unpack("<HHH", self._bytes(6))
        names = tuple(self.string() for _ in range(points))
        pairs = struct.iter_unpack("<HH", self._bytes(4 * limbs))
        shades = struct.iter_unpack("<HHH", self._bytes(6 * colors))
        if not layout.endswith("C"):
            raise LandmarkError(f"the .pose file's header is broken: points of format {layout!r}", path=self._path)
        return Component(name, names, tuple((a, b) for a, b in pairs), tuple((r, g, b) for r, g, b in shades), layout)

    def _bytes(self, count: int) -> bytes:
        data = self._file.read(count)
        if len(data) < count:
            raise LandmarkError("the .pose file ends inside its header, or is not a .pose file", path=self._path)
        return data
