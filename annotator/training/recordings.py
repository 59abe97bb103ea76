"""Reading landmark recordings: `.npy` files of features with the label in the last column."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from annotator.errors import DatasetError
from annotator.records import FloatArray


@dataclass(frozen=True)
class Recording:
    """One file: `features`, float32 [T, F], one row a frame in time order, all of class `label`.

    `starts` are the rows where a stretch without a cut begins: [0] for a recording, the first row of each for a file
    of sequences that do not continue one another. A window never crosses one.
    """

    path: Path
    label: int
    features: FloatArray = field(repr=False)
    starts: tuple[int, ...] = (0,)

    def __len__(self) -> int:
        return len(self.features)


def load_recordings(folder: Path | str, width: int) -> list[Recording]:
    """Reads every `.npy` in `folder` (or the one file it names), sorted by name; `width` is the number of features F.

    Two forms: [T, F + 1], one row a frame, and [N, T, F + 1], sequences; the label stands in the last column. Files are
    read without pickle. Raises DatasetError naming the file.
    """
    folder = Path(folder)
    files = [folder] if folder.is_file() else sorted(folder.glob("*.npy"))
    if not files:
        reason = "holds no .npy files" if folder.is_dir() else "there is no such file or folder"
        raise DatasetError(reason, path=folder)
    return [recording for file in files for recording in load_recording(file, width)]


def load_recording(file: Path, width: int) -> list[Recording]:
    """Reads one `.npy`: one recording for each label in it. Raises DatasetError."""
    array = _load(file)
    if array.ndim not in (2, 3) or array.shape[-1] != width + 1:
        raise DatasetError(
            f"has shape {array.shape}, expected [frames, {width + 1}] or [sequences, frames, {width + 1}]: "
            f"{width} features and the label",
            path=file,
        )
    if array.size == 0:
        raise DatasetError("is empty", path=file)
    if not np.isfinite(array).all():
        row = int(np.argwhere(~np.isfinite(array))[0][0])
        raise DatasetError(f"holds NaN or infinity, first in row {row}", path=file)
    sequences = array if array.ndim == 3 else array[None]
    labels = _labels(sequences[:, :, -1], file)
    return [
        _join(sequences[labels == label, :, :-1].astype(np.float32), int(label), file) for label in np.unique(labels)
    ]


def _load(file: Path) -> npt.NDArray[np.float64]:
    try:
        array = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise DatasetError(f"cannot be read as .npy without pickle: {error}", path=file) from error
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "fiu":
        raise DatasetError("holds no array of numbers", path=file)
    return array.astype(np.float64)


def _labels(column: npt.NDArray[np.float64], file: Path) -> npt.NDArray[np.int64]:
    """The label of each sequence [N]; all rows of one must agree, and be whole numbers from 0."""
    if (column != column[:, :1]).any():
        raise DatasetError("the label (last column) changes within a sequence of frames", path=file)
    labels = column[:, 0]
    if (labels != np.floor(labels)).any() or (labels < 0).any():
        raise DatasetError("a label (last column) is not a whole number from 0", path=file)
    return labels.astype(np.int64)


def _join(sequences: FloatArray, label: int, file: Path) -> Recording:
    """Sequences [N, T, F] as one recording; the overlap of those cut by a sliding window is undone."""
    length = sequences.shape[1]
    stride = overlap_stride(sequences)
    if stride:
        rows = [sequences[0], *(sequence[-stride:] for sequence in sequences[1:])]
        return Recording(file, label, np.concatenate(rows))
    starts = tuple(range(0, len(sequences) * length, length))
    return Recording(file, label, sequences.reshape(-1, sequences.shape[2]), starts)


def overlap_stride(sequences: FloatArray) -> int:
    """By how many rows each sequence [N, T, F] lies after the one before it, or 0 where they do not overlap."""
    length = sequences.shape[1]
    for stride in range(1, length if len(sequences) > 1 else 0):
        if np.array_equal(sequences[1:, :-stride], sequences[:-1, stride:]):
            return stride
    return 0
