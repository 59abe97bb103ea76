from __future__ import annotations

import numpy as np

from annotator.landmarks.handedness import Hand, HandSorter, Side


def hand(side: Side, score: float, x: float) -> Hand:
    """An upright hand with its wrist at (x, 0.5), its palm 0.1 long."""
    points = np.zeros((21, 3), np.float32)
    points[:, 0] = x
    points[:, 1] = np.linspace(0.5, 0.3, 21)
    points[0, 1], points[9, 1] = 0.5, 0.4
    return Hand(side, score, points)


def places(sides: dict[Side, Hand]) -> dict[Side, float]:
    return {side: round(float(found.wrist[0]), 2) for side, found in sides.items()}


def test_labels_that_differ_are_kept() -> None:
    assert places(HandSorter().sort([hand("left", 0.9, 0.2), hand("right", 0.8, 0.7)])) == {"left": 0.2, "right": 0.7}


def test_one_hand_keeps_its_label_whatever_was_before() -> None:
    sorter = HandSorter()
    sorter.sort([hand("right", 0.9, 0.7)])
    assert places(sorter.sort([hand("left", 0.9, 0.7)])) == {"left": 0.7}
    assert sorter.sort([]) == {}


def test_of_two_labelled_alike_the_surer_keeps_the_label_at_first() -> None:
    assert places(HandSorter().sort([hand("left", 0.6, 0.2), hand("left", 0.9, 0.7)])) == {"left": 0.7, "right": 0.2}


def test_of_two_labelled_alike_each_stays_where_it_was() -> None:
    sorter = HandSorter()
    sorter.sort([hand("left", 0.9, 0.2), hand("right", 0.9, 0.7)])
    assert places(sorter.sort([hand("left", 0.6, 0.25), hand("left", 0.9, 0.72)])) == {"left": 0.25, "right": 0.72}


def test_one_hand_found_twice_is_one() -> None:
    assert places(HandSorter().sort([hand("left", 0.6, 0.2), hand("left", 0.9, 0.21)])) == {"left": 0.21}
