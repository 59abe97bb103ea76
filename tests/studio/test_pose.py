"""Hands get where they are wanted, held as they are wanted."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samples.studio import signs
from samples.studio.human import Human
from samples.studio.pose import Hand, Poser, Stance, hand_landmarks

INDEX_TIP, MIDDLE_KNUCKLE, LITTLE_KNUCKLE, INDEX_KNUCKLE = 8, 9, 17, 5
UP, FORWARD = np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])


def stance(human: Human, offset: tuple[float, float, float], shape: str = "flat") -> Stance:
    """Both hands before their shoulders, pointing up, palms to the viewer; `offset` is (out, up, forward)."""
    hands = {}
    for side, out in (("L", 1.0), ("R", -1.0)):
        centre = human.head(f"upperarm01.{side}") + np.array(offset) * (out, 1, 1)
        hands[side] = Hand(centre, UP, FORWARD, signs.shape(shape).directions())
    return Stance(hands)


@settings(max_examples=40, deadline=None)
@given(st.floats(-0.15, 0.12), st.floats(-0.2, 0.15), st.floats(0.2, 0.32))
def test_the_palm_is_where_it_is_wanted(out: float, up: float, forward: float) -> None:
    poser = _poser()
    wanted = stance(poser.human, (out, up, forward))
    pose = poser.pose(wanted)
    for side in "LR":
        hand = hand_landmarks(poser.human, pose, side)
        assert np.linalg.norm(hand[0] + 0.75 * (hand[MIDDLE_KNUCKLE] - hand[0]) - wanted.hands[side].centre) < 0.012


@pytest.mark.parametrize("side", ["L", "R"])
def test_the_hand_points_and_faces_as_wanted(poser: Poser, side: str) -> None:
    hand = hand_landmarks(poser.human, poser.pose(stance(poser.human, (0, -0.1, 0.3))), side)
    pointing = hand[INDEX_TIP] - hand[INDEX_KNUCKLE]
    assert pointing @ UP / np.linalg.norm(pointing) > 0.98
    # Palm to the viewer: the thumb's side is the inner one.
    across = hand[INDEX_KNUCKLE] - hand[LITTLE_KNUCKLE]
    assert across[0] * (1 if side == "R" else -1) > 0.03


def test_left_and_right_are_mirror_images(poser: Poser) -> None:
    pose = poser.pose(stance(poser.human, (0.03, -0.05, 0.3)))
    left, right = (hand_landmarks(poser.human, pose, side) for side in "LR")
    assert np.abs(left * (-1, 1, 1) - right).max() < 0.004


def test_fingers_do_as_the_shape_says(poser: Poser) -> None:
    reach = {}
    for shape in ("flat", "fist", "index"):
        hand = hand_landmarks(poser.human, poser.pose(stance(poser.human, (0, -0.1, 0.3), shape)), "R")
        reach[shape] = [float(np.linalg.norm(hand[tip] - hand[0])) for tip in (8, 12, 16, 20)]
    assert min(reach["flat"]) > 1.4 * max(reach["fist"])
    assert reach["index"][0] == pytest.approx(reach["flat"][0], rel=0.02)
    assert reach["index"][1:] == pytest.approx(reach["fist"][1:], rel=0.02)


def test_bones_keep_their_lengths(poser: Poser) -> None:
    human = poser.human
    pose = poser.pose(stance(human, (-0.1, 0.1, 0.25), "claw"))
    lengths = np.linalg.norm(pose.tips - pose.joints, axis=1)
    assert np.allclose(lengths, np.linalg.norm(human.tails - human.heads, axis=1))


def test_what_is_out_of_reach_is_reached_for(poser: Poser) -> None:
    far = stance(poser.human, (0.5, 0.5, 0.6))
    pose = poser.pose(far)
    shoulder, wrist = (pose.joints[poser.human.bone(f"{name}.R")] for name in ("upperarm01", "wrist"))
    assert np.linalg.norm(wrist - shoulder) < poser.arm_m
    way = far.hands["R"].centre - shoulder
    assert (wrist - shoulder) @ way / np.linalg.norm(way) / np.linalg.norm(wrist - shoulder) > 0.95


def _poser() -> Poser:
    from samples.studio.human import Shape, load_human

    return Poser(load_human(Shape()))
