"""Which found hand is the person's left and which the right, when MediaPipe contradicts itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from annotator.records import FloatArray

Side = Literal["left", "right"]

# Two finds whose points lie, on average, nearer than this part of a palm's length are one hand found twice.
_SAME_HAND: Final = 0.5
_WRIST, _MIDDLE_MCP = 0, 9


@dataclass(frozen=True)
class Hand:
    """One found hand: `side` as labelled (already un-mirrored), how sure (0..1), and its points float32 [21, 3]."""

    side: Side
    score: float
    points: FloatArray = field(repr=False)

    @property
    def wrist(self) -> FloatArray:
        """x and y of the wrist."""
        return self.points[_WRIST, :2]


class HandSorter:
    """Gives each found hand a side, for one video.

    Two hands labelled differently keep their labels. Two labelled alike are one hand found twice when they lie on each
    other (the surer one is kept); otherwise they are both kept: the sides are dealt out so that the wrists move least
    from where the two sides were last seen, or, where that is not known, the surer one keeps the label.
    """

    def __init__(self) -> None:
        self._last: dict[Side, FloatArray] = {}

    def sort(self, hands: list[Hand]) -> dict[Side, Hand]:
        """The sides of at most two hands found in the next frame."""
        ranked = sorted(hands, key=lambda hand: -hand.score)
        if len(ranked) > 1 and ranked[0].side == ranked[1].side:
            ranked = self._settle(ranked[0], ranked[1])
        sides = {hand.side: hand for hand in reversed(ranked)}
        self._last.update({side: hand.wrist for side, hand in sides.items()})
        return sides

    def _settle(self, surer: Hand, other: Hand) -> list[Hand]:
        if _is_same(surer, other):
            return [surer]
        opposite: Side = "left" if surer.side == "right" else "right"
        if self._path(surer, surer.side, other, opposite) <= self._path(surer, opposite, other, surer.side):
            return [surer, Hand(opposite, other.score, other.points)]
        return [Hand(opposite, surer.score, surer.points), other]

    def _path(self, a: Hand, side_of_a: Side, b: Hand, side_of_b: Side) -> float:
        """How far the wrists would have moved since each side was last seen (0 where it never was)."""
        pairs = ((a, self._last.get(side_of_a)), (b, self._last.get(side_of_b)))
        return sum(float(np.linalg.norm(hand.wrist - last)) for hand, last in pairs if last is not None)


def _is_same(a: Hand, b: Hand) -> bool:
    palm = float(np.linalg.norm(a.points[_MIDDLE_MCP, :2] - a.points[_WRIST, :2]))
    apart = float(np.linalg.norm(a.points[:, :2] - b.points[:, :2], axis=1).mean())
    return apart < _SAME_HAND * palm
