"""The contract of trainers: options by name, as a command line gives them, and the command that is recorded."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any

import pytest
from msgspec import Meta

from annotator.errors import BundleError, MissingError, UsageError
from annotator.models import bundled_models, load_bundle
from annotator.plugins import load_plugins
from annotator.training import (
    Progress,
    ProgressCallback,
    Trainer,
    TrainerOptions,
    TrainingReport,
    command_line,
    convert_keras,
    option_infos,
    run_trainer,
)


class DanceOptions(TrainerOptions, frozen=True, kw_only=True):
    epochs: Annotated[int, Meta(ge=1, description="how long")] = 5
    from_behind: Annotated[bool, Meta(description="seen from behind")] = False


class DanceTrainer(Trainer):
    name = "dance"
    options = DanceOptions
    last: DanceOptions

    def train(self, dataset: Path, output: Path, options: Any, progress: ProgressCallback) -> TrainingReport:
        progress(Progress(f"{dataset} to {output}"))
        DanceTrainer.last = options
        bundle = load_bundle(bundled_models() / "gestures")
        return TrainingReport(bundle, {"window_accuracy": 1.0}, ((1,),), {"train": 1}, 1, 1, 0.0)


def test_options_are_described_own_ones_first() -> None:
    infos = option_infos(DanceTrainer)
    assert [(info.name, info.kind, info.default, info.help) for info in infos[:2]] == [
        ("epochs", int, 5, "how long"),
        ("from_behind", bool, False, "seen from behind"),
    ]
    assert all(info.help for info in infos)


def test_every_trainer_describes_every_option() -> None:
    plugins = load_plugins()
    for name in plugins.trainers():
        assert all(info.help and info.kind in (int, float, bool, str) for info in option_infos(plugins.trainer(name)))


def test_text_from_a_command_line_is_understood() -> None:
    run_trainer(DanceTrainer, "in", "out", {"epochs": "7", "from_behind": "true", "seed": "3"})
    assert (DanceTrainer.last.epochs, DanceTrainer.last.from_behind, DanceTrainer.last.seed) == (7, True, 3)


@pytest.mark.parametrize(
    ("options", "says"),
    [({"epocs": 1}, "epocs"), ({"epochs": "many"}, "epochs"), ({"epochs": 0}, "epochs"), ({"seed": -1}, "seed")],
)
def test_wrong_options_are_wrong_usage(options: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError, match=says) as caught:
        run_trainer(DanceTrainer, "in", "out", options)
    assert "epochs, from_behind, seed" in str(caught.value)


def test_the_recorded_command_gives_the_same_options_again() -> None:
    options = DanceOptions(epochs=7, from_behind=True, limits="it's one person's")
    words = shlex.split(command_line(DanceTrainer, Path("some data"), Path("models/x"), options))
    assert words[:6] == ["annotator", "train", "dance", "some data", "-o", "models/x"]
    assert words[6:] == ["--epochs", "7", "--from-behind", "--limits", "it's one person's"]


def test_importing_training_does_not_load_tensorflow() -> None:
    code = (
        "import sys, annotator.training, annotator_landmark_lstm.trainer, annotator_landmark_lstm.recognizer,"
        "annotator_landmark_tcn.trainer, annotator_landmark_tcn.recognizer,"
        "annotator_pose_cnn.trainer, annotator_pose_cnn.recognizer,"
        "annotator_sign_alphabet.trainer, annotator_sign_alphabet.recognizer;"
        "print(sorted({'tensorflow', 'keras', 'tf_keras', 'h5py', 'ai_edge_litert', 'mediapipe'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_tensorflow_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    with pytest.raises(MissingError, match=r"pip install 'annotator\[train\]'") as caught:
        convert_keras(Path("any.h5"))
    assert caught.value.exit_code == 3


def test_a_taken_folder_is_refused_before_training(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    trainer = load_plugins().trainer("landmark-lstm")
    with pytest.raises(BundleError, match="not empty"):
        run_trainer(trainer, tmp_path / "nowhere", tmp_path)
