"""The signs as data: complete, readable, and told apart."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.tokens import FINGER_LETTERS
from samples.studio import signs
from samples.studio.signs import Sign, direction


def test_every_finger_letter_is_there_once() -> None:
    for way in (0, 1):
        assert sorted(sign.texts["ko"] for sign in signs.letters(way).values()) == sorted(FINGER_LETTERS)


def test_there_are_at_least_twenty_words_in_two_languages_and_none_twice() -> None:
    words = list(signs.words().values())
    assert len(words) >= 20
    for language in ("ko", "en"):
        assert len({sign.texts[language] for sign in words}) == len(words)


@pytest.mark.parametrize("way", [0, 1])
def test_no_two_letters_look_the_same(way: int) -> None:
    """What a camera sees of a letter: where its finger bones and its palm point."""
    looks = {sign.token: _look(sign) for sign in signs.letters(way).values()}
    for first, second in combinations(looks, 2):
        assert np.abs(looks[first] - looks[second]).max() > 0.15, (first, second)


def _look(sign: Sign) -> np.ndarray:
    key = sign.main[0]
    point = key.point / np.linalg.norm(key.point)
    palm = key.palm - (key.palm @ point) * point
    palm /= np.linalg.norm(palm)
    basis = np.stack([point, np.cross(palm, point), -palm], axis=1)
    return (key.fingers.directions() @ basis.T).ravel()


def test_every_sign_can_be_made() -> None:
    for sign in [*signs.words().values(), *signs.letters().values(), *signs.fidgets().values()]:
        assert len(sign.main) >= 2
        assert 0.3 < sign.seconds < 3
        for key in (*sign.main, *sign.other):
            assert np.allclose(np.linalg.norm(key.fingers.directions(), axis=2), 1)
            # Fingers cannot point where the palm faces: the two directions span a plane.
            assert np.linalg.norm(np.cross(key.point, key.palm)) > 0.3, sign.token


def test_what_is_uncertain_is_rendered_in_each_of_its_ways() -> None:
    first, second = signs.letters(0), signs.letters(1)
    assert not np.allclose(first["bieup"].main[0].palm, second["bieup"].main[0].palm)
    assert np.allclose(first["giyeok"].main[0].palm, second["giyeok"].main[0].palm)


def test_directions_are_read() -> None:
    assert np.allclose(direction("up"), (0, 1, 0))
    assert np.allclose(direction("in down"), np.array([-1, -1, 0]) / np.sqrt(2))
    assert np.allclose(direction("90 in"), (-1, 0, 0))
    assert np.allclose(direction("180 in"), (0, -1, 0))


@given(st.integers(2, 180), st.sampled_from(["in", "out", "forward", "back"]))
def test_an_angle_is_measured_from_straight_up(angle: int, way: str) -> None:
    found = direction(f"{angle} {way}")
    assert np.isclose(np.degrees(np.arccos(found[1])), angle, atol=1e-4)
    assert found @ direction(way) > -1e-9
