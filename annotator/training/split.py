"""Splitting recordings into windows to train on, to choose by, and to hold back, so that no two parts share a frame.

Overlapping windows of one recording are nearly equal: split at random, they make any network look perfect. Here every
recording is cut in time, with a gap of a window between the parts (w a window's steps):

    |------ train ------|<- w ->|-- validation --|<- w ->|-- test --|
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from annotator.errors import DatasetError
from annotator.records import FloatArray
from annotator.training.recordings import Recording

PARTS = ("train", "validation", "test")
DEFAULT_SHARES = (0.6, 0.2, 0.2)


@dataclass(frozen=True)
class Part:
    """Windows of one part: `clips`, float32 [N, window, F], and their class index `labels`, int64 [N]."""

    clips: FloatArray = field(repr=False)
    labels: npt.NDArray[np.int64] = field(repr=False)

    def __len__(self) -> int:
        return len(self.clips)


@dataclass(frozen=True)
class Split:
    """The parts of a data set, and the class ids in the order of the class indices."""

    train: Part
    validation: Part
    test: Part
    class_ids: tuple[int, ...]

    @property
    def sizes(self) -> dict[str, int]:
        """How many windows each part holds."""
        return {name: len(getattr(self, name)) for name in PARTS}


def split_by_time(
    recordings: Sequence[Recording], window: int, shares: tuple[float, float, float] = DEFAULT_SHARES
) -> Split:
    """Cuts each recording in time into the three parts; the class index is the position among the sorted labels.

    Raises DatasetError naming the recording that is too short, or when frames of one part occur in another.
    """
    class_ids = tuple(sorted({recording.label for recording in recordings}))
    if len(class_ids) < 2:
        raise DatasetError(f"holds {len(class_ids)} classes, two or more are needed", path=recordings[0].path.parent)
    parts: dict[str, list[tuple[FloatArray, int]]] = {name: [] for name in PARTS}
    seen: dict[bytes, str] = {}
    for recording in recordings:
        for name, rows in time_ranges(recording, window, shares).items():
            _refuse_shared(recording, rows, name, seen)
            clips = windows(recording, rows, window)
            if not len(clips):
                raise DatasetError(
                    f"is too short: no window of {window} frames fits its {name} part", path=recording.path
                )
            parts[name].append((clips, class_ids.index(recording.label)))
    train, validation, test = (_gather(parts[name]) for name in PARTS)
    return Split(train, validation, test, class_ids)


def time_ranges(
    recording: Recording, window: int, shares: tuple[float, float, float] = DEFAULT_SHARES
) -> dict[str, range]:
    """The rows of each part: `shares` of what two gaps of a window leave, in time order."""
    usable = max(len(recording) - 2 * window, 0)
    train, validation = (round(usable * share) for share in shares[:2])
    second = train + window
    third = second + validation + window
    return {
        "train": range(train),
        "validation": range(second, second + validation),
        "test": range(third, len(recording)),
    }


def windows(recording: Recording, rows: range, window: int) -> FloatArray:
    """Every window [N, window, F] that lies wholly in `rows` and crosses no cut of the recording."""
    cuts = np.array([start for start in recording.starts if start > 0])
    first = np.arange(rows.start, rows.stop - window + 1)
    if len(cuts) and len(first):
        crossed = (cuts[None, :] > first[:, None]) & (cuts[None, :] < first[:, None] + window)
        first = first[~crossed.any(axis=1)]
    if not len(first):
        return np.zeros((0, window, recording.features.shape[1]), np.float32)
    return recording.features[first[:, None] + np.arange(window)]


def _refuse_shared(recording: Recording, rows: range, part: str, seen: dict[bytes, str]) -> None:
    """Refuses a frame that another part holds too, as in windows that were shuffled before they were stored."""
    for row in rows:
        key = recording.features[row].tobytes()
        if seen.setdefault(key, part) != part:
            raise DatasetError(
                f"row {row} of its {part} part is in the {seen[key]} part too, so accuracy would mean nothing",
                path=recording.path,
                hint="give the recordings as they were made, not overlapping windows that were shuffled",
            )


def _gather(pieces: Sequence[tuple[FloatArray, int]]) -> Part:
    labels = [np.full(len(clips), label, np.int64) for clips, label in pieces]
    return Part(np.concatenate([clips for clips, _ in pieces]), np.concatenate(labels))
