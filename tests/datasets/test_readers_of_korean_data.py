"""AI-Hub's and KETI's sign language videos, and AI-Hub's key points."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from dataset_forms import KETI_HEADER, empty_video, keti_table, keypoints, morphemes

from annotator.datasets import Wanted, is_keypoint_folder, keypoints_to_pose, open_dataset, read_keypoints
from annotator.datasets.csv_table import read_table
from annotator.errors import DatasetError, UsageError
from annotator.landmarks import open_pose


@pytest.fixture
def aihub(tmp_path: Path) -> Path:
    """Two words and a sentence by two signers; videos and labels in trees of their own, as they are downloaded."""
    root = tmp_path / "수어영상"
    for part, signer in (("1.Training", "REAL01"), ("2.Validation", "REAL17")):
        videos, labels = root / part / "원천데이터" / "REAL", root / part / "라벨링데이터" / "REAL"
        for word, name in ((1, "여기"), (2, "저기")):
            stem = f"NIA_SL_WORD{word:04}_{signer}_F"
            empty_video(videos / "WORD" / "01" / f"{stem}.mp4")
            morphemes(labels / "WORD" / "morpheme" / f"{stem}_morpheme.json", (0.5, 1.5, name))
            keypoints(labels / "WORD" / "keypoint" / stem, 0, 960)
        stem = f"NIA_SL_SEN0001_{signer}_L"
        empty_video(videos / "SEN" / f"{stem}.MP4")
        morphemes(labels / "SEN" / f"{stem}_morpheme.json", (2.0, 2.5, "저기"), (1.0, 1.75, "여기"))
    return root


def test_aihub_words(aihub: Path) -> None:
    dataset = open_dataset(aihub, wanted=Wanted(tier="words"))
    assert (dataset.form, dataset.medium, dataset.continuous) == ("aihub", "video", True)
    assert {dataset.word(label): count for label, count in dataset.counts().items()} == {"여기": 4, "저기": 4}
    assert {(s.group, s.part) for s in dataset.samples} == {("REAL01", "train"), ("REAL17", "validation")}
    sentence = [s for s in dataset.samples if "SEN" in s.path.name and s.group == "REAL01"]
    assert [(dataset.word(s.label), s.start_s, s.end_s) for s in sentence] == [("여기", 1.0, 1.75), ("저기", 2.0, 2.5)]
    assert len(dataset.files) == 6
    assert dataset.notes == ()


def test_aihub_sentences(aihub: Path) -> None:
    dataset = open_dataset(aihub, wanted=Wanted(tier="sentences"))
    assert [(dataset.word(s.label), s.start_s, s.end_s) for s in dataset.samples] == [("여기 저기", 1.0, 2.5)] * 2
    with pytest.raises(UsageError, match="has the tiers words, sentences"):
        open_dataset(aihub)
    with pytest.raises(DatasetError, match="has no tier 'letters'"):
        open_dataset(aihub, wanted=Wanted(tier="letters"))


def test_aihub_with_parts_missing(aihub: Path) -> None:
    next(aihub.rglob("NIA_SL_WORD0001_REAL01_F.mp4")).unlink()
    next(aihub.rglob("NIA_SL_WORD0002_REAL01_F_morpheme.json")).unlink()
    dataset = open_dataset(aihub, wanted=Wanted(tier="words"))
    assert dataset.notes == (
        "1 of 5 label files have no video and were left out",
        "1 videos have no label for this tier and were left out",
    )
    for video in [*aihub.rglob("*.mp4"), *aihub.rglob("*.MP4")]:
        video.unlink()
    with pytest.raises(DatasetError, match="none of the 5 videos"):
        open_dataset(aihub, wanted=Wanted(tier="words"))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"data": [{"start": 2, "end": 1, "attributes": [{"name": "a"}]}]}', r"data\[0\]: \[2.0, 1.0\) is no stretch"),
        ('{"data": [{"start": 0, "end": 1, "attributes": []}]}', r"data\[0\] has no name"),
        ('{"metaData": {}}', "is no morpheme file"),
        ('{"data": [', "is no morpheme file"),
    ],
)
def test_aihub_labels_that_are_broken(aihub: Path, text: str, told: str) -> None:
    path = next(aihub.rglob("NIA_SL_WORD0001_REAL01_F_morpheme.json"))
    path.write_text(text)
    with pytest.raises(DatasetError, match=told) as caught:
        open_dataset(aihub, wanted=Wanted(tier="words"))
    assert caught.value.path == path


@pytest.mark.parametrize("as_list", [False, True])
def test_key_points_become_landmarks(tmp_path: Path, as_list: bool) -> None:
    folder = tmp_path / "NIA_SL_WORD0001_REAL01_F"
    keypoints(folder, 0, 960, as_list=as_list)
    keypoints(folder, 2, 480, as_list=as_list, left=False)
    assert is_keypoint_folder(folder)
    assert not is_keypoint_folder(tmp_path)
    landmarks = read_keypoints(folder)
    assert len(landmarks) == 3
    np.testing.assert_allclose(landmarks.times_s, [0, 1 / 30, 2 / 30])
    np.testing.assert_allclose(landmarks.points[0, 33:54, :3], [[0.5, 0.5, 0]] * 21)
    np.testing.assert_allclose(landmarks.points[2, 54:, 0], 0.35, rtol=1e-6)
    assert landmarks.present[0, 33:].all()
    assert not landmarks.present[1].any()
    assert not landmarks.present[2, 33:54].any()
    body = landmarks.present[0, :33]
    assert body[[0, 11, 12, 15, 16, 23, 24]].all()  # nose, shoulders, wrists, hips
    assert not body[[1, 9, 17, 21]].any()  # what OpenPose has not: inner eye, mouth, fingers

    pose = keypoints_to_pose(folder, tmp_path / "x.pose")
    with open_pose(pose) as file:
        read = next(iter(file))
    assert (read.present == landmarks.present).all()
    np.testing.assert_allclose(read.points[..., :2], landmarks.points[..., :2], atol=1e-4)


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ('{"people": {"pose_keypoints_2d": [1, 2, 3]}}', "pose_keypoints_2d holds 3 values, 75 numbers are needed"),
        ('{"people": {"pose_keypoints_2d": ["a"]}}', "holds no numbers"),
        ("{}", "has no people"),
        ("[", "is broken JSON"),
    ],
)
def test_key_points_that_are_broken(tmp_path: Path, people: str, told: str) -> None:
    path = keypoints(tmp_path / "clip", 0, 960)
    path.write_text(people)
    with pytest.raises(DatasetError, match=told):
        read_keypoints(tmp_path / "clip")


def test_openpose_without_anybody(tmp_path: Path) -> None:
    keypoints(tmp_path / "clip", 0, 960).write_text(json.dumps({"people": []}))
    assert not read_keypoints(tmp_path / "clip").present.any()


@pytest.fixture
def keti(tmp_path: Path) -> Path:
    empty_video(tmp_path / "0001~3000" / "KETI_SL_0000000001.avi")
    empty_video(tmp_path / "0001~3000" / "KETI_SL_0000000002.MOV")
    empty_video(tmp_path / "3001~6000" / "KETI_SL_0000003001.mts")
    empty_video(tmp_path / "3001~6000" / "KETI_SL_0000003002.mp4")
    rows = [
        (1, "1", "단어", "화재"),
        (2, "2", "단어", "고압전선"),
        (3001, "1", "단어", "화재"),
        (3002, "2", "문장", "불이 났어요"),
    ]
    keti_table(tmp_path / "KETI-2017-SL-Annotation.csv", rows)
    return tmp_path


@pytest.mark.parametrize("encoding", ["cp949", "utf-8", "utf-8-sig"])
def test_keti_words_have_ids_from_one(keti: Path, encoding: str) -> None:
    path = keti / "KETI-2017-SL-Annotation.csv"
    path.write_bytes(path.read_bytes().decode("cp949").encode(encoding))
    dataset = open_dataset(keti, wanted=Wanted(tier="words"))
    assert (dataset.form, dataset.labels) == ("keti", (1, 2))
    assert [(s.path.suffix, dataset.word(s.label), s.group) for s in dataset.samples] == [
        (".avi", "화재", "1"),
        (".MOV", "고압전선", "2"),
        (".mts", "화재", "1"),
    ]
    assert dataset.notes[0] == f"{path.name} is {encoding} text"
    assert open_dataset(path, wanted=Wanted(tier="words")).samples == dataset.samples


def test_keti_tiers_and_what_is_missing(keti: Path) -> None:
    with pytest.raises(UsageError, match="has the tiers sentences, words"):
        open_dataset(keti)
    (keti / "0001~3000" / "KETI_SL_0000000002.MOV").unlink()
    notes = open_dataset(keti, wanted=Wanted(tier="words")).notes
    assert notes[1:] == (
        "1 of the 3 videos of its table are not there",
        "1 videos have no line in the table (for this tier) and were left out",
    )
    empty_video(keti / "copy" / "KETI_SL_0000000001.mp4")
    with pytest.raises(DatasetError, match="are both video 1"):
        open_dataset(keti, wanted=Wanted(tier="words"))


def test_keti_table_that_is_broken(tmp_path: Path) -> None:
    empty_video(tmp_path / "KETI_SL_0000000001.avi")
    table = tmp_path / "t.csv"
    table.write_text(f"{KETI_HEADER}\nx,1,2017,정면,단어,other.avi,화재,,\n", "utf-8")
    with pytest.raises(DatasetError, match="line 2 names no KETI video"):
        open_dataset(tmp_path)
    table.write_bytes(b"\xff\xff\x80" + "번호,한국어".encode("cp949"))
    with pytest.raises(DatasetError, match="neither UTF-8 nor CP949 text"):
        read_table(table)
