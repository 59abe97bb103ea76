"""A training run that is killed in its middle goes on with `--resume`, and ends as one that was not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.models import load_bundle

EPOCHS = 40


def write_data(folder: Path) -> None:
    random = np.random.default_rng(0)
    for label, word in enumerate(["가다", "오다"]):
        (folder / word).mkdir(parents=True)
        for number in range(4):
            np.save(folder / word / f"{number}.npy", random.normal(label / 4, 0.5, (40, 99)).astype(np.float32))


def command(data: Path, output: Path, *more: str) -> list[str]:
    options = [
        "--window",
        "5",
        "--epochs",
        str(EPOCHS),
        "--batch",
        "8",
        "--plateau",
        "2",
        "--dropout",
        "0.2",
        "--seed",
        "4",
    ]
    return [sys.executable, "-m", "annotator", "train", "landmark-lstm", str(data), "-o", str(output), *options, *more]


def history(output: Path) -> Any:
    return json.loads((output.with_name("x.training") / "history.json").read_text())


def begun(output: Path) -> int:
    """How many epochs of a run have been written down."""
    try:
        return len(history(output)["epochs"])
    except FileNotFoundError:
        return 0


def stop(data: Path, output: Path, after: int, sign: signal.Signals, *more: str) -> tuple[int, str]:
    """Begins a run and sends it a signal once it has ended so many epochs; gives its exit code and what it said."""
    process = subprocess.Popen(
        command(data, output, *more), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    try:
        while begun(output) < after:
            assert process.poll() is None, process.stderr and process.stderr.read()
            time.sleep(0.01)
        process.send_signal(sign)
        return process.wait(60), process.stderr.read() if process.stderr else ""
    finally:
        process.kill()
        process.communicate()


@pytest.mark.train
def test_killed_and_interrupted_and_taken_up_again(tensorflow: None, tmp_path: Path) -> None:
    data = tmp_path / "data"
    write_data(data)
    whole, broken = tmp_path / "whole" / "x", tmp_path / "broken" / "x"
    uninterrupted = subprocess.Popen(command(data, whole), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert stop(data, broken, 2, signal.SIGKILL)[0] == -signal.SIGKILL
    assert not broken.exists()
    code, said = stop(data, broken, 6, signal.SIGINT, "--resume")
    assert code == 130
    assert "epochs are kept; going on after them" in said
    assert "the same command with --resume goes on" in said
    done = subprocess.run(command(data, broken, "--resume"), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert f"epoch {EPOCHS}/{EPOCHS}: loss" in done.stderr
    _, said = uninterrupted.communicate(timeout=300)
    assert uninterrupted.returncode == 0, said
    assert history(broken) == history(whole)
    assert len(history(whole)["epochs"]) == EPOCHS
    one, other = load_bundle(whole), load_bundle(broken)
    assert one.weights_sha256 == other.weights_sha256
    assert one.manifest.accuracy == other.manifest.accuracy
    assert "--resume" not in other.manifest.created_with.command
    check_log(broken.with_name("x.training") / "tensorboard", history(broken)["epochs"])

    changed = subprocess.run(
        command(data, broken, "--resume", "--replace", "--batch", "9"), capture_output=True, text=True, timeout=300
    )
    assert changed.returncode == 2
    assert "the interrupted run had --batch 8 (now 9)" in changed.stderr


def check_log(folder: Path, epochs: list[dict[str, float]]) -> None:
    """TensorBoard finds every epoch once, those before the interruption too."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.util.tensor_util import make_ndarray

    log = EventAccumulator(str(folder), size_guidance={"tensors": 0})
    log.Reload()
    assert set(log.Tags()["tensors"]) == set(epochs[0])
    for name in epochs[0]:
        events = log.Tensors(name)
        assert [event.step for event in events] == list(range(1, len(epochs) + 1))
        found = [float(make_ndarray(event.tensor_proto)) for event in events]
        assert found == pytest.approx([epoch[name] for epoch in epochs], rel=1e-5)
