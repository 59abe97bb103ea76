"""The built-in recognizer `sign-alphabet`: letters of a finger alphabet on single pictures, and its trainer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotator.plugins import hookimpl

if TYPE_CHECKING:
    from annotator.recognizer import Recognizer
    from annotator.training import Trainer


@hookimpl
def annotator_recognizers() -> Sequence[type[Recognizer]]:
    """Gives `sign-alphabet`."""
    from annotator_sign_alphabet.recognizer import SignAlphabet

    return [SignAlphabet]


@hookimpl
def annotator_trainers() -> Sequence[type[Trainer]]:
    """Gives the trainer of `sign-alphabet`."""
    from annotator_sign_alphabet.trainer import SignAlphabetTrainer

    return [SignAlphabetTrainer]
