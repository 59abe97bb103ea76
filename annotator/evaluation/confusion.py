"""What was taken for what: each true segment right, mistimed, wrong or missed, each found one or false."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from annotator.evaluation.matching import Pair, match
from annotator.evaluation.spans import Span, iou

RIGHT_IOU: Final = 0.25  # from here on, the same label counts as found, and its times are measured
NEAR_IOU: Final = 0.1  # less overlap than this is a neighbour's edge, not a confusion
MISSED: Final = ""  # stands for the found label of what was missed, and for the true label of what is false

Fate = Literal["right", "mistimed", "wrong", "missed", "false"]


@dataclass(frozen=True)
class Fates:
    """What became of each true and each found segment, and the pairs behind it; `labels` counts (true, found)."""

    truth: tuple[Fate, ...]
    found: tuple[Fate, ...]
    right: tuple[Pair, ...]
    labels: Counter[tuple[str, str]]


def fates(truth: Sequence[Span], found: Sequence[Span]) -> Fates:
    """Pairs what is right first (same label, IoU of 0.25 or more), then what is left by overlap, whatever its label.

    A pair of the second kind has an IoU of 0.1 or more: "mistimed" where the label is the same, else "wrong".
    """
    right = match(truth, found, RIGHT_IOU)
    near = _match_the_rest(truth, found, right)
    of_truth: list[Fate] = ["missed"] * len(truth)
    of_found: list[Fate] = ["false"] * len(found)
    for t, f in (*right, *near):
        same = truth[t].label == found[f].label
        fate: Fate = "wrong" if not same else "right" if iou(truth[t], found[f]) >= RIGHT_IOU else "mistimed"
        of_truth[t] = of_found[f] = fate
    labels = Counter((truth[t].label, found[f].label) for t, f in (*right, *near))
    labels.update((truth[t].label, MISSED) for t, fate in enumerate(of_truth) if fate == "missed")
    labels.update((MISSED, found[f].label) for f, fate in enumerate(of_found) if fate == "false")
    return Fates(tuple(of_truth), tuple(of_found), tuple(right), labels)


def _match_the_rest(truth: Sequence[Span], found: Sequence[Span], right: Sequence[Pair]) -> list[Pair]:
    taken_truth, taken_found = {t for t, _ in right}, {f for _, f in right}
    left_truth = [t for t in range(len(truth)) if t not in taken_truth]
    left_found = [f for f in range(len(found)) if f not in taken_found]
    pairs = match([truth[t] for t in left_truth], [found[f] for f in left_found], NEAR_IOU, same_label=False)
    return [(left_truth[t], left_found[f]) for t, f in pairs]
