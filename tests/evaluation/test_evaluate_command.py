"""`annotator evaluate`, as users call it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from building import annotation, truth

SAMPLES = Path(__file__).parents[2] / "samples" / "gestures"
SIGNS = [("hello", 1.0, 3.0), ("thanks", 5.0, 7.0), ("go", 9.0, 11.0)]


@pytest.fixture
def run_folder(tmp_path: Path) -> Path:
    """Two annotations, one of them with a word too many, in a folder as a run leaves it."""
    folder = tmp_path / "out"
    annotation("손짓 1.mp4", SIGNS).save(_made(folder / "손짓 1.json"))
    annotation("b.mp4", [*SIGNS, ("come", 15.0, 16.0)]).save(_made(folder / "deep" / "b.json"))
    (folder / "run-summary.json").write_text('{"schema": "annotator-run/1"}', "utf-8")
    (folder / "whisper.json").write_text('{"text": "hello", "segments": []}', "utf-8")
    return folder


@pytest.fixture
def truth_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "truth"
    truth("손짓 1.mp4", SIGNS).save(folder / "손짓 1.truth.json")
    truth("b.mp4", SIGNS).save(folder / "b.truth.json")
    return folder


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def test_from_a_real_run_to_its_evaluation(run_annotator: Any, tmp_path: Path) -> None:
    videos = tmp_path / "in"
    videos.mkdir()
    for path in [*SAMPLES.glob("*.mp4"), *SAMPLES.glob("*.truth.json")]:
        shutil.copyfile(path, videos / path.name)
    assert run_annotator("run", videos, "--model", "gestures").returncode == 0
    done = run_annotator("evaluate", videos, "--json", "-")  # the truth lies beside the videos
    assert done.returncode == 0
    report = json.loads(done.stdout)
    (tier,) = report["tiers"]
    assert (tier["tier"], tier["model"], tier["measures"]["truth"]) == ("gestures", "gestures", 5)
    assert tier["measures"]["detection"][0]["f1"] == 1
    assert tier["measures"]["words"]["rate"] == 0
    assert tier["measures"]["false_cues"]["at_rest"] == 0
    assert {each["video"] for each in report["videos"]} == {path.name for path in SAMPLES.glob("*.mp4")}


def test_tables_and_files(run_annotator: Any, run_folder: Path, truth_folder: Path, tmp_path: Path) -> None:
    done = run_annotator(
        "evaluate", run_folder, "--truth", truth_folder, "--per-video", "-o", tmp_path / "e",
        "--markdown", tmp_path / "e.md", "--json", tmp_path / "mine.json", "--picture", tmp_path / "mine.png",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "ksl-words" in done.stdout
    assert "손짓 1.mp4" in done.stdout
    assert "passed over: 1 (whisper.json)" in done.stderr
    report = json.loads((tmp_path / "e" / "evaluation.json").read_text("utf-8"))
    assert report == json.loads((tmp_path / "mine.json").read_text("utf-8"))
    assert report["overall"]["words"]["insertions"] == 1
    for picture in (tmp_path / "e" / "timeline.png", tmp_path / "mine.png"):
        assert picture.read_bytes().startswith(b"\x89PNG")
    markdown = (tmp_path / "e.md").read_text("utf-8")
    assert "| ksl-words | 6 | 7 | 0.92 | 0.92 | 0.92 | 17 | 0 | 0 |" in markdown
    assert "| ksl-words | (nothing) | 오다 | 1 |" in markdown


@pytest.mark.parametrize("columns", ["80", "120"])
def test_tables_fit_the_terminal(run_annotator: Any, run_folder: Path, truth_folder: Path, columns: str) -> None:
    done = run_annotator(
        "evaluate", run_folder, "--truth", truth_folder, "--per-video", env={**os.environ, "COLUMNS": columns}
    )
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= int(columns)
    (row,) = [line.split() for line in lines if line.startswith(" ksl-words")][:1]
    assert row == ["ksl-words", "6", "7", "0.92", "0.92", "0.92", "17", "0", "0", "2.1", "–"]


def test_one_file_against_one_truth(run_annotator: Any, run_folder: Path, truth_folder: Path) -> None:
    done = run_annotator("evaluate", run_folder / "deep" / "b.json", "--truth", truth_folder / "b.truth.json")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 video against the truth" in done.stdout


def test_what_has_no_partner_is_said(run_annotator: Any, run_folder: Path, truth_folder: Path) -> None:
    truth("lost.mp4", SIGNS).save(truth_folder / "lost.truth.json")
    annotation("new.mp4", SIGNS).save(run_folder / "new.json")
    done = run_annotator("evaluate", run_folder, "--truth", truth_folder)
    assert done.returncode == 0
    assert "annotations without truth, left out: 1 (new.mp4)" in done.stderr
    assert "truth without annotation, left out" in done.stderr
    assert "lost.mp4" in done.stderr
    counted = run_annotator("evaluate", run_folder, "--truth", truth_folder, "--missing", "count", "--json", "-")
    assert json.loads(counted.stdout)["overall"]["words"]["deletions"] == 3


def test_what_cannot_be_read_is_said_and_the_rest_goes_on(
    run_annotator: Any, run_folder: Path, truth_folder: Path
) -> None:
    (run_folder / "broken.json").write_text('{"schema": "annotator/1"', "utf-8")
    (truth_folder / "b.truth.json").write_text('{"schema": "annotator-truth/1", "video": 3}', "utf-8")
    done = run_annotator("evaluate", run_folder, "--truth", truth_folder)
    assert done.returncode == 1
    assert "broken.json" in done.stderr
    assert "$.video" in done.stderr
    assert "1 video against the truth" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["out/deep", "--truth", "truth/손짓 1.truth.json"], "none of 1 annotations has a truth among 1"),
        (["nowhere", "--truth", "truth"], "no such file or folder"),
        (["out", "--truth", "nowhere"], "no such file or folder"),
        (["out"], "none of 2 annotations has a truth among 0"),
        (["out", "--truth", "truth", "--tier", "ksl-words"], "--tier takes MODEL=TIER"),
        (["out", "--truth", "truth", "--picture", "a.jpg"], "a picture is written as .png"),
        (["out", "out2", "--truth", "truth"], "both of the video"),
    ],
)
def test_wrong_usage(
    run_annotator: Any, run_folder: Path, truth_folder: Path, arguments: list[str], told: str, tmp_path: Path
) -> None:
    shutil.copytree(run_folder, tmp_path / "out2")
    done = run_annotator("evaluate", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stdout == ""


def test_no_annotation_at_all(run_annotator: Any, truth_folder: Path) -> None:
    done = run_annotator("evaluate", truth_folder)
    assert done.returncode == 2
    assert "none of 0 annotations" in done.stderr
