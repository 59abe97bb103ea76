"""English words in the order they were signed, as a sentence where a verb ends them: I school go -> I school go.

No article, preposition or word that was not signed is put in, and nothing is reordered: a capital letter, a full stop
or a question mark, and the third person of a verb the lexicon knows (friend come -> Friend comes).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotator_sentences.lexicon import WHOLE, Lexicon, Word
from annotator_sentences.pieces import Piece

_SIBILANT = ("s", "x", "z", "ch", "sh", "o")


def pieces(words: Sequence[Word], lexicon: Lexicon) -> Iterator[Piece]:
    """What the words between two pauses become, in their order: a verb or a predicate ends a sentence."""
    known = lexicon.english
    before: list[str] = []
    for at, word in enumerate(words):
        text = word.text
        if word.kind == WHOLE or text.lower() in known["interjections"]:
            if before:
                yield Piece(" ".join(before))
            yield Piece(text if word.kind == WHOLE else f"{_capital(text)}.", complete=True)
            before = []
            continue
        before.append(text)
        following = words[at + 1].text.lower() if at + 1 < len(words) else ""
        if text.lower() in known["verbs"] | known["predicates"] and following not in known["questions"]:
            yield _sentence(before, lexicon)
            before = []
    if before:
        asks = len(before) > 1 and before[-1].lower() in known["questions"]
        yield _sentence(before, lexicon) if asks else Piece(" ".join(before))


def _sentence(words: Sequence[str], lexicon: Lexicon) -> Piece:
    """Words with their verb; alone, a verb is no sentence."""
    if len(words) == 1:
        return Piece(words[0], alone=f"{_capital(words[0])}.")
    known = lexicon.english
    asks = any(word.lower() in known["questions"] for word in words)
    third = words[0].lower() in known["third"] and not asks
    told = [_third(word) if third and at and word.lower() in known["verbs"] else word for at, word in enumerate(words)]
    return Piece(_capital(" ".join(told)) + ("?" if asks else "."), complete=True)


def _third(verb: str) -> str:
    """The third person singular: goes, studies, has, loves."""
    if verb == "have":
        return "has"
    if verb.endswith(_SIBILANT):
        return f"{verb}es"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}s"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
