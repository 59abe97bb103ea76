"""`pose-cnn`: poses learnt from films and pictures; backbones with the weights of a file, of Keras, or random ones."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from poses_data import POSES, RATE, write_films

from annotator.errors import BundleError, MissingError
from annotator.landmarks import FrameTap, open_pose
from annotator.models import FramesInput
from annotator.plugins import load_plugins
from annotator.recognizer import FrameInput, SeenInput
from annotator.records import Frames
from annotator.timeline import decode
from annotator.training import Backend, TrainingReport, load_backend, run_trainer
from annotator.truth import load_truth
from annotator.video import frames, probe
from annotator_pose_cnn.backbone import caffe_colours, make_backbone
from annotator_pose_cnn.trainer import freeze

PLUGINS = load_plugins()
TRAINER = PLUGINS.trainer("pose-cnn")
RECOGNIZER = PLUGINS.recognizer("pose-cnn")[1]
SHAPE = (32, 32, 3)


@pytest.fixture(scope="module")
def backend(tensorflow: None) -> Backend:
    return load_backend()


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("athletes") / "films"
    write_films(folder, 6, 3)
    return folder


@pytest.fixture(scope="module")
def report(films: Path, tmp_path_factory: pytest.TempPathFactory, tensorflow: None) -> TrainingReport:
    tokens = str(films.with_name("poses.json"))
    told = {
        "tier": "poses", "tokens": tokens, "epochs": "8", "batch": "16", "alpha": "0.35", "size": "64",
        "crop": "person", "draw": "skeleton", "weights": "random", "jobs": "1", "threads": "1", "rotation": "8",
        "shift": "0.05", "shear": "0", "zoom": "0.05", "test_groups": "t005",
    }  # fmt: skip
    return run_trainer(TRAINER, films, tmp_path_factory.mktemp("models") / "made-up", told)


def test_the_plugin_brings_a_recognizer_and_a_trainer() -> None:
    assert PLUGINS.recognizer("pose-cnn")[0].hooks == ("annotator_recognizers", "annotator_trainers")
    assert "pose-cnn" in PLUGINS.trainers()


@pytest.mark.train
def test_poses_are_learnt_from_random_weights_and_that_is_said(report: TrainingReport) -> None:
    wanted = report.bundle.manifest.input
    assert isinstance(wanted, FramesInput)
    assert (wanted.crop, wanted.draw, wanted.values) == ("person", "skeleton", (-1.0, 1.0))
    assert report.metrics["window_accuracy"] > 0.8
    assert {"macro_precision", "macro_recall", "macro_f1"} <= set(report.metrics)
    assert report.conversion_difference < 1e-3
    assert report.bundle.weights.stat().st_size < 3_000_000
    assert report.notes[-1] == "The backbone began with random weights, nothing is frozen."
    assert report.notes[-1] in report.bundle.file("README.md").read_text("utf-8")


@pytest.mark.train
def test_poses_of_somebody_else_are_found_where_they_are(report: TrainingReport, films: Path) -> None:
    recognizer, path = RECOGNIZER(report.bundle), films / "t005.mp4"
    assert recognizer.input == SeenInput(RATE, pose=True)
    session = recognizer.open(probe(path))
    with open_pose(path.with_suffix(".pose")) as points, frames(probe(path), rate=RATE, batch=8) as reader:
        found = [each for seen in FrameTap(reader).pairs(points) for each in session.feed(seen)]
    found += session.finish()
    decoding, output = report.bundle.manifest.decoding, report.bundle.manifest.output
    parameters = {**decoding.parameters, "idle": list(decoding.idle)}
    segments = list(decode(found, decoding.policy, parameters, output.ids))
    truth = load_truth(films / "t005.truth.json").of("poses")
    names = list(POSES)
    right = [
        each
        for each in truth
        for segment in segments
        if names[segment.class_id] == each.token and abs(segment.start_s - each.start_s) < 0.25
    ]
    assert len(right) >= len(truth) - 2
    assert len(segments) <= len(truth) + 2


@pytest.mark.train
def test_whole_pictures_of_one_pose_nothing_and_other_on_a_frozen_backbone(backend: Backend, tmp_path: Path) -> None:
    import cv2

    random = np.random.default_rng(0)
    colours = {"nothing": (20, 20, 20), "poomsae": (40, 40, 220), "other": (220, 200, 40)}
    for name, colour in colours.items():
        (tmp_path / "data" / name).mkdir(parents=True)
        for number in range(24):
            image = np.full((40, 50, 3), colour, np.uint8) + random.integers(0, 20, (40, 50, 3), np.uint8)
            cv2.imwrite(str(tmp_path / "data" / name / f"{number}.jpg"), image)
    known = tmp_path / "known.weights.h5"
    make_backbone(backend, "mobilenet_v2", SHAPE, alpha=0.35, weights="random").network.save_weights(str(known))
    told = {"epochs": "2", "batch": "8", "alpha": "0.35", "size": "32", "weights": str(known), "threads": "1"}
    report = run_trainer(TRAINER, tmp_path / "data", tmp_path / "model", {**told, "jobs": "1", "no_augment": "true"})
    manifest, tokens = report.bundle.manifest, report.bundle.tokens()
    assert sum(map(sum, report.confusion)) == report.windows["test"] >= 9
    assert report.notes[-1] == f"The backbone began with the weights {known}."
    assert {tokens.label(i) for i in manifest.decoding.idle} == {"nothing", "other"}
    recognizer = RECOGNIZER(report.bundle)
    assert recognizer.input == FrameInput(Fraction(10), 32, 32, "contain")
    shown = np.full((3, 32, 32, 3), (220, 40, 40), np.uint8)
    scores, usable = recognizer.prepare(Frames(shown, np.arange(3) / 10))
    assert usable.all()
    assert scores.sum(axis=1) == pytest.approx(1, abs=1e-5)
    whole = recognizer.classify(np.stack([shown[:2], shown[1:]]).astype(np.float32) / 127.5 - 1)
    np.testing.assert_allclose(whole, scores[:2], atol=1e-5)


@pytest.mark.train
def test_weights_of_a_file_are_taken_and_kept_frozen(backend: Backend, tmp_path: Path) -> None:
    kept = make_backbone(backend, "mobilenet_v2", SHAPE, alpha=0.35, weights="random")
    assert not kept.trained
    path = tmp_path / "top-less.weights.h5"
    kept.network.save_weights(str(path))
    loaded = make_backbone(backend, "mobilenet_v2", SHAPE, alpha=0.35, weights=str(path))
    assert loaded.trained
    assert str(path) in loaded.told
    for one, other in zip(kept.network.get_weights(), loaded.network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    freeze(loaded.network, backend, 0)
    assert not loaded.network.trainable_weights
    freeze(loaded.network, backend, 4)
    assert 0 < len(loaded.network.trainable_weights) < 8
    with pytest.raises(BundleError, match="do not fit"):
        make_backbone(backend, "mobilenet_v2", SHAPE, alpha=0.5, weights=str(path))
    with pytest.raises(MissingError, match="no such file"):
        make_backbone(backend, "mobilenet_v2", SHAPE, alpha=0.35, weights=str(tmp_path / "none.h5"))


@pytest.mark.train
def test_where_imagenet_cannot_be_had_that_is_said(
    backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("HOME", str(tmp_path))
    asked: dict[str, Any] = {"backend": backend, "name": "mobilenet_v2", "shape": (96, 96, 3), "alpha": 0.35}
    found = make_backbone(**asked, weights="auto")
    assert not found.trained
    assert found.told.startswith("ImageNet's weights could not be had (")
    with pytest.raises(MissingError, match="cannot be had"):
        make_backbone(**asked, weights="imagenet")


@pytest.mark.train
def test_resnet_is_fed_as_it_was_trained(backend: Backend) -> None:
    picture = np.random.default_rng(0).uniform(0, 255, (1, 8, 8, 3)).astype(np.float32)
    wanted = backend.keras.applications.resnet50.preprocess_input(picture.copy())
    found = np.asarray(caffe_colours(backend, (8, 8, 3))(picture))
    np.testing.assert_allclose(found, wanted, atol=1e-3)
