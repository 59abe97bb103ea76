"""Which class of a model is which label of the data: by what both are called, never by their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from annotator.errors import TokenError
from annotator.text import nfc
from annotator.tokens import TokenDictionary

_Strength: TypeAlias = "tuple[int, int]"


@dataclass(frozen=True)
class ClassMap:
    """`index` gives the class index of each label of the data that the model knows; `unknown` are the other labels.

    `unused` are the class indices the data have nothing of, those of `idle` (which stand for no sign) left out.
    """

    index: Mapping[int, int]
    unknown: tuple[int, ...]
    unused: tuple[int, ...]
    idle: frozenset[int]


def match_classes(
    data: TokenDictionary, labels: Iterable[int], model: TokenDictionary, ids: Sequence[int], idle: Iterable[int] = ()
) -> ClassMap:
    """Finds for every label the class that is called the same, in any language, else by its dictionary label.

    `ids` are the token ids of the model's classes, `idle` those that stand for nothing. Where a word stands in several
    entries, those that share more names belong together; a dictionary label counts more than all words. A number that
    is only the entry's own id is no name. Raises TokenError where several fit equally well.
    """
    wanted = sorted(set(labels))
    index: dict[int, int] = {}
    claimed: dict[int, tuple[int, _Strength]] = {}
    strengths: dict[int, _Strength] = {}
    for strength, label, at in _pairs(data, wanted, model, ids):
        if label not in index and at not in claimed:
            index[label], claimed[at], strengths[label] = at, (label, strength), strength
        elif label not in index and strength == claimed[at][1]:
            _refuse(f"the class {model.label(ids[at])!r}", data.label(claimed[at][0]), data.label(label))
        elif at not in claimed and strength == strengths[label]:
            _refuse(f"{data.label(label)!r} of the data", model.label(ids[index[label]]), model.label(ids[at]))
    resting = set(idle)
    return ClassMap(
        index,
        tuple(label for label in wanted if label not in index),
        tuple(at for at, i in enumerate(ids) if at not in claimed and i not in resting),
        frozenset(at for at, i in enumerate(ids) if i in resting),
    )


def has_names(tokens: TokenDictionary, labels: Iterable[int]) -> bool:
    """Whether at least one of the labels is called something other than its number."""
    return any(_names(tokens, label) for label in labels)


def _pairs(
    data: TokenDictionary, labels: Sequence[int], model: TokenDictionary, ids: Sequence[int]
) -> list[tuple[_Strength, int, int]]:
    """How much a label is a class, for all that share a name: same dictionary label, names shared; strongest first."""
    named: dict[str, list[int]] = {}
    for at, class_id in enumerate(ids):
        for name in _names(model, class_id):
            named.setdefault(name, []).append(at)
    pairs = []
    for label in labels:
        shared = Counter(at for name in _names(data, label) for at in named.get(name, ()))
        ours = _tidied(data.label(label))
        pairs += [((int(ours == _tidied(model.label(ids[at]))), count), label, at) for at, count in shared.items()]
    return sorted(pairs, key=lambda pair: (-pair[0][0], -pair[0][1], *pair[1:]))


def _names(tokens: TokenDictionary, class_id: int) -> frozenset[str]:
    token = tokens.tokens.get(class_id)
    if token is None:
        return frozenset()
    return frozenset(map(_tidied, (token.label, *token.texts.values()))) - {str(class_id)}


def _tidied(text: str) -> str:
    return nfc(text).casefold()


def _refuse(what: str, one: str, other: str) -> None:
    raise TokenError(
        f"{what} may be {one!r} or {other!r}: they are called the same",
        hint="give the data a token dictionary whose labels are the model's: --tokens FILE",
    )
