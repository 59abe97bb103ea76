"""What an interrupted training run is taken up from: one file, written whole after every epoch."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from annotator.errors import DatasetError, OutputError
from annotator.files import write_atomic

STATE_NAME: Final = "state.npz"
GO_ON: Final = "free some space and go on with --resume: what was learnt until then is kept"

Array = npt.NDArray[Any]


@dataclass
class History:
    """What came of each epoch (from 1), and which was the best: highest accuracy, among equals lowest loss."""

    epochs: list[dict[str, float]] = field(default_factory=list)
    best_epoch: int = 0
    stopped: bool = False

    @property
    def run(self) -> int:
        """How many epochs have been run."""
        return len(self.epochs)


@dataclass(frozen=True)
class State:
    """Everything the next epoch depends on: weights, the optimizer's numbers, the best weights, and the history."""

    history: History
    learning_rate: float
    weights: Sequence[Array] = field(repr=False)
    best: Sequence[Array] = field(repr=False)
    optimizer: Sequence[Array] = field(repr=False)

    def save(self, folder: Path) -> None:
        """Writes it into `folder`; raises OutputError, and then the state of the epoch before is still there."""
        history = self.history
        told = {
            "epochs": history.epochs,
            "best": history.best_epoch,
            "stopped": history.stopped,
            "learning_rate": self.learning_rate,
        }
        kept: dict[str, Array] = {"history": np.frombuffer(json.dumps(told).encode(), np.uint8)}
        for name in ("weights", "best", "optimizer"):
            kept |= {f"{name}{number}": value for number, value in enumerate(getattr(self, name))}
        buffer = io.BytesIO()
        np.savez(buffer, **kept)
        try:
            write_atomic(folder / STATE_NAME, buffer.getvalue())
        except OutputError as error:
            raise OutputError(error.reason, path=error.path, hint=GO_ON) from error


def load_state(folder: Path) -> State | None:
    """The state in `folder`, None where there is none; raises DatasetError for a file that is none."""
    path = folder / STATE_NAME
    if not path.exists():
        return None
    try:
        with np.load(path, allow_pickle=False) as kept:
            told = json.loads(kept["history"].tobytes())
            numbers = {name: _numbered(kept, name) for name in ("weights", "best", "optimizer")}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise DatasetError(
            f"the state of the run cannot be read: {error}", path=path, hint="begin anew, without --resume"
        ) from error
    return State(History(told["epochs"], told["best"], told["stopped"]), told["learning_rate"], **numbers)


def _numbered(kept: Any, name: str) -> list[Array]:
    """The arrays name0, name1, ... in their order."""
    count = sum(key.startswith(name) and key[len(name) :].isdecimal() for key in kept.files)
    return [kept[f"{name}{number}"] for number in range(count)]
