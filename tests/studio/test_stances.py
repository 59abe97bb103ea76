"""How stances differ: knees, hips, length, as the Kukkiwon has them, measured at the body that stands in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from samples.studio.human import Floats, Shape, load_human
from samples.studio.taekwondo.forms import form
from samples.studio.taekwondo.performing import FormPerformance, Habits
from samples.studio.taekwondo.stances import around
from samples.studio.taekwondo.walker import Walker

EVEN = Habits(tempo=1.0, hold_s=0.5, sloppy=0.0, stretch=1.0, width=1.0, low_deg=0.0)


@dataclass(frozen=True)
class Stood:
    """A stance as it is stood in: `length` over all in foot lengths, knees and shins in degrees, hips in leg lengths.

    `weight` is how far ahead of the rear foot the hips are, as a share of the way to the front one.
    """

    length: float
    knees: tuple[float, float]
    shin_deg: float
    hips: float
    weight: float


@pytest.fixture(scope="module")
def stood() -> dict[str, Stood]:
    """The first walking, forward and back stance of Taegeuk 1 and 4."""
    walker = Walker(load_human(Shape(gender=0.8)))
    found: dict[str, Stood] = {}
    for name in ("t1", "t4"):
        performance = FormPerformance(form(name), walker.size, EVEN, (13, 1, 2))
        for each in performance.performed:
            stance = each.movement.last.stance
            joints = walker.pose(performance.at(each.end_s + 0.1)).joints
            sides = (stance.front, "R" if stance.front == "L" else "L")
            legs = [_leg(walker, joints, side) for side in sides]
            found.setdefault(stance.kind, _stood(walker, legs, each.standing.facing_deg))
    return found


def test_a_walking_stance_is_short_and_high(stood: dict[str, Stood]) -> None:
    walking = stood["AS"]
    assert 2.6 < walking.length < 3.3
    assert min(walking.knees) > 150  # as straight as this performer's knees are in a ready stance
    assert walking.hips > 0.91
    assert 0.45 < walking.weight < 0.6


def test_a_forward_stance_is_long_and_low_with_the_front_shin_upright(stood: dict[str, Stood]) -> None:
    forward, walking = stood["AG"], stood["AS"]
    assert 4.0 < forward.length < 4.5
    assert forward.knees[0] < walking.knees[0] - 15
    assert forward.knees[1] > forward.knees[0] + 15
    assert abs(forward.shin_deg) < 6
    assert forward.hips < walking.hips - 0.1


def test_a_back_stance_bends_both_knees_over_the_rear_leg(stood: dict[str, Stood]) -> None:
    back = stood["DG"]
    assert 2.8 < back.length < 3.6
    assert back.knees[1] < back.knees[0] < 150
    assert back.weight < 0.35
    assert back.hips < stood["AS"].hips - 0.07


def test_a_crane_stance_is_on_one_leg_with_the_other_foot_at_its_knee() -> None:
    walker = Walker(load_human(Shape(gender=0.8)))
    performance = FormPerformance(form("keumgang"), walker.size, EVEN, (13, 1, 2))
    cranes = [each for each in performance.performed if each.movement.last.stance.kind == "HD"]
    assert [each.movement.number for each in cranes] == [8, 15, 18, 25]
    for each in cranes:
        for time_s in np.linspace(each.end_s, each.held_until_s, 4):
            joints = walker.pose(performance.at(float(time_s))).joints
            bearing = each.movement.last.stance.side
            (_, knee, ankle), (_, _, raised) = (_leg(walker, joints, side) for side in (bearing, "LR"[bearing == "L"]))
            assert ankle[1] == pytest.approx(walker.ankle_m, abs=0.01)
            assert abs(raised[1] - knee[1]) < 0.15 * walker.size.leg_m
            assert np.linalg.norm((raised - knee)[[0, 2]]) < 0.3 * walker.size.leg_m


def test_eyes_are_turned_where_the_technique_goes() -> None:
    walker = Walker(load_human(Shape(gender=0.8)))
    performance = FormPerformance(form("keumgang"), walker.size, EVEN, (13, 1, 2))
    turned = {}
    for each in performance.performed:
        joints = walker.pose(performance.at(each.end_s + 0.1)).joints
        left, right = (joints[walker.human.bone(f"eye.{side}")] for side in "LR")
        ahead = np.cross(left - right, [0, 1, 0])
        yaw_deg = float(np.degrees(np.arctan2(ahead[0], ahead[2]))) - each.standing.facing_deg
        turned[each.movement.number] = (yaw_deg + 180) % 360 - 180
    assert all(abs(turned[number]) < 10 for number in (1, 4, 11, 13))
    assert all(turned[number] > 50 for number in (8, 9, 10, 25))  # to the left
    assert all(turned[number] < -50 for number in (15, 16, 17, 18))


def _leg(walker: Walker, joints: Floats, side: str) -> Floats:
    """Hip, knee, ankle, [3, 3]."""
    return joints[[walker.human.bone(f"{bone}.{side}") for bone in ("upperleg01", "lowerleg01", "foot")]]


def _stood(walker: Walker, legs: list[Floats], facing_deg: float) -> Stood:
    along = np.insert(around(facing_deg, 0, 1), 1, 0.0)
    (_, knee, front), (_, _, rear) = legs
    length, hips = float((front - rear) @ along), (legs[0][0] + legs[1][0]) / 2
    sole = walker.human.vertices[:13380]
    sole = sole[(sole[:, 1] < sole[:, 1].min() + 0.06) & (sole[:, 0] > 0)]
    foot_m = float(np.ptp(sole[:, 2]))
    bends = [float(np.degrees(np.arccos(_cosine(hip - middle, ankle - middle)))) for hip, middle, ankle in legs]
    return Stood(
        length / foot_m + 1,
        (bends[0], bends[1]),
        float(np.degrees(np.arctan2((knee - front) @ along, (knee - front)[1]))),
        float(hips[1] - walker.ankle_m) / walker.size.leg_m,
        float((hips - rear) @ along) / length,
    )


def _cosine(first: Floats, second: Floats) -> float:
    return float(first @ second / np.linalg.norm(first) / np.linalg.norm(second))
