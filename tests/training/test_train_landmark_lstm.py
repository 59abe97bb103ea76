"""`annotator train landmark-lstm`: it works, and the same seed gives the same weights."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from annotator.errors import DatasetError, UsageError
from annotator.models import LiteRtModel
from annotator.plugins import load_plugins
from annotator.training import Progress, TrainingReport, load_recordings, run_trainer, time_ranges, windows

TRAINER = load_plugins().trainer("landmark-lstm")
TOKENS = {"0": {"ko": "오다", "en": "come"}, "1": {"ko": "가다", "en": "away"}, "2": {"ko": "돌다", "en": "spin"}}


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("words") / "words.json"
    path.write_text(json.dumps(TOKENS, ensure_ascii=False), "utf-8")
    return str(path)


def train(real: Path, output: Path, tokens: str, seed: int, heard: list[Progress] | None = None) -> TrainingReport:
    options = {"epochs": "3", "seed": str(seed), "tokens": tokens, "mirror": "true", "limits": "A test."}
    tell = heard.append if heard is not None else lambda _: None
    return run_trainer(TRAINER, real / "gestures", output, options, tell)


@pytest.mark.train
@pytest.mark.real
def test_training_works_and_is_repeatable(real: Path, tensorflow: None, tokens: str, tmp_path: Path) -> None:
    heard: list[Progress] = []
    report = train(real, tmp_path / "one", tokens, 5, heard)
    again = train(real, tmp_path / "two", tokens, 5)
    assert report.bundle.weights_sha256 == again.bundle.weights_sha256
    assert report.metrics == again.metrics
    check_report(report)
    check_bundle(report)
    assert [(step.stage, step.done) for step in heard if step.stage == "train"] == [("train", n) for n in (1, 2, 3)]
    assert {"loss", "accuracy", "val_loss", "val_accuracy"} <= set(heard[1].values)

    model = LiteRtModel(report.bundle.weights)
    for recording in load_recordings(real / "gestures", 99):
        clips = windows(recording, time_ranges(recording, 30)["test"], 30)
        found = np.bincount(model(clips).argmax(axis=1), minlength=3)
        assert tuple(found) == report.confusion[recording.label]

    other = train(real, tmp_path / "three", tokens, 6)
    assert other.bundle.weights_sha256 != report.bundle.weights_sha256


def check_report(report: TrainingReport) -> None:
    assert report.windows == {"train": 621, "validation": 150, "test": 150}
    assert [sum(row) for row in report.confusion] == [50, 50, 50]
    right = sum(report.confusion[i][i] for i in range(3))
    assert report.metrics["window_accuracy"] == pytest.approx(right / 150)
    assert report.conversion_difference < 1e-3
    assert (report.epochs, 1 <= report.best_epoch <= 3) == (3, True)


def check_bundle(report: TrainingReport) -> None:
    bundle = report.bundle
    bundle.verify()
    created = bundle.manifest.created_with
    assert created.seed == 5
    assert created.command.startswith("annotator train landmark-lstm ")
    assert "--epochs 3 --mirror --seed 5 --tokens" in created.command
    assert bundle.manifest.accuracy.metrics == report.metrics
    card = bundle.file("README.md").read_text("utf-8").splitlines()
    assert card[:3] == [f"# {bundle.name}", "", "**Limits.** A test."]
    assert bundle.tokens().text(2, "en") == "spin"


@pytest.mark.real
def test_words_are_never_guessed(real: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="classes 0, 1, 2"):
        run_trainer(TRAINER, real / "gestures", tmp_path / "x")
    (tmp_path / "two.json").write_text('{"0": "오다", "1": "가다"}', "utf-8")
    with pytest.raises(DatasetError, match="classes 2 of the recordings have no word"):
        run_trainer(TRAINER, real / "gestures", tmp_path / "x", {"tokens": str(tmp_path / "two.json")})
    assert not (tmp_path / "x").exists()


def test_an_unknown_feature_set_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="hand99"):
        run_trainer(TRAINER, tmp_path, tmp_path / "x", {"feature_set": "hand98"})
