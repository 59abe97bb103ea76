"""Words spelled with the finger alphabet: were they read whole?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from annotator.evaluation.spans import overlap_s
from annotator.records import Segment
from annotator.text import nfc
from annotator.tokens import SPELLED
from annotator.truth import SpelledWord


class SpelledResult(msgspec.Struct, frozen=True, rename={"start_s": "start", "end_s": "end"}):
    """A word that was spelled, what was read there ("": nothing), and whether that is the very same text."""

    text: str
    found: str
    right: bool
    start_s: float
    end_s: float


def spelled_words(truth: Sequence[SpelledWord], segments: Iterable[Segment]) -> tuple[SpelledResult, ...]:
    """Takes for each spelled word the found word that overlaps it longest; a found word stands for one word only."""
    found = list(segments)
    overlaps = sorted(
        (-seconds, t, f)
        for t, word in enumerate(truth)
        for f, segment in enumerate(found)
        if (seconds := overlap_s(word, segment)) > 0
    )
    best: dict[int, Segment] = {}
    used: set[int] = set()
    for _, t, f in overlaps:
        if t not in best and f not in used:
            best[t] = found[f]
            used.add(f)
    return tuple(_result(word, best.get(t)) for t, word in enumerate(truth))


def words_of(segments: Iterable[Segment]) -> list[Segment]:
    """The segments that are words of letters, or a letter that stands alone."""
    return [segment for segment in segments if segment.class_id == SPELLED or not segment.words]


def _result(word: SpelledWord, segment: Segment | None) -> SpelledResult:
    texts = [] if segment is None else [nfc(text) for text in (segment.text, *segment.texts.values(), segment.label)]
    right = nfc(word.text) in texts
    read = nfc(word.text) if right else next(iter(texts), "")
    return SpelledResult(word.text, read, right, word.start_s, word.end_s)
