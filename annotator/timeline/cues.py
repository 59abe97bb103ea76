"""Segments to cues: what a viewer reads, in order, never overlapping, not flashing by.

The order of repair: extend the out-time, merge short neighbours, wrap. Segments keep their times.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from annotator.errors import RecognizerError
from annotator.records import Cue, Segment
from annotator.timeline.reading import ReadingRules, wrap
from annotator.timeline.stack import Piece, stack, united

# Makes one text of segments that follow one another, in a language.
Sentence: TypeAlias = Callable[[Sequence[Segment], str], str]


def join_words(segments: Sequence[Segment], language: str) -> str:
    """The segments' words in `language`, with spaces between."""
    return " ".join(filter(None, (_text(segment, language) for segment in segments)))


def make_cues(
    segments: Iterable[Segment],
    language: str,
    *,
    duration_s: float | None = None,
    rules: ReadingRules | None = None,
    sentence: Sentence = join_words,
) -> list[Cue]:
    """The cues of one language: every segment with text in one at least, within `[0, duration_s)`.

    Segments of several recognizers, tiers or persons that overlap in time become lines of one cue; `sentence` makes
    the text of those that share a line. Raises RecognizerError for a segment without length.
    """
    rules = rules or ReadingRules()
    limit_s = math.inf if duration_s is None else duration_s
    shown = [segment for segment in segments if _checked(segment) and _text(segment, language)]
    pieces = [_clamped(piece, limit_s) for piece in stack(shown, rules.min_stack_s)]
    repair = _Repair(rules, limit_s, lambda piece: _lines(piece, language, sentence, rules))
    return [
        Cue(piece.start_s, piece.end_s, lines, tuple(segment.id for segment in piece.segments), language)
        for piece in repair.repaired([piece for piece in pieces if piece.length_s > 0])
        if (lines := repair.lines(piece))
    ]


class _Repair:
    """Gives pieces the length they need, from the first to the last."""

    def __init__(self, rules: ReadingRules, limit_s: float, lines: Callable[[Piece], tuple[str, ...]]) -> None:
        self._rules = rules
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
        room_s = after.start_s - self._rules.gap_s if after else self._limit_s
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


def _lines(piece: Piece, language: str, sentence: Sentence, rules: ReadingRules) -> tuple[str, ...]:
    """The piece's text: below one another what different recognizers, tiers or persons say, each wrapped."""
    lanes: dict[tuple[str, str, int], list[Segment]] = {}
    for segment in piece.segments:
        lanes.setdefault((segment.recognizer, segment.tier, segment.person), []).append(segment)
    texts = dict.fromkeys(sentence(lanes[lane], language) for lane in sorted(lanes))
    return tuple(line for text in texts for line in wrap(text, rules.max_width))


def _clamped(piece: Piece, limit_s: float) -> Piece:
    return Piece(max(piece.start_s, 0.0), min(piece.end_s, limit_s), piece.segments)


def _text(segment: Segment, language: str) -> str:
    """The segment's words in `language`, those of the annotation's language where it has none."""
    return " ".join((segment.texts.get(language) or segment.text).split())


def _checked(segment: Segment) -> bool:
    if not -math.inf < segment.start_s < segment.end_s < math.inf:
        raise RecognizerError(f"the segment {segment.id} has no length: [{segment.start_s}, {segment.end_s})")
    return True
