"""What cannot be scored, and what cannot be judged though it was not found."""

from __future__ import annotations

import numpy as np
import pytest
from performer import ASPECT, Performance, perform, without

from annotator.records import Landmarks
from annotator.scoring import Doubts, FilmedBody, Form, doubts, follow, load_form, unscorable, unseen_stretches

BODY = range(33)


@pytest.fixture(scope="module")
def form() -> Form:
    return load_form("taegeuk-1")


@pytest.fixture(scope="module")
def clean(form: Form) -> Performance:
    return perform(form, camera=20)


def part(landmarks: Landmarks, start_s: float, end_s: float) -> Landmarks:
    """What a recording from one time to another holds; its times begin at 0."""
    inside = (landmarks.times_s >= start_s) & (landmarks.times_s < end_s)
    times_s = landmarks.times_s[inside]
    return Landmarks(landmarks.points[inside], landmarks.present[inside], times_s - times_s[0])


def hidden(landmarks: Landmarks, start_s: float, end_s: float) -> Landmarks:
    """Nobody is in the picture from one time to another."""
    points, present = landmarks.points.copy(), landmarks.present.copy()
    gone = (landmarks.times_s >= start_s) & (landmarks.times_s < end_s)
    present[gone] = False
    points[gone] = 0.0
    return Landmarks(points, present, landmarks.times_s)


def refused(landmarks: Landmarks) -> str:
    return unscorable(FilmedBody(landmarks, ASPECT))


def doubted(landmarks: Landmarks, form: Form, damage: str | None = None) -> Doubts:
    return doubts(landmarks, follow(FilmedBody(landmarks, ASPECT), form), damage=damage)


def test_a_clean_performance_leaves_no_doubt(clean: Performance, form: Form) -> None:
    assert refused(clean.landmarks) == ""
    assert doubted(clean.landmarks, form) == Doubts()


def test_what_was_left_out_in_full_view_is_judged(form: Form) -> None:
    assert doubted(perform(form, omitted=[8, 18]).landmarks, form).not_judged == ()


def test_nobody_is_seen(clean: Performance) -> None:
    assert refused(without(clean.landmarks, BODY)) == "nobody is seen in the recording"
    empty = Landmarks(np.zeros((0, 75, 4), np.float32), np.zeros((0, 75), np.bool_), np.zeros(0))
    assert "not one picture" in refused(empty)


def test_somebody_at_a_desk_has_no_legs(clean: Performance) -> None:
    points = clean.landmarks.points.copy()
    points[:, 23:33, 1] += 1.0  # below the picture, where MediaPipe puts what it guesses
    seated = Landmarks(points, clean.landmarks.present, clean.landmarks.times_s)
    assert refused(seated).startswith("no legs are seen")
    points = clean.landmarks.points.copy()
    points[:, 25:33, 3] = 0.05
    assert refused(Landmarks(points, clean.landmarks.present, clean.landmarks.times_s)).startswith("no legs")


def test_somebody_in_passing_is_no_performance(clean: Performance) -> None:
    length_s = float(clean.landmarks.times_s[-1])
    assert "in only 10%" in refused(hidden(clean.landmarks, 0.1 * length_s, length_s + 1))


def test_a_still_picture_is_told(clean: Performance) -> None:
    points = np.repeat(clean.landmarks.points[:1], 200, axis=0)
    present = np.repeat(clean.landmarks.present[:1], 200, axis=0)
    assert refused(Landmarks(points, present, np.arange(200) / 25)).startswith("nothing moves")


def test_movements_out_of_the_picture_are_not_judged(clean: Performance, form: Form) -> None:
    start_s, end_s = clean.truth[8][0] - 0.1, clean.truth[9][1] + 0.1
    landmarks = hidden(clean.landmarks, start_s, end_s)
    (stretch,) = unseen_stretches(landmarks)
    assert (stretch.start_s, stretch.end_s) == pytest.approx((start_s, end_s), abs=0.05)
    found = doubted(landmarks, form)
    assert found.unscored == ""
    assert found.not_judged == (8, 9)
    assert found.unseen == (stretch,)
    when = f"from {stretch.start_s:.1f} to {stretch.end_s:.1f} s"
    assert found.warnings == (f"the performer was out of the picture {when}: movements 8 to 9 cannot be judged",)
    assert found.reasons == (f"the performer was out of the picture {when}",) * 2


def test_a_moment_unseen_is_nothing(clean: Performance) -> None:
    assert unseen_stretches(hidden(clean.landmarks, 5.0, 5.8)) == ()


@pytest.mark.parametrize("damage", [None, "the file ends too soon"])
def test_a_recording_that_ends_halfway(clean: Performance, form: Form, damage: str | None) -> None:
    landmarks = part(clean.landmarks, 0.0, clean.truth[9][1] + 0.4)
    found = doubted(landmarks, form, damage)
    assert found.unscored == ""
    assert found.not_judged == tuple(range(10, 19))
    expected = "could be read only as far as movement 9" if damage else "ends after movement 9"
    assert found.warnings == (f"the recording {expected}: movements 10 to 18 cannot be judged",)


def test_a_recording_that_begins_late(clean: Performance, form: Form) -> None:
    found = doubted(part(clean.landmarks, clean.truth[5][0] - 0.3, 1e9), form)
    assert found.not_judged == (1, 2, 3, 4)
    assert "begins with movement 5" in found.reasons[0]


def test_damage_after_the_last_movement_costs_nothing(clean: Performance, form: Form) -> None:
    found = doubted(clean.landmarks, form, "the file ends too soon")
    assert (found.unscored, found.not_judged) == ("", ())
    assert "every movement comes before" in found.warnings[0]


def test_something_else_is_not_scored(clean: Performance) -> None:
    found = doubted(clean.landmarks, load_form("koryo"))
    assert found.unscored.startswith("this does not look like koryo")
    assert found.not_judged == ()
