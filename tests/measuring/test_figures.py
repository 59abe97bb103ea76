"""The figures of samples, on scores made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.measuring import SILENT, Figures, Judged, Scored, figures, judge

WORDS = {0: "가다", 1: "오다", 2: "돌다", 3: "(쉼)"}


def scored(*values: float) -> Scored:
    return Scored(np.array(values), 1)


def test_the_right_class_is_ranked_among_all_that_are_no_idle() -> None:
    judged = judge(scored(0.1, 0.2, 0.05, 0.65), 0, frozenset([3]))
    assert judged == Judged(0, 1, before=1, confidence=0.2)


def test_idle_takes_part_where_the_sample_is_idle() -> None:
    assert judge(scored(0.1, 0.2, 0.05, 0.65), 3, frozenset([3])) == Judged(3, 3, 0, 0.65)


def test_of_equal_scores_the_first_class_stands_first() -> None:
    assert judge(scored(0.5, 0.5), 1).before == 1
    assert judge(scored(0.5, 0.5), 0).before == 0


def test_nothing_said_is_wrong() -> None:
    judged = judge(Scored(None), 1)
    assert judged.found == SILENT
    told = figures([judged, Judged(1, 1, 0, 0.8)], WORDS, 3)
    assert (told.samples, told.right, told.silent, told.top1) == (2, 1, 1, 0.5)
    assert told.confidence == 0.8
    assert told.taken.found == ("오다", "(nothing)")
    assert told.taken.counts == ((1, 1),)


def test_exact_figures() -> None:
    """Of 0 two right and one taken for 1; of 1 one right; of 2 one taken for 3, which the samples have nothing of."""
    judged = [
        Judged(0, 0, 0, 0.95),
        Judged(0, 0, 0, 0.85),
        Judged(0, 1, 1, 0.45),
        Judged(1, 1, 0, 0.65),
        Judged(2, 3, 6, 0.95),
    ]
    told = figures(judged, WORDS, 10)
    assert (told.top1, told.top5) == (0.6, 0.8)
    assert [(c.label, c.samples, c.found, c.right) for c in told.classes] == [
        ("가다", 3, 2, 2),
        ("오다", 1, 2, 1),
        ("돌다", 1, 0, 0),
    ]
    assert [c.precision for c in told.classes] == [1.0, 0.5, None]
    assert [c.recall for c in told.classes] == pytest.approx([2 / 3, 1, 0])
    assert told.macro_f1 == pytest.approx((4 / 5 + 2 / 3 + 0) / 3)
    assert told.confidence == pytest.approx((0.95 + 0.85 + 0.45 + 0.65 + 0.95) / 5)
    # bins of 0.9: |1 - 1.9|, of 0.8: |1 - 0.85|, of 0.4: |0 - 0.45|, of 0.6: |1 - 0.65|
    assert told.calibration_error == pytest.approx((0.9 + 0.15 + 0.45 + 0.35) / 5)
    assert told.taken.truth == ("가다", "오다", "돌다")
    assert told.taken.found == ("가다", "오다", "돌다", "(쉼)")
    assert told.taken.counts == ((2, 1, 0, 0), (0, 1, 0, 0), (0, 0, 0, 1))


def test_five_classes_have_no_top5() -> None:
    assert figures([Judged(0, 0, 0, 0.9)], WORDS, 5).top5 is None


SAMPLES = st.lists(
    st.tuples(st.integers(0, 7), st.one_of(st.none(), st.lists(st.floats(0, 1), min_size=8, max_size=8))),
    min_size=1,
    max_size=30,
)


def _figures(samples: list[tuple[int, list[float] | None]]) -> Figures:
    idle = frozenset([7])
    judged = [judge(Scored(None if values is None else np.array(values)), truth, idle) for truth, values in samples]
    return figures(judged, {at: f"class {at}" for at in range(8)}, 7)


@given(SAMPLES, st.randoms(use_true_random=False))
def test_figures_are_shares_and_do_not_depend_on_order(
    samples: list[tuple[int, list[float] | None]], random: object
) -> None:
    told = _figures(samples)
    assert told.top5 is not None
    assert 0 <= told.top1 <= told.top5 <= 1
    assert 0 <= told.macro_f1 <= 1
    assert told.calibration_error is None or 0 <= told.calibration_error <= 1
    assert sum(map(sum, told.taken.counts)) == told.samples == len(samples)
    shuffled = list(samples)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert _figures(shuffled) == told
