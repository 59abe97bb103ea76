"""Which found segment stands for which true one: one to one, the best overlap first."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.evaluation.spans import Span, iou

Pair = tuple[int, int]


def match(truth: Sequence[Span], found: Sequence[Span], threshold: float, *, same_label: bool = True) -> list[Pair]:
    """Pairs (place in `truth`, place in `found`) whose IoU is at least `threshold`, in order of `truth`.

    Greedy: of all pairs allowed, the one with the greatest IoU is taken first, equal ones in order of time; each
    segment is used once. With `same_label`, only segments of the same label are paired.
    """
    candidates = sorted(
        (-overlap, t, f)
        for t, true in enumerate(truth)
        for f, each in enumerate(found)
        if (not same_label or true.label == each.label) and (overlap := iou(true, each)) >= threshold and overlap > 0
    )
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for _, t, f in candidates:
        if t not in pairs and f not in used:
            pairs[t] = f
            used.add(f)
    return sorted(pairs.items())
