"""What a face can do besides looking straight: close the eyes, smile. Offsets from the mesh's own targets."""

from __future__ import annotations

import gzip
from functools import cache

import numpy as np

from samples.studio.human import Floats, Shape, data_file

_DECIMETRES = 0.1
_PARTS = {
    "blink": ("eye-left-closure", "eye-right-closure"),
    "awake": ("eye-left-opened-up", "eye-right-opened-up"),
    "smile": ("mouth-corner-puller",),
}


def expression(name: str, shape: Shape, count: int) -> Floats:
    """How the vertices of a face of this shape move for "blink", "awake" or "smile" in full, metres, [count, 3]."""
    total = np.zeros((count, 3))
    for race in ("asian", "african", "caucasian"):
        share = getattr(shape, race)
        if share > 0:
            total += sum(share * _offsets(race, part, count) for part in _PARTS[name])
    return total


@cache
def _offsets(race: str, part: str, count: int) -> Floats:
    path = data_file("targets", "expression", "units", race, f"{part}.target.gz")
    lines = gzip.decompress(path.read_bytes()).decode().splitlines()
    rows = np.array([[float(value) for value in line.split()] for line in lines if line and line[0] != "#"])
    offsets = np.zeros((count, 3))
    offsets[rows[:, 0].astype(int)] = rows[:, 1:4] * _DECIMETRES
    return offsets
