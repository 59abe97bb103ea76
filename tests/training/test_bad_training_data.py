"""Data that cannot be learnt from are refused by `annotator train`, naming the file or the class, before any work."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from signing_data import write_clip, write_data

from annotator.cli import main

WORDS = {"0": "오다", "1": "가다"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Four recordings in each of two class folders."""
    folder = tmp_path / "data"
    for label, word in enumerate(WORDS.values()):
        (folder / word).mkdir(parents=True)
        for number in range(4):
            np.save(folder / word / f"{number}.npy", rows(100 * label + number))
    return folder


def rows(seed: int, length: int = 12, width: int = 99) -> np.ndarray:
    return np.random.default_rng(seed).random((length, width)).astype(np.float32)


def refused(data: Path, capsys: pytest.CaptureFixture[str], *options: str, code: int = 1) -> str:
    """What is said of data that are refused; nothing is left of the attempt."""
    output = data.parent / "models" / "x"
    assert (
        main(["train", "landmark-lstm", str(data), "-o", str(output), "--window", "5", "--epochs", "1", *options])
        == code
    )
    assert not output.exists()
    said = capsys.readouterr().err
    assert said.count("\n") == 1, said
    return said


def test_an_empty_class(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "돌다").mkdir()
    said = refused(data, capsys)
    assert "돌다" in said
    assert "holds no .npy files" in said


def test_a_class_with_one_sample(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(1, 4):
        (data / "가다" / f"{number}.npy").unlink()
    assert "the class '가다' (0) has a single sample" in refused(data, capsys)


def test_a_single_class(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(data / "가다")
    assert "holds 1 classes, two or more are needed" in refused(data, capsys)


def test_a_wrong_shape(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save(data / "가다" / "1.npy", rows(5, width=98))
    said = refused(data, capsys)
    assert "1.npy" in said
    assert "98" in said


def test_another_feature_set_than_the_data_hold(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(data, capsys, "--feature-set", "holistic258")
    assert ".npy: dataset: has shape (12, 99), expected 258 features" in said
    assert "--feature-set" in said


def test_a_label_outside_the_dictionary(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = data.parent / "words.json"
    words.write_text(json.dumps({"0": "오다", "2": "돌다"}, ensure_ascii=False), "utf-8")
    said = refused(data, capsys, "--tokens", str(words))
    assert "가다" in said
    assert "words.json" in said


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_features_that_are_no_numbers(data: Path, capsys: pytest.CaptureFixture[str], value: float) -> None:
    broken = rows(1)
    broken[3, 7] = value
    np.save(data / "오다" / "2.npy", broken)
    said = refused(data, capsys)
    assert "2.npy" in said
    assert "NaN or infinity" in said


def test_a_file_that_is_none(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "오다" / "2.npy").write_bytes(b"<html>404</html>")
    assert "2.npy: dataset: cannot be read as .npy" in refused(data, capsys)


def in_parts(data: Path) -> Path:
    """The same data, sorted into train, val and test by hand."""
    sorted_by_hand = data.parent / "parts"
    for number, part in enumerate(["train", "train", "val", "test"]):
        for word in WORDS.values():
            (sorted_by_hand / part / word).mkdir(parents=True, exist_ok=True)
            (data / word / f"{number}.npy").rename(sorted_by_hand / part / word / f"{number}.npy")
    return sorted_by_hand


def test_one_file_in_two_parts(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = in_parts(data)
    shutil.copy(parts / "train" / "오다" / "0.npy", parts / "test" / "오다" / "copy.npy")
    said = refused(parts, capsys)
    assert "is the same recording as" in said
    assert "copy.npy" in said


def test_overlapping_windows_in_two_parts(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for word in WORDS.values():
        whole = rows(ord(word[0]), length=20)
        for number in range(4):
            np.save(data / word / f"{number}.npy", whole[2 * number : 2 * number + 12])
    said = refused(data, capsys)
    assert "is in the train part too" in said
    assert "give the recordings as they were made" in said


def test_a_class_that_is_not_trained_on(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = in_parts(data)
    for path in (parts / "train" / "가다").iterdir():
        path.rename(parts / "val" / "가다" / path.name)
    assert "the class '가다' (0) has no sample to train on" in refused(parts, capsys)


def test_one_signer_in_two_parts(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["path,label,group,part"]
    for number, part in enumerate(["train", "train", "val", "test"]):
        lines += [f"{word}/{number}.npy,{word},signer{number // 2},{part}" for word in WORDS.values()]
    (data / "list.csv").write_text("\n".join(lines), "utf-8")
    said = refused(data / "list.csv", capsys)
    assert "signer1 is in its parts validation and test" in said


def test_a_sign_that_is_not_in_the_dictionary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_data(tmp_path / "data", 3)
    words = tmp_path / "words.json"
    words.write_text('{"0": {"label": "hello", "ko": "안녕"}}', "utf-8")
    said = refused(tmp_path / "data", capsys, "--feature-set", "signing", "--tokens", str(words))
    assert "truth.json" in said
    assert "is not in the token dictionary" in said


def test_too_few_signers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for who in ("s1", "s2"):
        write_clip(tmp_path / "data", f"{who}-0", who, ["hello", "thanks"])
    assert "holds 2 groups" in refused(tmp_path / "data", capsys, "--feature-set", "signing")


def test_data_of_another_medium(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for word in WORDS.values():
        (tmp_path / "data" / word).mkdir(parents=True)
        for number in range(3):
            (tmp_path / "data" / word / f"{number}.mp4").write_bytes(b"video")
    said = refused(tmp_path / "data", capsys)
    assert "holds videos, landmarks or features are needed" in said
    assert "annotator landmarks" in said


def test_a_broken_state_or_other_options_are_not_resumed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "there is no interrupted run to resume" in refused(data, capsys, "--resume", code=2)
    folder = data.parent / "models" / "x.training"
    folder.mkdir(parents=True)
    (folder / "thesis.txt").write_text("years of work")
    assert "is no folder of a training run" in refused(data, capsys, code=2)
    assert (folder / "thesis.txt").read_text() == "years of work"
