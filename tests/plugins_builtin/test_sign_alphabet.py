"""`sign-alphabet`: trained on films, tables and pictures; hands cut out of frames, letters joined to words."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from hands_data import HEIGHT, LETTERS, RATE, WIDTH, patch, write_films, write_tables

from annotator.errors import RecognizerError, UsageError
from annotator.landmarks import FrameTap, open_pose
from annotator.plugins import load_plugins
from annotator.recognizer import Batch, FrameInput, SeenInput
from annotator.records import Frames, Landmarks, Prediction, Seen, Segment, Video
from annotator.timeline import decode
from annotator.training import TrainingReport, run_trainer
from annotator.truth import load_truth
from annotator.video import frames, probe

PLUGINS = load_plugins()
TRAINER = PLUGINS.trainer("sign-alphabet")
RECOGNIZER = PLUGINS.recognizer("sign-alphabet")[1]
SMALL = {"batch": "16", "filters": "8", "dense": "32", "jobs": "1", "threads": "1", "learning_rate": "0.003"}


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("alphabet") / "films"
    write_films(folder, 6)
    return folder


@pytest.fixture(scope="module")
def report(films: Path, tmp_path_factory: pytest.TempPathFactory, tensorflow: None) -> TrainingReport:
    tokens = str(films.with_name("letters.json"))
    told = {**SMALL, "tier": "letters", "tokens": tokens, "epochs": "14", "rate": "10", "test_groups": "s005"}
    return run_trainer(TRAINER, films, tmp_path_factory.mktemp("models") / "made-up", told)


def test_the_plugin_brings_a_recognizer_and_a_trainer() -> None:
    assert PLUGINS.recognizer("sign-alphabet")[0].hooks == ("annotator_recognizers", "annotator_trainers")
    assert "sign-alphabet" in PLUGINS.trainers()


@pytest.mark.train
def test_letters_are_learnt_from_films(report: TrainingReport) -> None:
    manifest = report.bundle.manifest
    assert report.metrics["window_accuracy"] > 0.9
    assert (manifest.input.crop, manifest.input.colour, manifest.input.width) == ("hand", "grey", 28)  # type: ignore[union-attr]
    assert (manifest.output.class_ids, manifest.decoding.idle) == ((0, 1, 2, 3), (3,))
    assert report.bundle.tokens().spelling
    assert report.conversion_difference < 1e-3


def seen(path: Path, size: int) -> list[Seen]:
    """A film's frames with the landmarks beside it, in batches of `size`."""
    with open_pose(path.with_suffix(".pose")) as points, frames(probe(path), rate=RATE, batch=size) as reader:
        return list(FrameTap(reader).pairs(points))


def recognised(report: TrainingReport, batches: list[Seen], video: Video) -> list[Prediction]:
    session = RECOGNIZER(report.bundle).open(video)
    return [*(each for batch in batches for each in session.feed(batch)), *session.finish()]


@pytest.mark.train
def test_letters_of_somebody_else_are_found_where_they_are(report: TrainingReport, films: Path) -> None:
    recognizer = RECOGNIZER(report.bundle)
    assert recognizer.input == SeenInput(RATE, pose=True)
    found = recognised(report, seen(films / "s005.mp4", 32), probe(films / "s005.mp4"))
    decoding = report.bundle.manifest.decoding
    parameters = {**decoding.parameters, "idle": list(decoding.idle)}
    segments: list[Segment] = list(decode(found, decoding.policy, parameters, report.bundle.manifest.output.ids))
    truth = load_truth(films / "s005.truth.json").of("letters")
    names = list(LETTERS)
    assert [names[segment.class_id] for segment in segments] == [each.token for each in truth]
    for segment, each in zip(segments, truth, strict=True):
        assert (segment.start_s, segment.end_s) == pytest.approx((each.start_s, each.end_s), abs=0.15)


@pytest.mark.train
def test_batches_change_nothing(report: TrainingReport, films: Path) -> None:
    path = films / "s004.mp4"
    one, other = (recognised(report, seen(path, size), probe(path)) for size in (5, 32))
    assert [each.scores.tobytes() for each in one] == [each.scores.tobytes() for each in other]


@pytest.mark.train
def test_without_a_hand_nothing_is_said_and_other_food_is_refused(report: TrainingReport, films: Path) -> None:
    path = films / "s004.mp4"
    images = np.zeros((8, HEIGHT, WIDTH, 3), np.uint8)
    times_s = np.arange(8) / 10
    nobody = Landmarks(np.zeros((8, 75, 4), np.float32), np.zeros((8, 75), np.bool_), times_s)
    assert recognised(report, [Seen(Frames(images, times_s), nobody)], probe(path)) == []
    strange: list[Batch] = [nobody, Frames(images, times_s)]
    for batch in strange:
        with pytest.raises(RecognizerError, match="wants SeenInput"):
            list(RECOGNIZER(report.bundle).open(probe(path)).feed(batch))


@pytest.mark.train
def test_tables_of_pixels_are_learnt_from_as_they_are(tmp_path: Path, tensorflow: None) -> None:
    write_tables(tmp_path / "mnist", 180)
    report = run_trainer(TRAINER, tmp_path / "mnist", tmp_path / "model", {**SMALL, "epochs": "6"})
    assert report.metrics["window_accuracy"] > 0.9
    assert report.windows["test"] == 90
    assert report.bundle.manifest.decoding.idle == ()
    assert [report.bundle.tokens().text(i, "en") for i in report.bundle.manifest.output.ids] == ["A", "B", "C"]


@pytest.mark.train
def test_pictures_that_are_hands_already_need_no_landmarks(tmp_path: Path, tensorflow: None) -> None:
    random = np.random.default_rng(0)
    for letter in LETTERS:
        (tmp_path / "data" / letter).mkdir(parents=True)
        for number in range(30):
            cv2.imwrite(str(tmp_path / "data" / letter / f"{number}.png"), patch(letter, random))
    (tmp_path / "data" / "a" / "broken.png").write_bytes(b"no picture")
    report = run_trainer(TRAINER, tmp_path / "data", tmp_path / "m", {**SMALL, "epochs": "6", "crop": "none"})
    assert report.metrics["window_accuracy"] > 0.8
    assert any("broken.png" in note and "is no picture" in note for note in report.notes)
    assert RECOGNIZER(report.bundle).input == FrameInput(Fraction(15), 28, 28, "cover")


def test_what_cannot_be_learnt_from_is_said(films: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="size"):
        run_trainer(TRAINER, films, tmp_path / "x", {"size": "4"})
