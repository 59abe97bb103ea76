"""The movements of a form in performances of a stick figure: clean, with omissions, pauses, noise, joints unseen."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import pytest
from performer import ASPECT, perform, without

from annotator.landmarks import mirror
from annotator.records import Landmarks
from annotator.scoring import Alignment, activity, align, body_evidence, find_strokes, load_form

FORMS = ("taegeuk-1", "taegeuk-2")


def aligned(landmarks: Landmarks, form: str) -> Alignment:
    evidence = body_evidence(landmarks, ASPECT)
    return align(load_form(form), evidence, find_strokes(evidence.times_s, activity(evidence)))


def agrees(result: Alignment, truth: Mapping[int, tuple[float, float]], within_s: float = 0.15) -> set[int]:
    """The movements that were found when they were done, or omitted when they were."""
    right = set()
    for movement in result.movements:
        done = truth.get(movement.number)
        if movement.span is None or done is None:
            right |= {movement.number} if movement.span is None and done is None else set()
        elif abs(movement.span.start_s - done[0]) < within_s and abs(movement.span.end_s - done[1]) < within_s:
            right.add(movement.number)
    return right


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("camera", [0, 40, -70, 180])
def test_a_clean_performance_from_all_around(form: str, camera: int) -> None:
    performance = perform(load_form(form), camera=camera)
    result = aligned(performance.landmarks, form)
    assert agrees(result, performance.truth) == set(performance.truth)
    assert result.extra == ()
    assert min(each.confidence for each in result.movements) > 0.6
    assert abs((result.offset + camera + 180) % 360 - 180) <= 30
    assert result.closing is not None


@pytest.mark.parametrize(("form", "number"), [("taegeuk-1", 1), ("taegeuk-1", 14), ("taegeuk-2", 7), ("taegeuk-2", 18)])
def test_an_omitted_movement_is_told(form: str, number: int) -> None:
    performance = perform(load_form(form), omitted=[number], camera=25)
    result = aligned(performance.landmarks, form)
    assert [each.number for each in result.movements if each.span is None] == [number]
    assert len(agrees(result, performance.truth)) == len(result.movements)


def test_a_pause_moves_nothing() -> None:
    performance = perform(load_form("taegeuk-1"), pauses={6: 4.0})
    result = aligned(performance.landmarks, "taegeuk-1")
    assert agrees(result, performance.truth) == set(performance.truth)


def test_trembling_landmarks() -> None:
    performance = perform(load_form("taegeuk-1"), noise=0.004, camera=20, seed=3)
    assert len(agrees(aligned(performance.landmarks, "taegeuk-1"), performance.truth, 0.25)) >= 17


@pytest.mark.parametrize(
    ("points", "share"),
    [
        ((0, 2, 5), 1.0),  # no face
        ((27, 28, 31, 32), 1.0),  # the feet are out of the picture
        ((15, 25, 27, 31), 0.2),  # a side that comes and goes
        ((31, 32), 1.0),
    ],
)
def test_missing_joints_take_little_away(points: tuple[int, ...], share: float) -> None:
    performance = perform(load_form("taegeuk-1"), camera=20)
    result = aligned(without(performance.landmarks, points, share), "taegeuk-1")
    assert len(agrees(result, performance.truth, 0.25)) >= 16


def test_unseen_joints_lower_nobodys_confidence_to_nothing() -> None:
    performance = perform(load_form("taegeuk-1"))
    result = aligned(without(performance.landmarks, range(25, 33)), "taegeuk-1")
    assert all(0 < each.confidence < 1 for each in result.movements if each.span)


def test_nobody_there() -> None:
    performance = perform(load_form("taegeuk-1"))
    result = aligned(without(performance.landmarks, range(75)), "taegeuk-1")
    assert all(each.span is None for each in result.movements)
    assert (result.extra, result.ready, result.closing) == ((), None, None)


def test_a_mirrored_video_fits_worse_than_the_true_one() -> None:
    performance = perform(load_form("taegeuk-1"), camera=15)
    mirrored = aligned(mirror(performance.landmarks), "taegeuk-1")
    assert aligned(performance.landmarks, "taegeuk-1").cost + 2 < mirrored.cost


def test_another_form_fits_worse() -> None:
    performance = perform(load_form("taegeuk-1"))
    own, other = (aligned(performance.landmarks, form) for form in FORMS)
    assert own.cost + 3 < other.cost


def test_a_movement_more_is_extra() -> None:
    form = load_form("taegeuk-1")
    more = msgspec.structs.replace(form.movements[12], number=99)  # a face block to the left, after a punch there
    longer = msgspec.structs.replace(form, movements=(*form.movements[:10], more, *form.movements[10:]))
    performance = perform(longer)
    result = aligned(performance.landmarks, "taegeuk-1")
    assert len(agrees(result, performance.truth)) == 18
    assert [(each.start_s, each.end_s) for each in result.extra] == [pytest.approx(performance.truth[99], abs=0.15)]


def test_the_same_performance_gives_the_same_result() -> None:
    performance = perform(load_form("taegeuk-2"), noise=0.003)
    assert aligned(performance.landmarks, "taegeuk-2") == aligned(performance.landmarks, "taegeuk-2")
