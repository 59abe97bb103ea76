"""The gentle repair: the out-time is extended, short neighbours are merged; nothing is split or cut."""

from __future__ import annotations

import math
from collections.abc import Callable

from annotator.timeline.reading import ReadingRules
from annotator.timeline.stack import Piece, united


class Extension:
    """Gives pieces the length they need, from the first to the last."""

    def __init__(
        self, rules: ReadingRules, gap_s: float, limit_s: float, lines: Callable[[Piece], tuple[str, ...]]
    ) -> None:
        self._rules = rules
        self._gap_s = gap_s
        self._limit_s = limit_s
        self.lines = lines

    def repaired(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces, extended where there is room and merged where there is none."""
        done: list[Piece] = []
        waiting = pieces[::-1]
        while waiting:
            piece = waiting.pop()
            if self._is_seen_beside(piece, done[-1:] + waiting[-1:]):
                done.append(piece)
                continue
            self._extend(piece, waiting)
            short = piece.length_s < self._rules.min_s - 1e-9
            if short and waiting and self._may_merge(piece, waiting[-1]):
                waiting.append(united(piece, waiting.pop()))
            elif short and done and self._may_merge(done[-1], piece, self._rules.min_s * 2):
                done.append(united(done.pop(), piece))
            else:
                done.append(piece)
        return done

    def _extend(self, piece: Piece, waiting: list[Piece]) -> None:
        """Moves the out-time as far as reading wants and the next piece allows."""
        wanted_s = min(piece.start_s + self._rules.wanted_s(self.lines(piece)), piece.end_s + self._rules.extend_s)
        after = waiting[-1] if waiting else None
        if wanted_s <= piece.end_s:
            return
        if after and after.start_s == piece.end_s and after.keys <= piece.keys:
            # What follows only shows less: it may begin later, or not at all.
            if after.end_s - wanted_s >= self._rules.min_s:
                piece.end_s = after.start_s = wanted_s
            else:
                piece.end_s = waiting.pop().end_s
                self._extend(piece, waiting)
            return
        room_s = after.start_s - self._gap_s if after else self._limit_s
        piece.end_s = max(piece.end_s, min(wanted_s, room_s))

    def _is_seen_beside(self, piece: Piece, beside: list[Piece]) -> bool:
        """Whether all the piece shows stands right before or after it too, so that it needs no length of its own."""
        touching = [other for other in beside if other.end_s == piece.start_s or other.start_s == piece.end_s]
        return piece.keys <= frozenset().union(*(other.keys for other in touching))

    def _may_merge(self, first: Piece, second: Piece, early_s: float = math.inf) -> bool:
        """Whether the two are near, fit together, and nothing of the second is then seen over `early_s` too early."""
        both = united(first, second)
        return (
            second.segments[-1].start_s - first.start_s <= early_s
            and second.start_s - first.end_s <= self._rules.merge_gap_s
            and both.length_s <= self._rules.merge_max_s
            and len(self.lines(both)) <= self._rules.max_lines
        )
