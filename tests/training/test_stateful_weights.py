"""Weights that carry states, on a small model that gives the mean colour of all pictures it has seen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from annotator.errors import BundleError
from annotator.models import (
    Bundle,
    FramesInput,
    Manifest,
    Output,
    StatefulModel,
    Stream,
    bundled_models,
    verify_bundle,
    write_bundle,
)
from annotator.training import load_backend

pytestmark = pytest.mark.train

Build = Callable[..., Path]
TOKENS = b'{"0": {"ko": "a"}, "1": {"ko": "b"}, "2": {"ko": "c"}}'


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory, tensorflow: None) -> Build:
    """`build(after={...})` writes the model; `after` renames what it gives."""
    tf = load_backend().tf
    folder = tmp_path_factory.mktemp("stateful")

    def make(after: Mapping[str, str] | None = None, shape: Sequence[int] = (1, 2, 4, 6, 3)) -> Path:
        names = {"scores": "scores", "state_sum": "state_sum", "state_count": "state_count"} | dict(after or {})

        def step(image: Any, states: Any) -> Any:
            total = states["state_sum"] + tf.reduce_sum(tf.reduce_mean(image, [2, 3]), 1)
            count = states["state_count"] + shape[1]
            return {
                names["scores"]: total / tf.cast(count, tf.float32),
                names["state_sum"]: total,
                names["state_count"]: count,
            }

        function = tf.function(step).get_concrete_function(
            tf.TensorSpec(shape, tf.float32, name="image"),
            {
                "state_sum": tf.TensorSpec([1, 3], tf.float32, name="state_sum"),
                "state_count": tf.TensorSpec([1], tf.int32, name="state_count"),
            },
        )
        path: Path = folder / f"{'-'.join(names.values())}-{len(shape)}.tflite"
        path.write_bytes(tf.lite.TFLiteConverter.from_concrete_functions([function], tf.Module()).convert())
        return path

    return make


@pytest.fixture(scope="module")
def model(build: Build) -> StatefulModel:
    return StatefulModel(build())


def pictures(count: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).random((count, 4, 6, 3), np.float32)


def test_states_are_paired_by_their_names(model: StatefulModel) -> None:
    assert model.names == ("state_count", "state_sum")
    assert (model.step, model.step_shape, model.classes) == (2, (4, 6, 3), 3)
    assert [(state.shape, state.dtype) for state in model.begin()] == [((1,), np.int32), ((1, 3), np.float32)]


def test_it_remembers_what_it_has_seen_and_forgets_at_the_beginning(model: StatefulModel) -> None:
    seen = pictures(6)
    states = model.begin()
    for at in range(0, 6, 2):
        scores = model.advance(states, seen[at : at + 2])
        np.testing.assert_allclose(scores, seen[: at + 2].mean(axis=(0, 1, 2)), rtol=1e-5)
    np.testing.assert_allclose(model.advance(model.begin(), seen[:2]), seen[:2].mean(axis=(0, 1, 2)), rtol=1e-5)


def test_streams_side_by_side_do_not_mix(model: StatefulModel) -> None:
    one, other = pictures(8, 1), pictures(8, 2)
    first, second = Stream(model), Stream(model)
    for at in range(0, 8, 2):
        first.feed(one[at : at + 2])
        second.feed(other[at : at + 2])
    assert np.array_equal(first.finish(), model(one[None])[0])  # type: ignore[arg-type]
    assert np.array_equal(second.finish(), model(other[None])[0])  # type: ignore[arg-type]


@pytest.mark.parametrize("sizes", [(7,), (1,) * 7, (3, 0, 4), (2, 5)])
def test_a_stream_takes_any_number_at_a_time(model: StatefulModel, sizes: tuple[int, ...]) -> None:
    seen, at = pictures(7), 0
    stream = Stream(model)
    for size in sizes:
        stream.feed(seen[at : at + size])
        at += size
    filled = np.concatenate([seen, seen[-1:]])  # the last step is filled with the last picture
    assert np.array_equal(stream.finish(), model(filled[None])[0])  # type: ignore[arg-type]


def test_a_stream_that_saw_nothing_says_nothing(model: StatefulModel) -> None:
    stream = Stream(model)
    stream.feed(pictures(0))
    assert stream.finish() is None


def test_clips_are_scored_each_for_itself(model: StatefulModel) -> None:
    clips = np.stack([pictures(4, seed) for seed in range(3)])
    np.testing.assert_allclose(model(clips), clips.mean(axis=(1, 2, 3)), rtol=1e-5)
    assert model(clips[:0]).shape == (0, 3)


@pytest.mark.parametrize("shape", [(1, 3, 4, 6, 3), (4, 4, 6, 3), (1, 0, 4, 6, 3), (1, 4, 4, 4, 3)])
def test_other_shapes_are_refused(model: StatefulModel, shape: tuple[int, ...]) -> None:
    with pytest.raises(BundleError, match="was given"):
        model(np.zeros(shape, np.float32))


@pytest.mark.parametrize(
    ("after", "shape", "reason"),
    [
        ({"state_sum": "sum"}, (1, 2, 4, 6, 3), "expected states, one input of pictures and one output of scores"),
        ({"state_sum": "state_count", "state_count": "state_sum"}, (1, 2, 4, 6, 3), "the state state_count is"),
        ({}, (2, 2, 4, 6, 3), "the state state_sum is"),
    ],
)
def test_what_cannot_be_paired_is_refused(
    build: Build, after: dict[str, str], shape: tuple[int, ...], reason: str
) -> None:
    with pytest.raises(BundleError, match=reason):
        StatefulModel(build(after, shape))


def test_weights_without_states_are_refused() -> None:
    with pytest.raises(BundleError, match=r"expected states|has no signature"):
        StatefulModel(bundled_models() / "gestures" / "weights.tflite")


@pytest.fixture(scope="module")
def bundle(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    manifest = Manifest(
        name="colours",
        version="1",
        recognizer="movinet",
        input=FramesInput(rate="10", window=4, width=6, height=4),
        output=Output(classes=3),
    )
    folder = tmp_path_factory.mktemp("bundles") / "colours"
    return write_bundle(folder, manifest, weights=build().read_bytes(), tokens=TOKENS, card="# colours")


def test_a_bundle_that_fits_is_verified(bundle: Bundle) -> None:
    verify_bundle(bundle)
    assert bundle.weights_sha256 == hashlib.sha256(bundle.weights.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("field", "part", "changes"),
    [
        ("output.classes", "output", {"classes": 2}),
        ("output.classes", "output", {"classes": 1}),  # a state has one number too
        ("input.height", "input", {"height": 6}),
        ("input.height", "input", {"colour": "grey"}),
        ("input.window", "input", {"window": 5}),
    ],
)
def test_a_bundle_that_does_not_fit_is_refused(bundle: Bundle, field: str, part: str, changes: dict[str, Any]) -> None:
    changed = msgspec.structs.replace(getattr(bundle.manifest, part), **changes)
    other = Bundle(bundle.folder, msgspec.structs.replace(bundle.manifest, **{part: changed}))
    with pytest.raises(BundleError) as caught:
        verify_bundle(other)
    assert caught.value.field == field
