"""Windows of pictures to train on: each is labelled by what is signed at its middle, as recognition will read it.

    footage   . . . [ a  a  a  a ] . . . . . [ b  b  b ] . .
    window        [- - -m- - -]                               middle m in a: labelled a
    window                       [- - -m- - -]                middle between signs: nothing (where that is known)

Windows reach over the ends of a recording by repeating its first or last picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.datasets import Footage
from annotator.records import FloatArray, ImageArray
from annotator.training.classes import ModelClasses
from annotator.training.fitting import Batch, Labels

Augment = Callable[[ImageArray, np.random.Generator], ImageArray]


@dataclass(frozen=True)
class Sampling:
    """How windows are drawn.

    `window`: pictures in one. `reach`: the share of a sign, around its middle, in which the middles of its windows lie.
    `a_span`: windows a sign and epoch. `idle_ratio`: windows of nothing for each window of a sign. `border_s`: middles
    of nothing keep this far from every sign.
    """

    window: int
    reach: float = 0.7
    a_span: int = 1
    idle_ratio: float = 0.35
    border_s: float = 0.12


@dataclass(frozen=True)
class _Pick:
    """A window: of which recording, around which picture, and its class index."""

    footage: int
    middle: int
    label: int


class WindowTeacher:
    """Draws windows of some recordings: others in every epoch to learn from, always the same ones to be examined by."""

    def __init__(self, footage: Sequence[Footage], classes: ModelClasses, sampling: Sampling) -> None:
        self._footage, self._classes, self._sampling = footage, classes, sampling
        self._index = classes.index

    def lesson(
        self, seed: int, epoch: int, batch: int, augment: Augment | None = None, weights: FloatArray | None = None
    ) -> Iterator[Batch]:
        """The batches of an epoch: uint8 [B, window, H, W, 3], class indices [B], weights [B] (by class `weights`)."""
        random = np.random.default_rng([seed, epoch])
        picks = self._drawn(random)
        order = random.permutation(len(picks))
        for at in range(0, len(order), batch):
            chosen = [picks[i] for i in order[at : at + batch]]
            clips = [self._clip(pick) for pick in chosen]
            if augment is not None:
                clips = [augment(clip, random) for clip in clips]
            yield _batch(clips, chosen, weights)

    def exam(self, batch: int, weights: FloatArray | None = None) -> Iterable[Batch]:
        """The windows around the middle of every sign, and some of nothing, in batches.

        It can be gone through again and again; pictures are read as it is, so that they need not fit into memory.
        """
        picks = self.fixed()
        parts = [picks[at : at + batch] for at in range(0, len(picks), batch)]
        return _Exam(lambda part: _batch([self._clip(pick) for pick in part], part, weights), parts)

    def fixed(self) -> list[_Pick]:
        """The picks of the exam."""
        return self._drawn(np.random.default_rng(0), middle=True)

    def labels(self) -> Labels:
        """The class index of every window of an epoch, to weigh the classes by, int64 [N]."""
        return np.array([pick.label for pick in self.fixed()], np.int64)

    def _drawn(self, random: np.random.Generator, *, middle: bool = False) -> list[_Pick]:
        picks = []
        for number, footage in enumerate(self._footage):
            mine = [span for span in footage.spans if span.label in self._index]
            for span in mine:
                for _ in range(1 if middle else self._sampling.a_span):
                    share = 0.0 if middle else random.uniform(-0.5, 0.5) * self._sampling.reach
                    time_s = (span.start_s + span.end_s) / 2 + share * (span.end_s - span.start_s)
                    picks.append(_Pick(number, int(time_s * footage.rate), self._index[span.label]))
            if self._classes.idle is not None:
                picks += self._idle(number, footage, len(mine), random)
        return picks

    def _idle(self, number: int, footage: Footage, signs: int, random: np.random.Generator) -> list[_Pick]:
        """Windows of nothing: in proportion to the signs; of a recording without any, one a second."""
        assert self._classes.idle is not None  # noqa: S101 (asked by the caller)
        free = _free(footage, self._sampling.border_s) if footage.continuous else np.zeros(0, np.int64)
        wanted = signs * self._sampling.a_span * self._sampling.idle_ratio if signs else len(footage) / footage.rate
        chosen = random.permutation(free)[: round(wanted)]
        return [_Pick(number, int(middle), self._classes.idle) for middle in chosen]

    def _clip(self, pick: _Pick) -> ImageArray:
        footage, window = self._footage[pick.footage], self._sampling.window
        first = pick.middle - (window - 1) // 2
        return np.asarray(footage.images[np.arange(first, first + window).clip(0, len(footage) - 1)])


@dataclass(frozen=True)
class _Exam:
    """Batches made anew whenever they are gone through."""

    make: Callable[[Sequence[_Pick]], Batch]
    parts: Sequence[Sequence[_Pick]]

    def __iter__(self) -> Iterator[Batch]:
        return map(self.make, self.parts)


def _free(footage: Footage, border_s: float) -> Labels:
    """The pictures that show no sign and are not near one."""
    times = (np.arange(len(footage)) + 0.5) / float(footage.rate)
    near = np.zeros(len(footage), np.bool_)
    for span in footage.spans:
        near |= (times > span.start_s - border_s) & (times < span.end_s + border_s)
    return np.flatnonzero(~near)


def _batch(clips: Sequence[ImageArray], picks: Sequence[_Pick], weights: FloatArray | None) -> Batch:
    labels = np.array([pick.label for pick in picks], np.int64)
    return np.stack(clips), labels, np.ones(len(picks), np.float32) if weights is None else weights[labels]
