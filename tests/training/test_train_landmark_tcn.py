"""`annotator train landmark-tcn`: from clips with truth to a bundle that finds the signs where they are."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from signing_data import SIGNS, write_data

import annotator
from annotator.errors import DatasetError, UsageError
from annotator.evaluation import Annotated, Known, evaluate
from annotator.landmarks import open_pose
from annotator.models import Bundle
from annotator.plugins import load_plugins
from annotator.records import Landmarks, Prediction, Video
from annotator.training import Progress, TrainingReport, load_clips, run_trainer
from annotator_landmark_tcn.recognizer import LandmarkTCN

TRAINER = load_plugins().trainer("landmark-tcn")
CAUTION = "Trained on made-up people; accuracy on real people is not known."
OPTIONS = {"epochs": "25", "batch": "4", "seed": "3", "patience": "0", "filters": "32", "test_signers": "s001,s004"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("signing") / "data"
    write_data(folder, 7, 2)
    return folder


def train(data: Path, output: Path, heard: list[Progress] | None = None, **changes: str) -> TrainingReport:
    options = {**OPTIONS, "tokens": str(data / "tokens.json"), **changes}
    return run_trainer(TRAINER, data, output, options, (heard if heard is not None else []).append)


@pytest.fixture(scope="module")
def report(data: Path, tmp_path_factory: pytest.TempPathFactory, tensorflow: None) -> TrainingReport:
    output = tmp_path_factory.mktemp("models") / "made-up-words"
    return train(data, output, caution=CAUTION, limits="Four signs.", tune_decoding="true")


@pytest.mark.train
def test_the_report_is_of_the_signers_held_back(report: TrainingReport, data: Path) -> None:
    assert report.metrics["step_accuracy"] > 0.9
    assert report.metrics["segment_f1_iou50"] > 0.8
    assert report.metrics["word_error_rate"] < 0.3
    assert report.conversion_difference < 1e-3
    assert report.notes[2].startswith("test: 2 signers, 4 clips, ")
    assert "held back (s001, s004)" in report.bundle.manifest.accuracy.dataset
    assert len(report.confusion) == len(SIGNS) + 1
    assert 1 <= report.best_epoch <= report.epochs == 25


@pytest.mark.train
def test_the_bundle_says_what_it_is(report: TrainingReport) -> None:
    bundle = report.bundle
    bundle.verify()
    manifest = bundle.manifest
    assert manifest.caution == CAUTION
    card = bundle.file("README.md").read_text("utf-8").splitlines()
    assert card[:5] == ["# made-up-words", "", f"**{CAUTION}**", "", "**Limits.** Four signs."]
    assert (manifest.output.class_ids, manifest.decoding.idle) == ((0, 1, 2, 3, 4), (4,))
    assert bundle.tokens().label(4) == "idle"
    assert manifest.created_with.seed == 3
    assert "--tune-decoding" in manifest.created_with.command
    assert (manifest.window, str(manifest.rate)) == (25, "15")
    assert manifest.accuracy.metrics == report.metrics
    assert bundle.weights.stat().st_size < 3_000_000


@pytest.mark.train
def test_signs_are_found_where_they_are_through_the_whole_tool(report: TrainingReport, data: Path) -> None:
    clips = [clip for clip in load_clips(data) if clip.signer in ("s000", "s002")]
    annotations = [annotator.annotate(clip.path, model=str(report.bundle.folder)) for clip in clips]
    found = evaluate([Annotated(each) for each in annotations], [Known(clip.truth) for clip in clips]).tiers[0]
    assert (found.tier, found.measures.truth) == ("words", 16)
    assert found.measures.detection[1].f1 is not None
    assert found.measures.detection[1].f1 > 0.9
    assert found.measures.start.median_s is not None
    assert found.measures.start.median_s < 0.15
    assert not any("idle" in segment.label for annotation in annotations for segment in annotation.segments)


@pytest.mark.train
def test_the_same_seed_gives_the_same_weights(data: Path, tmp_path: Path, tensorflow: None) -> None:
    heard: list[Progress] = []
    short = {"epochs": "2", "max_signers": "2", "filters": "8"}
    one, two = (train(data, tmp_path / name, heard, **short) for name in ("one", "two"))
    other = train(data, tmp_path / "three", **short, no_augment="true")
    assert one.bundle.weights_sha256 == two.bundle.weights_sha256
    assert one.metrics == two.metrics
    assert other.bundle.weights_sha256 != one.bundle.weights_sha256
    assert one.notes[0].startswith("train: 2 signers, 4 clips, ")
    steps = [(step.stage, step.done) for step in heard if step.stage == "train"]
    assert steps == [("train", 1), ("train", 2)] * 2
    assert {"loss", "val_loss", "val_accuracy", "val_f1"} <= set(heard[1].values)


def recognise(bundle: Bundle, landmarks: Landmarks, video: Video, size: int) -> list[Prediction]:
    session = LandmarkTCN(bundle).open(video)
    found: list[Prediction] = []
    for at in range(0, len(landmarks), size):
        part = slice(at, at + size)
        found += session.feed(Landmarks(landmarks.points[part], landmarks.present[part], landmarks.times_s[part]))
    return [*found, *session.finish()]


@pytest.fixture(scope="module")
def clip(data: Path) -> tuple[Landmarks, Video]:
    with open_pose(data / "s000" / "s000-1.pose") as file:
        [landmarks] = file.batches(1000)
        return Landmarks(landmarks.points[::2], landmarks.present[::2], landmarks.times_s[::2]), file.video


@pytest.mark.train
@pytest.mark.parametrize("size", [1, 7, 64])
def test_scores_do_not_depend_on_batches_and_every_step_has_some(
    report: TrainingReport, clip: tuple[Landmarks, Video], size: int
) -> None:
    landmarks, video = clip
    whole, cut = recognise(report.bundle, landmarks, video, 10_000), recognise(report.bundle, landmarks, video, size)
    assert [each.scores.tobytes() for each in whole] == [each.scores.tobytes() for each in cut]
    centres = np.array([(each.start_s + each.end_s) / 2 for each in whole])
    np.testing.assert_allclose(centres, landmarks.times_s + 1 / 30, atol=1e-9)


@pytest.mark.train
def test_without_anybody_nothing_is_said(report: TrainingReport, clip: tuple[Landmarks, Video]) -> None:
    landmarks, video = clip
    present = landmarks.present.copy()
    present[30:90] = False
    gone = Landmarks(np.where(present[..., None], landmarks.points, np.float32(0)), present, landmarks.times_s)
    centres = [(each.start_s + each.end_s) / 2 for each in recognise(report.bundle, gone, video, 64)]
    hole = [later - earlier for earlier, later in pairwise(centres) if later - earlier > 0.1]
    assert len(hole) == 1
    assert 1.0 < hole[0] < 4.0


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"tokens": ""}, UsageError, "token dictionary"),
        ({"tier": "letters"}, DatasetError, "no clip shows anything of the tier 'letters'"),
        ({"test_signers": "nobody"}, DatasetError, "nobody is nobody in the data"),
        ({"feature_set": "hand98"}, UsageError, "hand98"),
        ({"rate": "fast"}, UsageError, "fast"),
    ],
)
def test_what_cannot_be_trained_is_said_before(
    data: Path, tmp_path: Path, changes: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        train(data, tmp_path / "x", **changes)
    assert not (tmp_path / "x").exists()
