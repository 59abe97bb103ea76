"""A folder for every class, in all its variants, broken ones too."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from dataset_forms import empty_video, picture, picture_folders, sequence

from annotator.datasets import READERS, Dataset, Wanted, open_dataset
from annotator.errors import DatasetError, TokenError, UsageError


def words(dataset: Dataset) -> dict[str, int]:
    return {dataset.word(label): count for label, count in dataset.counts().items()}


def test_every_reader_says_what_it_reads() -> None:
    assert all(name == reader.name and reader.about for name, reader in READERS.items())


@pytest.mark.parametrize(
    ("make", "form", "medium"),
    [
        (lambda p: empty_video(p.with_suffix(".MP4")), "video-folders", "video"),
        (lambda p: picture(p.with_suffix(".JPG")), "picture-folders", "picture"),
        (lambda p: sequence(p.with_suffix(".npy"), np.ones((30, 99))), "sequence-folders", "features"),
        (lambda p: empty_video(p.with_suffix(".pose")), "pose-folders", "landmarks"),
    ],
)
def test_class_folders_of_every_medium(tmp_path: Path, make: object, form: str, medium: str) -> None:
    for name in ("안녕", "감사", "사랑"):
        make(tmp_path / name / "a.x")  # type: ignore[operator]
        make(tmp_path / name / "b.x")  # type: ignore[operator]
    dataset = open_dataset(tmp_path)
    assert (dataset.form, dataset.medium) == (form, medium)
    assert words(dataset) == {"감사": 2, "사랑": 2, "안녕": 2}
    assert dataset.labels == (0, 1, 2)
    assert len(dataset.files) == 6


@pytest.mark.parametrize("name", ["val", "Valid", "validation"])
def test_parts_are_folders_above(tmp_path: Path, name: str) -> None:
    for part in ("train", name, "test"):
        picture_folders(tmp_path, {"a": 2, "b": 1}, part)
    dataset = open_dataset(tmp_path)
    assert [sample.part for sample in dataset.samples].count("validation") == 3
    assert words(dataset) == {"a": 6, "b": 3}


def test_a_class_may_be_called_train(tmp_path: Path) -> None:
    dataset = open_dataset(picture_folders(tmp_path, {"train": 2, "car": 2}))
    assert words(dataset) == {"car": 2, "train": 2}
    assert {sample.part for sample in dataset.samples} == {""}


def test_parts_beside_classes_are_not_merged(tmp_path: Path) -> None:
    picture_folders(tmp_path, {"a": 1}, "train")
    picture_folders(tmp_path, {"b": 1})
    with pytest.raises(DatasetError, match="holds train, which are parts, beside b"):
        open_dataset(tmp_path, "picture-folders")


def test_two_folders_for_one_part(tmp_path: Path) -> None:
    for part in ("train", "val", "valid"):
        picture_folders(tmp_path, {"a": 1}, part)
    with pytest.raises(DatasetError, match="two folders for one part"):
        open_dataset(tmp_path)


def test_folder_names_are_token_ids_however_they_sort(tmp_path: Path) -> None:
    """The trap: among the sorted names 0, 1, 10, 100, 2 the third is token 10, not token 2."""
    root = picture_folders(tmp_path / "data", dict.fromkeys(("0", "1", "10", "100", "2"), 1))
    assert open_dataset(root).labels == (0, 1, 2, 10, 100)
    tokens = tmp_path / "tokens.json"
    tokens.write_text(json.dumps({str(n): f"낱말{n}" for n in range(101)}))
    dataset = open_dataset(root, wanted=Wanted(tokens))
    assert {sample.path.parent.name: dataset.word(sample.label) for sample in dataset.samples} == {
        name: f"낱말{name}" for name in ("0", "1", "10", "100", "2")
    }


def test_names_that_are_ids_and_words_have_to_be_told_apart(tmp_path: Path) -> None:
    root = picture_folders(tmp_path / "data", {"1": 1, "2": 1})
    tokens = tmp_path / "numbers.json"
    tokens.write_text(json.dumps({"1": "2", "2": "1"}))
    with pytest.raises(UsageError, match="both ids and words"):
        open_dataset(root, wanted=Wanted(tokens))
    assert [s.label for s in open_dataset(root, wanted=Wanted(tokens, labels="id")).samples] == [1, 2]
    assert [s.label for s in open_dataset(root, wanted=Wanted(tokens, labels="word")).samples] == [2, 1]
    with pytest.raises(UsageError, match="--labels nonsense"):
        open_dataset(root, wanted=Wanted(labels="nonsense"))


def test_a_name_that_is_not_in_the_dictionary(tmp_path: Path) -> None:
    root = picture_folders(tmp_path, {"A": 1, "C": 1})
    (root / "tokens.json").write_text('{"A": 0, "B": 1}')
    with pytest.raises(TokenError, match='"C" is no word'):
        open_dataset(root)


def test_teachable_machine_folders(tmp_path: Path) -> None:
    root = picture_folders(tmp_path, {"가위": 1, "바위": 1, "보": 2})
    (root / "labels.txt").write_text("0 바위\n1 가위\n2 보\n", "utf-8")
    dataset = open_dataset(root)
    assert [(s.path.parent.name, s.label) for s in dataset.samples] == [("가위", 1), ("바위", 0), ("보", 2), ("보", 2)]


def test_names_as_macos_writes_them_and_what_systems_leave_behind(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "한국")
    picture(tmp_path / name / "1.png")
    picture(tmp_path / "서울" / "1.png")
    for left in (".DS_Store", "Thumbs.db", "desktop.ini", "._1.png"):
        (tmp_path / name / left).write_bytes(b"x")
    picture(tmp_path / "__MACOSX" / "1.png")
    picture(tmp_path / ".hidden" / "1.png")
    dataset = open_dataset(tmp_path)
    assert words(dataset) == {"서울": 1, "한국": 1}
    assert dataset.notes == ()


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    picture_folders(tmp_path, {"a": 1, "b": 1}, "train")
    picture_folders(tmp_path, {"a": 1}, "test")
    (tmp_path / "train" / "a" / "notes.txt").write_text("x")
    picture(tmp_path / "lost.png")
    assert open_dataset(tmp_path).notes == (
        "1 files or folders in the class folders are no pictures and were left out",
        "its test part has no sample of b",
        "1 pictures lie outside the class folders and were left out",
    )


def test_an_empty_class(tmp_path: Path) -> None:
    picture_folders(tmp_path, {"a": 1})
    (tmp_path / "empty").mkdir()
    with pytest.raises(DatasetError, match="the class holds no pictures") as caught:
        open_dataset(tmp_path)
    assert caught.value.path == tmp_path / "empty"


def test_pictures_beside_videos_have_to_be_told_apart(tmp_path: Path) -> None:
    picture(tmp_path / "a" / "1.png")
    empty_video(tmp_path / "a" / "1.mp4")
    with pytest.raises(UsageError, match="may be video-folders or picture-folders"):
        open_dataset(tmp_path)
    assert len(open_dataset(tmp_path, "video-folders").samples) == 1


def test_folders_within_class_folders(tmp_path: Path) -> None:
    picture(tmp_path / "a" / "1.png")
    picture(tmp_path / "b" / "deeper" / "1.png")
    with pytest.raises(DatasetError, match="holds folders, not pictures"):
        open_dataset(tmp_path)


def test_nothing_of_a_known_form(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="is no data set of a known form"):
        open_dataset(tmp_path)
    with pytest.raises(DatasetError, match="there is no such file or folder"):
        open_dataset(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="no form of data set is called"):
        open_dataset(tmp_path, "folders")
    for form in READERS:
        with pytest.raises(DatasetError):
            open_dataset(tmp_path, form)
