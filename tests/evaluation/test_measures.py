"""The pure measures: overlap, matching, edits, times, rest."""

from __future__ import annotations

from functools import cache
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.evaluation.edits import Edits, edits
from annotator.evaluation.false_cues import FalseCues, false_cues, rest_s
from annotator.evaluation.matching import match
from annotator.evaluation.spans import Span, covered_s, iou, overlap_s
from annotator.evaluation.tally import THRESHOLDS, Tally, add, measures
from annotator.evaluation.timing import start_and_end_errors, timing_errors

# Times in eighths of a second are exact in binary, so equalities may be asked for.
times = st.integers(0, 160).map(lambda eighths: eighths / 8)
spans = st.builds(
    lambda start, length, label: Span(start, start + length, label),
    times,
    st.integers(1, 24).map(lambda eighths: eighths / 8),
    st.sampled_from("abc"),
)
some_spans = st.lists(spans, max_size=6)
labels = st.lists(st.sampled_from("abc"), max_size=6)


@st.composite
def apart(draw: st.DrawFn) -> list[Span]:
    """Spans that do not overlap each other, in order of time."""
    at, made = 0.0, []
    for gap, length, label in draw(
        st.lists(st.tuples(st.integers(0, 8), st.integers(1, 16), st.sampled_from("abc")), max_size=6)
    ):
        at += gap / 8
        made.append(Span(at, at + length / 8, label))
        at += length / 8
    return made


@given(spans, spans)
def test_iou_is_symmetric_and_a_share(one: Span, other: Span) -> None:
    assert iou(one, other) == iou(other, one)
    assert 0 <= iou(one, other) <= 1
    assert (iou(one, other) == 1) == ((one.start_s, one.end_s) == (other.start_s, other.end_s))
    assert (iou(one, other) > 0) == (one.start_s < other.end_s and other.start_s < one.end_s)


@given(spans, spans, times)
def test_iou_does_not_depend_on_when(one: Span, other: Span, shift: float) -> None:
    def later(span: Span) -> Span:
        return Span(span.start_s + shift, span.end_s + shift, span.label)

    assert iou(later(one), later(other)) == iou(one, other)


def test_iou_of_half_overlapping_stretches() -> None:
    assert iou(Span(0, 2, "a"), Span(1, 3, "a")) == pytest.approx(1 / 3)
    assert overlap_s(Span(0, 2, "a"), Span(1, 3, "a")) == 1
    assert iou(Span(0, 1, "a"), Span(1, 2, "a")) == 0


@given(some_spans, some_spans, st.sampled_from(THRESHOLDS))
def test_matching_is_one_to_one_and_keeps_the_threshold(truth: list[Span], found: list[Span], least: float) -> None:
    pairs = match(truth, found, least)
    assert len({t for t, _ in pairs}) == len({f for _, f in pairs}) == len(pairs)
    for t, f in pairs:
        assert truth[t].label == found[f].label
        assert iou(truth[t], found[f]) >= least
    left = [(t, f) for t in range(len(truth)) for f in range(len(found)) if t not in dict(pairs)]
    taken = {f for _, f in pairs}
    assert not [1 for t, f in left if f not in taken and truth[t].label == found[f].label
                and iou(truth[t], found[f]) >= least]  # fmt: skip


@given(apart(), apart())
def test_greedy_matching_is_the_best_from_half_on(truth: list[Span], found: list[Span]) -> None:
    for least in (0.5, 0.75):
        few, many = sorted((truth, found), key=len)
        best = max(
            (
                sum(
                    one.label == other.label and iou(one, other) >= least
                    for one, other in zip(few, order, strict=False)
                )
                for order in permutations(many, len(few))
            ),
            default=0,
        )
        assert len(match(truth, found, least)) == best


def test_the_best_overlap_is_taken_first() -> None:
    truth = [Span(0, 2, "a"), Span(2, 4, "a")]
    found = [Span(0.5, 2.75, "a")]
    assert match(truth, found, 0.25) == [(0, 0)]
    assert match(truth, found, 0.75) == []
    assert match(truth, [Span(0, 2, "b")], 0.25) == []
    assert match(truth, [Span(0, 2, "b")], 0.25, same_label=False) == [(0, 0)]


@given(apart(), apart())
def test_f1_is_a_share_and_symmetric(truth: list[Span], found: list[Span]) -> None:
    def figures(truth: list[Span], found: list[Span]) -> list[tuple[float | None, float | None, float | None]]:
        matched = tuple(len(match(truth, found, threshold)) for threshold in THRESHOLDS)
        done = measures(Tally(truth=len(truth), found=len(found), matched=matched))
        return [(each.f1, each.precision, each.recall) for each in done.detection]

    ours, theirs = figures(truth, found), figures(found, truth)
    for (f1, precision, recall), (f1_back, precision_back, recall_back) in zip(ours, theirs, strict=True):
        assert (f1, precision, recall) == (f1_back, recall_back, precision_back)
        assert (f1 is None) == (not truth and not found)
        if precision is not None and recall is not None and f1 is not None:
            assert min(precision, recall) - 1e-12 <= f1 <= max(precision, recall) + 1e-12 <= 1 + 1e-12
    assert [f1 for f1, _, _ in ours] == sorted((f1 for f1, _, _ in ours), key=lambda f1: -(f1 or 0))
    assert all(f1 in (1, None) for f1, _, _ in figures(truth, truth))


def brute_force(truth: tuple[str, ...], found: tuple[str, ...]) -> int:
    @cache
    def distance(t: int, f: int) -> int:
        if t == len(truth) or f == len(found):
            return len(truth) - t + len(found) - f
        change = distance(t + 1, f + 1) + (truth[t] != found[f])
        return min(change, distance(t + 1, f) + 1, distance(t, f + 1) + 1)

    return distance(0, 0)


@given(labels, labels)
def test_edits_are_the_fewest(truth: list[str], found: list[str]) -> None:
    done = edits(truth, found)
    assert done.total == brute_force(tuple(truth), tuple(found))
    assert done.insertions - done.deletions == len(found) - len(truth)
    assert min(done.substitutions, done.insertions, done.deletions) >= 0
    back = edits(found, truth)
    assert (back.total, back.insertions, back.deletions) == (done.total, done.deletions, done.insertions)


@given(labels)
def test_equal_sequences_need_no_edits(words: list[str]) -> None:
    assert edits(words, words) == Edits()
    assert edits(words, []) == Edits(deletions=len(words))
    assert edits([], words) == Edits(insertions=len(words))


def test_kinds_of_edits() -> None:
    assert edits("abc", "axc") == Edits(substitutions=1)
    assert edits("abc", "abbc") == Edits(insertions=1)
    assert edits("abcd", "xbc") == Edits(substitutions=1, deletions=1)
    assert Edits(1, 2, 3) + Edits(4, 5, 6) == Edits(5, 7, 9)


def test_times_are_found_minus_true() -> None:
    truth, found = [Span(1, 2, "a"), Span(3, 4, "a"), Span(5, 6, "b")], [Span(1.5, 2.25, "a"), Span(5, 5.5, "b")]
    starts, ends = start_and_end_errors(truth, found, [(0, 0), (2, 1)])
    assert (starts, ends) == ((0.5, 0.0), (0.25, -0.5))
    done = timing_errors([-0.4, 0.1, 0.2])
    assert (done.count, done.median_s, done.signed_median_s) == (3, 0.2, 0.1)
    assert done.p90_s == pytest.approx(0.36)
    assert timing_errors([]).median_s is None


@given(some_spans, st.integers(1, 24).map(float))
def test_rest_and_signing_make_the_video(stretches: list[Span], duration_s: float) -> None:
    eighths = [n / 8 for n in range(int(duration_s * 8))]
    busy = sum(any(each.start_s <= at < each.end_s for each in stretches) for at in eighths) / 8
    assert covered_s(stretches, duration_s) == busy
    assert rest_s(stretches, duration_s) == duration_s - busy


def test_false_cues_are_told_from_those_of_another_tier() -> None:
    own, others = [Span(1, 2, "a")], [Span(4, 6, "ㄱ")]
    found = [Span(1.5, 2.2, "z"), Span(1.6, 2.6, "a"), Span(4, 5, "a"), Span(8, 9, "a"), Span(3, 5, "a")]
    assert false_cues(found, own, others) == FalseCues(at_rest=2, cross_tier=2)


def test_tallies_add_up() -> None:
    one = Tally(truth=2, found=1, matched=(1, 1, 0), edits=Edits(0, 0, 1), false=FalseCues(1, 0), rest_s=30)
    two = Tally(truth=1, found=2, matched=(1, 0, 0), edits=Edits(1, 1, 0), false=FalseCues(0, 2), rest_s=30)
    both = measures(add([one, two]))
    assert [each.matched for each in both.detection] == [2, 1, 0]
    assert both.words.rate == 1.0
    assert (both.false_cues.at_rest, both.false_cues.cross_tier, both.false_cues.per_minute) == (1, 2, 1.0)
    assert measures(add([one, two], same_video=True)).false_cues.per_minute == 2.0
    assert measures(add([])).words.rate is None
