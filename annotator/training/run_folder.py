"""The folder of a training run, `NAME.training` beside the bundle it makes.

settings.json    what the run was asked for; a run is taken up again with the same settings only
state.npz        everything the next epoch depends on
history.json     the figures of every epoch, and which was the best
tensorboard/     the same for TensorBoard
curves.png, confusion.png, and with --keep-keras model.keras
footage/         decoded recordings, for trainers of pictures; a new run uses those of the one before
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from annotator.charts import curves_chart
from annotator.errors import OutputError, UsageError
from annotator.files import write_atomic
from annotator.training.backend import Backend
from annotator.training.state import GO_ON, STATE_NAME, History, load_state

SETTINGS_NAME: Final = "settings.json"
HISTORY_NAME: Final = "history.json"
CURVES_NAME: Final = "curves.png"
CONFUSION_NAME: Final = "confusion.png"
TENSORBOARD_NAME: Final = "tensorboard"
FOOTAGE_NAME: Final = "footage"
# What may be another when a run is taken up again: it changes what is written of the network, not what is learnt.
_FREE: Final = {
    "resume", "replace", "jobs", "keep_keras", "precision",
    "name", "version", "summary", "licence", "trained_on", "caution", "limits", "default",
}  # fmt: skip


def run_folder(output: Path) -> Path:
    """Where the run that makes the bundle `output` keeps what it needs."""
    return output.with_name(f"{output.name}.training")


def open_run_folder(output: Path, dataset: Path, options: Any, samples: int = 0) -> Path:
    """The folder of the run: emptied for a new one, that of the interrupted run where `options.resume` says so.

    `samples` is how many the data set holds. Raises UsageError where there is nothing to resume, or what is there was
    begun with another data set or other options, and OutputError.
    """
    folder = run_folder(output)
    settings = {"dataset": str(dataset.resolve()), "samples": samples, **_settings(options)}
    file = folder / SETTINGS_NAME
    if options.resume:
        if not file.exists():
            raise UsageError("there is no interrupted run to resume", path=folder, hint="leave --resume out")
        if changed := _changed(json.loads(file.read_text("utf-8")), settings):
            raise UsageError(
                f"the interrupted run had {changed}", path=file, hint="give the same again, or leave --resume out"
            )
        return folder
    if folder.exists() and not file.exists() and any(folder.iterdir()):
        raise UsageError("is no folder of a training run, and is not empty", path=folder, hint="choose another -o")
    _empty(folder)
    write_atomic(file, json.dumps(settings, ensure_ascii=False, indent=1).encode())
    return folder


def _empty(folder: Path) -> None:
    """Removes what an earlier run left, but for the recordings it decoded."""
    for path in folder.iterdir() if folder.exists() else ():
        if path.is_dir() and path.name != FOOTAGE_NAME:
            shutil.rmtree(path, ignore_errors=True)
        elif not path.is_dir():
            path.unlink(missing_ok=True)


def epochs_kept(output: Path) -> int:
    """How many epochs of an interrupted run for `output` can be gone on from."""
    folder = run_folder(output)
    state = load_state(folder) if (folder / SETTINGS_NAME).exists() and (folder / STATE_NAME).exists() else None
    return state.history.run if state is not None else 0


class RunLog:
    """Writes down how a run goes: history.json, the log for TensorBoard, and at the end the curves.

    Epochs of the part of the run before it was interrupted are read from its state, and written again. Raises
    OutputError.
    """

    def __init__(self, folder: Path, backend: Backend) -> None:
        self._folder, self._backend = folder, backend
        self._epochs: list[dict[str, float]] = []
        self._best = 0
        logs = folder / TENSORBOARD_NAME
        shutil.rmtree(logs, ignore_errors=True)
        self._writer = self._logged(lambda: backend.tf.summary.create_file_writer(str(logs)))
        before = load_state(folder)
        for epoch in before.history.epochs if before is not None else ():
            self.add(epoch, keep=False)

    @property
    def epochs(self) -> int:
        """How many epochs are written down."""
        return len(self._epochs)

    def add(self, figures: Mapping[str, float], *, keep: bool = True) -> None:
        """Writes down one more epoch."""
        self._epochs.append(dict(figures))
        summary = self._backend.tf.summary

        def write() -> None:
            with self._writer.as_default():
                for name, value in figures.items():
                    summary.scalar(name, value, step=len(self._epochs))
            self._writer.flush()

        self._logged(write)
        if keep:
            self._write()

    def close(self, history: History) -> bytes:
        """Writes down which epoch was the best, and gives the curves as PNG."""
        self._best = history.best_epoch
        self._logged(self._writer.close)
        self._write()
        curves = curves_chart(history.epochs, history.best_epoch)
        write_atomic(self._folder / CURVES_NAME, curves)
        return curves

    def _write(self) -> None:
        told = {"epochs": self._epochs, "best_epoch": self._best or None}
        try:
            write_atomic(self._folder / HISTORY_NAME, json.dumps(told, indent=1).encode())
        except OutputError as error:
            raise OutputError(error.reason, path=error.path, hint=GO_ON) from error

    def _logged(self, write: Any) -> Any:
        """What TensorFlow cannot write becomes an error of ours."""
        try:
            return write()
        except (OSError, self._backend.tf.errors.OpError) as error:
            reason = str(error).strip().splitlines()[0]
            raise OutputError(
                f"the log for TensorBoard cannot be written: {reason}",
                path=self._folder / TENSORBOARD_NAME,
                hint=GO_ON,
            ) from error


def _settings(options: Any) -> dict[str, Any]:
    return {key: value for key, value in msgspec.to_builtins(options).items() if key not in _FREE}


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What the interrupted run was told and this one is not, as a user would give it; "" where they agree."""
    names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    return ", ".join(f"{_flag(name)} {before.get(name)!r} (now {now.get(name)!r})" for name in names)


def _flag(name: str) -> str:
    shown = {"dataset": "the data set", "samples": "a data set with so many samples:"}
    return shown.get(name, f"--{name.replace('_', '-')}")
