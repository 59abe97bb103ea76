"""Whole forms: feet stay where they stand, nothing jumps, the truth is the motion's, a fault does what it says."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from annotator.truth import load_truth
from annotator.video import probe
from samples.studio.film import Plan, shoot
from samples.studio.human import Floats, Shape, load_human
from samples.studio.taekwondo.faults import UNITS, Fault, fault_of, possible
from samples.studio.taekwondo.form_film import FormFilm
from samples.studio.taekwondo.forms import form, forms
from samples.studio.taekwondo.performing import FormPerformance, Habits, Performed
from samples.studio.taekwondo.record import load_record, record_of
from samples.studio.taekwondo.walker import Walker

EVEN = Habits(tempo=1.0, hold_s=0.5, sloppy=0.0, stretch=1.0, width=1.0, low_deg=0.0)
SEED = (13, 1, 2)
COUNTS = {"t1": 18, "t2": 18, "t3": 20, "t4": 20, "t5": 20, "t6": 19, "t7": 25, "t8": 27, "koryo": 30, "keumgang": 27}


@pytest.fixture(scope="module")
def walker() -> Walker:
    return Walker(load_human(Shape(gender=0.8)))


def performed(walker: Walker, name: str, *faults: Fault, habits: Habits = EVEN) -> FormPerformance:
    return FormPerformance(form(name), walker.size, habits, SEED, faults)


def places(walker: Walker, performance: FormPerformance, times_s: Floats, *names: str) -> Floats:
    """Where joints are at these times, [T, names, 3]."""
    bones = [walker.human.bone(name) for name in names]
    return np.stack([walker.pose(performance.at(float(time_s))).joints[bones] for time_s in times_s])


def test_forms_have_their_movements() -> None:
    assert {name: len(form(name).movements) for name in forms()} == COUNTS
    assert [each.token for each in form("t1").movements][:2] == ["t1-01", "t1-02"]
    assert form("t3").movements[1].texts == {
        "ko": "앞차기, 오른앞굽이 몸통두번지르기",
        "en": "right front kick, right forward stance, double middle punch",
    }
    assert form("t1").movements[5].texts["ko"] == "왼앞굽이 몸통바로지르기"
    assert form("t4").movements[0].last.stance.front == "L"  # 오른뒷굽이: the right leg is the rear one
    with pytest.raises(ValueError, match="t1, t2"):
        form("t9")


@pytest.mark.parametrize("name", forms())
def test_forms_end_about_where_they_begin(walker: Walker, name: str) -> None:
    performance = performed(walker, name)
    first, last = performance.at(0).standing, performance.at(performance.duration_s).standing
    assert last.facing_deg % 360 == 0
    assert np.linalg.norm(last.place - first.place) < 0.3


@pytest.mark.parametrize("name", ["t3", "t6", "t8", "keumgang"])
def test_a_foot_that_does_not_step_stays_where_it_is(walker: Walker, name: str) -> None:
    performance = performed(walker, name, habits=replace(EVEN, sloppy=0.8))
    steps = 0
    for each in performance.performed:
        spans = [(each.end_s, each.held_until_s)]
        for start_s, end_s in spans:
            feet = places(walker, performance, np.linspace(start_s, end_s, 6), "foot.L", "foot.R")
            assert np.ptp(feet, axis=0).max() < 2e-3, each.movement.token
        first, last = performance.at(each.start_s).standing, performance.at(each.end_s).standing
        moved = [side for side in "LR" if np.linalg.norm(first.feet[side].ball - last.feet[side].ball) > 1e-6]
        steps += len(moved)
        if len(each.movement.parts) == 1:
            assert len(moved) <= 1
            for side in {"L", "R"} - set(moved):
                for time_s in np.linspace(each.start_s, each.end_s, 9):
                    foot = performance.at(float(time_s)).standing.feet[side]
                    assert np.allclose(foot.ball, first.feet[side].ball)
    assert steps > 10


@pytest.mark.parametrize("name", ["t1", "t4", "koryo", "keumgang"])
def test_nothing_jumps_and_no_joint_is_out_of_its_limits(walker: Walker, name: str) -> None:
    performance = performed(walker, name, habits=replace(EVEN, tempo=1.2, sloppy=1.0))
    rate = 40
    names = ["root", "head", *(f"{bone}.{side}" for bone in ("wrist", "lowerleg01", "foot") for side in "LR")]
    hips = [f"upperleg01.{side}" for side in "LR"]
    joints = places(walker, performance, np.arange(0, performance.duration_s, 1 / rate), *names, *hips)
    speed = np.linalg.norm(np.diff(joints, axis=0), axis=2) * rate
    limits = [3.5, 4.5, 9.0, 9.0, 9.0, 9.0, 14.0, 14.0]
    assert (speed[:, :8].max(axis=0) < limits).all(), speed.max(axis=0)
    change = np.abs(np.diff(speed[:, :8], axis=0)).max(axis=0)  # no frame begins or stops what the last one did not
    assert (change < [2.0, 2.5, 5.0, 5.0, 6.0, 6.0, 7.0, 7.0]).all(), change
    for side in range(2):
        thigh, shin = joints[:, 4 + side] - joints[:, 8 + side], joints[:, 6 + side] - joints[:, 4 + side]
        bend = np.degrees(np.arccos(np.clip(_cosine(thigh, shin), -1, 1)))
        assert bend.max() < 150
        assert joints[:, 6 + side, 1].min() > walker.ankle_m - 0.005  # no foot goes into the floor


def test_the_truth_is_where_the_motion_comes_to_rest(walker: Walker) -> None:
    performance = performed(walker, "t3")
    names = ("wrist.L", "wrist.R", "foot.L", "foot.R", "root")
    assert [each.sign.token for each in performance.segments] == [each.token for each in form("t3").movements]
    for segment in performance.segments:
        inside = np.linspace(segment.start_s, segment.end_s, 40)
        speed = _speed(walker, performance, inside, names)
        assert speed.max() > 1.0, segment.sign.token
        for rest_s in (segment.start_s - 0.02, segment.end_s + 0.005, segment.end_s + 0.3):
            assert _speed(walker, performance, np.array([rest_s, rest_s + 0.01]), names).max() < 0.05
        near = _speed(walker, performance, np.array([segment.end_s - 0.12, segment.end_s - 0.10]), names)
        assert near.max() > 0.2, segment.sign.token  # it has not ended before


def test_both_sides_come_from_one_description(walker: Walker) -> None:
    """Movements 1 and 3 of Taegeuk 1 are each other's mirror image about where they face."""
    performance = performed(walker, "t1")
    names = ("wrist", "lowerarm01", "head")
    seen = []
    for each, front, rear in ((performance.performed[0], "L", "R"), (performance.performed[2], "R", "L")):
        pose = walker.pose(performance.at(each.end_s))
        yaw = np.radians(each.standing.facing_deg)
        turn = np.array([[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]])
        sides = [f"{name}.{side}" for name in names[:2] for side in (front, rear)]
        points = pose.joints[[walker.human.bone(name) for name in sides]] - pose.joints[walker.human.bone("neck01")]
        seen.append((points @ turn.T) * [1 if front == "L" else -1, 1, 1])
    assert np.allclose(seen[0], seen[1], atol=0.03)


def test_stances_and_kicks_differ_as_they_should(walker: Walker) -> None:
    lengths = {"AS": [], "AG": [], "DG": []}  # type: dict[str, list[float]]
    for name in ("t1", "t4"):
        performance = performed(walker, name)
        for each in performance.performed:
            if each.movement.last.stance.kind in lengths:
                lengths[each.movement.last.stance.kind].append(_length(walker, performance, each))
    assert max(lengths["AS"]) < 0.65 < min(lengths["DG"]) <= max(lengths["DG"]) < 0.85 < min(lengths["AG"])


@pytest.mark.parametrize("kind", [*UNITS])
def test_a_fault_does_what_it_says_and_nothing_else(walker: Walker, kind: str) -> None:
    name, number = ("t6", 10) if kind == "too-fast" else ("t1", 14)
    fault = fault_of(form(name), {"kind": kind, "movement": number})
    good, bad = performed(walker, name), performed(walker, name, fault)
    right = {each.movement.number: each for each in good.performed}
    if kind == "restart":
        order = [*range(1, number + 1), *range(1, len(right) + 1)]
        assert [each.movement.number for each in bad.performed] == order
        assert [each.cue.attempt for each in bad.performed] == [0] * number + [1] * number + [0] * (len(right) - number)
        assert bad.duration_s > good.duration_s + bad.performed[number - 1].end_s - bad.performed[0].start_s
    else:
        wrong = {each.movement.number: each for each in bad.performed}
        assert set(right) - set(wrong) == ({number} if kind == "omitted" else set())
        for other in set(wrong) - {number}:
            assert wrong[other].cue.done == right[other].cue.done
            if other != number + 1:  # which sets out from elsewhere
                assert wrong[other].end_s - wrong[other].start_s == pytest.approx(
                    right[other].end_s - right[other].start_s
                )
            assert wrong[other].held_until_s - wrong[other].end_s == pytest.approx(
                right[other].held_until_s - right[other].end_s
            )
        if number in wrong:
            _is_so(walker, kind, fault, (good, right[number]), (bad, wrong[number]))
    (committed,) = bad.committed
    assert committed.fault == fault
    assert 0 <= committed.start_s <= committed.end_s <= bad.duration_s


def _is_so(
    walker: Walker,
    kind: str,
    fault: Fault,
    good: tuple[FormPerformance, Performed],
    bad: tuple[FormPerformance, Performed],
) -> None:
    (fine, right), (poor, wrong) = good, bad
    assert right.cue.done is not None
    assert wrong.cue.done is not None
    was, done = right.cue.done.last, wrong.cue.done.last
    if kind == "pause":
        assert wrong.start_s - right.start_s == pytest.approx(fault.size)
    elif kind == "too-fast":
        assert (right.end_s - right.start_s) / (wrong.end_s - wrong.start_s) == pytest.approx(fault.size, rel=0.01)
    elif kind == "wobble":
        times = np.linspace(wrong.end_s, wrong.end_s + 1.1, 30)
        heads = places(walker, poor, times, "head", "foot.L", "foot.R")
        still = places(walker, fine, np.linspace(right.end_s, right.held_until_s, 30), "head")
        assert np.ptp(heads[:, 0], axis=0).max() > 0.03 > 3 * np.ptp(still[:, 0], axis=0).max()
        assert np.ptp(heads[:, 1:], axis=0).max() < 3e-3
    elif kind == "short-stance":
        assert _length(walker, poor, wrong) == pytest.approx((1 - fault.size) * _length(walker, fine, right), rel=0.12)
    elif kind == "low-kick":
        high, low = (_ankle(walker, each, one) for each, one in ((fine, right), (poor, wrong)))
        assert high - low > 0.3
        assert low > 0.2
    elif kind == "wrong-side":
        assert [each.kind for each in was.strokes] == [each.kind for each in done.strokes]
        assert [each.side for each in was.strokes] != [each.side for each in done.strokes]
    elif kind == "wrong-stance":
        assert (done.stance.kind, done.strokes) == (fault.instead, was.strokes)
        assert done.stance.front == was.stance.front
    else:
        assert kind == "wrong-movement"
        assert done.strokes[-1].kind == fault.instead != was.strokes[-1].kind
        assert done.stance == was.stance


def test_a_script_is_told_what_cannot_be() -> None:
    with pytest.raises(ValueError, match="no kind of fault"):
        fault_of(form("t1"), {"kind": "sneeze", "movement": 1})
    with pytest.raises(ValueError, match="1 to 18"):
        fault_of(form("t1"), {"kind": "pause", "movement": 19})
    with pytest.raises(ValueError, match="low-kick cannot happen in t1-01"):
        fault_of(form("t1"), {"kind": "low-kick", "movement": 1})
    with pytest.raises(ValueError, match="'above' is no view; there are front,"):
        FormFilm(Plan(("t1",), 411, 64, 48), 1, view="above")


@pytest.mark.parametrize("name", forms())
def test_a_wrong_movement_ends_elsewhere_than_the_right_one(walker: Walker, name: str) -> None:
    faults = [
        fault_of(form(name), {"kind": "wrong-movement", "movement": each.number})
        for each in form(name).movements
        if "wrong-movement" in possible(each)
    ]
    fine, poor = performed(walker, name), performed(walker, name, *faults)
    assert len(faults) > len(form(name).movements) - 3
    for right, wrong in zip(fine.performed, poor.performed, strict=True):
        if not wrong.cue.faults:
            continue
        wrist = f"wrist.{right.movement.last.strokes[-1].side}"
        heights = [
            float(places(walker, each, np.array([time_s]), wrist, "root")[0, :, 1] @ [1, -1])
            for each, time_s in ((fine, right.end_s), (poor, wrong.end_s))
        ]
        assert abs(heights[0] - heights[1]) > 0.25, (right.movement.token, wrong.cue.faults)


@pytest.mark.parametrize(("view", "seed"), [("front", 1), ("side", 2), ("front-left", 3), ("", 4)])
@pytest.mark.parametrize("name", ["t1", "koryo"])
def test_the_camera_sees_the_whole_performer_all_the_time(name: str, view: str, seed: int) -> None:
    film = FormFilm(Plan((name,), 410 + seed, 320, 240, Fraction(5)), seed, view=view)
    for time_s in film.times_s()[::7]:
        pose = film.pose_at(float(time_s))
        pixels = film.dolly.at(float(time_s)).project(np.concatenate([pose.joints, pose.tips]))
        assert (pixels >= 0).all()
        assert (pixels <= [320, 240]).all()
    tall = film.camera.project([[0, 0, 0], [0, film.height_m, 0]])
    assert tall[0, 1] - tall[1, 1] > 70  # and not from too far away


def test_a_form_is_filmed_with_its_truth_and_its_record(drawing: None, tmp_path: Path) -> None:
    fault = Fault("omitted", 2, 1.0)
    film = FormFilm(Plan(("t1",), 411, 64, 48, Fraction(3), samples=1, preset="veryfast"), 1, [fault])
    shoot(film, tmp_path / "a.mp4", landmarks=True)
    names = ["a.exact.pose", "a.mp4", "a.performance.json", "a.truth.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    truth, record = load_truth(tmp_path / "a.truth.json"), load_record(tmp_path / "a.performance.json")
    assert probe(tmp_path / "a.mp4").duration_s == pytest.approx(truth.duration_s, abs=0.34)
    assert truth.tiers == ("movements",)
    assert [each.token for each in truth.segments] == [each.token for each in record.movements]
    assert "t1-02" not in {each.token for each in truth.segments}
    assert truth.segments[0].text == {"ko": "왼앞서기 아래막기", "en": "left walking stance, left low block"}
    assert (record.schema, record.form, record.seed) == ("annotator-performance/1", "t1", 1)
    assert [(each.kind, each.movement, each.size) for each in record.faults] == [("omitted", 2, 1.0)]
    assert [(each.start_s, each.end_s) for each in truth.segments] == [
        (each.start_s, each.end_s) for each in record.movements
    ]
    kicks = {each.number: each.kicks[0] for each in record.movements if each.kicks}
    assert set(kicks) == {14, 16}
    assert all(each.height is not None and 0.9 < each.height < 1.6 for each in kicks.values())
    landmarks = film.landmarks()
    assert landmarks.present[:, [25, 26, 27, 28, 31, 32]].all()
    assert record_of(film, "a.mp4") == record


def test_the_same_seed_films_the_same(drawing: None) -> None:
    films = [FormFilm(Plan(("t2",), 412, 64, 48, Fraction(5), samples=1), seed) for seed in (1, 1, 2)]
    pictures = [next(film.pictures()) for film in films]
    assert np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[0], pictures[2])


def _speed(walker: Walker, performance: FormPerformance, times_s: Floats, names: tuple[str, ...]) -> Floats:
    joints = places(walker, performance, times_s, *names)
    steps = np.linalg.norm(np.diff(joints, axis=0), axis=2).max(axis=1)
    return np.asarray(steps / np.diff(times_s))


def _length(walker: Walker, performance: FormPerformance, each: Performed) -> float:
    """How far apart the ankles are where the performer faces, in leg lengths."""
    ankles = places(walker, performance, np.array([each.end_s + 0.1]), "foot.L", "foot.R")[0]
    yaw = np.radians(each.standing.facing_deg)
    return abs(float((ankles[0] - ankles[1]) @ [np.sin(yaw), 0, np.cos(yaw)])) / walker.size.leg_m


def _ankle(walker: Walker, performance: FormPerformance, each: Performed) -> float:
    """How high the kicking ankle is at full stretch, in leg lengths."""
    assert each.stretched_s is not None
    ankles = places(walker, performance, np.array([each.stretched_s]), "foot.L", "foot.R")[0]
    return float(ankles[:, 1].max()) / walker.size.leg_m


def _cosine(first: Floats, second: Floats) -> Floats:
    both = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    return np.asarray((first * second).sum(axis=1) / both)
