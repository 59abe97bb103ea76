"""The costs of taking a stretch for a movement: what is unseen is neutral, what flows or stops inside costs more."""

from __future__ import annotations

import numpy as np
import pytest
from performer import ASPECT, perform, without

from annotator.scoring import BodyEvidence, Span, activity, body_evidence, find_strokes, load_form
from annotator.scoring.costs import UNKNOWN, WEIGHTS, candidates, costs
from annotator.scoring.expected import Expectation, expectations


@pytest.fixture(scope="module")
def evidence() -> BodyEvidence:
    return body_evidence(perform(load_form("taegeuk-1")).landmarks, ASPECT)


def test_the_right_movement_is_cheap(evidence: BodyEvidence) -> None:
    form = load_form("taegeuk-1")
    seen = candidates(evidence, find_strokes(evidence.times_s, activity(evidence)), 1)
    for number, movement in enumerate(form.movements[:13]):  # each one stroke: kicks come later
        total = sum(costs(expectations(movement)[0], seen, 0).values())
        assert total[number] < 1.0
        assert total[number] < np.median(total) - 1.0


def test_a_kick_that_is_missing_or_too_many_costs(evidence: BodyEvidence) -> None:
    seen = candidates(evidence, find_strokes(evidence.times_s, activity(evidence)), 1)
    none, right, left = (
        costs(Expectation(kicks=frozenset(legs)), seen, 0)["kick"] for legs in ((), ["right"], ["left"])
    )
    assert (none[0], right[0]) == pytest.approx((0.0, WEIGHTS["kick"]), abs=0.05)
    assert (none[13], right[13]) == pytest.approx((WEIGHTS["kick"], 0.0), abs=0.05)  # movement 14 kicks with the right
    assert 0.3 < left[13] < WEIGHTS["kick"]


def test_what_is_unseen_is_neutral() -> None:
    landmarks = perform(load_form("taegeuk-1")).landmarks
    evidence = body_evidence(without(landmarks, range(25, 33)), ASPECT)
    seen = candidates(evidence, find_strokes(evidence.times_s, activity(evidence)), 1)
    parts = costs(expectations(load_form("taegeuk-1").movements[13])[0], seen, 0)
    for name in ("kick", "feet"):
        np.testing.assert_allclose(parts[name], WEIGHTS[name] * UNKNOWN)


def test_beginning_without_a_stop_costs_and_so_does_a_stop_inside(evidence: BodyEvidence) -> None:
    def span(first: int, last: int) -> Span:
        return Span(first / 25, last / 25, first, last)

    flowing, resting = ([span(50, 65), span(start, start + 15)] for start in (65, 80))
    expected = Expectation(strokes=2)
    ones, others = (costs(expected, candidates(evidence, strokes, 2), 0)["time"] for strokes in (flowing, resting))
    alone, both, second = 0, 1, 2  # the candidates, in this order
    assert ones[second] > others[second] == 0
    assert ones[both] == 0 < others[both]
    assert ones[alone] == others[alone] == 0
