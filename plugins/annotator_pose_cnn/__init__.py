"""The built-in recognizer `pose-cnn`: poses of a whole person on single pictures, and its trainer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator.plugins import hookimpl

if TYPE_CHECKING:
    from annotator.recognizer import Recognizer
    from annotator.training import Trainer


@hookimpl
def annotator_recognizers() -> Sequence[type[Recognizer]]:
    """Gives `pose-cnn`."""
    from annotator_pose_cnn.recognizer import PoseCNN

    return [PoseCNN]


@hookimpl
def annotator_trainers() -> Sequence[type[Trainer]]:
    """Gives the trainer of `pose-cnn`."""
    from annotator_pose_cnn.trainer import PoseCNNTrainer

    return [PoseCNNTrainer]
