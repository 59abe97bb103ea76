"""What stands before a verb, with the particles the verb's frame asks for; nothing is reordered.

    frame       place     one noun                              two nouns
    motion      에        나는, 친구가
    stay        에        나는, 친구가                          나는 시간이 (있다, 없다)
    action      에서      나는, 친구가
    thing       에서      물을; 나는, 친구가                    나는 물을
    person      에서      나는; 친구를 (만나다 alone)           나는 친구를
    any         에서, or  물을, 집을; 나는                      나는 물을, 나는 친구를
                object
    give        에서      물을; 나는                            나는 물을; three: 나는 친구에게 물을
    adjective   a noun    나는, 물이                            나는 물이
    not         a noun    나는, 물이                            나는 학생이, 이것은 물이

Pronouns that are subjects get 은/는, other nouns 이/가; the first of two gets 은/는. First persons are subjects where
they stand alone. What the table does not say is `UnclearError`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from annotator_sentences.hangul import BY, OBJECT, SUBJECT, TOPIC, WITH, Particle, possessive, with_particle
from annotator_sentences.lexicon import ANIMATE, PRONOUNS, SPELLED_NAME, UNKNOWN, Word

_PLACE: Final = {"motion": "에", "stay": "에", "action": "에서", "thing": "에서", "person": "에서", "give": "에서"}
_NAME: Final = "이름"
_SAID: Final = "said"  # its particle is settled
_PLACES: Final = ("nouns.place", "questions.place")


class UnclearError(ValueError):
    """No rule says which particles these words get."""


def arguments(words: Sequence[Word], frame: str, *, food: bool = False, company: bool = False) -> list[str]:
    """The words before a verb of `frame` with their particles; raises UnclearError.

    `food`: the verb is about eating, so that 아침 is a meal and no time. `company`: a person alone is its object.
    """
    words = _with_company(_with_owner(words))
    words = [_settled(word, words, frame, food=food) for word in words]
    nouns = [word for word in words if _is_open(word)]
    if any(word.kind == UNKNOWN for word in words):
        given = {0: TOPIC} if nouns and nouns[0].kind in PRONOUNS else {}
        told = [_marked(word, given.get(at)) for at, word in enumerate(nouns)]
    else:
        told = _roles(nouns, frame, company=company)
    texts = iter(told)
    return [next(texts) if _is_open(word) else word.text for word in words]


def noun_phrase(words: Sequence[Word]) -> Word:
    """The only noun there is, with its owner; raises UnclearError."""
    words = _with_owner(words, naming=True)
    if len(words) != 1 or not (words[0].is_noun or words[0].kind in _PLACES) or words[0].asks:
        raise UnclearError
    return words[0]


def _is_open(word: Word) -> bool:
    return word.is_noun or word.kind in _PLACES


def _with_owner(words: Sequence[Word], *, naming: bool = False) -> list[Word]:
    """너 이름 as one noun, 너의 이름; after first persons only where somebody is being named."""
    done: list[Word] = []
    for word in words:
        owner = done[-1] if done else None
        if word.text == _NAME and owner and owner.kind in PRONOUNS and (naming or owner.kind != "pronouns.first"):
            done[-1] = Word(f"{possessive(owner.text)} {word.text}", word.kind)
        else:
            done.append(word)
    return done


def _with_company(words: Sequence[Word]) -> list[Word]:
    """친구 같이 as 친구와 같이."""
    done: list[Word] = []
    for word in words:
        if word.kind == "adverbs.together" and done and (done[-1].kind in ANIMATE or done[-1].kind == SPELLED_NAME):
            done[-1] = Word(with_particle(done[-1].text, WITH), _SAID)
        done.append(word)
    return done


def _settled(word: Word, words: Sequence[Word], frame: str, *, food: bool) -> Word:
    """A word whose particle its own kind settles."""
    others = [other for other in words if other is not word]
    if word.kind == "time.at" or (word.kind == "nouns.meal" and not food):
        return Word(f"{word.text}에", _SAID)
    if word.kind in _PLACES:
        objects = any(other.is_noun and other.kind not in PRONOUNS for other in others)
        particle = "에서" if frame == "any" and objects else _PLACE.get(frame, "")
        return Word(word.text + particle, _SAID) if particle else word
    if word.kind == "nouns.vehicle" and frame == "motion" and any(other.kind in ANIMATE for other in others):
        return Word(with_particle(word.text, BY), _SAID)
    return word


def _roles(nouns: Sequence[Word], frame: str, *, company: bool) -> list[str]:
    """The nouns as the table says; raises UnclearError."""
    kinds = [_class(noun) for noun in nouns]
    if not nouns:
        return []
    if len(nouns) == 1:
        return [_marked(nouns[0], _of_one(nouns[0], frame, company=company))]
    if frame == "give" and len(nouns) == 3 and kinds[2] == "thing" and "thing" not in kinds[:2]:
        receiver = nouns[1].text + "에게"
        return [_marked(nouns[0], TOPIC), receiver, _marked(nouns[2], OBJECT)]
    if len(nouns) != 2:
        raise UnclearError
    return [_marked(nouns[0], TOPIC), _marked(nouns[1], _of_second(nouns[0], nouns[1], frame))]


def _class(noun: Word) -> str:
    """What a noun can be: "animate", "thing", or either ("name")."""
    if noun.kind == SPELLED_NAME:
        return "name"
    return "animate" if noun.kind in ANIMATE or noun.kind == "questions.person" else "thing"


def _of_one(noun: Word, frame: str, *, company: bool) -> Particle:
    subject = TOPIC if noun.kind in PRONOUNS else SUBJECT
    if frame not in ("thing", "person", "any", "give") or noun.kind == "pronouns.first":
        return subject
    if _class(noun) == "thing" and frame != "person":
        return OBJECT
    if _class(noun) != "thing" and company:
        return OBJECT
    if frame == "thing" and _class(noun) == "animate":
        return subject
    raise UnclearError


def _of_second(first: Word, second: Word, frame: str) -> Particle:
    """The particle of the second noun; the first is what the sentence is about."""
    if frame == "not":
        return SUBJECT
    if _class(first) == "thing":
        raise UnclearError
    if frame in ("stay", "adjective"):
        return SUBJECT
    fits = {"thing": ("thing", "name"), "person": ("animate", "name"), "any": ("animate", "name", "thing")}
    fits["give"] = ("thing",) if first.kind == "pronouns.first" else ()
    if _class(second) in fits.get(frame, ()):
        return OBJECT
    raise UnclearError


def _marked(noun: Word, particle: Particle | None) -> str:
    if particle is None:
        return noun.text
    if noun.asks and particle is TOPIC:  # nobody knows yet what is asked for
        particle = SUBJECT
    return with_particle(noun.text, particle)
