"""What a stretch of words becomes: sentences, words that wait for one, and what is only joined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """Text; `complete`: a sentence with its stop; `alone`: how a lone verb reads among sentences, else ""."""

    text: str
    complete: bool = False
    alone: str = ""


def joined(pieces: Iterable[Piece]) -> str | None:
    """One text, None where no piece is a sentence: then words are better joined as they are.

    Among sentences, what is none ends with a stop where something follows; at the very end it stays open.
    """
    pieces = list(pieces)
    if not any(piece.complete for piece in pieces):
        return None
    texts = [piece.text if piece.complete else piece.alone or f"{piece.text}." for piece in pieces]
    if not pieces[-1].complete and not pieces[-1].alone:
        texts[-1] = pieces[-1].text
    return " ".join(texts)
