"""The built-in recognizer `landmark-tcn`: continuous signing, step by step, and its trainer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator.plugins import hookimpl

if TYPE_CHECKING:
    from annotator.recognizer import Recognizer
    from annotator.training import Trainer


@hookimpl
def annotator_recognizers() -> Sequence[type[Recognizer]]:
    """Gives `landmark-tcn`."""
    from annotator_landmark_tcn.recognizer import LandmarkTCN

    return [LandmarkTCN]


@hookimpl
def annotator_trainers() -> Sequence[type[Trainer]]:
    """Gives the trainer of `landmark-tcn`."""
    from annotator_landmark_tcn.trainer import LandmarkTCNTrainer

    return [LandmarkTCNTrainer]
