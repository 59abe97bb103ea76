"""The decoding policies: where segments begin and end, what makes one, what is refused."""

from __future__ import annotations

import itertools
import tracemalloc
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from timeline_signals import RATE, Sign, row, windows

from annotator.errors import BundleError, RecognizerError
from annotator.records import Prediction, Segment
from annotator.timeline import POLICIES, check_policy, clamp_segments, decode

IDS = [100, 101, 102]
IN_TIME = ["vote", "hysteresis"]
IDLE = {"idle": [100]}
SHARP: dict[str, dict[str, Any]] = {
    "vote": {"count": 1, "bridge_s": 0},
    "hysteresis": {"smooth_s": 0, "min_s": 0, "bridge_s": 0},
    "clip": {},
}


def spans(segments: Iterator[Segment]) -> list[tuple[float, float, int]]:
    return [(round(s.start_s, 3), round(s.end_s, 3), s.class_id) for s in segments]


@pytest.mark.parametrize("policy", IN_TIME)
# `vote` wants three windows of 1 s that lie in a sign to nine tenths: at the longest stride, 1.4 s are enough for it.
@given(begin=st.floats(1, 3), length=st.floats(1.4, 3), second=st.floats(1.4, 2), stride=st.integers(1, 4))
def test_boundaries_lie_where_the_signs_do(
    policy: str, begin: float, length: float, second: float, stride: int
) -> None:
    """Rest, a sign, another right after it, rest: each boundary within half a stride (and a smoothing's grain)."""
    middle, end = begin + length, begin + length + second
    signs: list[Sign] = [(begin, middle, 1), (middle, end, 2)]
    found = list(decode(windows(signs, 0, end + 2, stride=stride), policy, IDLE, IDS))
    assert [s.class_id for s in found] == [101, 102]
    for real_s, found_s in [(begin, found[0].start_s), (middle, found[0].end_s), (end, found[1].end_s)]:
        assert abs(found_s - real_s) <= (stride / 2 + 0.51) / RATE
    assert found[0].end_s == found[1].start_s


@pytest.mark.parametrize("policy", IN_TIME)
def test_boundaries_are_unbiased(policy: str) -> None:
    """Over many offsets between signs and windows, errors of beginnings and ends average to nothing."""
    errors = []
    for offset in np.arange(0, 1 / RATE, 1 / RATE / 20):
        sign = (2 + offset, 4 + offset, 1)
        (found,) = decode(windows([sign], 0, 7), policy, IDLE, IDS)
        errors.append((found.start_s - sign[0], found.end_s - sign[1]))
    assert np.abs(np.mean(errors, axis=0)).max() < 0.1 / RATE


@pytest.mark.parametrize("policy", IN_TIME)
def test_a_sign_that_fills_a_stretch_reaches_to_its_edges(policy: str) -> None:
    assert spans(decode(windows([(0, 9, 1)], 2, 5), policy, IDLE, IDS)) == [(2, 5, 101)]


@pytest.mark.parametrize("policy", IN_TIME)
def test_a_hole_in_time_ends_a_segment_unless_it_is_short(policy: str) -> None:
    signs: list[Sign] = [(0, 9, 1)]
    apart = itertools.chain(windows(signs, 0, 2), windows(signs, 3, 5))
    assert spans(decode(apart, policy, IDLE, IDS)) == [(0, 2, 101), (3, 5, 101)]
    near = itertools.chain(windows(signs, 0, 2), windows(signs, 2.1, 5))
    assert spans(decode(near, policy, IDLE, IDS)) == [(0, 5, 101)]
    strict = itertools.chain(windows(signs, 0, 2), windows(signs, 2.1, 5))
    assert spans(decode(strict, policy, {**IDLE, "break_s": 0.05}, IDS)) == [(0, 2, 101), (2.1, 5, 101)]


@pytest.mark.parametrize("policy", IN_TIME)
def test_windows_further_apart_than_long(policy: str) -> None:
    sparse = [Prediction(at, at + 0.5, p.scores) for at, p in enumerate(row(1, 1, 1, 1))]
    assert spans(decode(sparse, policy, {"break_s": 0.5}, IDS)) == [(0, 3.5, 101)]


@pytest.mark.parametrize("policy", POLICIES)
def test_nothing_comes_of_nothing(policy: str) -> None:
    assert list(decode([], policy, {}, IDS)) == []


@pytest.mark.parametrize("policy", POLICIES)
def test_a_single_window(policy: str) -> None:
    assert spans(decode(row(1), policy, SHARP[policy], IDS)) == [(0, 0.1, 101)]


@pytest.mark.parametrize("policy", POLICIES)
def test_one_class_alone(policy: str) -> None:
    (found,) = decode(row(0, 0, 0, 0, classes=2, score=1.0), policy, {}, [7, 8])
    assert (found.class_id, found.alternatives) == (7, ())
    assert spans(decode([Prediction(0, 1, np.ones(1, np.float32))], policy, SHARP[policy], [5])) == [(0, 1, 5)]


@pytest.mark.parametrize("policy", POLICIES)
def test_idle_classes_give_no_segment(policy: str) -> None:
    assert list(decode(row(0, 0, 0, 0, 0), policy, {"idle": [100, 102]}, IDS)) == []


@pytest.mark.parametrize("policy", POLICIES)
def test_confidence_is_the_mean_over_the_windows_and_alternatives_come_by_rank(policy: str) -> None:
    scores = [[0.1, 0.9, 0.0], [0.2, 0.7, 0.1], [0.0, 0.92, 0.08]]
    predictions = [Prediction(at, at + 1, np.array(s, np.float32)) for at, s in enumerate(scores)]
    (found,) = decode(predictions, policy, SHARP[policy], IDS)
    assert found.confidence == pytest.approx(0.84)
    assert [(a.class_id, pytest.approx(a.confidence)) for a in found.alternatives] == [(100, 0.1), (102, 0.06)]
    (short,) = decode(predictions, policy, {**SHARP[policy], "alternatives": 1}, IDS)
    assert [a.class_id for a in short.alternatives] == [100]


class TestVote:
    def test_needs_equal_decisions_in_a_row(self) -> None:
        assert spans(decode(row(1, 1, 2, 1, 1, 2, 2, 2), "vote", {"bridge_s": 0}, IDS)) == [(0.5, 0.8, 102)]

    def test_needs_confidence_in_a_row(self) -> None:
        unsure = [*row(1, 1), *row(1, at_s=0.2, score=0.8), *row(1, 1, at_s=0.3)]
        assert list(decode(unsure, "vote", {}, IDS)) == []
        assert spans(decode(unsure, "vote", {"threshold": 0.7}, IDS)) == [(0, 0.5, 101)]

    def test_lasts_while_the_decision_is_sustained(self) -> None:
        fading = [*row(1, 1, 1), *row(1, 1, at_s=0.3, score=0.6), *row(1, 1, at_s=0.5, score=0.4)]
        assert spans(decode(fading, "vote", {}, IDS)) == [(0, 0.5, 101)]
        assert spans(decode(fading, "vote", {"sustain": 0.3}, IDS)) == [(0, 0.7, 101)]
        assert spans(decode(fading, "vote", {"sustain": 0.9}, IDS)) == [(0, 0.3, 101)]

    def test_passes_over_short_interruptions(self) -> None:
        flicker = row(1, 1, 1, 2, 0, 1, 1, 1, 2, 2, 2)
        assert spans(decode(flicker, "vote", {}, IDS)) == [(0, 0.8, 101), (0.8, 1.1, 102)]
        assert spans(decode(flicker, "vote", {"bridge_s": 0.1}, IDS))[:2] == [(0, 0.3, 101), (0.5, 0.8, 101)]

    def test_another_sign_is_no_interruption(self) -> None:
        found = spans(decode(row(1, 1, 1, 2, 2, 2, 1, 1, 1), "vote", {"bridge_s": 9}, IDS))
        assert [class_id for *_, class_id in found] == [101, 102, 101]

    def test_the_mean_counts_the_windows_that_were_passed_over(self) -> None:
        (found,) = decode(row(1, 1, 1, 2, 1, 1, 1), "vote", {}, IDS)
        assert found.confidence == pytest.approx((6 * 0.95 + 0.025) / 7)


class TestHysteresis:
    def test_begins_at_enter_and_ends_below_leave(self) -> None:
        levels = [0.1, 0.45, 0.7, 0.55, 0.45, 0.3, 0.45, 0.3]
        predictions = [
            Prediction(at, at + 1, np.array([1 - s, s], np.float32) * [0.4, 1]) for at, s in enumerate(levels)
        ]
        assert spans(decode(predictions, "hysteresis", SHARP["hysteresis"], [1, 2])) == [(1, 5, 2)]

    def test_smooths_flicker_away(self) -> None:
        flicker = row(*[1, 1, 2, 1, 1, 1, 2, 1, 1], score=0.9)
        parameters = {"smooth_s": 0.5, "bridge_s": 0}
        assert spans(decode(flicker, "hysteresis", parameters, IDS)) == [(0, 0.9, 101)]

    def test_drops_what_is_short(self) -> None:
        blink = row(0, 0, 0, 1, 0, 0, 0)
        assert list(decode(blink, "hysteresis", {**IDLE, "smooth_s": 0}, IDS)) == []
        assert spans(decode(blink, "hysteresis", {**IDLE, "smooth_s": 0, "min_s": 0.05}, IDS)) == [(0.3, 0.4, 101)]

    def test_what_is_seen_late_is_said_to_have_been_earlier(self) -> None:
        sign = row(0, 0, 1, 1, 1, 0)
        parameters = {**IDLE, **SHARP["hysteresis"], "delay_s": 0.1}
        assert spans(decode(sign, "hysteresis", parameters, IDS)) == [(0.1, 0.4, 101)]
        at_once = spans(clamp_segments(decode(row(1, 1), "hysteresis", parameters, IDS), 0.2))
        assert at_once == [(0.0, 0.1, 101)]

    def test_does_not_smooth_over_a_hole_in_time(self) -> None:
        apart = [*row(1, 1), *row(2, 2, at_s=1.0)]
        parameters = {"smooth_s": 60, "bridge_s": 0}
        assert spans(decode(apart, "hysteresis", parameters, IDS)) == [(0, 0.2, 101), (1, 1.2, 102)]


class TestClip:
    def test_is_one_label_for_all(self) -> None:
        assert spans(decode(row(1, 2, 1, 0, 1), "clip", {}, IDS)) == [(0, 0.5, 101)]

    def test_may_be_too_unsure(self) -> None:
        assert list(decode(row(1, 2, 1, 2, 1), "clip", {"threshold": 0.8}, IDS)) == []


MISTAKES: dict[str, tuple[str, dict[str, Any], str]] = {
    "unknown-policy": ("guess", {}, 'there is no policy "guess".*vote, hysteresis, clip'),
    "unknown-parameter": ("vote", {"treshold": 0.9}, "treshold.*it takes .*threshold"),
    "out-of-range": ("vote", {"threshold": 1.5}, "<= 1.0 - at `threshold`"),
    "count": ("vote", {"count": 0}, ">= 1 - at `count`"),
    "negative-time": ("hysteresis", {"min_s": -1}, ">= 0.0 - at `min_s`"),
    "text": ("clip", {"threshold": "high"}, "got `str` - at `threshold`"),
    "unknown-idle": ("vote", {"idle": [7]}, "no class with the token id 7"),
    "leave-above-enter": ("hysteresis", {"enter": 0.3, "leave": 0.4}, "leave .* above enter"),
    "sustain-above-threshold": ("vote", {"threshold": 0.3, "sustain": 0.4}, "sustain .* above threshold"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistaken_policy_is_refused_at_the_call(name: str) -> None:
    policy, parameters, message = MISTAKES[name]
    with pytest.raises(BundleError, match=message):
        decode([], policy, parameters, IDS)


@pytest.mark.parametrize("ids", [[], [1, 1]], ids=["none", "twice"])
def test_class_ids_are_needed_and_differ(ids: list[int]) -> None:
    with pytest.raises(BundleError, match="class ids"):
        check_policy("vote", {}, ids)


WRONG: dict[str, tuple[list[Prediction], str]] = {
    "nan": ([Prediction(0, 1, np.array([np.nan, 0, 1], np.float32))], "no numbers"),
    "logits": ([Prediction(0, 1, np.array([3, -2, 1], np.float32))], "scores from -2 to 3"),
    "other-classes": ([Prediction(0, 1, np.array([1, 0], np.float32))], "2 scores for 3 classes"),
    "backwards": (row(1, 1)[::-1], "does not come after"),
    "twice": (row(1) * 2, "does not come after"),
    "endless": ([Prediction(0, float("inf"), np.array([1, 0, 0], np.float32))], "no numbers"),
}


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("name", WRONG)
def test_wrong_predictions_are_refused(name: str, policy: str) -> None:
    predictions, message = WRONG[name]
    with pytest.raises(RecognizerError, match=message):
        list(decode(predictions, policy, {}, IDS))


@st.composite
def predictions(draw: st.DrawFn) -> list[Prediction]:
    """Windows of any lengths that move forward, with holes, scored at random."""
    clock, found = 0.0, []
    for _ in range(draw(st.integers(0, 30))):
        clock += draw(st.sampled_from([0.03, 0.1, 0.5, 3.0]))
        half = draw(st.sampled_from([0.02, 0.5, 0.5, 0.6]))
        scores = np.array(draw(st.lists(st.integers(0, 8), min_size=3, max_size=3)), np.float32) ** 3
        found.append(Prediction(clock - half, clock + half, scores / max(1.0, float(scores.sum()))))
    return found


LOOSE: dict[str, dict[str, Any]] = {
    "vote": {"threshold": 0.5, "count": 2},
    "hysteresis": {"enter": 0.5, "min_s": 0.1},
    "clip": {},
}


@pytest.mark.parametrize("policy", POLICIES)
@given(windows=predictions(), idle=st.sampled_from([[], [100]]))
def test_segments_are_in_order_apart_and_within_the_windows(
    policy: str, windows: list[Prediction], idle: list[int]
) -> None:
    found = list(decode(iter(windows), policy, {**LOOSE[policy], "idle": idle}, IDS))
    for segment in found:
        assert segment.start_s < segment.end_s
        assert 0 < segment.confidence <= 1 + 1e-9
        assert segment.class_id in IDS
        assert segment.class_id not in idle
        assert segment.class_id not in [a.class_id for a in segment.alternatives]
    for before, after in itertools.pairwise(found):
        assert before.end_s <= after.start_s
    if found:
        assert min(p.start_s for p in windows) <= found[0].start_s
        assert found[-1].end_s <= max(p.end_s for p in windows)


@pytest.mark.parametrize("policy", IN_TIME)
@given(windows=predictions())
def test_segments_come_as_soon_as_they_are_settled(policy: str, windows: list[Prediction]) -> None:
    """A video that goes on changes nothing about segments that ended long before."""
    later = row(0, 0, 0, 0, at_s=windows[-1].end_s + 10 if windows else 0)
    parameters = {**LOOSE[policy], **IDLE}
    assert list(decode([*windows, *later], policy, parameters, IDS)) == list(decode(windows, policy, parameters, IDS))


@pytest.mark.parametrize("policy", POLICIES)
def test_memory_does_not_grow_with_the_video(policy: str) -> None:
    def endless(count: int) -> Iterator[Prediction]:
        for at in range(count):
            scores = np.zeros(500, np.float32)
            scores[at // 40 % 500] = 1
            yield Prediction(at / RATE, at / RATE + 1, scores)

    peaks = []
    for count in (500, 2000):
        tracemalloc.start()
        for _ in decode(endless(count), policy, {}, range(500)):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0] + 20_000


def test_segments_are_cut_to_the_video() -> None:
    segments = [Segment(-1, 1, 0, 1), Segment(2, 5, 0, 1), Segment(4, 5, 0, 1)]
    assert [(s.start_s, s.end_s) for s in clamp_segments(segments, 4)] == [(0, 1), (2, 4)]
