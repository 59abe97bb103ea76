"""Telling copies: identical files by SHA-256, pictures that look alike by what is seen in them.

Two pictures look alike where a difference hash says so, and then a closer look. The hash (dHash, N. Krawetz 2013,
hackerfactor.com/blog/?/archives/529-Kind-of-Like-That.html) shrinks a grey picture and keeps of every field whether it
is lighter than its right neighbour; here 16 x 16 fields, 256 bits. It alone does not do for signing: two signs of one
film differ in a hand, 0 to 23 bits, and a copy saved with other quality or half the size in up to 16. So the greys of
32 x 32 fields are compared too, their overall brightness left out: in a copy no field differs by more than 6 of 255, in
two signs of one film one differs by 15 at least (measured on rendered finger letters).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from annotator.records import ImageArray

NEAR: Final = 8  # greys by which no field of two pictures that look alike may differ
_BITS: Final = 16  # how many of the 256 may differ for a closer look
_FIELDS: Final = 16
_GREYS: Final = 32
_FLAT: Final = 4.0  # a picture whose greys vary less says nothing
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Look:
    """What a picture looks like: `bits`, uint8 [32], and `greys`, int16 [1024], around their median."""

    bits: Bytes = field(repr=False)
    greys: npt.NDArray[np.int16] = field(repr=False)


def look(image: ImageArray) -> Look | None:
    """What a picture (RGB) looks like; None for one that is all of one colour."""
    import cv2

    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (_FIELDS + 1, _FIELDS), interpolation=cv2.INTER_AREA).astype(np.int16)
    if float(small.std()) < _FLAT:
        return None
    greys = cv2.resize(grey, (_GREYS, _GREYS), interpolation=cv2.INTER_AREA).astype(np.int16).ravel()
    return Look(np.packbits(small[:, :-1] > small[:, 1:]), greys - np.int16(np.median(greys)))


def identical_files(paths: Iterable[Path]) -> list[list[Path]]:
    """The files whose content is the same, group by group in the order given; unreadable files are left out."""
    by_size: dict[int, list[Path]] = {}
    for path in paths:
        try:
            by_size.setdefault(path.stat().st_size, []).append(path)
        except OSError:
            continue
    groups: dict[str, list[Path]] = {}
    for size, alike in by_size.items():
        for path in alike if len(alike) > 1 and size else ():
            digest = file_digest(path)
            if digest:
                groups.setdefault(digest, []).append(path)
    return [group for group in groups.values() if len(group) > 1]


def file_digest(path: Path) -> str:
    """SHA-256 of a file's content; "" where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()


def look_alikes(looks: Sequence[Sequence[Look | None]], near: int = NEAR) -> Iterator[tuple[int, int, int]]:
    """Pairs of things that look alike, by their places: (first, second, the most that a field differs).

    Each thing has one look, or several (the frames of a video, all of which must be alike); one that is None is like
    nothing. No pair is missed: of 17 stretches of the 256 bits, two hashes with no more than 16 differences have one in
    common, so only those that share a stretch are compared.
    """
    by_frames: dict[int, list[int]] = {}
    for place, each in enumerate(looks):
        if each and None not in each:
            by_frames.setdefault(len(each), []).append(place)
    for places in by_frames.values():
        whole = [[frame for frame in looks[place] if frame is not None] for place in places]
        bits = np.stack([[frame.bits for frame in frames] for frames in whole])
        greys = np.stack([[frame.greys for frame in frames] for frames in whole])
        for first, others in _candidates(bits[:, bits.shape[1] // 2]):
            apart = np.unpackbits(bits[others] ^ bits[first], axis=2).sum(axis=2).max(axis=1)
            for chunk in np.array_split(others[apart <= _BITS], len(others) // 4096 + 1):
                most = np.abs(greys[chunk] - greys[first]).max(axis=(1, 2)) if len(chunk) else np.empty(0)
                yield from ((places[first], places[chunk[i]], int(most[i])) for i in np.flatnonzero(most <= near))


def _candidates(bits: Bytes) -> Iterator[tuple[int, npt.NDArray[np.int64]]]:
    """For each hash of [N, 32] those after it that share a stretch of bits with it."""
    stretches = np.array_split(np.unpackbits(bits, axis=1), _BITS + 1, axis=1)
    keys = [[row.tobytes() for row in np.packbits(stretch, axis=1)] for stretch in stretches]
    buckets: list[dict[bytes, list[int]]] = [{} for _ in stretches]
    for bucket, column in zip(buckets, keys, strict=True):
        for number, key in enumerate(column):
            bucket.setdefault(key, []).append(number)
    sorted_buckets = [{key: np.array(held) for key, held in bucket.items() if len(held) > 1} for bucket in buckets]
    for first in range(len(bits)):
        held = [
            bucket[column[first]]
            for bucket, column in zip(sorted_buckets, keys, strict=True)
            if column[first] in bucket
        ]
        if held:
            others = np.unique(np.concatenate(held))
            if len(others := others[others > first]):
                yield first, others
