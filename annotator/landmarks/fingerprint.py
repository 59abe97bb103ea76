"""Knowing a video again by what is in it, not by its name or place."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from annotator.errors import LandmarkError

_SAMPLES: Final = 64
_SAMPLE: Final = 64 * 1024


def sample_fingerprint(path: Path) -> str:
    """32 hex digits of a file's size and of 64 pieces of 64 KiB spread evenly over it, the first and last included.

    A file of up to 4 MiB is read whole. A renamed, moved or copied file keeps its fingerprint; two files of one size
    that differ only between the pieces share it (`content_fingerprint` tells them apart).
    """
    try:
        size = path.stat().st_size
        digest = hashlib.blake2b(str(size).encode(), digest_size=16)
        with path.open("rb", buffering=0) as file:
            for at in _starts(size):
                file.seek(at)
                digest.update(file.read(_SAMPLE))
    except OSError as error:
        raise LandmarkError(f"cannot be read: {error.strerror}", path=path) from error
    return digest.hexdigest()


def content_fingerprint(path: Path) -> str:
    """32 hex digits of all bytes of a file."""
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb", buffering=0) as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _starts(size: int) -> list[int]:
    """Where the pieces begin; pieces side by side when the file is small enough to be read whole."""
    if size <= _SAMPLES * _SAMPLE:
        return list(range(0, size, _SAMPLE))
    return [(size - _SAMPLE) * i // (_SAMPLES - 1) for i in range(_SAMPLES)]
