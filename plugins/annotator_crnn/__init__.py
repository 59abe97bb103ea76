"""The built-in recognizer `crnn`: windows of pictures through a small CNN and a GRU, and its trainer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator.plugins import hookimpl

if TYPE_CHECKING:
    from annotator.recognizer import Recognizer
    from annotator.training import Trainer


@hookimpl
def annotator_recognizers() -> Sequence[type[Recognizer]]:
    """Gives `crnn`."""
    from annotator_crnn.recognizer import CRNN

    return [CRNN]


@hookimpl
def annotator_trainers() -> Sequence[type[Trainer]]:
    """Gives the trainer of `crnn`."""
    from annotator_crnn.trainer import CRNNTrainer

    return [CRNNTrainer]
