"""Segments that overlap in time (of several recognizers, tiers or persons) as pieces that do not.

one       [------- A -------]
another           [--- B ---------]
pieces    [ A    ][A over B ][ B  ]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from annotator.records import Segment


@dataclass
class Piece:
    """A span of time and the segments that are shown in it, in order of time."""

    start_s: float
    end_s: float
    segments: tuple[Segment, ...]

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s

    @property
    def keys(self) -> frozenset[int]:
        """Which segments are shown, by identity."""
        return frozenset(map(id, self.segments))


def stack(segments: Iterable[Segment], min_s: float) -> list[Piece]:
    """Pieces in order, never overlapping, that show every segment; overlaps shorter than `min_s` are not stacked."""
    return _without_flicker(_pieces(sorted(segments, key=_order)), min_s)


def united(first: Piece, second: Piece) -> Piece:
    """One piece over the time of both, showing what either shows."""
    together = {id(segment): segment for segment in (*first.segments, *second.segments)}
    return Piece(first.start_s, second.end_s, tuple(sorted(together.values(), key=_order)))


def _order(segment: Segment) -> tuple[float, float, int]:
    return segment.start_s, segment.end_s, segment.id


def _pieces(segments: list[Segment]) -> list[Piece]:
    """A piece for every span between two neighbouring starts or ends in which anything is shown."""
    times = sorted({time for segment in segments for time in (segment.start_s, segment.end_s)})
    pieces: list[Piece] = []
    shown: list[Segment] = []
    coming = iter([*segments, None])
    following = next(coming)
    for start_s, end_s in pairwise(times):
        shown = [segment for segment in shown if segment.end_s > start_s]
        while following is not None and following.start_s <= start_s:
            shown.append(following)
            following = next(coming)
        if shown:
            pieces.append(Piece(start_s, end_s, tuple(shown)))
    return pieces


def _without_flicker(pieces: list[Piece], min_s: float) -> list[Piece]:
    """Gives the time of pieces shorter than `min_s`, all of whose segments are shown elsewhere, to a neighbour.

    To the one before where that shows everything the piece does, otherwise to the one after, which then begins with
    its newest segment: beginnings stay exact rather than ends.
    """
    shown = Counter(key for piece in pieces for key in piece.keys)
    kept: list[Piece] = []
    for piece, following in zip_longest(pieces, pieces[1:]):
        before = kept[-1] if kept and kept[-1].end_s == piece.start_s else None
        after = following if following and following.start_s == piece.end_s else None
        if piece.length_s >= min_s or any(shown[key] == 1 for key in piece.keys):
            kept.append(piece)
        elif before and piece.keys <= before.keys:
            before.end_s = piece.end_s
            shown -= Counter(piece.keys)
        elif after:
            after.start_s = piece.start_s
            shown -= Counter(piece.keys)
        else:
            kept.append(piece)
    return kept
