"""Lists of samples and tables of pixels, in every encoding they come in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from dataset_forms import empty_video, picture, pixels_table

from annotator.datasets import Dataset, Sample, Wanted, load_pixels, open_dataset, write_list
from annotator.errors import DatasetError, UsageError
from annotator.tokens import Token, TokenDictionary


def listing(folder: Path, text: str, encoding: str = "utf-8", name: str = "list.csv") -> Path:
    for clip in ("a.mp4", "b.mp4", "c.mp4"):
        empty_video(folder / "clips" / clip)
    (folder / name).write_bytes(text.encode(encoding))
    return folder


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("header", ["path,label,group,part", "경로,라벨,수어자,구분", "File,Class,Signer,Split"])
def test_a_list_in_every_encoding(tmp_path: Path, encoding: str, header: str) -> None:
    lines = [header, "clips/a.mp4,안녕,김,train", "clips\\b.mp4,감사,이,val", '"clips/c.mp4", 안녕 ,박,test', ""]
    dataset = open_dataset(listing(tmp_path, "\r\n".join(lines), encoding))
    assert dataset.form == "list"
    assert [(s.path.name, dataset.word(s.label), s.group, s.part) for s in dataset.samples] == [
        ("a.mp4", "안녕", "김", "train"),
        ("b.mp4", "감사", "이", "validation"),
        ("c.mp4", "안녕", "박", "test"),
    ]
    assert dataset.notes == (("list.csv is CP949 text",) if encoding == "cp949" else ())
    assert open_dataset(tmp_path / "list.csv").samples == dataset.samples


def test_times_and_lines_without_label(tmp_path: Path) -> None:
    text = "path,label,start,end\nclips/a.mp4,x,0.5,1.25\nclips/a.mp4,y,2,\nclips/a.mp4,,,\nclips/b.mp4,,,\n"
    dataset = open_dataset(listing(tmp_path, text))
    assert [(s.start_s, s.end_s) for s in dataset.samples] == [(0.5, 1.25), (2.0, None)]
    assert dataset.continuous
    assert [path.name for path in dataset.files] == ["a.mp4", "b.mp4"]


def test_a_list_for_each_part(tmp_path: Path) -> None:
    listing(tmp_path, "path,label\nclips/a.mp4,x\n", name="train.csv")
    listing(tmp_path, "path,label\nclips/b.mp4,x\n", name="test.csv")
    assert [sample.part for sample in open_dataset(tmp_path).samples] == ["test", "train"]
    listing(tmp_path, "path,label\nclips/c.mp4,x\n", name="more.csv")
    with pytest.raises(DatasetError, match=r"holds several lists: more\.csv, test\.csv, train\.csv"):
        open_dataset(tmp_path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("path,label\nclips/x.mp4,a\n", r"none of the 1 files it lists is there, first line 2: clips/x\.mp4"),
        ("path,label,part\nclips/a.mp4,a,somewhere\n", "line 2: 'somewhere' is none of the parts"),
        ("path,label,start,end\nclips/a.mp4,a,2,1\n", r"line 2: ends at 1\.0 s, before it starts"),
        ("path,label,start\nclips/a.mp4,a,soon\n", "line 2: 'soon' is no time"),
        ("path,label,row\nclips/a.mp4,a,-1\n", "line 2: the row '-1' is no number"),
        ("path,label\n,a\n", "line 2: the path is empty"),
        ("path,label\nclips/a.mp4,a,b\n", "line 2 has 3 cells, the header 2"),
        ("path,label,label\nclips/a.mp4,a,b\n", "has the column label twice"),
        ("path,label\nlist.csv,a\n", "is no video, picture"),
        ("path,label\nclips/a.mp4,\n", "lists no sample"),
        ('path,label\n"clips/a.mp4,x\n', "broken CSV"),
    ],
)
def test_broken_lists(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(DatasetError, match=told):
        open_dataset(listing(tmp_path, text))


def test_files_of_several_kinds_and_files_that_are_not_there(tmp_path: Path) -> None:
    picture(tmp_path / "clips" / "p.png")
    text = "path,label\nclips/a.mp4,x\nclips/lost.mp4,x\n"
    assert open_dataset(listing(tmp_path, text)).notes == (
        "1 of the files in list.csv are not there (first line 3: clips/lost.mp4)",
    )
    with pytest.raises(DatasetError, match="lists files of several kinds: video, picture"):
        open_dataset(listing(tmp_path, text + "clips/p.png,x\n"))


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    clips = [empty_video(tmp_path / "films" / f"{name}.mp4") for name in ("가,나", "b", "idle")]
    tokens = TokenDictionary("t", {3: Token("HELLO", {"ko": "안녕", "en": "hello"}), 12: Token("3", {"ko": "삼"})})
    samples = (
        Sample(clips[0], 3, "s1", "train", 0.1, 1.0 / 3),
        Sample(clips[0], 12, "s1", "train", 1.5, 2.0),
        Sample(clips[1], 3, "s2", "test"),
    )
    owners = {clips[0]: "s1", clips[1]: "s2", clips[2]: "s2"}
    written = Dataset(tmp_path, "x", "video", tokens, samples, tuple(clips), continuous=True, owners=owners)
    path = write_list(written, tmp_path / "out" / "deep")
    read = open_dataset(path.parent)
    assert [(s.path.name, s.label, s.group, s.part) for s in read.samples] == [
        (s.path.name, s.label, s.group, s.part) for s in samples
    ]
    assert read.samples[0].end_s == pytest.approx(1 / 3, abs=1e-6)
    assert read.continuous
    assert {path.name: group for path, group in read.owners.items()} == {p.name: g for p, g in owners.items()}
    assert read.tokens.tokens == tokens.tokens


SPREAD = [*range(9), *range(10, 25)]


@pytest.mark.parametrize("header", [True, False])
def test_sign_mnist_as_published(tmp_path: Path, header: bool) -> None:
    pixels_table(tmp_path / "sign_mnist_train.csv", SPREAD, header=header)
    pixels_table(tmp_path / "sign_mnist_test.csv", [24, 0], header=header, seed=1)
    pixels_table(tmp_path / "sign_mnist_test" / "sign_mnist_test.csv", [24, 0], header=header, seed=1)
    dataset = open_dataset(tmp_path)
    assert (dataset.form, dataset.medium, len(dataset.samples)) == ("sign-mnist", "pixels", 26)
    assert dataset.labels == tuple(SPREAD)
    assert "".join(dataset.word(label) for label in dataset.labels) == "ABCDEFGHIKLMNOPQRSTUVWXY"
    assert [(s.label, s.part, s.row) for s in dataset.samples[:2]] == [(24, "test", 0), (0, "test", 1)]
    images = load_pixels(dataset)
    assert images.shape == (26, 28, 28)
    first = np.loadtxt(tmp_path / "sign_mnist_test.csv", delimiter=",", skiprows=int(header))[0, 1:]
    assert (images[0].ravel() == first).all()


def test_sign_mnist_packed_is_told_apart(tmp_path: Path) -> None:
    dataset = open_dataset(pixels_table(tmp_path / "packed.csv", range(24)))
    assert "".join(dataset.word(sample.label) for sample in dataset.samples) == "ABCDEFGHIKLMNOPQRSTUVWXY"
    assert dataset.notes == ("labels are 0-23, packed",)


def test_sign_mnist_that_may_be_either_is_asked_for(tmp_path: Path) -> None:
    path = pixels_table(tmp_path / "few.csv", [0, 8, 10, 20])
    with pytest.raises(UsageError, match="say which: --labels 0-25 or --labels 0-23"):
        open_dataset(path)
    assert [open_dataset(path, wanted=Wanted(labels="0-25")).word(n) for n in (10, 20)] == ["K", "U"]
    assert [s.label for s in open_dataset(path, wanted=Wanted(labels="0-23")).samples] == [0, 8, 11, 21]
    with pytest.raises(UsageError, match="--labels id"):
        open_dataset(path, wanted=Wanted(labels="id"))
    small = open_dataset(pixels_table(tmp_path / "small.csv", [0, 8]))
    assert small.labels == (0, 8)
    assert small.notes == ("labels go up to 8 only, which are A to I in both ways of numbering",)


@pytest.mark.parametrize(
    ("labels", "said", "told"),
    [
        ([9, 24], "", "has the labels 9 and 24"),
        ([1, 25], "", "has the label 25"),
        ([9], "0-25", "has the label 9, so its labels are not 0-25"),
        ([24], "0-23", "has the label 24, so its labels are not 0-23"),
    ],
)
def test_sign_mnist_that_contradicts_itself(tmp_path: Path, labels: list[int], said: str, told: str) -> None:
    path = pixels_table(tmp_path / "x.csv", labels)
    with pytest.raises(DatasetError, match=told):
        open_dataset(path, wanted=Wanted(labels=said))


def test_sign_mnist_that_is_damaged(tmp_path: Path) -> None:
    path = pixels_table(tmp_path / "x.csv", [0, 1])
    text = path.read_text()
    path.write_text(text[:-500])
    with pytest.raises(DatasetError, match="cannot be read as a table of numbers"):
        open_dataset(path)
    head, first, *_ = text.splitlines()
    path.write_text("\n".join([head, first, ",".join(["1", *["256"] * 784])]))
    with pytest.raises(DatasetError, match="row 1: the pixel 1 is 256"):
        open_dataset(path)


def test_sign_mnist_letters_of_a_dictionary(tmp_path: Path) -> None:
    path = pixels_table(tmp_path / "x" / "all.csv", SPREAD)
    (tmp_path / "letters.txt").write_text("\n".join(f"{n + 1} {c}" for n, c in enumerate("ABCDEFGHIKLMNOPQRSTUVWXY")))
    dataset = open_dataset(path, wanted=Wanted(tmp_path / "letters.txt"))
    assert dataset.labels == tuple(range(1, 25))
    assert dataset.word(10) == "K"
