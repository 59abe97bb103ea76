"""What is no model, holds code, or is none that windows can be fed to is refused with its reason."""

from __future__ import annotations

import json
import pickle
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import made_models as made
import numpy as np
import pytest

from annotator.errors import AnnotatorError, ArchiveError, BundleError, DatasetError, UsageError
from annotator.models import Bundle
from annotator.training import Backend, load_backend
from annotator.training.importing import Details, import_model, inspect_model, open_given
from annotator.training.keras_files import refuse_code

PICTURES = {"labels": ["a", "b", "c"], "rate": 5, "colour": "rgb", "values": "0,1", "fit": "stretch"}


@pytest.fixture(scope="module")
def backend(tensorflow: None) -> Backend:
    return load_backend()


def inspect(path: Path) -> Any:
    with open_given(path) as given:
        return inspect_model(given, dict(PICTURES))


def torch_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model/data.pkl", b"x")


def hostile_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../keras_model.h5", b"x")


def zip_of_pickle(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("export/model.joblib", pickle.dumps([1]))
        archive.writestr("readme.txt", b"x")


def array_with_objects(path: Path) -> None:
    np.save(path, np.array([{"weights": 1}], dtype=object), allow_pickle=True)


def pickled(path: Path) -> None:
    path.write_bytes(pickle.dumps({"weights": [1.0]}))


NO_MODELS: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "pickle": ("model.pkl", pickled, "Python pickle"),
    "pickle by another name": ("model.bin", pickled, "Python pickle"),
    "pytorch": ("model.pt", torch_zip, "Python pickle"),
    "pytorch by another name": ("model.bin", torch_zip, "Python pickle"),
    "zip of a pickle": ("export.zip", zip_of_pickle, r"model\.joblib is a Python pickle"),
    "npy of objects": ("model.npy", array_with_objects, "is an array"),
    "onnx": ("model.onnx", lambda path: path.write_bytes(b"\x08\x07onnx"), "ONNX"),
    "text": ("model.h5", lambda path: path.write_text("<html>404</html>"), "is no model"),
    "empty": ("model.tflite", lambda path: path.write_bytes(b""), "is no model"),
    "empty folder": ("folder", lambda path: path.mkdir(), "there is: nothing"),
}


@pytest.mark.parametrize("kind", NO_MODELS)
def test_what_is_no_model_is_refused_with_what_it_is(kind: str, tmp_path: Path) -> None:
    name, write, message = NO_MODELS[kind]
    write(tmp_path / name)
    with pytest.raises(BundleError, match=message) as caught, open_given(tmp_path / name):
        pass
    assert caught.value.path == tmp_path / name


def test_archives_that_lead_elsewhere_are_refused(tmp_path: Path) -> None:
    hostile_zip(tmp_path / "export.zip")
    with pytest.raises(ArchiveError), open_given(tmp_path / "export.zip"):
        pass


def test_of_several_models_one_has_to_be_named(tmp_path: Path) -> None:
    for name in ("a.tflite", "b.tflite"):
        (tmp_path / name).write_bytes(b"\0\0\0\0TFL3....")
    with pytest.raises(UsageError, match=r"a\.tflite, b\.tflite"), open_given(tmp_path):
        pass


def test_damaged_litert_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.tflite").write_bytes(b"\x1c\0\0\0TFL3" + b"\xff" * 40)
    with pytest.raises(BundleError, match="damaged"):
        inspect(tmp_path / "a.tflite")


REACHING_OUT = [
    {"class_name": "function", "module": "builtins", "config": "eval"},
    {"class_name": "function", "module": "keras.utils", "config": "get_file"},
    {"class_name": "TFOpLambda", "config": {"function": "io.write_file"}},
    {"class_name": "TFOpLambda", "config": {"function": "raw_ops.ReadFile"}},
    {"class_name": "TensorFlowOpLayer", "config": {"node_def": {"op": "WriteFile"}}},
]
ARITHMETIC = [
    {"class_name": "TFOpLambda", "config": {"function": "math.multiply"}},
    {"class_name": "TFOpLambda", "config": {"function": "__operators__.add"}},
    {"class_name": "TFOpLambda", "config": {"function": "reshape"}},
    {"class_name": "Dense", "module": "keras.layers", "config": {"activation": "softmax"}},
]


@pytest.mark.parametrize("config", REACHING_OUT, ids=lambda config: json.dumps(config)[:60])
def test_functions_that_reach_outside_the_network_are_refused(config: dict[str, Any]) -> None:
    with pytest.raises(BundleError):
        refuse_code({"layers": [config]})


@pytest.mark.parametrize("config", ARITHMETIC, ids=lambda config: json.dumps(config)[:60])
def test_arithmetic_between_layers_is_no_code(config: dict[str, Any]) -> None:
    refuse_code({"layers": [config]})


@pytest.mark.train
@pytest.mark.parametrize("name", ["a.h5", "a.keras"])
def test_layers_of_others_are_refused_by_name(name: str, backend: Backend, tmp_path: Path) -> None:
    class Mine(backend.keras.layers.Layer):  # type: ignore[misc,name-defined]
        pass

    model = backend.keras.Sequential([backend.keras.layers.Input((4,)), Mine(), backend.keras.layers.Dense(3)])
    with pytest.raises(BundleError, match="Mine") as caught:
        inspect(made.save(model, tmp_path / name))
    assert "code" in str(caught.value)


@pytest.mark.train
def test_a_lambda_in_keras_3_is_refused(backend: Backend, tmp_path: Path) -> None:
    import keras

    model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Lambda(lambda x: x), keras.layers.Dense(3)])
    with pytest.raises(BundleError, match="Lambda layer"):
        inspect(made.save(model, tmp_path / "a.keras"))


@pytest.mark.train
def test_a_graph_that_reads_files_is_refused_before_it_is_loaded(backend: Backend, tmp_path: Path) -> None:
    tf = backend.tf

    class Reader(tf.Module):  # type: ignore[misc,name-defined]
        @tf.function(input_signature=[tf.TensorSpec((None, 4))])  # type: ignore[untyped-decorator]
        def read(self, x: Any) -> Any:
            return x + tf.cast(tf.strings.length(tf.io.read_file(str(tmp_path / "secret"))), tf.float32)

    module = Reader()
    tf.saved_model.save(module, str(tmp_path / "saved"), signatures={"serving_default": module.read})
    with pytest.raises(BundleError, match="ReadFile"):
        inspect(tmp_path / "saved")


def shaped(keras: Any, inside: tuple[int, ...], *layers: Any) -> Any:
    return keras.Sequential([keras.layers.Input(inside), *layers])


def two_inputs(keras: Any) -> Any:
    first, second = keras.layers.Input((4,)), keras.layers.Input((4,))
    return keras.Model([first, second], keras.layers.Dense(3)(keras.layers.Add()([first, second])))


def per_step(keras: Any) -> Any:
    return shaped(keras, (5, 4), keras.layers.Dense(3, activation="softmax"))


def one_score(keras: Any) -> Any:
    return shaped(keras, (4,), keras.layers.Dense(1, activation="sigmoid"))


def sigmoid(keras: Any) -> Any:
    return shaped(keras, (8, 6, 3), keras.layers.Flatten(), keras.layers.Dense(3, activation="sigmoid"))


def remembering(keras: Any) -> Any:
    layers = [keras.layers.LSTM(3, stateful=True, batch_input_shape=(1, 4, 99)), keras.layers.Dense(3)]
    return keras.Sequential(layers)


SHAPES = {
    "two inputs": (two_inputs, "2 inputs and 1 outputs"),
    "scores a step": (per_step, "scores for every step"),
    "one score": (one_score, "a single score"),
    "sigmoid": (sigmoid, "sigmoid scores"),
    "stateful": (remembering, "remembers from one call to the next"),
}


@pytest.mark.train
@pytest.mark.parametrize("kind", SHAPES)
def test_networks_that_windows_cannot_be_fed_to_are_refused(kind: str, backend: Backend, tmp_path: Path) -> None:
    build, message = SHAPES[kind]
    with pytest.raises(BundleError, match=message):
        inspect(made.save(build(backend.keras), tmp_path / "a.h5"))


@pytest.mark.train
def test_int8_inputs_are_refused_with_what_to_do(backend: Backend, tmp_path: Path) -> None:
    tf = backend.tf

    def samples() -> Any:
        for _ in range(4):
            yield [np.random.default_rng(0).random((1, 8, 6, 3), np.float32)]

    settings = {
        "optimizations": [tf.lite.Optimize.DEFAULT],
        "representative_dataset": samples,
        "inference_input_type": tf.uint8,
        "inference_output_type": tf.uint8,
    }
    path = made.litert(made.picture_network(backend.keras), tmp_path / "a.tflite", **settings)
    with pytest.raises(BundleError, match="is uint8, float32 is wanted"):
        inspect(path)


@pytest.fixture(scope="module")
def pictures(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.save(made.picture_network(backend.keras), tmp_path_factory.mktemp("pictures") / "a.h5")


def importing(path: Path, output: Path, recognizer: str = "any", *, told: Any = PICTURES, **more: Any) -> Bundle:
    replace = bool(more.pop("replace", False))
    with open_given(path) as given:
        details = Details(recognizer=recognizer, folder=output, name="mine", replace=replace)
        return import_model(inspect_model(given, told), details, **more).bundle


@pytest.mark.train
def test_all_that_is_missing_stands_in_one_error(pictures: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        importing(pictures, tmp_path / "out", "", told={})
    for option in ("--labels", "--rate", "--colour", "--values", "--fit", "--recognizer"):
        assert option in caught.value.reason
    assert not (tmp_path / "out").exists()


@pytest.mark.train
def test_a_bundle_its_recognizer_refuses_is_not_written(pictures: Path, tmp_path: Path) -> None:
    def refuse(bundle: Bundle) -> None:
        raise BundleError("not for me", path=bundle.folder)

    with pytest.raises(BundleError, match="not for me"):
        importing(pictures, tmp_path / "out", accept=refuse)
    assert not (tmp_path / "out").exists()


@pytest.mark.train
def test_a_bundle_that_is_there_is_replaced_only_when_asked(pictures: Path, tmp_path: Path) -> None:
    first = importing(pictures, tmp_path / "out")
    with pytest.raises(BundleError, match="not empty"):
        importing(pictures, tmp_path / "out")
    told = {**PICTURES, "rate": 7}
    assert importing(pictures, tmp_path / "out", told=told, replace=True).manifest.rate == 7
    assert first.manifest.rate == 5


BAD_EXAMPLES: dict[str, tuple[Any, str]] = {
    "shape": (np.zeros((3, 8, 6)), "the network takes"),
    "none": (np.zeros((0, 8, 6, 3)), "the network takes"),
    "NaN": (np.full((2, 8, 6, 3), np.nan), "not finite"),
    "text": (np.array(["a"]), "no array of numbers"),
    "objects": (np.array([{}], dtype=object), "Python objects"),
}


@pytest.mark.train
@pytest.mark.parametrize("kind", BAD_EXAMPLES)
def test_examples_that_cannot_be_fed_are_refused(kind: str, pictures: Path, tmp_path: Path) -> None:
    array, message = BAD_EXAMPLES[kind]
    np.save(tmp_path / "windows.npy", array, allow_pickle=True)
    with pytest.raises(DatasetError, match=message):
        importing(pictures, tmp_path / "out", examples=tmp_path / "windows.npy")


@pytest.mark.train
def test_scores_that_are_not_finite_are_refused(backend: Backend, tmp_path: Path) -> None:
    model = made.picture_network(backend.keras)
    model.layers[-1].set_weights([np.full_like(weights, np.inf) for weights in model.layers[-1].get_weights()])
    with pytest.raises(BundleError):
        importing(made.save(model, tmp_path / "a.h5"), tmp_path / "out")


@pytest.mark.train
def test_scores_that_are_no_probabilities_are_noticed(backend: Backend, tmp_path: Path) -> None:
    layers = backend.keras.layers
    model = shaped(backend.keras, (8, 6, 3), layers.Flatten(), layers.Dense(3), layers.ReLU(), layers.Dropout(0.1))
    path = made.save(model, tmp_path / "a.h5")
    with pytest.raises(UsageError, match="--activation"):
        importing(path, tmp_path / "out")
    with pytest.raises(UsageError, match="no probabilities"):
        importing(path, tmp_path / "out", told={**PICTURES, "activation": "softmax"})


@pytest.mark.train
def test_litert_weights_that_would_have_to_be_changed_are_refused(backend: Backend, tmp_path: Path) -> None:
    path = made.litert(made.picture_network(backend.keras), tmp_path / "a.tflite")
    with pytest.raises(UsageError, match="taken as they are"):
        importing(path, tmp_path / "out", told={**PICTURES, "colour": "bgr"})


@pytest.mark.train
def test_a_disk_that_takes_nothing_leaves_nothing(pictures: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(AnnotatorError):
        importing(pictures, tmp_path / "file" / "out")
    assert (tmp_path / "file").read_text() == "in the way"
    shutil.rmtree(tmp_path, ignore_errors=True)
