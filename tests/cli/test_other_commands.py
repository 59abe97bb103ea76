"""`annotator landmarks`, `cache` and `train`, as users call them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from pose_format import Pose

SAMPLES = Path(__file__).parents[2] / "samples" / "gestures"


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "한국어 표본.mp4"
    path.parent.mkdir()
    shutil.copyfile(sorted(SAMPLES.glob("*.mp4"))[0], path)
    return path


def test_landmarks_open_in_other_tools_and_feed_a_run(run_annotator: Any, sample: Path, tmp_path: Path) -> None:
    cache, poses = tmp_path / "cache", tmp_path / "poses"
    (sample.parent / "bad.mp4").write_bytes(b"no video")
    done = run_annotator("landmarks", sample.parent, "-o", poses, "--hands-only", "--cache-dir", cache)
    assert done.returncode == 1
    assert "bad.mp4" in done.stderr
    target = poses / f"{sample.stem}.pose"
    pose = Pose.read(target.read_bytes())
    assert [component.name for component in pose.header.components] == ["LEFT_HAND_LANDMARKS", "RIGHT_HAND_LANDMARKS"]
    assert pose.body.data.shape[1:] == (1, 42, 3)
    assert (pose.body.confidence > 0).any()

    again = run_annotator("landmarks", sample, "-o", poses, "--hands-only", "--cache-dir", cache)
    assert (again.returncode, "skipped" in again.stderr) == (0, True)
    cached = run_annotator("landmarks", sample, "-o", poses, "--hands-only", "--cache-dir", cache, "--overwrite")
    assert "from the cache" in cached.stdout

    assert run_annotator("run", poses, "--model", "gestures").returncode == 0
    assert run_annotator("run", sample, "--model", "gestures", "--cache-dir", cache).returncode == 0
    from_pose = json.loads((poses / f"{sample.stem}.json").read_text("utf-8"))
    from_video = json.loads(sample.with_suffix(".json").read_text("utf-8"))
    assert from_video["segments"]
    assert [each["text"] for each in from_pose["segments"]] == [each["text"] for each in from_video["segments"]]


def test_the_cache_is_shown_and_cleared(run_annotator: Any, sample: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert run_annotator("run", sample, "--model", "gestures", "--cache-dir", cache).returncode == 0
    assert "1 recordings" in run_annotator("cache", "info", "--cache-dir", cache).stdout
    assert run_annotator("cache", "clear", "--cache-dir", cache).returncode == 0
    assert "0 recordings" in run_annotator("cache", "info", "--cache-dir", cache).stdout


def test_two_videos_for_one_pose_file(run_annotator: Any, sample: Path) -> None:
    shutil.copyfile(sample, sample.with_suffix(".mov"))
    done = run_annotator("landmarks", sample.parent)
    assert done.returncode == 2
    assert "would both write" in done.stderr


@pytest.mark.train
@pytest.mark.real
def test_a_model_is_trained_and_used(run_annotator: Any, real: Path, sample: Path, tmp_path: Path) -> None:
    pytest.importorskip("tensorflow", reason="needs the extra `train`")
    tokens = tmp_path / "words.json"
    tokens.write_text('{"오다": 0, "가다": 1, "돌다": 2}', "utf-8")
    model = tmp_path / "models" / "mine"
    arguments = ["train", "landmark-lstm", real / "gestures", "-o", model, "--tokens", tokens, "--epochs", "2"]
    done = run_annotator(*arguments, timeout=300)
    assert done.returncode == 0, done.stderr
    assert "window_accuracy" in done.stdout
    verified = run_annotator("models", "verify", model)
    assert verified.returncode == 0, verified.stderr
    assert run_annotator("run", sample, "--model", model).returncode == 0
    again = run_annotator(*arguments, timeout=300)
    assert again.returncode != 0
    assert model.name in again.stderr


def test_what_can_be_trained_and_how(run_annotator: Any, tmp_path: Path) -> None:
    shown = run_annotator("train", "--help")
    assert (shown.returncode, "landmark-lstm" in shown.stdout) == (0, True)
    own = run_annotator("train", "landmark-lstm", "--help")
    assert (own.returncode, "--epochs" in own.stdout) == (0, True)
    unknown = run_annotator("train", "nothing", tmp_path, "-o", tmp_path)
    assert (unknown.returncode, "landmark-lstm" in unknown.stderr) == (3, True)
    wrong = run_annotator("train", "landmark-lstm", tmp_path, "-o", tmp_path / "m", "--epochs", "many")
    assert wrong.returncode == 2


def test_unknown_options_are_refused(run_annotator: Any) -> None:
    done = run_annotator("models", "list", "--colour")
    assert (done.returncode, "--colour" in done.stderr) == (2, True)
