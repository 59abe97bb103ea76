"""Strokes and pauses out of a speed: thresholds that follow the trembling, cuts at deep minima, gaps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from performer import ASPECT, perform, without

from annotator.scoring import activity, body_evidence, find_pauses, find_strokes, load_form, still_limit

SPEEDS = st.lists(st.one_of(st.just(float("nan")), st.floats(0, 12)), max_size=120)


def bump(peak: float, seconds: float = 0.6) -> list[float]:
    return list(peak * np.sin(np.linspace(0, np.pi, int(seconds * 25))) ** 2)


def rest(seconds: float) -> list[float]:
    return [0.05] * int(seconds * 25)


def strokes(speed: list[float]) -> list[tuple[float, float]]:
    found = find_strokes(np.arange(len(speed)) / 25, np.array(speed))
    return [(each.start_s, each.end_s) for each in found]


def test_every_burst_is_a_stroke() -> None:
    found = strokes([*rest(1), *bump(5), *rest(0.5), *bump(3), *rest(1)])
    assert found == [pytest.approx((1.06, 1.54), abs=0.1), pytest.approx((2.16, 2.64), abs=0.12)]


@pytest.mark.parametrize(("dip", "count"), [(0.6, 2), (2.0, 2), (3.5, 1)])
def test_two_in_a_row_are_cut_where_the_dip_is_deep(dip: float, count: int) -> None:
    twice = np.array(bump(5) + bump(5))
    twice[4:-4] = np.maximum(twice[4:-4], dip)
    assert len(strokes([*rest(1), *twice, *rest(1)])) == count


def test_trembling_raises_the_limit_but_not_without_end() -> None:
    assert still_limit(np.full(100, 0.01)) == 0.3
    assert still_limit(np.full(100, 0.3)) == pytest.approx(0.6)
    assert still_limit(np.full(100, 9.0)) == 1.0
    assert strokes(list(np.random.default_rng(0).uniform(0.2, 0.5, 200))) == []


def test_pauses_are_found_in_a_performance() -> None:
    performance = perform(load_form("taegeuk-1"), pauses={6: 4.0}, noise=0.001)
    evidence = body_evidence(performance.landmarks, ASPECT)
    found = find_pauses(evidence.times_s, activity(evidence), 3.0)
    assert [(each.start_s, each.end_s) for each in found] == [
        pytest.approx((performance.truth[5][1], performance.truth[6][0]), abs=0.2)
    ]


def test_nothing_seen_is_neither_stroke_nor_pause() -> None:
    speed = np.array([*rest(2), *[np.nan] * 50, *rest(2)])
    assert find_pauses(np.arange(len(speed)) / 25, speed, 3.0) == []
    evidence = body_evidence(without(perform(load_form("taegeuk-1")).landmarks, range(75)), ASPECT)
    assert find_strokes(evidence.times_s, activity(evidence)) == []
    assert find_pauses(evidence.times_s, activity(evidence), 0.1) == []


def test_a_twitch_does_not_end_a_pause() -> None:
    speed = np.array([*rest(2), 0.5, 0.5, *rest(2)])
    assert len(find_pauses(np.arange(len(speed)) / 25, speed, 3.0)) == 1
    assert find_pauses(np.arange(len(speed)) / 25, speed, 3.0, bridge_s=0.0) == []


@given(SPEEDS)
def test_strokes_are_in_order_and_move(numbers: list[float]) -> None:
    speed, times_s = np.array(numbers), np.arange(len(numbers)) / 25
    found = find_strokes(times_s, speed)
    assert all(one.last <= two.first for one, two in pairwise(found))
    for each in found:
        assert each.end_s > each.start_s
        assert (speed[each.first : each.last] > 0).any()
        assert np.isfinite(speed[each.first : each.last]).all()


@given(SPEEDS, st.floats(0.1, 2.0))
def test_pauses_are_long_enough_and_seen(numbers: list[float], least_s: float) -> None:
    speed, times_s = np.array(numbers), np.arange(len(numbers)) / 25
    for each in find_pauses(times_s, speed, least_s):
        assert each.length_s >= least_s
        assert np.isfinite(speed[each.first : each.last]).all()
