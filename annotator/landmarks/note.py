"""What stands behind the numbers of a cache entry, where readers of .pose files do not look.

JSON of a `Note`, uint32 its length, b"annotatr"
"""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from annotator.errors import LandmarkError

_MAGIC: Final = b"annotatr"
_FOOT: Final = struct.Struct("<I8s")
_LONGEST: Final = 1 << 20


class Note(msgspec.Struct, frozen=True):
    """How an entry was made.

    `video` is the name the video had, `rate` the exact rate ("30000/1001"), `decoded_s` how much was read, `damage`
    what was wrong with the video; `modified_ns` and `content` tell the video from another of the same fingerprint;
    `checksum` is the CRC-32 of all bytes before the note.
    """

    video: str
    rate: str
    decoded_s: float
    damage: str | None
    modified_ns: int
    content: str
    checksum: int = 0


def seal(file: BinaryIO, note: Note) -> None:
    """Adds the note, with its checksum, to the end of a finished file that is open for reading and writing."""
    file.flush()
    size = file.seek(0, os.SEEK_END)
    raw = msgspec.json.encode(msgspec.structs.replace(note, checksum=_checksum(file, size)))
    file.seek(0, os.SEEK_END)
    file.write(raw + _FOOT.pack(len(raw), _MAGIC))


def read_note(path: Path, *, check: bool = True) -> Note:
    """The note of an entry; raises `LandmarkError` where there is none, or (with `check`) where a byte has changed."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - _FOOT.size))
        foot = file.read(_FOOT.size)
        length, magic = _FOOT.unpack(foot) if len(foot) == _FOOT.size else (0, b"")
        start = size - _FOOT.size - length
        if magic != _MAGIC or length > _LONGEST or start < 0:
            raise LandmarkError("not a whole cache entry", path=path)
        file.seek(start)
        try:
            note = msgspec.json.decode(file.read(length), type=Note)
        except msgspec.MsgspecError as error:
            raise LandmarkError(f"the cache entry's note is broken: {error}", path=path) from error
        if check and _checksum(file, start) != note.checksum:
            raise LandmarkError("the cache entry is damaged: its checksum is wrong", path=path)
    return note


def _checksum(file: BinaryIO, size: int) -> int:
    """The CRC-32 of the first `size` bytes."""
    file.seek(0)
    checksum = 0
    while size > 0 and (piece := file.read(min(size, 1 << 20))):
        checksum = zlib.crc32(piece, checksum)
        size -= len(piece)
    return checksum
