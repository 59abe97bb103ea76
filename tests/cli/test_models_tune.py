"""`annotator models tune`: worse thresholds become better ones, by what comes out of real films."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest

from annotator.models import load_bundle, update_manifest

ROOT = Path(__file__).parents[2]
SIGNING = ROOT / "samples" / "signing"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model of pictures (no landmarks are needed) whose thresholds let hardly anything through."""
    folder = tmp_path / "models" / "words-mine"
    shutil.copytree(ROOT / "models" / "ksl-words-crnn", folder)
    manifest = load_bundle(folder).manifest
    decoding = msgspec.structs.replace(manifest.decoding, parameters={"enter": 0.97, "leave": 0.95, "smooth_s": 0.0})
    update_manifest(load_bundle(folder), msgspec.structs.replace(manifest, decoding=decoding))
    return folder


@pytest.fixture
def films(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    for name in ("인사", "left-handed"):
        for suffix in (".mp4", ".truth.json"):
            shutil.copy(SIGNING / f"{name}{suffix}", folder)
    return folder


def test_the_best_parameters_are_written_and_the_rest_stays(run_annotator: Any, model: Path, films: Path) -> None:
    before = load_bundle(model).manifest
    tried = run_annotator("models", "tune", model, films, "--tier", "words", "--dry-run")
    assert tried.returncode == 0, tried.stderr
    assert load_bundle(model).manifest == before
    done = run_annotator("models", "tune", model, films, "--tier", "words")
    assert done.returncode == 0, done.stderr
    assert "on 2 recordings" in done.stdout
    after = load_bundle(model)
    after.verify()
    assert after.manifest.decoding.parameters["leave"] < 0.95
    assert after.manifest.decoding.idle == before.decoding.idle
    assert after.manifest.files == before.files
    assert after.manifest.accuracy.note.endswith("The decoding was tuned on 2 recordings of films.")
    bad = msgspec.structs.replace(after.manifest.decoding, parameters=before.decoding.parameters)
    update_manifest(after, msgspec.structs.replace(after.manifest, decoding=bad))
    assert run_annotator("models", "tune", model, films, "--tier", "words").returncode == 0
    assert load_bundle(model).manifest == after.manifest  # it is said once, however often it is done


def test_only_some_signers_and_never_a_stranger(run_annotator: Any, model: Path, films: Path) -> None:
    done = run_annotator("models", "tune", model, films, "--tier", "words", "--groups", "s804")
    assert done.returncode == 0, done.stderr
    assert "on 1 recordings" in done.stdout
    assert "(s804)" in load_bundle(model).manifest.accuracy.note
    strange = run_annotator("models", "tune", model, films, "--tier", "words", "--groups", "s999")
    assert strange.returncode == 2
    assert "s999 is nobody in the data; there are: s801, s804" in strange.stderr


def test_what_cannot_be_tuned_is_said(run_annotator: Any, films: Path) -> None:
    gestures = run_annotator("models", "tune", "gestures", ROOT / "samples" / "gestures")
    assert gestures.returncode == 2
    assert "the policy of gestures is vote; only hysteresis can be tuned" in gestures.stderr
    (films / "인사.mp4").write_bytes(b"no video")
    (films / "left-handed.mp4").write_bytes(b"no video")
    unread = run_annotator("models", "tune", "ksl-words-crnn", films, "--tier", "words", "--dry-run")
    assert unread.returncode != 0
    assert "none of its recordings can be read" in unread.stderr
