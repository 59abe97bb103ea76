"""`.npy` sequences: with and without labels, and everything that may be wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from dataset_forms import sequence

from annotator.datasets import Wanted, open_dataset
from annotator.errors import DatasetError


def labelled(*labels: int, frames: int = 5, width: int = 99) -> npt.NDArray[np.float64]:
    """Sequences [N, T, width + 1], each of one label."""
    array = np.random.default_rng(0).random((len(labels), frames, width + 1))
    array[:, :, -1] = np.array(labels)[:, None]
    return array


@pytest.mark.parametrize("width", [99, 258])
def test_the_label_stands_in_the_last_column(tmp_path: Path, width: int) -> None:
    sequence(tmp_path / "many.npy", labelled(0, 0, 2, width=width))
    sequence(tmp_path / "one.npy", labelled(1, width=width)[0])
    (tmp_path / "tokens.json").write_text('["가", "나", "다"]', "utf-8")
    dataset = open_dataset(tmp_path)
    assert (dataset.form, dataset.medium) == ("labelled-npy", "features")
    assert [(s.path.name, s.row, s.label, s.group) for s in dataset.samples] == [
        ("many.npy", 0, 0, "many"),
        ("many.npy", 1, 0, "many"),
        ("many.npy", 2, 2, "many"),
        ("one.npy", None, 1, "one"),
    ]
    assert len(open_dataset(tmp_path / "many.npy").samples) == 3


@pytest.mark.real
def test_the_gesture_recordings(real: Path) -> None:
    dataset = open_dataset(real / "gestures")
    assert dataset.labels == (0, 1, 2)
    assert len(dataset.files) == 3


def broken(kind: str) -> npt.NDArray[Any]:
    array = labelled(0, 1)
    if kind == "nan":
        array[1, 2, 3] = np.nan
    if kind == "half":
        array[1, :, -1] = 0.5
    if kind == "changing":
        array[1, 0, -1] = 0
    if kind == "narrow":
        return array[:, :, 50:]
    if kind == "flat":
        return array[0, 0]
    if kind == "empty":
        return array[:0]
    if kind == "objects":
        return np.array([{"a": 1}], object)
    return array if kind != "text" else np.array(["a"])


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("nan", r"holds NaN or infinity, first at \[1, 2, 3\]"),
        ("half", r"label \(last column\) of sequence 1 is not one whole number"),
        ("changing", r"label \(last column\) of sequence 1 is not one whole number"),
        ("narrow", "has 50 columns; 99 or 258 features and the label are needed"),
        ("flat", "has shape"),
        ("empty", "has shape"),
        ("objects", "pickle"),
        ("text", "holds no array of numbers"),
    ],
)
def test_what_cannot_be_used(tmp_path: Path, kind: str, told: str) -> None:
    np.save(tmp_path / "bad.npy", broken(kind))
    with pytest.raises(DatasetError, match=told) as caught:
        open_dataset(tmp_path)
    assert caught.value.path == tmp_path / "bad.npy"


def test_no_npy_at_all(tmp_path: Path) -> None:
    (tmp_path / "bad.npy").write_bytes(b"<html>404</html>")
    with pytest.raises(DatasetError, match=r"cannot be read as \.npy"):
        open_dataset(tmp_path)


def test_a_label_outside_the_dictionary(tmp_path: Path) -> None:
    sequence(tmp_path / "data" / "x.npy", labelled(0, 7))
    tokens = tmp_path / "tokens.json"
    tokens.write_text('["a", "b"]')
    with pytest.raises(Exception, match='"7"') as caught:
        open_dataset(tmp_path / "data", wanted=Wanted(tokens))
    assert type(caught.value).__name__ == "TokenError"


def test_class_folders_want_one_width_and_no_labels(tmp_path: Path) -> None:
    sequence(tmp_path / "a" / "1.npy", np.ones((30, 99)))
    sequence(tmp_path / "b" / "1.npy", np.ones((20, 258)))
    with pytest.raises(DatasetError, match=r"has 258 features, 1\.npy has 99"):
        open_dataset(tmp_path)
    sequence(tmp_path / "a" / "1.npy", labelled(0)[0])
    with pytest.raises(DatasetError, match="the last of which looks like a label"):
        open_dataset(tmp_path)
