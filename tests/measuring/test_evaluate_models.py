"""`annotator evaluate MODEL... DATASET`, as users call it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from annotator.truth import Truth, TruthSegment

Annotator = Callable[..., "subprocess.CompletedProcess[str]"]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def videos(tmp_path: Path, make_video: Callable[..., Path]) -> Path:
    """Two videos that are light, one that is dark, and one that is called dark and is light."""
    for name, colour in (("light/a", "white"), ("light/b", "white"), ("dark/c", "black"), ("dark/d", "white")):
        make_video(tmp_path / "videos" / f"{name}.mp4", f"{colour}:1")
    return tmp_path / "videos"


@pytest.fixture
def timed(tmp_path: Path, make_video: Callable[..., Path]) -> Path:
    """A film that is dark, light, dark, light and dark, a second each; the truth knows of all, and of a grey one."""
    folder = tmp_path / "timed"
    make_video(folder / "film.mp4", "black:1,white:1,black:1,white:1,black:1")
    signs = [("light", 1.0, 2.0), ("grey", 2.2, 2.8), ("light", 3.0, 4.0)]
    segments = tuple(TruthSegment("shades", name, start, end) for name, start, end in signs)
    Truth(video="film.mp4", duration_s=5.0, segments=segments).save(folder / "film.truth.json")
    return folder


def report(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def test_videos_in_folders(run_annotator: Annotator, light: Path, videos: Path, tmp_path: Path) -> None:
    done = run_annotator(
        "evaluate", "light", videos, "--plugins-dir", light, "--lang", "en", "--per-class", "--workers", "2",
        "-o", tmp_path / "out", "--json", tmp_path / "mine.json", "--markdown", tmp_path / "mine.md",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (
        f"model: light 1; data: {videos} (video-folders), all of it: 4 samples of 2 classes in 4 files" in done.stderr
    )
    told = json.loads((tmp_path / "mine.json").read_text("utf-8"))
    assert told == json.loads((tmp_path / "out" / "evaluation.json").read_text("utf-8"))
    assert told["timeline"] is None
    (model,) = told["models"]
    figures = model["figures"]
    assert (figures["samples"], figures["right"], figures["top1"], figures["top5"]) == (4, 3, 0.75, None)
    assert {c["label"]: (c["samples"], c["found"], c["right"]) for c in figures["classes"]} == {
        "light": (2, 3, 2),
        "dark": (2, 1, 1),
    }
    assert (model["unknown"], model["unused"]) == ([], [])
    assert "| top-1 | 0.750 |" in (tmp_path / "mine.md").read_text("utf-8")
    assert (tmp_path / "out" / "confusion.png").read_bytes().startswith(b"\x89PNG")
    assert "light: classes" in done.stdout


def test_a_film_with_truth(run_annotator: Annotator, light: Path, timed: Path, tmp_path: Path) -> None:
    """Stretches of one film, and what would be annotated; a word the model does not know is counted, and missed."""
    done = run_annotator("evaluate", "light", timed, "--plugins-dir", light, "--json", "-", "-o", tmp_path / "out")
    told = report(done)
    (model,) = told["models"]
    assert (told["samples"], told["tier"], model["figures"]["top1"]) == (2, "shades", 1.0)
    assert model["unknown"] == [{"label": "grey", "samples": 1}]
    assert "1 samples are of classes that not all models know, and were left out: grey" in done.stderr
    assert (model["signs"]["truth"], model["signs"]["found"]) == (3, 2)
    assert model["signs"]["words"]["deletions"] == 1
    assert model["signs"]["detection"][2]["matched"] == 2
    assert (tmp_path / "out" / "timeline.png").read_bytes().startswith(b"\x89PNG")


def test_models_side_by_side(run_annotator: Annotator, light: Path, timed: Path, tmp_path: Path) -> None:
    """Bundles of one name are called by their places; the better figure is marked."""
    other = tmp_path / "other" / "light"
    shutil.copytree(light / "light-models" / "light", other)
    never = "idle = [0]\n[decoding.parameters]\nenter = 1.0\nleave = 1.0\nmin_s = 5.0"
    manifest = (other / "model.toml").read_text("utf-8").replace("idle = [0]", never)
    (other / "model.toml").write_text(manifest, "utf-8")
    done = run_annotator(
        "evaluate", "light", other, timed, "--plugins-dir", light, "--markdown", tmp_path / "a.md", "-o", tmp_path / "o"
    )
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "a.md").read_text("utf-8").splitlines()
    assert f"|  | light | {other} |" in lines
    assert "| top-1 | 1.000 | 1.000 |" in lines
    assert "| found signs | 2 | 0 |" in lines
    assert "| F1 at IoU 0.50 | **0.800** | 0.000 |" in lines
    assert "0.800*" in done.stdout
    assert len(list((tmp_path / "o").glob("confusion-*.png"))) == 2
    twice = run_annotator("evaluate", "light", light / "light-models" / "light", timed, "--plugins-dir", light)
    assert twice.returncode == 2
    assert "the same model is named twice" in twice.stderr


def test_pictures(run_annotator: Annotator, light: Path, tmp_path: Path) -> None:
    """A picture is a film of one frame; a model that wants three at a time says nothing of it, which is wrong."""
    one = tmp_path / "one" / "light"
    shutil.copytree(light / "light-models" / "light", one)
    manifest = (one / "model.toml").read_text("utf-8").replace("window = 3", "window = 1")
    (one / "model.toml").write_text(manifest.replace('name = "light"', 'name = "one"', 1), "utf-8")
    for name, grey in (("light", 250), ("dark", 10)):
        (tmp_path / "pictures" / name).mkdir(parents=True)
        cv2.imwrite(str(tmp_path / "pictures" / name / "a.png"), np.full((24, 32, 3), grey, np.uint8))
    done = run_annotator(
        "evaluate", "-m", one, "-m", "light", tmp_path / "pictures", "--plugins-dir", light, "--json", "-"
    )
    first, second = report(done)["models"]
    assert (first["model"], first["figures"]["top1"]) == ("one", 1.0)
    assert (second["figures"]["top1"], second["figures"]["silent"]) == (0.0, 2)
    assert second["figures"]["confidence"] is None


def test_parts(run_annotator: Annotator, light: Path, videos: Path, tmp_path: Path) -> None:
    for part, names in {"train": ("light/a", "dark/d"), "test": ("light/b", "dark/c")}.items():
        for name in names:
            (tmp_path / "split" / part / name).parent.mkdir(parents=True)
            shutil.move(videos / f"{name}.mp4", tmp_path / "split" / part / f"{name}.mp4")
    arguments = ("evaluate", "light", tmp_path / "split", "--plugins-dir", light)
    held_back = run_annotator(*arguments, "--json", "-", "--workers", "0")
    assert (report(held_back)["part"], report(held_back)["models"][0]["figures"]["top1"]) == ("test", 1.0)
    assert "its part test" in held_back.stderr
    assert report(run_annotator(*arguments, "--part", "train", "--json", "-"))["models"][0]["figures"]["top1"] == 0.5
    empty = run_annotator(*arguments, "--part", "validation")
    assert empty.returncode == 2
    assert "has no samples in the part 'validation' (it has train, test)" in empty.stderr


def test_a_bad_file_is_said_and_counted(run_annotator: Annotator, light: Path, videos: Path) -> None:
    (videos / "light" / "b.mp4").write_bytes(b"no video at all")
    shutil.move(videos / "dark" / "c.mp4", videos / "dark" / "raises.mp4")
    done = run_annotator("evaluate", "light", videos, "--plugins-dir", light, "--json", "-")
    assert done.returncode == 1
    told = report(done)
    assert (told["samples"], told["files"]) == (2, 2)
    assert {Path(each["path"]).name for each in told["failures"]} == {"b.mp4", "raises.mp4"}
    assert "b.mp4" in done.stderr
    assert "the plugin's own words" in done.stderr


def test_clip_models_see_each_stretch_alone(run_annotator: Annotator, light: Path, timed: Path, tmp_path: Path) -> None:
    """Two stretches that touch at a border: window models see over it, clip models do not."""
    clip = tmp_path / "clip"
    shutil.copytree(light / "light-models" / "light", clip)
    manifest = (clip / "model.toml").read_text("utf-8").replace('"hysteresis"\nidle = [0]', '"clip"')
    (clip / "model.toml").write_text(manifest.replace('name = "light"', 'name = "clip"', 1), "utf-8")
    (timed / "film.truth.json").unlink()
    rows = ["film.mp4,light,1.0,2.0", "film.mp4,dark,2.0,3.0", "film.mp4,dark,4.0,"]
    (timed / "list.csv").write_text("\n".join(["path,label,start,end", *rows]), "utf-8")
    done = run_annotator("evaluate", clip, timed, "--plugins-dir", light, "--json", "-")
    (model,) = report(done)["models"]
    assert model["figures"]["top1"] == 1.0
    assert model["figures"]["confidence"] == pytest.approx(1.0, abs=0.01)


def test_features_without_any_video(run_annotator: Annotator, tmp_path: Path) -> None:
    """Sequences of hand99 with labels go straight to the model; what was measured does not depend on their order."""
    rows = np.random.default_rng(0).random((6, 30, 100))
    rows[..., -1] = np.array([0, 1, 2, 0, 1, 2])[:, None]
    np.save(tmp_path / "a.npy", rows)
    np.save(tmp_path / "b.npy", rows[::-1])
    nameless = run_annotator("evaluate", "gestures", tmp_path / "a.npy")
    assert nameless.returncode == 2
    assert "its classes have numbers and no words" in nameless.stderr
    tokens = ROOT / "models" / "gestures" / "tokens.json"
    first, second = (
        report(run_annotator("evaluate", "gestures", tmp_path / name, "--tokens", tokens, "--json", "-"))
        for name in ("a.npy", "b.npy")
    )
    assert first["models"] == second["models"]
    assert (first["samples"], first["models"][0]["figures"]["silent"]) == (6, 0)
    other = run_annotator("evaluate", "ksl-words", tmp_path / "a.npy", "--tokens", tokens)
    assert other.returncode == 2
    assert "wants 169 features a step (signing), and the data have 100" in other.stderr


@pytest.mark.real
def test_real_gestures(run_annotator: Annotator, real: Path) -> None:
    """The recordings the model was trained on, its held-back part among them."""
    tokens = ROOT / "models" / "gestures" / "tokens.json"
    done = run_annotator(
        "evaluate", "gestures", real / "gestures", "--form", "labelled-npy", "--tokens", tokens, "--json", "-"
    )
    figures = report(done)["models"][0]["figures"]
    assert (figures["samples"], figures["top1"]) == (3, 1.0)


def test_shipped_models_on_a_sample(run_annotator: Annotator, tmp_path: Path) -> None:
    """The tier is the one the model speaks of by its name; a copy of the model says the same."""
    for path in (ROOT / "samples" / "signing").glob("인사.*"):
        shutil.copyfile(path, _made(tmp_path / "films" / path.name))
    shutil.copytree(ROOT / "models" / "ksl-words", tmp_path / "copy-words")
    done = run_annotator(
        "evaluate",
        "ksl-words",
        tmp_path / "copy-words",
        tmp_path / "films",
        "--json",
        "-",
        "--tier",
        "words",
        timeout=300,
    )
    told = report(done)
    first, second = told["models"]
    assert first["figures"] == second["figures"]
    assert first["signs"] == second["signs"]
    assert first["figures"]["top1"] >= 0.8
    assert first["signs"]["detection"][1]["f1"] >= 0.8
    alone = run_annotator("evaluate", "ksl-words", tmp_path / "films", "--json", "-", timeout=300)
    assert report(alone)["tier"] == "words"
    assert report(alone)["models"][0]["figures"] == first["figures"]
    nothing = run_annotator("evaluate", "ksl-letters", tmp_path / "films")
    assert nothing.returncode == 2
    assert "the model ksl-letters" in nothing.stderr
    assert "knows none of its classes" in nothing.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["gestures"], "gestures is a model (name the data too: annotator evaluate gestures DATASET)"),
        (["nowhere", "videos"], "there is no such file or folder, and no model of that name"),
        (["gestures", "nowhere"], "nowhere"),
        (["gestures", "videos"], "the model gestures (오다, 가다, 돌다) knows none of its classes (dark, light)"),
        (["light", "gestures", "videos"], "knows none of its classes"),
        (["light", "videos", "videos"], "is no model, and others are"),
        (["-m", "light", "videos", "videos"], "one data set is wanted, not 2 paths"),
        (["light", "videos", "--missing", "count"], "--missing is for annotations, not for models"),
        (["videos", "--per-class"], "--per-class is for models against a data set"),
        (["light", "videos", "--tier", "a=b"], "--tier names one tier of the data"),
        (["light", "videos", "--form", "pose-folders"], "pose"),
        (["-m", "lihgt", "videos"], "did you mean 'light'?"),
        (["broken", "videos"], "input.window"),
    ],
)
def test_wrong_usage(
    run_annotator: Annotator, light: Path, videos: Path, arguments: list[str], told: str, tmp_path: Path
) -> None:
    (tmp_path / "broken").mkdir()
    manifest = (light / "light-models" / "light" / "model.toml").read_text("utf-8")
    (tmp_path / "broken" / "model.toml").write_text(manifest.replace("window = 3", "window = 0"), "utf-8")
    done = run_annotator("evaluate", *arguments, "--plugins-dir", light, cwd=tmp_path, env={**os.environ})
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert told in done.stderr
    assert done.stdout == ""


def test_pose_files_are_not_for_models_of_pictures(run_annotator: Annotator, light: Path, tmp_path: Path) -> None:
    _made(tmp_path / "data" / "light" / "a.pose").write_bytes(b"")
    done = run_annotator("evaluate", "light", tmp_path / "data", "--plugins-dir", light)
    assert done.returncode == 2
    assert "looks at pictures, and the data hold landmarks only" in done.stderr


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
