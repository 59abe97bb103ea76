"""Marks of a panel as one: dropping the highest and the lowest, ties, too few; several cameras of one performance."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from performer import ASPECT, perform

from annotator.errors import UsageError
from annotator.scoring import (
    Deduction,
    FilmedBody,
    NotJudged,
    Points,
    Score,
    combine_cameras,
    load_form,
    load_rules,
    panel_mark,
    panel_notes,
    ranks,
    score,
)

RULES = load_rules()
PANEL = RULES.panel
MARKS = st.lists(st.integers(0, 40).map(lambda tenths: tenths / 10), min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("marks", "mark", "dropped"),
    [
        ([3.2, 3.5, 3.6, 3.4, 3.9], 3.5, (0, 4)),
        ([3.0, 3.0, 3.0, 3.0, 3.0], 3.0, (0, 1)),
        ([3.0, 4.0, 3.2], 3.2, (0, 1)),
        ([3.0, 4.0], 3.5, ()),
        ([3.1], 3.1, ()),
    ],
)
def test_the_highest_and_the_lowest_are_dropped(marks: list[float], mark: float, dropped: tuple[int, ...]) -> None:
    result = panel_mark(marks, PANEL)
    assert (result.mark, result.dropped) == (mark, dropped)
    assert result.sum_of_all == pytest.approx(sum(marks))


def test_no_mark_has_no_mean() -> None:
    with pytest.raises(UsageError, match="no mark"):
        panel_mark([], PANEL)


@given(MARKS, st.integers(0, 2), st.integers(0, 2))
def test_a_trimmed_mean_is_that_of_the_sorted_middle(marks: list[float], high: int, low: int) -> None:
    panel = msgspec.structs.replace(PANEL, drop_highest=high, drop_lowest=low)
    result = panel_mark(marks, panel)
    enough = len(marks) > high + low
    middle = sorted(marks)[low : len(marks) - high] if enough else marks
    assert result.mark == pytest.approx(fmean(middle), abs=6e-4)
    assert len(result.dropped) == (high + low if enough else 0)
    assert sorted(result.kept) == sorted(middle)


@given(st.permutations([3.1, 3.4, 3.4, 3.5, 3.9, 2.8, 3.6]))
def test_the_order_of_judges_does_not_matter(marks: list[float]) -> None:
    assert panel_mark(marks, PANEL).mark == panel_mark(sorted(marks), PANEL).mark


@given(MARKS, st.floats(0, 4))
def test_one_wild_mark_does_not_lead_outside_of_the_others(marks: list[float], wild: float) -> None:
    if len(marks) >= 2:
        assert min(marks) - 1e-3 <= panel_mark([*marks, wild], PANEL).mark <= max(marks) + 1e-3


def test_ties_are_broken_by_the_sum_of_all_marks() -> None:
    assert ranks([(7.1, 35.0), (7.4, 36.0), (7.1, 35.5)]) == (3, 1, 2)
    assert ranks([(7.1, 35.0), (7.1, 35.0), (7.0, 36.0)]) == (1, 1, 3)
    assert ranks([]) == ()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=8))
def test_ranks_follow_the_marks(marks: list[tuple[float, float]]) -> None:
    places = ranks(marks)
    assert all((places[a] < places[b]) == (marks[a] > marks[b]) for a in range(len(marks)) for b in range(len(marks)))
    assert not marks or min(places) == 1


def test_what_is_said_of_panels() -> None:
    assert panel_notes(5, PANEL) == panel_notes(7, PANEL) == ()
    assert panel_notes(6, PANEL) == ("6 judges, where the rules have 5 or 7",)
    assert "plain mean" in panel_notes(2, PANEL)[0]
    assert panel_notes(1, PANEL, "camera")[0].startswith("1 camera,")


@pytest.fixture(scope="module")
def clean() -> Score:
    form = load_form("taegeuk-1")
    return score(FilmedBody(perform(form, camera=20).landmarks, ASPECT), form, RULES, performer="김철수")


def deduction(movement: int | None, rule: str = "wrong-movement", at_s: float = 1.0, sure: float = 0.8) -> Deduction:
    text = {"ko": "빠뜨림", "en": "omitted"}
    return Deduction(
        rule=rule, kind="major", points=0.3, finding="omitted", movement=movement,
        start_s=at_s, end_s=at_s, at_s=at_s, text=text, confidence=sure,
    )  # fmt: skip


def seen(clean: Score, *deductions: Deduction, not_judged: Sequence[NotJudged] = ()) -> Score:
    deducted = round(sum(each.points for each in deductions), 3)
    points = Points(4.0, deducted, round(4.0 - deducted, 3))
    return msgspec.structs.replace(clean, accuracy=points, deductions=deductions, not_judged=tuple(not_judged))


def test_cameras_are_matched_by_movement_and_rule(clean: Score) -> None:
    text = {"ko": "", "en": ""}
    unseen = NotJudged(rule="wrong-movement", movements=(4,), text=text, reason=text)
    scores = [
        ("front", seen(clean, deduction(4, at_s=5.0), deduction(9, at_s=20.0))),
        ("left", seen(clean, deduction(9, at_s=33.0, sure=0.9))),
        ("right", seen(clean, not_judged=[unseen])),
    ]
    combined = combine_cameras(scores, RULES)
    assert combined.accuracy is not None
    assert combined.accuracy.mark == 3.7  # 3.4 and 4.0 are dropped
    assert combined.performer == "김철수"
    fourth, ninth = combined.deductions
    assert (fourth.movement, [each.camera for each in fourth.seen]) == (4, ["front"])
    assert (fourth.not_seen, fourth.not_judged) == (("left",), ("right",))
    assert [(each.camera, each.at_s) for each in ninth.seen] == [("front", 20.0), ("left", 33.0)]
    assert (ninth.not_seen, ninth.not_judged) == (("right",), ())
    assert combined.not_judged == ()
    assert "3 cameras" in combined.notes[0]


def test_several_deductions_of_one_rule_are_matched_in_order(clean: Score) -> None:
    first, second = deduction(3, "pause", 5.0), deduction(3, "pause", 9.0)
    combined = combine_cameras(
        [("a", seen(clean, second, first)), ("b", seen(clean, deduction(3, "pause", 15.0)))], RULES
    )
    assert [[(each.camera, each.at_s) for each in one.seen] for one in combined.deductions] == [
        [("a", 5.0), ("b", 15.0)],
        [("a", 9.0)],
    ]


def test_only_what_no_camera_judged_is_left_unjudged(clean: Score) -> None:
    text = {"ko": "", "en": ""}

    def unseen(*movements: int) -> NotJudged:
        return NotJudged(rule="low-kick", movements=movements, text=text, reason=text)

    scores = [
        ("a", seen(clean, not_judged=[unseen(2, 4), unseen(6)])),
        ("b", seen(clean, not_judged=[unseen(4, 6, 8)])),
    ]
    assert [each.movements for each in combine_cameras(scores, RULES).not_judged] == [(4, 6)]
    whole = [("a", seen(clean, not_judged=[unseen()])), ("b", seen(clean, not_judged=[unseen()]))]
    assert [each.movements for each in combine_cameras(whole, RULES).not_judged] == [()]


def test_a_camera_that_was_not_scored_is_left_out_and_told(clean: Score) -> None:
    blind = msgspec.structs.replace(clean, accuracy=None, unscored="nobody is seen")
    combined = combine_cameras([("a", seen(clean)), ("b", blind)], RULES)
    assert combined.cameras == ("a",)
    assert "b was not scored: nobody is seen" in combined.notes


def test_scores_that_do_not_belong_together_are_refused(clean: Score) -> None:
    other = msgspec.structs.replace(clean, form=msgspec.structs.replace(clean.form, name="taegeuk-2"))
    with pytest.raises(UsageError, match="different forms"):
        combine_cameras([("a", clean), ("b", other)], RULES)
    older = msgspec.structs.replace(clean, rules=msgspec.structs.replace(clean.rules, version="0"))
    with pytest.raises(UsageError, match="different rules"):
        combine_cameras([("a", clean), ("b", older)], RULES)
    with pytest.raises(UsageError, match="no score"):
        combine_cameras([], RULES)
