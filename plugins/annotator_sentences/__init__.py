"""The built-in plugin `sentences`: recognised words become readable sentences, in Korean and English.

Words are cut at pauses of more than a second (`PAUSE_S`), each stretch is made into sentences by a small grammar
(docs/sentences.md), and what no rule speaks of is joined as it is. Segments are never touched. It is asked last: any
other plugin's answer wins.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from annotator.plugins import hookimpl

if TYPE_CHECKING:
    from annotator.records import Segment
    from annotator_sentences.pieces import Piece

PAUSE_S: Final = 1.0
_OVERLAP_S: Final = 0.3  # two models that speak of the same stretch are not one sentence


@hookimpl(trylast=True)
def annotator_text(segments: Sequence[Segment], language: str) -> str | None:
    """Sentences where the words make some, else None: then the words are joined by whoever asks."""
    from annotator.timeline import join_words

    if len(segments) < 2 or language.partition("-")[0] not in ("ko", "en"):
        return None
    worded = [segment for segment in segments if join_words([segment], language)]
    people = sorted({segment.person for segment in worded})
    lanes = [[segment for segment in worded if segment.person == person] for person in people]
    if any(_speak_at_once(lane) for lane in lanes):
        return None
    stretches = sorted((part for lane in lanes for part in _between_pauses(lane)), key=lambda part: part[0].start_s)
    return sentences(stretches, language)


def sentences(stretches: Iterable[Sequence[Segment]], language: str) -> str | None:
    """The text of stretches of segments, each without a pause; None where there is no sentence in them."""
    from annotator_sentences.pieces import joined

    text = joined(piece for part in stretches for piece in _pieces(part, language))
    return None if text is None else " ".join(unicodedata.normalize("NFC", text).split())


def _pieces(part: Sequence[Segment], language: str) -> Iterator[Piece]:
    from annotator.timeline import join_words
    from annotator.tokens import SPELLED
    from annotator_sentences import english, korean
    from annotator_sentences.lexicon import lexicon

    known = lexicon()
    told = [(unicodedata.normalize("NFC", join_words([segment], language)), segment.class_id) for segment in part]
    words = [known.word(text, spelled=class_id == SPELLED) for text, class_id in told if text]
    is_korean = language.partition("-")[0] == "ko"
    return korean.pieces(words, known) if is_korean else english.pieces(words, known)


def _speak_at_once(segments: Sequence[Segment]) -> bool:
    ordered = sorted(segments, key=lambda segment: segment.start_s)
    return any(first.end_s - second.start_s > _OVERLAP_S for first, second in pairwise(ordered))


def _between_pauses(segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    """The segments in order of time, cut where nothing is signed for more than `PAUSE_S`."""
    part: list[Segment] = []
    for segment in sorted(segments, key=lambda segment: (segment.start_s, segment.end_s)):
        if part and segment.start_s - part[-1].end_s > PAUSE_S:
            yield part
            part = []
        part.append(segment)
    if part:
        yield part
