"""Which form a performance is: named, or not and why; parts, mirrors, what is no form."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from performer import ASPECT, perform

from annotator.errors import ScoringError
from annotator.landmarks import mirror
from annotator.records import Landmarks
from annotator.scoring import FORM_NAMES, FilmedBody, choose_form, load_form, load_forms


def between(landmarks: Landmarks, start_s: float, end_s: float) -> Landmarks:
    """What a recording of this stretch holds."""
    inside = (landmarks.times_s >= start_s) & (landmarks.times_s < end_s)
    return Landmarks(landmarks.points[inside], landmarks.present[inside], landmarks.times_s[inside] - start_s)


@pytest.mark.parametrize("name", ["taegeuk-1", "taegeuk-2"])
@pytest.mark.parametrize(("omitted", "camera"), [((), 0), ((6,), 60)])
def test_a_form_is_named(name: str, omitted: tuple[int, ...], camera: int) -> None:
    form = load_form(name)
    choice = choose_form(FilmedBody(perform(form, omitted=omitted, camera=camera, noise=0.004).landmarks, ASPECT))
    assert (choice.form, choice.reason, choice.mirrored) == (form, "", False)
    assert (choice.first, choice.last) == (1, 18)
    assert sorted(each.name for each in choice.guesses) == sorted(FORM_NAMES)
    costs = [each.cost for each in choice.guesses]
    assert choice.guesses[0].name == name
    assert costs == sorted(costs)
    assert costs[1] - costs[0] > 0.2


def test_a_mirrored_video_is_named_and_told() -> None:
    landmarks = perform(load_form("taegeuk-2"), camera=15).landmarks
    choice = choose_form(FilmedBody(mirror(landmarks), ASPECT))
    assert choice.mirrored
    assert choice.form == load_form("taegeuk-2")


def test_a_recording_that_ends_half_way_is_the_form_with_the_part_told() -> None:
    performance = perform(load_form("taegeuk-1"))
    choice = choose_form(FilmedBody(between(performance.landmarks, 0.0, performance.truth[10][1] + 0.3), ASPECT))
    assert choice.form == load_form("taegeuk-1")
    assert (choice.first, choice.last) == (1, 10)


def test_what_two_forms_share_is_said_to_look_like_both() -> None:
    performance = perform(load_form("taegeuk-1"))
    clip = between(performance.landmarks, 0.0, performance.truth[6][1] + 0.3)
    form = load_form("taegeuk-1")
    other = msgspec.structs.replace(form, name="ours", movements=form.movements[:6] + form.movements[8:])
    choice = choose_form(FilmedBody(clip, ASPECT), [form, other])
    assert choice.form is None
    assert choice.reason == "it looks like taegeuk-1 and ours alike"


def test_few_movements_are_too_few() -> None:
    performance = perform(load_form("taegeuk-1"))
    clip = between(performance.landmarks, performance.truth[13][0] - 0.3, performance.truth[14][1] + 0.3)
    choice = choose_form(FilmedBody(clip, ASPECT), [load_form("taegeuk-1")])
    assert choice.form is None
    assert choice.reason == "2 movements are too few to tell forms apart; they look most like taegeuk-1"


def test_another_form_is_none_of_those_tried() -> None:
    others = [form for form in load_forms() if form.name not in {"taegeuk-1", "taegeuk-7"}]
    choice = choose_form(FilmedBody(perform(load_form("taegeuk-1"), camera=20).landmarks, ASPECT), others)
    assert choice.form is None
    assert choice.reason.startswith("it looks like none of the forms; the least unlike is ")


def test_standing_still_is_no_form() -> None:
    landmarks = perform(load_form("taegeuk-1")).landmarks
    still = Landmarks(
        np.repeat(landmarks.points[:1], 100, axis=0),
        np.repeat(landmarks.present[:1], 100, axis=0),
        np.arange(100) / 25,
    )
    choice = choose_form(FilmedBody(still, ASPECT))
    assert (choice.form, choice.first, choice.last) == (None, 0, 0)
    assert choice.reason == "there is no movement that looks like one of a form"


def test_nothing_to_choose_from_and_nobody_to_see() -> None:
    landmarks = perform(load_form("taegeuk-1")).landmarks
    with pytest.raises(ScoringError, match="no form to choose from"):
        choose_form(FilmedBody(landmarks, ASPECT), [])
    nobody = Landmarks(np.zeros_like(landmarks.points), np.zeros_like(landmarks.present), landmarks.times_s)
    with pytest.raises(ScoringError, match="no body"):
        choose_form(FilmedBody(nobody, ASPECT))
