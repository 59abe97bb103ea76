"""Reading recordings: both forms, and every kind of damage named with its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from annotator.errors import DatasetError
from annotator.training import Recording, load_recordings


def rows(count: int, label: float, seed: int = 0) -> npt.NDArray[np.float64]:
    """A made-up recording: 99 random features and the label."""
    features = np.random.default_rng(seed).random((count, 99))
    return np.hstack([features, np.full((count, 1), label)])


def sequences(recording: npt.NDArray[np.float64], length: int, stride: int) -> npt.NDArray[np.float64]:
    starts = range(0, len(recording) - length + 1, stride)
    return np.stack([recording[start : start + length] for start in starts])


def load(path: Path, array: npt.NDArray[Any]) -> list[Recording]:
    np.save(path / "x.npy", array)
    return load_recordings(path, 99)


def test_rows_of_frames(tmp_path: Path) -> None:
    array = rows(50, 2)
    [recording] = load(tmp_path, array)
    assert (recording.label, recording.features.dtype, recording.starts) == (2, np.float32, (0,))
    np.testing.assert_array_equal(recording.features, array[:, :99].astype(np.float32))


@pytest.mark.parametrize("stride", [1, 2, 7])
def test_sliding_windows_are_put_together_again(tmp_path: Path, stride: int) -> None:
    array = rows(72, 1)
    [recording] = load(tmp_path, sequences(array, 30, stride))
    assert recording.starts == (0,)
    np.testing.assert_array_equal(recording.features, array[: len(recording), :99].astype(np.float32))


def test_sequences_of_their_own_keep_their_cuts(tmp_path: Path) -> None:
    [recording] = load(tmp_path, np.stack([rows(30, 1, seed) for seed in range(4)]))
    assert recording.starts == (0, 30, 60, 90)


def test_sequences_of_several_labels_become_recordings(tmp_path: Path) -> None:
    both = np.concatenate([sequences(rows(40, 1), 30, 1), sequences(rows(40, 0), 30, 1)])
    assert [(r.label, len(r)) for r in load(tmp_path, both)] == [(0, 40), (1, 40)]


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name, label in (("b", 0), ("a", 1)):
        np.save(tmp_path / f"{name}.npy", rows(40, label))
    assert [recording.path.name for recording in load_recordings(tmp_path, 99)] == ["a.npy", "b.npy"]


def damaged(array: npt.NDArray[np.float64], column: int, value: float) -> npt.NDArray[np.float64]:
    array[3, column] = value
    return array


DAMAGE: dict[str, tuple[npt.NDArray[Any], str]] = {
    "NaN": (damaged(rows(40, 1), 5, np.nan), "NaN"),
    "infinity": (damaged(rows(40, 1), 5, np.inf), "row 3"),
    "width": (rows(40, 1)[:, :90], r"\(40, 90\)"),
    "axes": (rows(40, 1)[0], r"\(100,\)"),
    "empty": (rows(40, 1)[:0], "empty"),
    "half a label": (rows(40, 0.5), "whole number"),
    "negative label": (rows(40, -1), "whole number"),
    "labels that change": (damaged(rows(40, 1), 99, 2), "changes"),
    "words": (np.array([["a"] * 100]), "numbers"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_refused_with_the_file(tmp_path: Path, kind: str) -> None:
    array, says = DAMAGE[kind]
    with pytest.raises(DatasetError, match=says) as caught:
        load(tmp_path, array)
    assert caught.value.path == tmp_path / "x.npy"


def test_pickles_are_not_opened(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.array([{"a": 1}], object), allow_pickle=True)
    with pytest.raises(DatasetError, match="without pickle"):
        load_recordings(tmp_path, 99)


@pytest.mark.parametrize("data", [b"", b"\x93NUMPY", b"not an array"])
def test_files_that_are_no_arrays_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.npy").write_bytes(data)
    with pytest.raises(DatasetError, match="cannot be read"):
        load_recordings(tmp_path, 99)


@pytest.mark.parametrize("name", [".", "nowhere"])
def test_nothing_to_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DatasetError):
        load_recordings(tmp_path / name, 99)


@pytest.mark.real
def test_the_real_recordings(real: Path) -> None:
    found = load_recordings(real / "gestures", 99)
    assert [(r.path.name.split("_")[1], r.label, len(r)) for r in found] == [
        ("away", 1, 454),
        ("come", 0, 454),
        ("spin", 2, 454),
    ]
