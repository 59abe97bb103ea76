"""`annotator models`, on the bundles that ship and on broken ones."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def test_what_ships_is_listed_described_and_whole(run_annotator: Any) -> None:
    listed = json.loads(run_annotator("models", "list", "--json").stdout)
    assert "gestures" in {model["name"] for model in listed}
    info = run_annotator("models", "info", "gestures")
    assert info.returncode == 0, info.stderr
    assert "오다" in info.stdout
    assert "unknown" in info.stdout
    verified = run_annotator("models", "verify")
    assert (verified.returncode, "gestures: ok" in verified.stdout) == (0, True)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = tmp_path / "models" / "mine"
    shutil.copytree(ROOT / "models" / "gestures", folder)
    text = (folder / "model.toml").read_text("utf-8")
    (folder / "model.toml").write_text(text.replace('name = "gestures"', 'name = "mine"'), "utf-8")
    return folder


def spoil_checksum(folder: Path) -> None:
    (folder / "weights.tflite").write_bytes((folder / "weights.tflite").read_bytes()[:-1] + b"\0")


def remove_weights(folder: Path) -> None:
    (folder / "weights.tflite").unlink()


def change_window(folder: Path) -> None:
    text = (folder / "model.toml").read_text("utf-8")
    (folder / "model.toml").write_text(text.replace("window = 30", "window = 25"), "utf-8")


def unknown_entry(folder: Path) -> None:
    text = (folder / "model.toml").read_text("utf-8")
    (folder / "model.toml").write_text(text.replace("window = 30", "windows = 30"), "utf-8")


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (spoil_checksum, 'files."weights.tflite"'),
        (remove_weights, 'files."weights.tflite"'),
        (change_window, "input.window"),
        (unknown_entry, "input.windows"),
    ],
)
def test_a_broken_bundle_is_refused_by_field(run_annotator: Any, broken: Path, spoil: Any, field: str) -> None:
    spoil(broken)
    verified = run_annotator("models", "verify", broken)
    assert verified.returncode == 1
    assert field in verified.stderr
    env = {**os.environ, "ANNOTATOR_MODELS": str(broken.parent)}
    everything = run_annotator("models", "verify", "--json", env=env)
    assert everything.returncode == 1
    assert json.loads(everything.stdout)["gestures"] == "ok"


def test_a_broken_bundle_ends_a_run_with_its_field(run_annotator: Any, broken: Path, make_video: Any) -> None:
    spoil_checksum(broken)
    video = make_video(broken.parent / "a.mp4")
    done = run_annotator("run", video, "--model", broken)
    assert done.returncode == 1
    assert 'files."weights.tflite"' in done.stderr
    assert not video.with_suffix(".json").exists()
