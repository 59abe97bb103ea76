"""Glosses in base form to Korean sentences in the polite formal style: 나 학교 가다 -> 나는 학교에 갑니다.

A verb ends a clause; an interjection is a sentence of its own. The order of the signs is kept, with one exception: a
question word right after the last verb goes before it (너 가다 어디 -> 너는 어디에 갑니까?). Whatever no rule speaks of
stays as it is: a lone word, a verb whose nouns could be subject or object, words that are not in the lexicon.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotator_sentences.arguments import UnclearError, arguments, noun_phrase
from annotator_sentences.hangul import TOPIC, with_particle
from annotator_sentences.lexicon import PRONOUNS, SPELLED_NAME, UNKNOWN, WHOLE, Lexicon, Word
from annotator_sentences.pieces import Piece
from annotator_sentences.verbs import because, formal, stem_of

_COPULA = "입니다."
_IS_IT = "입니까?"


@dataclass(frozen=True)
class _Clause:
    """Words before a verb (None: there is none), and what follows the verb and belongs to it."""

    before: tuple[Word, ...]
    verb: Word | None = None
    after: Word | None = None
    question: Word | None = None

    @property
    def words(self) -> tuple[Word, ...]:
        return (*self.before, *filter(None, (self.verb, self.after, self.question)))

    @property
    def joined(self) -> str:
        return " ".join(word.text for word in self.words)


def pieces(words: Sequence[Word], lexicon: Lexicon) -> Iterator[Piece]:
    """What the words between two pauses become, in their order."""
    for clause in _clauses(words, lexicon):
        yield _piece(clause, lexicon)


def _clauses(words: Sequence[Word], lexicon: Lexicon) -> Iterator[_Clause]:
    before: list[Word] = []
    at = 0
    while at < len(words):
        word, rest = words[at], words[at + 1 : at + 4]
        at += 1
        if word.is_verb:
            after = rest[0] if rest and _belongs(word, rest, lexicon) else None
            rest = rest[1:] if after else rest
            question = rest[0] if len(rest) == 1 and rest[0].asks else None
            at += (after is not None) + (question is not None)
            yield _Clause(tuple(before), word, after, question)
            before = []
        elif word.kind in ("interjections.plain", WHOLE):
            if before:
                yield _Clause(tuple(before))
            yield _Clause((word,))
            before = []
        else:
            before.append(word)
    if before:
        yield _Clause(tuple(before))


def _belongs(verb: Word, rest: Sequence[Word], lexicon: Lexicon) -> bool:
    """Whether the word after a verb says something about it."""
    word = rest[0]
    if word.kind == "adverbs.negative":
        return len(rest) == 1 or not rest[1].is_verb
    if verb.kind in ("verbs.adjective", "verbs.not", "verbs.wish"):
        return False
    return word.kind in ("verbs.not", "verbs.wish") or lexicon.can(word, "for") or lexicon.can(word, "dislike")


def _piece(clause: _Clause, lexicon: Lexicon) -> Piece:
    words = clause.words
    if len(words) == 1:
        return _lone(words[0])
    try:
        text = _with_verb(clause, lexicon) if clause.verb else _without_verb(clause.before)
    except UnclearError:
        return Piece(clause.joined)
    return Piece(text, complete=True)


def _lone(word: Word) -> Piece:
    if word.kind == WHOLE:
        return Piece(word.text, complete=True)
    if word.kind == "interjections.plain":
        return Piece(f"{word.text}.", complete=True)
    return Piece(word.text, alone=f"{formal(word.text)}." if word.is_verb and word.kind != "verbs.wish" else "")


def _with_verb(clause: _Clause, lexicon: Lexicon) -> str:
    verb = clause.verb
    assert verb is not None  # noqa: S101 (the caller asked)
    before = (*clause.before, clause.question) if clause.question else clause.before
    asks = any(word.asks for word in before)
    if not clause.after and all(word.kind == UNKNOWN for word in before):
        raise UnclearError
    told = arguments(
        before, verb.kind.partition(".")[2], food=lexicon.can(verb, "food"), company=lexicon.can(verb, "company")
    )
    end = _predicate(verb, clause.after, lexicon, asks=asks)
    return " ".join([*told, end]) + ("?" if asks else ".")


def _predicate(verb: Word, after: Word | None, lexicon: Lexicon, *, asks: bool) -> str:
    stem = stem_of(verb.text)
    if after is None:
        if verb.kind == "verbs.wish":
            raise UnclearError
        return formal(verb.text, asks=asks)
    if after.kind == "adverbs.negative":
        return f"{stem}지 {formal('못하다' if after.text == '못' else '않다', asks=asks)}"
    if after.kind == "verbs.not":
        return f"{stem}지 {formal('않다', asks=asks)}"
    if after.kind == "verbs.wish":
        return f"{stem}고 {formal(after.text, asks=asks)}"
    if lexicon.can(after, "dislike"):
        return f"{stem}기 {formal(after.text, asks=asks)}"
    end = formal(after.text, asks=asks) if after.is_verb else after.text
    return f"{because(verb.text, lexicon.irregular.get(verb.text, ''))} {end}"


def _without_verb(words: Sequence[Word]) -> str:
    """이름 무엇 -> 이름은 무엇입니까?; 나 이름 + a spelled name -> 내 이름은 ...입니다.; 나 학생 -> 나는 학생입니다."""
    *first, last = words
    if last.asks and last.kind != "questions.how":
        return f"{with_particle(noun_phrase(first).text, TOPIC)} {last.text}{_IS_IT}"
    subject = noun_phrase(first)
    is_name = last.kind == SPELLED_NAME and (subject.kind in PRONOUNS or subject.text.endswith("이름"))
    if is_name or (last.kind == "nouns.role" and subject.kind in PRONOUNS):
        return f"{with_particle(subject.text, TOPIC)} {last.text}{_COPULA}"
    raise UnclearError
