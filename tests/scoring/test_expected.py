"""What a movement of a form should look like: arms, kicks, alternatives, what is not known."""

from __future__ import annotations

import pytest

from annotator.scoring import load_form, load_forms
from annotator.scoring.expected import Expectation, expectations


def expected(form: str, number: int) -> Expectation:
    return expectations(load_form(form).movements[number - 1])[0]


def heights(expectation: Expectation) -> dict[str, float]:
    return {side: place[1] for side, place in expectation.wrists}


def test_levels_and_the_hand_drawn_back() -> None:
    low, punch, face = (expected("taegeuk-1", number) for number in (1, 2, 13))
    assert heights(low)["left"] < heights(low)["right"] < heights(punch)["right"] < heights(face)["left"]
    assert heights(punch)["left"] == heights(low)["right"]


def test_a_punch_draws_the_blocking_hand_back() -> None:
    both = expected("taegeuk-3", 17)  # a low block with the left, then a punch with the right
    assert heights(both) == heights(expected("taegeuk-3", 8))
    assert expected("taegeuk-4", 19).wrists == ()  # two punches in a row, no source says which comes last
    assert expected("taegeuk-4", 19).either is not None


def test_two_blocks_at_once_have_both_their_places() -> None:
    assert set(heights(expected("taegeuk-5", 13))) == {"left", "right"}


@pytest.mark.parametrize(("number", "legs"), [(13, set()), (14, {"right"}), (16, {"left"})])
def test_kicks(number: int, legs: set[str]) -> None:
    assert expected("taegeuk-1", number).kicks == legs


def test_disputed_movements_have_every_variant() -> None:
    stances = {each.feet for each in expectations(load_form("taegeuk-2").movements[14])}
    assert len(stances) == 2


def test_every_movement_of_every_form_has_one() -> None:
    for form in load_forms():
        for movement in form.movements:
            first, *others = expectations(movement)
            assert first.facing == movement.facing
            assert first.strokes >= 2
            assert len(others) == len(movement.alternatives)
