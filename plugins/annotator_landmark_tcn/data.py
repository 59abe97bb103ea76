"""From clips with truth to steps that are taught: which class each sign is, and what the network sees of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from annotator.errors import DatasetError
from annotator.landmarks import FeatureSet, Memory
from annotator.tokens import Token, TokenDictionary
from annotator.training import IDLE_LABEL, IDLE_TEXTS, Changed, Clip, Spans, augmented, plain
from annotator_landmark_tcn.steps import Sequences, Taught, balanced, sequences, teach


@dataclass(frozen=True)
class Classes:
    """The classes of a model: token ids by class index, the idle one last, and the class index of a truth's tokens."""

    tier: str
    ids: tuple[int, ...]
    index: Mapping[str, int]
    tokens: TokenDictionary

    @property
    def idle(self) -> int:
        """The class index of nothing being signed."""
        return len(self.ids) - 1

    @property
    def words(self) -> list[str]:
        """The classes by index."""
        return [self.tokens.label(class_id) for class_id in self.ids]

    def spans(self, clip: Clip) -> Spans:
        """What is signed in a clip, of this tier."""
        mine = [segment for segment in clip.truth.segments if segment.tier == self.tier]
        return Spans(
            np.array([self.index[segment.token] for segment in mine], np.int64),
            np.array([segment.start_s for segment in mine], np.float64),
            np.array([segment.end_s for segment in mine], np.float64),
        )


def find_classes(clips: Sequence[Clip], tier: str, tokens: TokenDictionary) -> Classes:
    """The classes of a tier: the tokens of the dictionary that occur in the clips, and an idle one.

    A truth's token is the entry of that label, or else the one that has its Korean (or first) word. The idle class is
    the entry labelled "idle"; where there is none, one is added. Raises DatasetError naming the token without entry.
    """
    found: dict[str, int] = {}
    for clip in clips:
        for segment in clip.truth.segments:
            if segment.tier == tier and segment.token not in found:
                found[segment.token] = _entry(segment.token, segment.text, tokens, clip)
    if not found:
        tiers = sorted({segment.tier for clip in clips for segment in clip.truth.segments})
        raise DatasetError(f"no clip shows anything of the tier {tier!r}; there are: {', '.join(tiers) or 'none'}")
    idle = next((i for i in tokens if tokens.label(i) == IDLE_LABEL), max(tokens) + 1)
    ids = (*sorted(set(found.values()) - {idle}), idle)
    kept = {i: tokens.tokens[i] if i in tokens else Token(IDLE_LABEL, IDLE_TEXTS) for i in ids}
    dictionary = TokenDictionary(tokens.id, kept, tokens.version, spelling=tokens.spelling)
    return Classes(tier, ids, {name: ids.index(i) for name, i in found.items()}, dictionary)


def _entry(name: str, text: Mapping[str, str], tokens: TokenDictionary, clip: Clip) -> int:
    by_label = [i for i in tokens if tokens.label(i) == name]
    word = text.get("ko") or next(iter(text.values()), "")
    matching = by_label or [i for i in tokens if word and word in tokens.tokens[i].texts.values()]
    if len(matching) != 1:
        what = f"fits the tokens {matching}" if matching else "is not in the token dictionary"
        raise DatasetError(f"the sign {name!r} ({word}) {what}", path=clip.path)
    return matching[0]


def amounts(clip: Clip, tier: str) -> Counter[str]:
    """How many seconds of each token of the tier a clip shows."""
    seconds: Counter[str] = Counter()
    for segment in clip.truth.segments:
        if segment.tier == tier:
            seconds[segment.token] += segment.end_s - segment.start_s  # type: ignore[assignment]
    return seconds


@dataclass(frozen=True)
class Teacher:
    """Makes sequences to train on out of clips."""

    classes: Classes
    features: FeatureSet
    rate: Fraction
    window: int
    border_s: float
    idle_ratio: float
    length: int = 48

    def lesson(self, clips: Sequence[Clip], seed: int, epoch: int, *, augment: bool) -> Sequences:
        """The sequences of one epoch, changed anew where `augment` says so."""
        random = np.random.default_rng((seed, epoch))
        taught = [self.taught(clip, augmented(clip, self.rate, random) if augment else None) for clip in clips]
        taught = balanced(taught, self.classes.idle, self.idle_ratio, random)
        return sequences(taught, self.window, self.length)

    def exam(self, clips: Sequence[Clip]) -> Sequences:
        """The sequences of clips as they are, every step counting but those at borders."""
        return sequences([self.taught(clip) for clip in clips], self.window, self.length)

    def taught(self, clip: Clip, changed: Changed | None = None) -> Taught:
        """A clip as steps, changed or (None) as it is."""
        shown = changed or plain(clip, self.rate)
        memory = Memory.of(clip.video)
        steps, _ = self.features.compute(shown.landmarks, memory=memory)
        # A step stands for the time until the next one, as it does in recognition.
        times_s = (np.arange(len(steps)) + 0.5) * shown.speed / float(self.rate)
        return teach(steps, self.classes.spans(clip), times_s, shown.speed, self.classes.idle, self.border_s)
