"""Scores on LiteRT: the same window gets the same scores to the bit, whatever it came with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from annotator.errors import BundleError
from annotator.models import LiteRtModel, bundled_models, weight_shapes
from annotator.models.litert import quiet_stderr
from annotator.records import FloatArray

WEIGHTS = bundled_models() / "gestures" / "weights.tflite"


@pytest.fixture(scope="module")
def clips() -> FloatArray:
    """A hundred windows of the size and range of hand features; random, and always the same."""
    clips = np.random.default_rng(7).random((100, 30, 99), np.float32)
    clips[..., 84:] *= 180
    return clips


@pytest.fixture(scope="module")
def model() -> LiteRtModel:
    return LiteRtModel(WEIGHTS)


def test_shapes_are_told(model: LiteRtModel) -> None:
    assert model.input_shape == (-1, 30, 99)
    assert model.output_shape == (-1, 3)
    assert weight_shapes(WEIGHTS) == ([(-1, 30, 99)], [(-1, 3)])


def test_scores_are_probabilities_of_every_window(model: LiteRtModel, clips: FloatArray) -> None:
    scores = model(clips)
    assert scores.shape == (100, 3)
    assert scores.dtype == np.float32
    np.testing.assert_allclose(scores.sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("size", [1, 2, 31, 32, 33, 64, 100])
def test_scores_do_not_depend_on_the_batch(model: LiteRtModel, clips: FloatArray, size: int) -> None:
    whole = model(clips)
    parts = [model(clips[at : at + size]) for at in range(0, len(clips), size)]
    assert np.concatenate(parts).tobytes() == whole.tobytes()


def test_scores_do_not_depend_on_neighbours_or_place(model: LiteRtModel, clips: FloatArray) -> None:
    alone = model(clips[5:6])
    for place in range(32):
        crowd = clips[50:82].copy()
        crowd[place] = clips[5]
        assert model(crowd)[place].tobytes() == alone[0].tobytes()


def test_scores_do_not_depend_on_what_was_scored_before(clips: FloatArray) -> None:
    used, fresh = LiteRtModel(WEIGHTS), LiteRtModel(WEIGHTS)
    used(clips[:64])
    assert used(clips[64:]).tobytes() == fresh(clips[64:]).tobytes()


def test_results_are_kept_when_the_model_runs_again(model: LiteRtModel, clips: FloatArray) -> None:
    first = model(clips[:3])
    kept = first.copy()
    model(clips[50:53])
    np.testing.assert_array_equal(first, kept)


def test_no_windows_give_no_scores(model: LiteRtModel) -> None:
    assert model(np.zeros((0, 30, 99), np.float32)).shape == (0, 3)


@pytest.mark.parametrize("shape", [(2, 30, 98), (2, 29, 99), (30, 99), (2, 30, 99, 1), ()])
def test_other_shapes_are_refused(model: LiteRtModel, shape: tuple[int, ...]) -> None:
    with pytest.raises(BundleError, match=r"takes \(B, 30, 99\)"):
        model(np.zeros(shape, np.float32))


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.tflite"
    path.write_bytes(b"TFL3 but no more")
    with pytest.raises(BundleError) as caught:
        LiteRtModel(path)
    assert caught.value.path == path


def test_nothing_is_said_on_stderr() -> None:
    code = f"from annotator.models import LiteRtModel; LiteRtModel({str(WEIGHTS)!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""


def test_what_others_say_on_stderr_is_passed_on(capfd: pytest.CaptureFixture[str]) -> None:
    with quiet_stderr():
        os.write(2, b"INFO: chatter\nsomething real\n")
    assert capfd.readouterr().err == "something real\n"


def test_importing_models_does_not_load_the_runtime() -> None:
    code = "import sys, annotator.models; print([m for m in sys.modules if 'litert' in m and 'annotator' not in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
