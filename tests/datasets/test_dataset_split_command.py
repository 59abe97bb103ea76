"""`annotator dataset split` and `balance`, as users call them."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dataset_forms import empty_video, picture_folders, pixels_table, sequence

from annotator.datasets import Dataset, Sample, open_dataset, write_list
from annotator.errors import DatasetError, UsageError
from annotator.tokens import Token, TokenDictionary
from annotator.training import cap_classes, oversample, refuse_leaks, regroup, split_dataset, weights_of


def counts(dataset: Dataset) -> Counter[tuple[str, str]]:
    return Counter((dataset.word(sample.label), sample.part) for sample in dataset.samples)


def test_class_by_class_and_the_same_again(run_annotator: Any, tmp_path: Path) -> None:
    root = picture_folders(tmp_path / "data", {"가": 20, "나": 7, "다": 3})
    done = run_annotator("dataset", "split", root, "-o", tmp_path / "a")
    assert done.returncode == 0, done.stderr
    assert "no signers are known" in done.stderr
    dataset = open_dataset(tmp_path / "a")
    assert counts(dataset) == {
        ("가", "train"): 14, ("가", "validation"): 3, ("가", "test"): 3,
        ("나", "train"): 5, ("나", "validation"): 1, ("나", "test"): 1,
        ("다", "train"): 1, ("다", "validation"): 1, ("다", "test"): 1,
    }  # fmt: skip
    assert dataset.samples[0].path.resolve().exists()
    run_annotator("dataset", "split", root, "-o", tmp_path / "b")
    assert (tmp_path / "a" / "split.csv").read_text() == (tmp_path / "b" / "split.csv").read_text()
    again = run_annotator("dataset", "split", root, "-o", tmp_path / "a")
    assert (again.returncode, "there is a split already" in again.stderr) == (2, True)


def test_copies_into_folders(run_annotator: Any, tmp_path: Path) -> None:
    root = picture_folders(tmp_path / "data", {"가": 6, "나": 6})
    done = run_annotator("dataset", "split", root, "-o", tmp_path / "out", "--copy", "--shares", "0.5,0.25,0.25")
    assert done.returncode == 0, done.stderr
    dataset = open_dataset(tmp_path / "out")
    assert dataset.form == "picture-folders"
    assert sum(counts(dataset).values()) == 12
    assert {part for _, part in counts(dataset)} == {"train", "validation", "test"}
    assert len(list(root.rglob("*.png"))) == 12


def test_copies_across_parts_are_refused(run_annotator: Any, tmp_path: Path) -> None:
    root = picture_folders(tmp_path / "data", {"a": 4, "b": 4})
    for number in range(10):
        shutil.copyfile(root / "a" / "000.png", root / "a" / f"copy{number}.png")
    done = run_annotator("dataset", "split", root, "-o", tmp_path / "out")
    assert done.returncode == 1
    assert "is the same file as" in done.stderr
    assert not (tmp_path / "out").exists()


def signers(folder: Path, count: int) -> Path:
    """A list of clips by so many signers, two words each."""
    tokens = TokenDictionary("t", {0: Token("a", {"ko": "가"}), 1: Token("b", {"ko": "나"})})
    samples = [
        Sample(empty_video(folder / f"s{n}-{label}-{take}.mp4"), label, f"s{n:02}")
        for n in range(count)
        for label in (0, 1)
        for take in range(2)
    ]
    return write_list(Dataset(folder, "x", "video", tokens, tuple(samples)), folder)


def test_by_signer(run_annotator: Any, tmp_path: Path) -> None:
    path = signers(tmp_path / "data", 8)
    done = run_annotator("dataset", "split", path, "-o", tmp_path / "out", "--test", "s03,s05")
    assert done.returncode == 0, done.stderr
    parts: dict[str, set[str]] = {}
    for sample in open_dataset(tmp_path / "out").samples:
        parts.setdefault(sample.part, set()).add(sample.group)
    assert parts["test"] == {"s03", "s05"}
    assert sum(map(len, parts.values())) == 8
    assert run_annotator("dataset", "split", path, "-o", tmp_path / "x", "--test", "s99").returncode == 1
    assert run_annotator("dataset", "split", path, "-o", tmp_path / "x", "--shares", "1,1,1").returncode == 2


def test_windows_of_one_recording_in_two_parts(tmp_path: Path) -> None:
    recording = np.random.default_rng(0).random((60, 99))
    for number in range(30):
        sequence(tmp_path / "d" / "ab"[number % 2] / f"{number:02}.npy", recording[number : number + 30])
    dataset = open_dataset(tmp_path / "d")
    with pytest.raises(DatasetError, match="shares frames with"):
        refuse_leaks(split_dataset(dataset, 0))
    for number in range(30):
        sequence(tmp_path / "d" / "ab"[number % 2] / f"{number:02}.npy", np.random.default_rng(number).random((30, 99)))
    refuse_leaks(split_dataset(dataset, 0))


def test_groups_and_files_in_two_parts(tmp_path: Path) -> None:
    dataset = open_dataset(signers(tmp_path, 3))
    torn = {"train": dataset, "test": dataset}
    with pytest.raises(DatasetError, match="s00 is in the parts train and test"):
        refuse_leaks(torn)
    with pytest.raises(DatasetError, match="is in the parts train and test"):
        refuse_leaks({part: regroup(data, "file") for part, data in torn.items()})


def test_what_a_split_goes_by(tmp_path: Path) -> None:
    pictures = open_dataset(picture_folders(tmp_path / "p", {"a": 3}))
    with pytest.raises(UsageError, match="its signer is not known"):
        regroup(pictures, "signer")
    pixels = open_dataset(pixels_table(tmp_path / "x.csv", [24] * 30))
    with pytest.raises(UsageError, match="have no recording"):
        regroup(pixels, "recording")
    parts = split_dataset(regroup(pixels, "file"), 0)
    assert {part: len(data.samples) for part, data in parts.items()} == {"train": 20, "validation": 5, "test": 5}
    views = tuple(Sample(tmp_path / f"NIA_SL_WORD0001_REAL01_{view}.mp4", 0, "REAL01") for view in "FUDLR")
    aihub = Dataset(tmp_path, "aihub", "video", pictures.tokens, views)
    assert regroup(aihub, "recording").groups == ("NIA_SL_WORD0001_REAL01",)


def test_balance(run_annotator: Any, tmp_path: Path) -> None:
    root = picture_folders(tmp_path / "data", {"가": 8, "나": 2})
    weights = json.loads(run_annotator("dataset", "balance", root).stdout)
    assert weights == [{"label": 0, "word": "가", "weight": 0.625}, {"label": 1, "word": "나", "weight": 2.5}]
    done = run_annotator("dataset", "balance", root, "--cap", "3", "-o", tmp_path / "capped")
    assert "10 samples, 2 to 8 a class -> 5, 2 to 3" in done.stdout
    assert sorted(open_dataset(tmp_path / "capped").counts().values()) == [2, 3]
    assert run_annotator("dataset", "balance", root, "--oversample").returncode == 2


def test_capping_and_oversampling(tmp_path: Path) -> None:
    dataset = open_dataset(picture_folders(tmp_path / "data", {"가": 7, "나": 2}))
    assert cap_classes(dataset, 4, 0) == cap_classes(dataset, 4, 0)
    more = oversample(dataset, 0)
    assert list(more.counts().values()) == [7, 7]
    assert sorted(Counter(sample.path for sample in more.samples if sample.label == 1).values()) == [3, 4]
    parted = open_dataset(
        picture_folders(picture_folders(tmp_path / "p", {"가": 5, "나": 1}, "train"), {"나": 1}, "test")
    )
    more = oversample(parted, 0)
    assert counts(more) == {("가", "train"): 5, ("나", "train"): 5, ("나", "test"): 1}
    assert weights_of(more) == {0: 1.0, 1: 1.0}
    with pytest.raises(UsageError):
        cap_classes(dataset, 0, 0)
