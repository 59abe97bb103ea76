"""The built-in recognizer `movinet`: moving pictures through a MoViNet that remembers, and its trainer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator.plugins import hookimpl

if TYPE_CHECKING:
    from annotator.recognizer import Recognizer
    from annotator.training import Trainer


@hookimpl
def annotator_recognizers() -> Sequence[type[Recognizer]]:
    """Gives `movinet`."""
    from annotator_movinet.recognizer import MoViNet

    return [MoViNet]


@hookimpl
def annotator_trainers() -> Sequence[type[Trainer]]:
    """Gives the trainer of `movinet`."""
    from annotator_movinet.trainer import MoViNetTrainer

    return [MoViNetTrainer]
