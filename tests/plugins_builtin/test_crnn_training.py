"""`annotator train crnn`: from films with truth to a bundle that finds the signs, alone and as an ensemble."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from crnn_data import write_colours, write_film, write_films

import annotator
from annotator.errors import BundleError, RecognizerError, UsageError
from annotator.models import Bundle, load_bundle
from annotator.plugins import load_plugins
from annotator.records import Landmarks
from annotator.training import (
    History,
    Progress,
    TrainingReport,
    convert_keras,
    litert_scores,
    load_backend,
    make_repeatable,
    run_trainer,
)
from annotator_crnn.ensemble import left_out, mean_history, member_seed
from annotator_crnn.network import build_network, network_members
from annotator_crnn.recognizer import CRNN

TRAINER = load_plugins().trainer("crnn")


class CutError(Exception):
    """The run is cut off here."""


SMALL = {
    "size": "16x16", "window": "4", "batch": "8", "learning_rate": "0.01", "dropout": "0", "jobs": "1",
    "rotation": "0", "colour": "0", "light": "0.02", "contrast": "0", "threads": "1", "test_groups": "s0,s3",
}  # fmt: skip


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_films(tmp_path_factory.mktemp("crnn") / "films")


def train(data: Path, output: Path, tell: Any = None, **changes: str) -> TrainingReport:
    return run_trainer(TRAINER, data, output, {**SMALL, **changes}, tell or (lambda _: None))


@pytest.fixture(scope="module")
def report(films: Path, tmp_path_factory: pytest.TempPathFactory, tensorflow: None) -> TrainingReport:
    output = tmp_path_factory.mktemp("models") / "colours"
    return train(films, output, epochs="15", draws="2", limits="Two colours.")


@pytest.mark.train
def test_it_learns_and_says_what_it_is(report: TrainingReport) -> None:
    assert report.metrics["window_accuracy"] > 0.9
    assert report.conversion_difference < 1e-3
    assert len(report.confusion) == 3
    manifest = report.bundle.manifest
    report.bundle.verify()
    assert (manifest.recognizer, manifest.window, str(manifest.rate)) == ("crnn", 4, "10")
    assert (manifest.input.width, manifest.input.height) == (16, 16)  # type: ignore[union-attr]
    assert report.bundle.tokens().label(manifest.decoding.idle[0]) == "idle"
    assert "s0, s3" in manifest.created_with.command or "s0,s3" in manifest.created_with.command
    assert report.bundle.weights.stat().st_size < 1_000_000


@pytest.mark.train
def test_signs_are_found_where_they_are_through_the_whole_tool(report: TrainingReport, tmp_path: Path) -> None:
    write_film(tmp_path / "new.mp4", ["stop", "go", "stop"], "new")
    annotation = annotator.annotate(tmp_path / "new.mp4", model=str(report.bundle.folder))
    assert [segment.label for segment in annotation.segments] == ["stop", "go", "stop"]
    for segment, start_s in zip(annotation.segments, (1.0, 3.2, 5.4), strict=True):
        assert segment.start_s == pytest.approx(start_s, abs=0.3)
        assert segment.end_s == pytest.approx(start_s + 1.2, abs=0.3)


@pytest.mark.train
def test_frames_are_asked_for_and_landmarks_refused(report: TrainingReport) -> None:
    recognizer = CRNN(report.bundle)
    assert (recognizer.input.width, recognizer.input.height, recognizer.edge) == (16, 16, "pad")
    assert (recognizer.window, recognizer.stride, recognizer.classes) == (4, 1, 3)
    landmarks = Landmarks(np.zeros((1, 75, 4), np.float32), np.zeros((1, 75), np.bool_), np.zeros(1))
    with pytest.raises(RecognizerError, match="crnn: wants frames, was fed Landmarks"):
        recognizer.prepare(landmarks)


@pytest.mark.train
def test_a_manifest_that_does_not_fit_the_weights_is_refused(report: TrainingReport) -> None:
    import msgspec

    manifest = report.bundle.manifest
    wrong = msgspec.structs.replace(manifest, input=msgspec.structs.replace(manifest.input, width=20))
    with pytest.raises(BundleError, match="the weights take"):
        CRNN(Bundle(report.bundle.folder, wrong))


@pytest.mark.train
def test_an_ensemble_is_repeatable_and_survives_interruption(films: Path, tmp_path: Path, tensorflow: None) -> None:
    def interrupt(step: Progress) -> None:
        if step.stage == "train" and step.done == 1:
            raise CutError

    whole = train(films, tmp_path / "whole", epochs="1", members="2", window="2")
    with pytest.raises(CutError):
        train(films, tmp_path / "cut", interrupt, epochs="1", members="2", window="2")
    heard: list[Progress] = []
    resumed = train(films, tmp_path / "cut", heard.append, epochs="1", members="2", window="2", resume="true")
    assert [step.done for step in heard if step.stage == "train"] == [2]
    assert resumed.bundle.weights.read_bytes() == whole.bundle.weights.read_bytes()
    assert resumed.metrics == whole.metrics
    assert (whole.epochs, whole.bundle.manifest.output.classes) == (1, 3)
    assert load_bundle(tmp_path / "whole").manifest.created_with.command.count("--members 2") == 1


@pytest.mark.train
def test_whole_clips_in_a_folder_a_class_are_learnt(tmp_path: Path, tensorflow: None) -> None:
    for sign, colour in {"stop": 0xC02020, "go": 0x2020C0}.items():
        for number in range(6):
            shade = f"0x{colour + 0x060606 * number:06x}"
            write_colours(tmp_path / "data" / sign / f"{sign}-{number}.mp4", [(shade, 1.0)])
    report = train(tmp_path / "data", tmp_path / "model", epochs="4", test_groups="", draws="3")
    assert report.bundle.manifest.decoding.idle == ()
    assert report.bundle.manifest.output.classes == 2
    assert sum(map(sum, report.confusion)) >= 2


@pytest.mark.train
def test_the_original_is_what_it_was(tensorflow: None) -> None:
    """Seven unpadded convolutions leave 36 x 56 x 16 of a picture 70 wide and 50 high: 32,256 numbers for the GRU."""
    network = build_network(load_backend(), "original", (2, 50, 70, 3), 24)
    convolutions = [layer.layer for layer in network.layers if layer.name.startswith("conv")]
    assert [layer.filters for layer in convolutions] == [16, 32, 16, 8, 8, 16, 16]
    assert {layer.kernel_size for layer in convolutions} == {(3, 3)}
    assert {layer.activation.__name__ for layer in convolutions} == {"swish"}
    assert network.get_layer("conv7").output_shape == (None, 2, 36, 56, 16)
    assert network.get_layer("gru").input_shape == (None, 2, 32_256)
    assert network.get_layer("gru").units == 64
    assert [network.get_layer(name).units for name in ("dense1", "dense2", "scores")] == [32, 64, 24]


@pytest.mark.train
@pytest.mark.parametrize("variant", ["pooled", "original"])
def test_an_ensemble_gives_the_mean_of_its_members(variant: Any, tensorflow: None) -> None:
    backend = load_backend()
    make_repeatable(backend, 0)
    network = build_network(backend, variant, (4, 16, 16, 3), 3, members=3)
    clips = np.random.default_rng(0).random((5, 4, 16, 16, 3), np.float32)
    each = [np.asarray(member(clips, training=False)) for member in network_members(network)]
    assert len(each) == 3
    assert np.abs(each[0] - each[1]).max() > 1e-4
    np.testing.assert_allclose(np.asarray(network(clips, training=False)), np.mean(each, axis=0), atol=1e-6)
    converted = convert_keras(network, clips)
    np.testing.assert_allclose(litert_scores(converted.weights, clips), np.mean(each, axis=0), atol=1e-5)


def test_every_group_is_left_out_by_one_member() -> None:
    groups = [f"s{number}" for number in range(7)]
    without = left_out(groups, 3, seed=1)
    assert sorted(group for each in without for group in each) == groups
    assert {len(each) for each in without} == {2, 3}
    assert left_out(groups, 3, seed=1) == without
    assert left_out(groups, 3, seed=2) != without
    assert left_out(groups, 1, seed=1) == [set()]
    assert left_out(["alone"], 2, seed=1) == [set(), set()]
    assert len({member_seed(5, member) for member in range(8)} | {5}) == 8


def test_the_history_of_an_ensemble_is_the_mean_of_those_that_ran() -> None:
    one = History([{"val_accuracy": 0.2, "val_loss": 2.0}, {"val_accuracy": 0.6, "val_loss": 1.0}], 2)
    two = History([{"val_accuracy": 0.8, "val_loss": 1.0}], 1, stopped=True)
    mean = mean_history([one, two])
    assert mean.epochs == [{"val_accuracy": 0.5, "val_loss": 1.5}, {"val_accuracy": 0.6, "val_loss": 1.0}]
    assert (mean.best_epoch, mean.run, mean.stopped) == (2, 2, False)


@pytest.mark.parametrize(("option", "value"), [("size", "64"), ("size", "0x4"), ("rate", "fast"), ("rate", "-1")])
def test_what_makes_no_sense_is_wrong_usage(films: Path, tmp_path: Path, option: str, value: str) -> None:
    with pytest.raises(UsageError, match=f"a {option} is '{value}'") as caught:
        train(films, tmp_path / "x", **{option: value})
    assert f"--{option}" in str(caught.value)


def test_importing_it_does_not_load_tensorflow() -> None:
    code = (
        "import sys, annotator_crnn.trainer, annotator_crnn.recognizer;"
        "print(sorted({'tensorflow', 'tf_keras', 'keras', 'ai_edge_litert', 'cv2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
