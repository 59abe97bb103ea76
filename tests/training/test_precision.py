"""float16 and int8: smaller weights, both with float32 in and out, and what they cost is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.errors import BundleError
from annotator.models import LiteRtModel
from annotator.records import FloatArray
from annotator.training import Backend, Converted, Precision, convert_keras, litert_scores, load_backend

pytestmark = pytest.mark.train


@pytest.fixture(scope="module")
def backend(tensorflow: None) -> Backend:
    return load_backend()


@pytest.fixture(scope="module")
def network(backend: Backend) -> Any:
    backend.keras.utils.set_random_seed(1)
    layers = backend.keras.layers
    return backend.keras.Sequential(
        [
            layers.InputLayer((12, 12, 3)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dense(4, activation="softmax"),
        ]
    )


@pytest.fixture(scope="module")
def examples() -> FloatArray:
    return np.random.default_rng(0).random((64, 12, 12, 3), np.float32)


@pytest.fixture(scope="module")
def plain(network: Any, examples: FloatArray) -> Converted:
    return convert_keras(network, examples)


@pytest.mark.parametrize(("precision", "share", "limit"), [("float16", 0.55, 2e-2), ("int8", 0.3, 0.1)])
def test_lower_precisions_are_smaller_and_decide_alike(
    network: Any,
    examples: FloatArray,
    plain: Converted,
    precision: Precision,
    share: float,
    limit: float,
    tmp_path: Path,
) -> None:
    converted = convert_keras(network, examples, precision=precision)
    assert converted.precision == precision
    assert len(converted.weights) < share * len(plain.weights)
    assert plain.difference < 1e-5 < converted.difference < limit
    agreeing = litert_scores(converted.weights, examples).argmax(axis=1) == litert_scores(
        plain.weights, examples
    ).argmax(axis=1)
    assert agreeing.mean() > 0.9
    (tmp_path / "x.tflite").write_bytes(converted.weights)
    model = LiteRtModel(tmp_path / "x.tflite")
    assert model(examples[:5]).tobytes() == model(examples)[:5].tobytes()  # neighbours in a batch do not matter


def test_int8_is_calibrated_where_there_are_samples(network: Any, examples: FloatArray) -> None:
    assert convert_keras(network, examples, precision="int8").form.startswith("int8 ")
    assert convert_keras(network, precision="int8").form == "int8 dynamic"


def test_int8_keeps_what_a_wide_input_would_lose(backend: Backend) -> None:
    """One number of hundreds beside one of hundredths: calibrated int8 cannot tell the small one, dynamic int8 can."""
    layers = backend.keras.layers
    network = backend.keras.Sequential(
        [layers.InputLayer((2,)), layers.Rescaling([1 / 200.0, 20.0]), layers.Dense(2, activation="softmax")]
    )
    network.layers[-1].set_weights([np.array([[0.0, 0.0], [9.0, -9.0]], np.float32), np.array([-4.5, 4.5], np.float32)])
    random = np.random.default_rng(0)
    examples = np.stack([random.uniform(0, 200, 128), random.uniform(0, 0.05, 128)], axis=1).astype(np.float32)
    assert convert_keras(network, examples, precision="int8").form == "int8 dynamic"


def test_float16_that_differs_too_much_is_refused(network: Any, examples: FloatArray) -> None:
    with pytest.raises(BundleError, match="differ by"):
        convert_keras(network, examples, precision="float16", limit=1e-9)
