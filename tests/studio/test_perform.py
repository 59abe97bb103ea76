"""A script performed: what comes when, and that it is the same every time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from samples.studio import scripts, signs
from samples.studio.perform import Performance
from samples.studio.pose import Poser, hand_landmarks
from samples.studio.style import Style

SCRIPT = ["안녕하세요", "나", "rest 1.5", "spell 한글", "fidget scratch", "thanks"]


def perform(poser: Poser, script: list[str], seed: int = 0, hand: str = "R") -> Performance:
    rng = np.random.default_rng(seed)
    return Performance(poser, Style.random(rng, hand), script, rng)


def test_signs_come_in_the_order_of_the_script(poser: Poser) -> None:
    done = perform(poser, SCRIPT)
    letters = ["ㅎ", "ㅏ", "ㄴ", "ㄱ", "ㅡ", "ㄹ"]
    assert [each.sign.texts["ko"] for each in done.segments] == ["안녕하세요", "나", *letters, "감사합니다"]
    assert [word.text for word in done.spelled] == ["한글"]
    assert (done.spelled[0].start_s, done.spelled[0].end_s) == (done.segments[2].start_s, done.segments[7].end_s)


@pytest.mark.parametrize("seed", range(4))
def test_segments_do_not_overlap_and_rests_are_as_long_as_asked_for(poser: Poser, seed: int) -> None:
    done = perform(poser, SCRIPT, seed)
    assert all(first.end_s < second.start_s for first, second in pairwise(done.segments))
    assert done.segments[0].start_s > 0.3
    assert done.segments[-1].end_s < done.duration_s
    assert done.segments[2].start_s - done.segments[1].end_s > 1.5


def test_the_same_seed_gives_the_same_motion_and_another_one_another(poser: Poser) -> None:
    first, again, other = (perform(poser, SCRIPT, seed) for seed in (1, 1, 2))
    for moment in (0.0, 1.7, 4.4):
        places = [each.at(moment).hands["R"].centre for each in (first, again, other)]
        assert np.array_equal(places[0], places[1])
    assert first.duration_s == again.duration_s != other.duration_s


@pytest.mark.parametrize("hand", ["L", "R"])
def test_the_dominant_hand_spells(poser: Poser, hand: str) -> None:
    done = perform(poser, ["spell 안녕"], hand=hand)
    moved = {side: _way(poser, done, side) for side in "LR"}
    assert moved[hand] > 5 * moved["R" if hand == "L" else "L"]


def test_motion_has_no_jumps(poser: Poser) -> None:
    done = perform(poser, [*signs.words(), "spell 안녕"], 3)
    times = np.arange(0, done.duration_s, 0.01)
    for side in "LR":
        places = np.array([done.at(float(time)).hands[side].centre for time in times])
        assert np.linalg.norm(np.diff(places, axis=0), axis=1).max() < 0.05  # 5 m/s


def test_a_double_letter_is_two_segments_with_a_loosened_hand_between(poser: Poser) -> None:
    done = perform(poser, ["spell 안녕"])
    first, second = done.segments[2:4]
    assert first.sign.texts == second.sign.texts == {"ko": "ㄴ"}
    held, between = (
        _spread(poser, done, moment) for moment in (first.start_s + 0.1, (first.end_s + second.start_s) / 2)
    )
    assert between > held + 0.01


def test_an_unknown_item_is_refused(poser: Poser) -> None:
    with pytest.raises(ValueError, match="'dance' is neither"):
        perform(poser, ["dance"])


def test_random_scripts_can_be_performed(poser: Poser) -> None:
    rng = np.random.default_rng(5)
    for script in (
        scripts.sentence(rng, 8),
        scripts.spelling(rng, 3),
        scripts.spelled_words(rng, 2),
        scripts.idling(rng),
    ):
        assert perform(poser, script).duration_s > 3


def _way(poser: Poser, done: Performance, side: str) -> float:
    places = np.array([done.at(float(time)).hands[side].centre for time in np.arange(0, done.duration_s, 0.05)])
    return float(np.linalg.norm(np.diff(places, axis=0), axis=1).sum())


def _spread(poser: Poser, done: Performance, moment: float) -> float:
    """How far the tips of middle, ring and little finger are from the wrist, metres."""
    hand = hand_landmarks(poser.human, poser.pose(done.at(moment)), "R")
    return float(np.linalg.norm(hand[[12, 16, 20]] - hand[0], axis=1).mean())
