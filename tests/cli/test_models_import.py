"""`annotator models import` through the real command line, on a model somebody published."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.cli import main
from annotator.models import LandmarkWeights, load_bundle
from annotator.training import load_recordings, windows

# Published with the model: its accuracy over all 424 windows of each recording.
PUBLISHED = {"come": 0.981, "away": 1.000, "spin": 0.991}
ANSWERS = ("--class-order=ids", "--feature-set=hand99", "--rate=30", "--stride=1", "--mirror")


@pytest.fixture(scope="module")
def model(real: Path) -> Path:
    return real / "gestures" / "model2_1.0.h5"


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("labels") / "words.json"
    path.write_text(json.dumps({name: number for number, name in enumerate(PUBLISHED)}), "utf-8")
    return path


@pytest.mark.train
@pytest.mark.real
def test_the_published_model_is_imported_with_its_accuracy(
    run_annotator: Any, model: Path, labels: Path, real: Path, tmp_path: Path
) -> None:
    env = {**os.environ, "XDG_DATA_HOME": str(tmp_path)}
    options = ("--recognizer=landmark-lstm", f"--labels={labels}", *ANSWERS, "--name=theirs")
    done = run_annotator("models", "import", model, *options, env=env, timeout=600)
    assert done.returncode == 0, done.stderr
    assert "largest difference" in done.stdout
    bundle = load_bundle(tmp_path / "annotator" / "models" / "theirs")
    bundle.verify()
    found = bundle.manifest
    assert (found.window, found.stride, found.rate, found.input.mirror) == (30, 1, 30, True)
    weights, tokens = LandmarkWeights(bundle), bundle.tokens()
    for recording in load_recordings(real / "gestures", 99):
        clips = windows(recording, range(len(recording) - 1), 30)
        best = weights(clips).argmax(axis=1)
        word = recording.path.name.split("_")[1]
        right = np.mean([tokens.label(found.output.ids[index]) == word for index in best])
        assert len(clips) == 424
        assert right == pytest.approx(PUBLISHED[word], abs=0.0006), word
    listed = run_annotator("models", "info", "theirs", env=env)
    assert listed.returncode == 0, listed.stderr
    assert "hand99, 99 numbers a step, as in a mirror" in listed.stdout


@pytest.mark.train
@pytest.mark.real
def test_describing_tells_what_the_file_says_and_what_not(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "import", str(model), "--describe", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["form"], told["made_with"], told["activation"]) == ("keras", "Keras 2.4.0", "softmax")
    assert told["inputs"][0]["shape"] == [None, 30, 99]
    assert [(layer["kind"], layer["parameters"]) for layer in told["layers"]] == [
        ("LSTM", 41984),
        ("Dense", 2080),
        ("Dense", 99),
    ]
    assert main(["models", "import", str(model), "--describe"]) == 0
    shown = capsys.readouterr().out
    assert "lstm_input (any, 30, 99) float32" in shown
    asked = {answer["option"].split()[0] for answer in told["missing"]}
    assert asked == {"--labels", "--feature-set", "--rate", "--stride", "--mirror"}
    assert all(option in shown for option in asked)


@pytest.mark.train
@pytest.mark.real
def test_what_is_missing_is_listed_and_nothing_written(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "import", str(model), "--rate=30", "-o", str(tmp_path / "out")]) == 2
    complaint = capsys.readouterr().err
    for option in ("--labels", "--feature-set", "--stride", "--mirror", "--recognizer"):
        assert option in complaint
    assert "--rate" not in complaint
    assert not (tmp_path / "out").exists()


def test_a_pickle_is_refused_without_being_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    witness = tmp_path / "ran"
    (tmp_path / "model.pkl").write_bytes(f"cos\nsystem\n(S'touch {witness}'\ntR.".encode())
    assert main(["models", "import", str(tmp_path / "model.pkl"), "--describe"]) == 1
    assert "Python pickle" in capsys.readouterr().err
    assert not witness.exists()


def test_options_that_are_none_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "model.tflite").write_bytes(b"\0\0\0\0TFL3....")
    assert main(["models", "import", str(tmp_path / "model.tflite"), "--parameter=threshold"]) == 2
    assert "NAME=VALUE" in capsys.readouterr().err
    with pytest.raises(SystemExit) as left:
        main(["models", "import", str(tmp_path / "model.tflite"), "--stride=0"])
    assert left.value.code == 2
