"""The built-in recognizer `landmark-lstm`: windows of hand landmarks through a small LSTM, and its trainer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator.plugins import hookimpl

if TYPE_CHECKING:
    from annotator.recognizer import Recognizer
    from annotator.training import Trainer


@hookimpl
def annotator_recognizers() -> Sequence[type[Recognizer]]:
    """Gives `landmark-lstm`."""
    from annotator_landmark_lstm.recognizer import LandmarkLSTM

    return [LandmarkLSTM]


@hookimpl
def annotator_trainers() -> Sequence[type[Trainer]]:
    """Gives the trainer of `landmark-lstm`."""
    from annotator_landmark_lstm.trainer import LandmarkLSTMTrainer

    return [LandmarkLSTMTrainer]
