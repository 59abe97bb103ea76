"""Token dictionaries as ELAN's controlled vocabularies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.records import Annotation, Segment
from annotator.tokens import TokenDictionary
from annotator.writers.text import one_line


@dataclass
class Vocabulary:
    """A controlled vocabulary: `entries` by id with their words by language, `labels` the gloss of each entry.

    `spelling` says that the entries are letters, of which words are spelled.
    """

    name: str
    description: str
    spelling: bool = False
    entries: dict[str, dict[str, str]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    _taken: set[tuple[str, str]] = field(default_factory=set)

    def add(self, class_id: int, label: str, texts: Mapping[str, str]) -> None:
        """Adds an entry; a word that another entry has already carries its class id, since ELAN wants them distinct."""
        words = {one_line(tag): one_line(text) for tag, text in texts.items() if one_line(tag) and one_line(text)}
        if not words:
            return
        entry = f"cve{class_id}"
        self.labels[entry] = one_line(label)
        self.entries[entry] = {t: f"{w} ({class_id})" if (t, w) in self._taken else w for t, w in words.items()}
        self._taken |= set(words.items())

    def entry_of(self, segment: Segment, language: str) -> str:
        """The entry a segment's value is; "" where the value is none of them (spelled words, words edited since)."""
        entry = f"cve{segment.class_id}"
        same = self.entries.get(entry, {}).get(language) == one_line(segment.text)
        return entry if same else ""

    def entry_called(self, text: str, language: str) -> str:
        """The entry of this word; "" where there is none."""
        return next((entry for entry, words in self.entries.items() if words.get(language) == text), "")


def vocabularies(annotation: Annotation, tokens: Mapping[str, TokenDictionary]) -> dict[str, Vocabulary]:
    """A vocabulary for each recognizer, by its name: of its dictionary where that is at hand, or of what occurs."""
    made: dict[str, Vocabulary] = {}
    for recognizer in dict.fromkeys(segment.recognizer for segment in annotation.segments):
        dictionary = tokens.get(recognizer)
        vocabulary = _whole(dictionary) if dictionary else _occurring(annotation, recognizer)
        if vocabulary.entries:
            made[one_line(recognizer)] = vocabulary
    return made


def _whole(dictionary: TokenDictionary) -> Vocabulary:
    name = one_line(dictionary.id) or "dictionary"
    vocabulary = Vocabulary(name, f"{name} {dictionary.version}".strip(), dictionary.spelling)
    for class_id in dictionary.ids():
        token = dictionary.tokens[class_id]
        vocabulary.add(class_id, token.label, token.texts)
    return vocabulary


def _occurring(annotation: Annotation, recognizer: str) -> Vocabulary:
    name = one_line(recognizer) or "dictionary"
    vocabulary = Vocabulary(name, f"the classes of {name} that occur")
    own = {each.class_id: each for each in annotation.segments if each.recognizer == recognizer and each.class_id >= 0}
    for class_id, segment in sorted(own.items()):
        vocabulary.add(class_id, segment.label, {annotation.language: segment.text, **segment.texts})
    return vocabulary
