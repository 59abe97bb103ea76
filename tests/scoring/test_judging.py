"""Performances with faults at known places: what is deducted, with which evidence, and what is left alone."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from performer import ASPECT, perform, without

from annotator.landmarks import mirror
from annotator.records import Landmarks
from annotator.scoring import FilmedBody, Score, load_form, load_rules, read_score, score

RULES = load_rules()


def judged(landmarks: Landmarks, aspect: float = ASPECT, form: str = "taegeuk-1", damage: str | None = None) -> Score:
    return score(FilmedBody(landmarks, aspect), load_form(form), RULES, damage=damage)


@cache
def filmed(faults: tuple[tuple[str, int, float], ...], view: str = "front", name: str = "t1") -> Landmarks:
    """Exact landmarks of the studio's performer, who does these faults: kind, movement, size."""
    from fractions import Fraction

    from samples.studio.film import Plan
    from samples.studio.taekwondo.faults import fault_of
    from samples.studio.taekwondo.form_film import FormFilm
    from samples.studio.taekwondo.forms import form

    made = [fault_of(form(name), {"kind": kind, "movement": number, "size": size}) for kind, number, size in faults]
    plan = Plan((name,), 700, 640, 480, Fraction(15))
    return FormFilm(plan, 3, made, view).landmarks()


def found(result: Score) -> list[tuple[str, int | None]]:
    return [(each.finding, each.movement) for each in result.deductions]


FAULTS = (
    ("short-stance", 3, 0.45),
    ("pause", 5, 4.0),
    ("wrong-side", 8, 1.0),
    ("omitted", 10, 1.0),
    ("wrong-movement", 13, 1.0),
    ("low-kick", 14, 40.0),
    ("wrong-stance", 15, 1.0),
    ("wobble", 17, 8.0),
)


def test_a_clean_performance_keeps_all_points() -> None:
    result = judged(filmed(()), 4 / 3)
    assert (found(result), result.unscored) == ([], "")
    assert result.accuracy is not None
    assert (result.accuracy.max, result.accuracy.deducted, result.accuracy.left) == (4.0, 0.0, 4.0)
    assert [each.status for each in result.movements] == ["found"] * 18


def test_every_kind_of_fault_is_found_where_it_is_and_nothing_else() -> None:
    result = judged(filmed(FAULTS), 4 / 3)
    assert found(result) == [
        ("short-stance", 3),
        ("pause", 5),
        ("other-arm", 8),
        ("omitted", 10),
        ("other-technique", 13),
        ("low-kick", 14),
        ("other-stance", 15),
        ("sway", 17),
    ]
    minor = {"short-stance", "low-kick", "sway"}
    assert [each.kind == "minor" for each in result.deductions] == [each.finding in minor for each in result.deductions]
    assert result.accuracy is not None
    assert result.accuracy.deducted == pytest.approx(5 * 0.3 + 3 * 0.1)
    assert result.accuracy.left == pytest.approx(4.0 - 1.8)


def test_every_deduction_carries_its_evidence() -> None:
    result = judged(filmed(FAULTS), 4 / 3)
    numbers = {each.number: each for each in result.movements}
    for each in result.deductions:
        assert each.start_s <= each.at_s <= each.end_s or each.finding not in ("pause", "sway")
        assert 0 < each.confidence <= 1
        assert set(each.text) == {"ko", "en"}
        assert each.points == RULES.accuracy.deduction(each.kind)
        if each.finding == "omitted":
            assert each.measured is None
            continue
        assert each.measured is not None
        low, high = each.measured.low, each.measured.high
        assert (low is not None and each.measured.value < low) or (high is not None and each.measured.value > high)
        if each.finding in ("short-stance", "other-stance", "other-arm"):
            movement = numbers[each.movement or 0]
            assert (movement.start_s, movement.end_s) == (each.start_s, each.end_s)
    kick = next(each for each in result.proxies if each.name == "kick-height" and each.movement == 16)
    assert kick.unit == "leg lengths"
    assert kick.value > RULES.limits.kick
    assert {"total-time", "stance-length", "sway", "speed-peak", "pause"} <= {each.name for each in result.proxies}


def test_what_the_view_hides_is_not_judged() -> None:
    result = judged(filmed(()), 4 / 3)
    along = next(each for each in result.not_judged if each.reason["en"].startswith("lies along"))
    facing = {each.number for each in load_form("taegeuk-1").movements if each.facing in (0, 180)}
    assert set(along.movements) == facing
    aside = next(each for each in result.not_judged if each.reason["en"].startswith("seen from the side"))
    assert not facing & set(aside.movements)
    assert {"kihap", "gaze", "displacement"} <= {each.rule for each in result.not_judged if not each.movements}


def test_a_new_beginning_is_told_and_the_second_attempt_is_judged() -> None:
    result = judged(filmed((("wrong-side", 2, 1.0), ("restart", 4, 1.0))), 4 / 3)
    assert found(result) == [("restart", 4)]
    assert result.accuracy is not None
    assert result.accuracy.deducted == RULES.accuracy.restart


def test_a_slow_movement_done_fast() -> None:
    fast = judged(filmed((("too-fast", 10, 4.0),), "front", "t6"), 4 / 3, "taegeuk-6")
    assert found(fast) == [("too-fast", 10)]
    assert fast.deductions[0].measured is not None
    assert fast.deductions[0].measured.value < 3
    slow = judged(perform(load_form("taegeuk-1")).landmarks)  # nothing in it is slow
    assert "slow-time" not in {each.name for each in slow.proxies}


def test_where_the_camera_stands_does_not_matter() -> None:
    assert found(judged(filmed((("wrong-side", 8, 1.0),), "side"), 4 / 3)) == [("other-technique", 8)]


def test_a_mirrored_video_is_judged_as_if_it_were_not() -> None:
    straight, mirrored = (judged(each, 4 / 3) for each in (filmed(FAULTS), mirror(filmed(FAULTS))))
    assert mirrored.mirrored
    assert found(mirrored) == found(straight)


def test_unseen_hands_and_feet_are_no_faults() -> None:
    landmarks = filmed(())
    hidden = judged(without(landmarks, range(25, 33)), 4 / 3)
    assert hidden.unscored.startswith("no legs are seen")
    halves = judged(without(landmarks, [15], share=0.9), 4 / 3)
    assert [each for each in halves.deductions if each.kind != "minor"] == []


def test_a_recording_that_ends_half_way_is_judged_as_far_as_it_goes() -> None:
    landmarks = filmed(())
    end = int(len(landmarks) * 0.55)
    half = Landmarks(landmarks.points[:end], landmarks.present[:end], landmarks.times_s[:end])
    result = judged(half, 4 / 3, damage="cut off")
    statuses = [each.status for each in result.movements]
    done = statuses.count("found")
    assert 6 <= done < 18
    assert statuses == ["found"] * done + ["not seen"] * (18 - done)
    assert "omitted" not in {each.finding for each in result.deductions}
    lost = next(each for each in result.not_judged if each.reason["en"].startswith("the recording could be read only"))
    assert lost.movements == tuple(range(done + 1, 19))


def test_another_form_gets_no_points() -> None:
    result = judged(filmed(()), 4 / 3, "koryo")
    assert result.accuracy is None
    assert "does not look like koryo" in result.unscored
    assert result.deductions == ()


def test_nobody_gets_no_points() -> None:
    nobody = Landmarks(np.zeros((40, 75, 4), np.float32), np.zeros((40, 75), np.bool_), np.arange(40) / 15)
    result = judged(nobody)
    assert (result.accuracy, result.unscored) == (None, "nobody is seen in the recording")
    assert {each.status for each in result.movements} == {"not seen"}


def test_a_stick_figure_gets_no_major_deduction_but_for_what_it_leaves_out() -> None:
    result = judged(perform(load_form("taegeuk-1"), omitted=[5], pauses={9: 3.5}).landmarks)
    assert [pair for each, pair in zip(result.deductions, found(result), strict=True) if each.kind == "major"] == [
        ("omitted", 5),
        ("pause", 9),
    ]


def test_a_score_goes_round() -> None:
    result = judged(filmed(FAULTS), 4 / 3)
    assert read_score(result.as_dict()) == result


def test_no_length_is_told_of_a_stance_whose_feet_were_mixed_up() -> None:
    """Trackers exchange left and right legs in side views."""
    seen = filmed((), "side")
    exchanged = list(range(25)) + [point + 1 if point % 2 else point - 1 for point in range(25, 33)]
    order = [*exchanged, *range(33, seen.points.shape[1])]
    result = judged(Landmarks(seen.points[:, order], seen.present[:, order], seen.times_s), 4 / 3)
    [mixed_up] = [each for each in result.not_judged if each.reason["en"].startswith("the other foot seems")]
    lengths = {each.movement: each.value for each in result.proxies if each.name == "stance-length"}
    assert mixed_up.movements
    assert not lengths.keys() & set(mixed_up.movements)
    assert all(length >= 0 for length in lengths.values())
