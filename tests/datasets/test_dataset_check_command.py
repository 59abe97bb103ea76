"""`annotator dataset inspect` and `check`, as users call them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from dataset_forms import MakeVideo, picture, picture_folders, pixels_table, sequence

SAMPLES = Path(__file__).parents[2] / "samples" / "gestures"


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_inspect_tells_and_draws(run_annotator: Any, tmp_path: Path) -> None:
    root = picture_folders(tmp_path / "사진", {"안녕하세요": 6, "물": 1}, "train")
    picture_folders(root, {"안녕하세요": 2}, "test")
    sheet = tmp_path / "out" / "sheet.png"
    done = run_annotator("dataset", "inspect", root, "--picture", sheet)
    assert done.returncode == 0, done.stderr
    for told in ("안녕하세요", "48x36 (9)", "the classes are uneven", "8 times as many", "one sample only: 물"):
        assert told in done.stdout
    assert "not in its test part: 물" in done.stdout
    image = cv2.imdecode(np.frombuffer(sheet.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    assert image.shape[0] == 2 * 116 + 4  # a row for each class
    assert (image[:116, :170] < 100).any()  # the word is written
    assert len(np.unique(image[4:116, 174:290].reshape(-1, 3), axis=0)) > 200  # and a picture is seen

    told = json.loads(run_annotator("dataset", "inspect", root, "--json").stdout)
    assert (told["form"], told["medium"], told["samples"]) == ("picture-folders", "picture", 9)
    assert [(each["word"], each["parts"]) for each in told["classes"]] == [
        ("물", {"train": 1}),
        ("안녕하세요", {"train": 6, "test": 2}),
    ]
    assert told["sizes"] == {"48x36": 9}


def test_inspect_of_videos(run_annotator: Any, make_video: MakeVideo, tmp_path: Path) -> None:
    make_video(tmp_path / "d" / "a" / "1.mp4", "red:1")
    make_video(tmp_path / "d" / "b" / "1.mp4", "blue:2", rate=10)
    (tmp_path / "d" / "b" / "broken.mp4").write_bytes(b"\x00\x01" * 50)
    done = run_annotator("dataset", "inspect", tmp_path / "d", "--json", "--picture", tmp_path / "s.png")
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert [Path(each["path"]).name for each in told["broken"]] == ["broken.mp4"]
    assert told["length_s"] == pytest.approx({"shortest": 1.0, "median": 1.5, "longest": 2.0}, abs=0.05)
    assert told["rates"] == {"25": 1, "10": 1}
    assert (tmp_path / "s.png").exists()


@pytest.mark.parametrize("form", ["pixels", "features"])
def test_sheets_of_what_is_no_picture(run_annotator: Any, tmp_path: Path, form: str) -> None:
    if form == "pixels":
        pixels_table(tmp_path / "d" / "sign_mnist_train.csv", [0, 0, 24])
    else:
        sequence(tmp_path / "d" / "a" / "1.npy", np.random.default_rng(0).random((30, 99)))
        sequence(tmp_path / "d" / "b" / "1.npy", np.random.default_rng(1).random((30, 99)))
    done = run_annotator("dataset", "inspect", tmp_path / "d", "--picture", tmp_path / "s.png")
    assert done.returncode == 0, done.stderr
    image = cv2.imread(str(tmp_path / "s.png"))
    assert len(np.unique(image[4:116, 174:290])) > 30


@pytest.fixture
def dirty(tmp_path: Path) -> Path:
    """Two classes in two parts, with one of everything that goes wrong."""
    root = picture_folders(tmp_path / "data", {"가": 3, "나": 3}, "train")
    picture_folders(root, {"가": 2, "나": 2}, "test")
    train = root / "train" / "가"
    (train / "404.jpg").write_text("<!DOCTYPE html><html><body>Not found</body></html>")
    (train / "error.jpg").write_text('{"error": "rate limit"}')
    (train / "empty.png").write_bytes(b"")
    (train / "cut.png").write_bytes((train / "000.png").read_bytes()[:200])
    shutil.copyfile(picture(tmp_path / "x.png", 50), train / "really-png.jpg")
    shutil.copyfile(train / "000.png", train / "copy.png")
    shutil.copyfile(train / "001.png", root / "test" / "가" / "leak.png")
    shutil.copyfile(root / "train" / "나" / "000.png", train / "torn.png")
    image = cv2.imread(str(train / "002.png"))
    cv2.imwrite(str(root / "test" / "가" / "again.jpg"), image, [cv2.IMWRITE_JPEG_QUALITY, 90])
    picture(train / "small.png", 77, width=20, height=12)
    return root


EXPECTED = {
    "train/가/404.jpg": "not-data",
    "train/가/error.jpg": "not-data",
    "train/가/empty.png": "empty",
    "train/가/cut.png": "unreadable",
    "train/가/really-png.jpg": "wrong-extension",
    "train/가/copy.png": "duplicate",
    "test/가/leak.png": "duplicate-across-parts",
    "train/가/torn.png": "duplicate-across-classes",
    "train/나/000.png": "duplicate-across-classes",
    "test/가/again.jpg": "near-duplicate-across-parts",
    "train/가/small.png": "too-small",
}


def test_check_finds_fix_moves_and_undo_brings_back(run_annotator: Any, dirty: Path) -> None:
    before = tree(dirty)
    done = run_annotator("dataset", "check", dirty, "--min-side", "24", "--json")
    assert done.returncode == 1
    problems = json.loads(done.stdout)["problems"]
    found = {str(Path(each["path"]).relative_to(dirty)): each["kind"] for each in problems}
    assert found == EXPECTED
    assert tree(dirty) == before

    shown = run_annotator("dataset", "check", dirty, "--min-side", "24")
    assert "11 problems" in shown.stdout
    assert "web page (HTML)" in shown.stdout

    fixed = run_annotator("dataset", "check", dirty, "--min-side", "24", "--fix")
    assert fixed.returncode == 1  # what only looks alike is left
    aside = dirty.with_name("data.set-aside")
    moved = {str(path.relative_to(aside)) for path in aside.rglob("*") if path.is_file()}
    certain = {f"{kind}/{name}" for name, kind in EXPECTED.items() if not kind.startswith("near")}
    assert moved == certain | {"moved.jsonl"}
    assert {**tree(dirty), **{name: before[name] for name in EXPECTED}} == before

    assert run_annotator("dataset", "check", dirty, "--fix-near").returncode == 0
    assert run_annotator("dataset", "check", dirty).returncode == 0
    undone = run_annotator("dataset", "check", dirty, "--undo")
    assert (undone.returncode, "11 files are back" in undone.stdout) == (0, True)
    assert tree(dirty) == before
    assert not aside.exists()


def test_sizes(run_annotator: Any, tmp_path: Path) -> None:
    root = picture_folders(tmp_path / "d", {"a": 2})
    assert run_annotator("dataset", "check", root, "--size", "48x36").returncode == 0
    done = run_annotator("dataset", "check", root, "--size", "36x48", "--json")
    assert [each["reason"] for each in json.loads(done.stdout)["problems"]] == ["is 48x36, not 36x48"] * 2
    assert run_annotator("dataset", "check", root, "--size", "big").returncode == 2


def test_videos(run_annotator: Any, make_video: MakeVideo, tmp_path: Path) -> None:
    root = tmp_path / "d"
    source = sorted(SAMPLES.glob("*.mp4"))[0]
    for name in ("a/1.mp4", "b/1.mp4"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, root / name)
    make_video(root / "a" / "short.mp4", "red:0.12,blue:0.04")
    data = source.read_bytes()
    (root / "a" / "cut.mp4").write_bytes(data[: len(data) // 2])
    done = run_annotator("dataset", "check", root, "--decode", "--json")
    found = {
        f"{Path(p['path']).parent.name}/{Path(p['path']).name}": p["kind"] for p in json.loads(done.stdout)["problems"]
    }
    assert found.pop("a/cut.mp4") in {"unreadable", "damaged"}
    assert found == {
        "a/1.mp4": "duplicate-across-classes",
        "b/1.mp4": "duplicate-across-classes",
        "a/short.mp4": "too-short",
    }


def test_nobody_is_seen(run_annotator: Any, tmp_path: Path) -> None:
    root = picture_folders(tmp_path / "d", {"nobody": 1})
    (root / "somebody").mkdir()
    shutil.copyfile(sorted(SAMPLES.parent.glob("signing/*.mp4"))[0], tmp_path / "film.mp4")
    capture = cv2.VideoCapture(str(tmp_path / "film.mp4"))
    capture.set(cv2.CAP_PROP_POS_MSEC, 3000)
    _, frame = capture.read()
    cv2.imwrite(str(root / "somebody" / "1.png"), frame)
    cv2.imwrite(str(root / "somebody" / "2.png"), np.hstack([frame, frame]))
    done = run_annotator("dataset", "check", root, "--want", "person", "--want", "one-face", "--no-near", "--json")
    found = {(Path(p["path"]).parent.name, p["kind"]) for p in json.loads(done.stdout)["problems"]}
    assert found == {("nobody", "no-person"), ("nobody", "no-face"), ("somebody", "faces")}
    assert "INFO" not in done.stderr


def test_rows_are_not_moved(run_annotator: Any, tmp_path: Path) -> None:
    pixels_table(tmp_path / "sign_mnist.csv", [0, 24])
    done = run_annotator("dataset", "check", tmp_path / "sign_mnist.csv", "--fix")
    assert (done.returncode, "cannot be moved aside" in done.stderr) == (2, True)
