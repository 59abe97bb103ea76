"""Every form people have models in becomes a bundle that gives the same scores as the model did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import made_models as made
import numpy as np
import pytest

from annotator.models import LandmarkWeights, PictureWeights, StatefulModel, load_bundle
from annotator.records import FloatArray
from annotator.training import Backend, load_backend
from annotator.training.importing import Details, Imported, import_model, inspect_model, open_given

pytestmark = [pytest.mark.train]

WORDS = {"labels": ["come", "away", "spin"]}
LANDMARKS = {**WORDS, "feature_set": "hand99", "rate": "30", "stride": 2, "mirror": False}
PICTURES = {**WORDS, "rate": 5, "colour": "rgb", "values": "0,1", "fit": "stretch"}
RANDOM = np.random.default_rng(0)


@pytest.fixture(scope="module")
def backend(tensorflow: None) -> Backend:
    return load_backend()


def import_file(path: Path, told: dict[str, Any], output: Path, **more: Any) -> Imported:
    with open_given(path) as given:
        found = inspect_model(given, told, "mine")
        return import_model(found, Details(recognizer="any", folder=output, name="mine"), **more)


def scores(model: Any, windows: FloatArray) -> FloatArray:
    return np.asarray(model(windows, training=False))


@pytest.mark.parametrize(
    "form", ["keras 2 model.h5", "keras 2 model.keras", "keras 3 model.keras", "keras 3 model.h5", "keras 2 saved"]
)
def test_a_landmark_network_keeps_its_scores(form: str, backend: Backend, tmp_path: Path) -> None:
    import keras as keras3

    model = made.landmark_network(backend.keras if "keras 2" in form else keras3)
    name = form.split()[-1]
    path = made.saved_model(model, tmp_path / name) if name == "saved" else made.save(model, tmp_path / name)
    imported = import_file(path, LANDMARKS, tmp_path / "out")
    windows = RANDOM.random((5, 4, 99), np.float32)
    weights = LandmarkWeights(imported.bundle)
    np.testing.assert_allclose(weights(windows), scores(model, windows), atol=1e-5)
    assert imported.difference is not None
    assert imported.difference < 1e-5
    wanted = weights.wanted
    assert (wanted.window, wanted.stride, wanted.rate, wanted.mirror) == (4, 2, "30", False)
    tokens = imported.bundle.tokens()
    assert [tokens.text(i, "en") for i in imported.bundle.manifest.output.ids] == ["come", "away", "spin"]


def test_a_saved_model_of_keras_3_keeps_its_scores(backend: Backend, tmp_path: Path) -> None:
    import keras as keras3

    model = made.picture_network(keras3)
    imported = import_file(made.saved_model(model, tmp_path / "exported"), PICTURES, tmp_path / "out")
    windows = RANDOM.random((5, 8, 6, 3), np.float32)
    np.testing.assert_allclose(PictureWeights(imported.bundle)(windows), scores(model, windows), atol=1e-5)


@pytest.mark.parametrize(("true", "given"), [(".h5", ".keras"), (".keras", ".h5"), (".h5", ".model")])
def test_files_are_read_by_what_they_are_not_by_their_name(
    true: str, given: str, backend: Backend, tmp_path: Path
) -> None:
    model = made.picture_network(backend.keras)
    path = made.save(model, tmp_path / f"right{true}").rename(tmp_path / f"wrong{given}")
    imported = import_file(path, PICTURES, tmp_path / "out")
    windows = RANDOM.random((2, 8, 6, 3), np.float32)
    np.testing.assert_allclose(PictureWeights(imported.bundle)(windows), scores(model, windows), atol=1e-5)


def test_an_export_of_teachable_machine_needs_only_a_rate(backend: Backend, tmp_path: Path) -> None:
    path = made.teachable_zip(backend.keras, tmp_path)
    imported = import_file(path, {"rate": 5}, tmp_path / "out")
    manifest = imported.bundle.manifest
    wanted = manifest.input
    assert (wanted.kind if hasattr(wanted, "kind") else "frames", wanted.width, wanted.height) == ("frames", 224, 224)
    assert (wanted.values, wanted.colour, wanted.fit, manifest.window) == ((-1.0, 1.0), "rgb", "cover", 1)
    tokens = imported.bundle.tokens()
    assert [tokens.text(i, "en") for i in manifest.output.ids] == ["A", "B", "C"]
    windows = RANDOM.uniform(-1, 1, (2, 224, 224, 3)).astype(np.float32)
    expected = scores(made.teachable_network(backend.keras), windows)
    np.testing.assert_allclose(PictureWeights(imported.bundle)(windows), expected, atol=1e-4)
    with open_given(path) as given:
        found = inspect_model(given)
    assert found.activation == "softmax"  # of a layer two models deep
    assert [answer.option for answer in found.missing] == ["--rate N"]


def test_litert_weights_are_taken_byte_for_byte(backend: Backend, tmp_path: Path) -> None:
    path = made.litert(made.picture_network(backend.keras), tmp_path / "model.tflite")
    imported = import_file(path, PICTURES, tmp_path / "out")
    assert imported.difference is None
    assert imported.bundle.weights.read_bytes() == path.read_bytes()


def test_litert_weights_with_states_are_imported(backend: Backend, tmp_path: Path) -> None:
    path = made.stream_litert(tmp_path / "stream.tflite")
    told = {**PICTURES, "labels": ["come", "away"], "window": 6, "stride": 2, "activation": "logits"}
    with open_given(path) as given:
        assert "--window N" in {a.option for a in inspect_model(given, {**told, "window": None}).missing}
    imported = import_file(path, told, tmp_path / "out")
    assert imported.bundle.manifest.window == 6
    imported.bundle.verify()
    clips = RANDOM.random((1, 6, 4, 4, 3), np.float32)
    model = StatefulModel(imported.bundle.weights)
    halves = model.begin()
    for at in (0, 2, 4):
        last = model.advance(halves, clips[0, at : at + 2])
    np.testing.assert_allclose(model(clips)[0], last)


def test_logits_are_known_by_the_last_layer(backend: Backend, tmp_path: Path) -> None:
    model = made.landmark_network(backend.keras, activation=None)
    imported = import_file(made.save(model, tmp_path / "a.h5"), LANDMARKS, tmp_path / "out")
    assert imported.bundle.manifest.output.activation == "none"
    windows = RANDOM.random((3, 4, 99), np.float32)
    logits = scores(model, windows)
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(LandmarkWeights(imported.bundle)(windows), expected, atol=1e-5)


def test_a_network_that_wants_blue_first_is_fed_red_first(backend: Backend, tmp_path: Path) -> None:
    model = made.picture_network(backend.keras)
    imported = import_file(made.save(model, tmp_path / "a.h5"), {**PICTURES, "colour": "bgr"}, tmp_path / "out")
    rgb = RANDOM.random((3, 8, 6, 3), np.float32)
    found = PictureWeights(imported.bundle)(rgb)
    np.testing.assert_allclose(found, scores(model, rgb[..., ::-1]), atol=1e-5)
    assert np.abs(found - scores(model, rgb)).max() > 0.01


@pytest.mark.parametrize("shape", [(8, 6), (48,), (8, 6, 1)])
def test_grey_pictures_come_with_and_without_axes(shape: tuple[int, ...], backend: Backend, tmp_path: Path) -> None:
    model = made.picture_network(backend.keras, shape)
    told = {**PICTURES, "colour": "grey", "size": "6x8"}
    imported = import_file(made.save(model, tmp_path / "a.h5"), told, tmp_path / "out")
    pictures = RANDOM.random((3, 8, 6, 1), np.float32)
    expected = scores(model, pictures.reshape(3, *shape))
    np.testing.assert_allclose(PictureWeights(imported.bundle)(pictures), expected, atol=1e-5)


def test_a_flattened_window_of_landmarks_is_cut_into_steps(backend: Backend, tmp_path: Path) -> None:
    model = made.picture_network(backend.keras, (2 * 99,))
    imported = import_file(made.save(model, tmp_path / "a.h5"), LANDMARKS, tmp_path / "out")
    assert imported.bundle.manifest.window == 2
    windows = RANDOM.random((3, 2, 99), np.float32)
    found = LandmarkWeights(imported.bundle)(windows)
    np.testing.assert_allclose(found, scores(model, windows.reshape(3, -1)), atol=1e-5)


def test_sizes_the_file_leaves_open_are_those_that_were_said(backend: Backend, tmp_path: Path) -> None:
    layers = backend.keras.layers
    model = backend.keras.Sequential(
        [
            layers.Input((None, None, 3)),
            layers.Conv2D(4, 3),
            layers.GlobalAveragePooling2D(),
            layers.Dense(3, activation="softmax"),
        ]
    )
    imported = import_file(made.save(model, tmp_path / "a.h5"), {**PICTURES, "size": "12x10"}, tmp_path / "out")
    assert (imported.bundle.manifest.input.width, imported.bundle.manifest.input.height) == (12, 10)
    pictures = RANDOM.random((2, 10, 12, 3), np.float32)
    np.testing.assert_allclose(PictureWeights(imported.bundle)(pictures), scores(model, pictures), atol=1e-5)


def test_answers_may_lie_beside_the_model(backend: Backend, tmp_path: Path) -> None:
    path = made.save(made.landmark_network(backend.keras), tmp_path / "mine.h5")
    (tmp_path / "words.csv").write_text("id,ko\n5,오다\n7,가다\n9,돌다\n", "utf-8")
    beside = {**LANDMARKS, "labels": "words.csv", "class_order": "rising", "author": "someone", "stride": 3}
    (tmp_path / "mine.json").write_text(json.dumps(beside), "utf-8")
    imported = import_file(path, {"stride": 1, "idle": ("돌다",)}, tmp_path / "out")
    manifest = imported.bundle.manifest
    assert (manifest.stride, manifest.output.class_ids, manifest.decoding.idle) == (1, (5, 7, 9), (9,))
    assert imported.words == ["오다", "가다", "돌다"]


def test_scores_are_compared_on_given_windows(backend: Backend, tmp_path: Path) -> None:
    path = made.save(made.landmark_network(backend.keras), tmp_path / "a.h5")
    np.save(tmp_path / "windows.npy", RANDOM.random((7, 4, 99)) * 180)
    imported = import_file(path, LANDMARKS, tmp_path / "out", examples=tmp_path / "windows.npy")
    assert (imported.examples, imported.random) == (7, False)
    card = (imported.bundle.folder / "README.md").read_text("utf-8")
    assert "the scores of 7 given windows differ by" in card
    assert load_bundle(tmp_path / "out").manifest == imported.bundle.manifest
