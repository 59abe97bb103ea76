"""One label for the same sign, whatever language a truth and an annotation say it in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from annotator.evaluation.spans import Span
from annotator.records import Segment
from annotator.text import nfc
from annotator.tokens import SPELLED
from annotator.tokens.hangul import is_letter
from annotator.truth import TruthSegment

# The tag of words whose language nobody says (BCP 47): any word of a segment may be the same.
UNDETERMINED: Final = "und"


class Vocabulary:
    """What the true signs of a tier are called in `language`, the annotation's.

    A sign that has a word in that language is known by that word alone; one that has none by its token and by words of
    an undetermined language, else by its word in any other language. A letter of a spelled word is known by its jamo in
    any language. Where all true signs are letters, a spelled word is compared letter by letter, elsewhere as a word.
    """

    def __init__(self, truth: Iterable[TruthSegment], language: str) -> None:
        self.language = language
        self._words: dict[tuple[str, str], str] = {}
        self._tokens: dict[str, str] = {}
        self._letters: dict[str, str] = {}
        truth = list(truth)
        self._spells = all(any(map(is_letter, segment.texts())) for segment in truth)
        for segment in truth:
            self._learn(segment)

    def _learn(self, segment: TruthSegment) -> None:
        label = self.of_truth(segment)
        for text in segment.texts():
            self._letters.setdefault(nfc(text), label)
        if self.language in segment.text:
            self._words[self.language, label] = label
            return
        self._tokens[nfc(segment.token)] = label
        for language, text in segment.text.items():
            if language == UNDETERMINED:
                self._tokens[nfc(text)] = label
            self._words.setdefault((language, nfc(text)), label)

    def of_truth(self, segment: TruthSegment) -> str:
        """The label of a true segment: its word in the language or one nobody names, or its token."""
        return nfc(segment.text.get(self.language) or segment.text.get(UNDETERMINED) or segment.token)

    def of_found(self, segment: Segment) -> str:
        """The label of a found segment: that of the true sign it names, or else its own text."""
        own = nfc(segment.texts.get(self.language, segment.text))
        if (self.language, own) in self._words:
            return self._words[self.language, own]
        for text in (own, segment.label, *segment.texts.values()):
            if nfc(text) in self._tokens:
                return self._tokens[nfc(text)]
        shared = ((language, nfc(text)) for language, text in segment.texts.items())
        return next((self._words[word] for word in shared if word in self._words), own or nfc(segment.label))

    def of_letter(self, letter: str) -> str:
        """The label of a letter inside a spelled word."""
        return self._letters.get(nfc(letter), nfc(letter))

    def truth_spans(self, truth: Iterable[TruthSegment]) -> list[Span]:
        """True segments as spans."""
        return [Span(segment.start_s, segment.end_s, self.of_truth(segment)) for segment in truth]

    def found_spans(self, segments: Iterable[Segment]) -> list[Span]:
        """Found segments as spans in order of time; a spelled word gives one span a letter, or one."""
        spans = [span for segment in segments for span in self._spans(segment)]
        return sorted(spans, key=lambda span: (span.start_s, span.end_s))

    def _spans(self, segment: Segment) -> list[Span]:
        if segment.class_id == SPELLED and segment.words and self._spells:
            return [Span(word.start_s, word.end_s, self.of_letter(word.word)) for word in segment.words]
        return [Span(segment.start_s, segment.end_s, self.of_found(segment))]
