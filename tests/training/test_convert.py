"""Keras files people have become LiteRT weights with the same scores, and never run code of theirs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.errors import BundleError
from annotator.models import LiteRtModel
from annotator.records import FloatArray
from annotator.training import Backend, convert_keras, load_backend, load_recordings, windows
from annotator.training.keras_files import refuse_code

# Published with the model: its accuracy over all 424 windows of each recording.
PUBLISHED = {"come": 0.981, "away": 1.000, "spin": 0.991}


@pytest.fixture(scope="module")
def backend(tensorflow: None) -> Backend:
    return load_backend()


@pytest.fixture(scope="module")
def published(real: Path, backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`model2_1.0.h5`, a Keras-2 file that Keras 3 refuses, as LiteRT weights."""
    path = tmp_path_factory.mktemp("published") / "weights.tflite"
    converted = convert_keras(real / "gestures" / "model2_1.0.h5")
    assert converted.difference < 1e-3
    assert (converted.input_shape, converted.classes) == ((30, 99), 3)
    path.write_bytes(converted.weights)
    return path


@pytest.fixture(scope="module")
def clips(real: Path) -> dict[str, FloatArray]:
    """The 424 windows of each real recording, `rows[i:i+30] for i in range(len(rows) - 30)`."""
    recordings = load_recordings(real / "gestures", 99)
    return {r.path.name.split("_")[1]: windows(r, range(len(r) - 1), 30) for r in recordings}


@pytest.mark.train
@pytest.mark.real
def test_the_published_model_keeps_its_accuracy(published: Path, clips: dict[str, FloatArray]) -> None:
    model = LiteRtModel(published)
    for label, (name, expected) in enumerate(PUBLISHED.items()):
        assert len(clips[name]) == 424
        accuracy = float((model(clips[name]).argmax(axis=1) == label).mean())
        assert accuracy == pytest.approx(expected, abs=0.005), name


@pytest.mark.train
@pytest.mark.real
def test_weights_of_a_fixed_batch_score_any_number_of_windows(published: Path, clips: dict[str, FloatArray]) -> None:
    model = LiteRtModel(published)
    assert model.input_shape == (32, 30, 99)  # an LSTM that was not written out
    whole = model(clips["come"])
    parts = [model(clips["come"][at : at + 7]) for at in range(0, 424, 7)]
    assert np.concatenate(parts).tobytes() == whole.tobytes()


def small_network(keras: Any, *extra: Any) -> Any:
    layers = [keras.layers.Input((4,)), keras.layers.Dense(3, activation="softmax"), *extra]
    return keras.Sequential(layers)


@pytest.mark.train
@pytest.mark.parametrize("form", ["keras 2 .h5", "keras 2 .keras", "keras 3 .keras", "keras 3 .h5"])
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file:UserWarning")
def test_every_form_of_keras_file_is_read(form: str, backend: Backend, tmp_path: Path) -> None:
    import keras as keras3

    keras = backend.keras if "keras 2" in form else keras3
    network = small_network(keras)
    path = tmp_path / f"model{form.split()[-1]}"
    network.save(path)
    converted = convert_keras(path)
    weights = tmp_path / "weights.tflite"
    weights.write_bytes(converted.weights)
    given = np.random.default_rng(1).random((5, 4), np.float32)
    np.testing.assert_allclose(LiteRtModel(weights)(given), np.asarray(network(given)), atol=1e-5)


@pytest.mark.train
@pytest.mark.parametrize("form", [".h5", ".keras"])
@pytest.mark.filterwarnings("ignore:You are saving your model as an HDF5 file:UserWarning")
def test_a_lambda_layer_is_refused_and_not_run(form: str, backend: Backend, tmp_path: Path) -> None:
    witness = tmp_path / "ran"
    source = f"lambda x: (__import__('os').makedirs({str(witness)!r}, exist_ok=True), x)[1]"
    code = backend.keras.layers.Lambda(eval(source))  # noqa: S307 (a lambda that knows a path of this test)
    path = tmp_path / f"model{form}"
    small_network(backend.keras, code).save(path)
    shutil.rmtree(witness, ignore_errors=True)
    with pytest.raises(BundleError, match="Lambda layer") as caught:
        convert_keras(path)
    assert caught.value.path == path
    assert not witness.exists()


@pytest.mark.train
def test_weights_that_score_otherwise_are_refused(backend: Backend) -> None:
    with pytest.raises(BundleError, match="differ by"):
        convert_keras(small_network(backend.keras), limit=-1.0)


@pytest.mark.train
@pytest.mark.parametrize("name", ["nowhere.h5", "broken.h5", "broken.keras"])
def test_what_is_no_keras_file_is_refused(backend: Backend, tmp_path: Path, name: str) -> None:
    if name.startswith("broken"):
        (tmp_path / name).write_bytes(b"no model")
    with pytest.raises(BundleError) as caught:
        convert_keras(tmp_path / name)
    assert caught.value.path == tmp_path / name


@pytest.mark.train
def test_a_file_of_weights_alone_is_refused(backend: Backend, tmp_path: Path) -> None:
    small_network(backend.keras).save_weights(tmp_path / "only.h5")
    with pytest.raises(BundleError, match="weights without the network"):
        convert_keras(tmp_path / "only.h5")


CODE = [
    {"class_name": "Lambda", "config": {}},
    {"config": {"layers": [{"class_name": "Model", "config": {"layers": [{"class_name": "Lambda"}]}}]}},
    {"class_name": "Custom>Lambda"},
    {"config": {"activation": {"class_name": "__lambda__", "config": {"value": "4wEA"}}}},
    {"module": "os", "class_name": "function", "config": "system"},
]


@pytest.mark.parametrize("config", CODE, ids=lambda config: json.dumps(config)[:40])
def test_code_in_a_config_is_refused_at_any_depth(config: dict[str, Any]) -> None:
    with pytest.raises(BundleError):
        refuse_code(config, Path("model.keras"))


def test_plain_layers_are_let_through() -> None:
    refuse_code({"module": "keras.layers", "class_name": "Dense", "config": {"activation": "relu", "module": None}})
