"""Segments to cues: what a viewer reads, in order, never overlapping, not flashing by.

The order of repair: extend the out-time, merge short neighbours, split, wrap, close small gaps. Profiles that are not
strict neither split nor close. Segments keep their times.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import TypeAlias

from annotator.errors import RecognizerError
from annotator.records import Cue, Segment
from annotator.timeline.drafts import Composer
from annotator.timeline.extension import Extension
from annotator.timeline.reading import ReadingRules
from annotator.timeline.repair import Repair
from annotator.timeline.stack import Piece, stack
from annotator.timeline.wrapping import wrap

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
    frame_rate: Fraction | None = None,
    rules: ReadingRules | None = None,
    sentence: Sentence = join_words,
) -> list[Cue]:
    """The cues of one language: every segment with text in one at least, within `[0, duration_s)`.

    Segments of several recognizers, tiers or persons that overlap in time become lines of one cue; `sentence` makes
    the text of those that share a line. `frame_rate` is what gaps counted in frames are measured by. Under strict rules
    a cue breaks one only where the segments leave no way out (docs/reading.md says when that is so; `lint` finds it).
    Raises RecognizerError for a segment without length.
    """
    rules = rules or ReadingRules()
    limit_s = math.inf if duration_s is None else duration_s
    shown = [segment for segment in segments if _checked(segment) and _text(segment, language)]
    pieces = [_clamped(piece, limit_s) for piece in stack(shown, rules.min_stack_s)]
    pieces = [piece for piece in pieces if piece.length_s > 0]

    def say(together: Sequence[Segment]) -> str:
        return rules.polished(sentence(together, language))

    if rules.strict:
        return _strict(pieces, language, rules, frame_rate, limit_s, Composer(rules, say, rules.speaker_dash))
    repair = Extension(rules, rules.spacing(frame_rate).gap_s, limit_s, lambda piece: _lines(piece, say, rules))
    return [
        Cue(piece.start_s, piece.end_s, lines, tuple(segment.id for segment in piece.segments), language)
        for piece in repair.repaired(pieces)
        if (lines := repair.lines(piece))
    ]


def _strict(
    pieces: Sequence[Piece],
    language: str,
    rules: ReadingRules,
    frame_rate: Fraction | None,
    limit_s: float,
    composer: Composer,
) -> list[Cue]:
    drafts = [draft for draft in map(composer.of_piece, pieces) if draft.lines]
    return [
        Cue(draft.start_s, out_s, draft.lines, tuple(segment.id for segment in draft.segments), language)
        for draft, out_s in Repair(composer, rules.spacing(frame_rate), limit_s).repaired(drafts)
    ]


def _lines(piece: Piece, say: Callable[[Sequence[Segment]], str], rules: ReadingRules) -> tuple[str, ...]:
    """The piece's text: below one another what different recognizers, tiers or persons say, each wrapped."""
    lanes: dict[tuple[str, str, int], list[Segment]] = {}
    for segment in piece.segments:
        lanes.setdefault((segment.recognizer, segment.tier, segment.person), []).append(segment)
    texts = dict.fromkeys(say(lanes[lane]) for lane in sorted(lanes))
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
