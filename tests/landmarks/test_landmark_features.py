from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.landmarks import FEATURES, HandChooser, joint_angles
from annotator.records import LEFT_HAND_POINTS, RIGHT_HAND_POINTS, Landmarks

from .landmark_helpers import make


@pytest.mark.parametrize("name", FEATURES)
def test_every_feature_set_keeps_its_word(name: str) -> None:
    features, landmarks = FEATURES[name], make(40)
    steps, usable = features.compute(landmarks)
    assert features.name == name
    assert (steps.shape, steps.dtype) == ((40, features.width), np.float32)
    assert (usable.shape, usable.dtype) == ((40,), np.bool_)
    assert not steps[~usable].any()
    assert np.isfinite(steps).all()
    empty, none = features.compute(make(0))
    assert (empty.shape, none.shape) == ((0, features.width), (0,))


@pytest.mark.real
@pytest.mark.parametrize("gesture", ["come", "away", "spin"])
def test_hand99_reproduces_recorded_rows(real: Path, gesture: str) -> None:
    rows = np.load(real / "gestures" / f"raw_{gesture}_1627646273.npy", allow_pickle=False)[:, :99]
    joints = rows[:, :84].reshape(-1, 21, 4)
    np.testing.assert_allclose(joint_angles(joints[..., :3]), rows[:, 84:], atol=1e-5)
    points = np.zeros((len(rows), 75, 4), np.float32)
    points[:, RIGHT_HAND_POINTS] = joints
    points[:, RIGHT_HAND_POINTS, 3] = 1.0
    present = points[..., 3] > 0
    steps, usable = FEATURES["hand99"].compute(Landmarks(points, present, np.arange(len(rows)) / 30))
    assert usable.all()
    np.testing.assert_array_equal(steps[:, :84], rows[:, :84].astype(np.float32))
    np.testing.assert_allclose(steps[:, 84:], rows[:, 84:], atol=0.01)


def test_a_straight_finger_has_no_angle_and_a_bent_one_ninety() -> None:
    joints = np.zeros((21, 3))
    joints[5:9] = [(0, 1, 0), (0, 2, 0), (0, 3, 0), (1, 3, 0)]  # straight up, its last bone to the side
    np.testing.assert_allclose(joint_angles(joints)[3:6], [0, 0, 90], atol=1e-6)


def test_holistic258_holds_body_left_right_in_order() -> None:
    landmarks = make(30, 2)
    steps, usable = FEATURES["holistic258"].compute(landmarks)
    np.testing.assert_array_equal(steps[:, :132].reshape(-1, 33, 4), landmarks.points[:, :33])
    np.testing.assert_array_equal(steps[:, 132:195].reshape(-1, 21, 3), landmarks.points[:, LEFT_HAND_POINTS, :3])
    np.testing.assert_array_equal(steps[:, 195:].reshape(-1, 21, 3), landmarks.points[:, RIGHT_HAND_POINTS, :3])
    np.testing.assert_array_equal(usable, landmarks.present.any(axis=1))


def chosen(left: str, right: str, hand: str = "any") -> str:
    """Which hand is chosen, frame by frame, where "x" marks the frames that show a hand."""
    flags = (np.array([c == "x" for c in text]) for text in (left, right))
    return "".join("r" if is_right else "l" for is_right in HandChooser(hand).choose(*flags))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("xxxx", "xxxx", "rrrr"),
        ("xxxx", "..xx", "llll"),
        ("..xx", "xxx.", "rrrl"),
        ("x.xx", "....", "llll"),
        ("xx.xx", "..xxx", "llrrr"),
        ("....", "....", "rrrr"),
    ],
)
def test_the_chosen_hand_is_stayed_with(left: str, right: str, expected: str) -> None:
    assert chosen(left, right) == expected


def test_a_wanted_hand_is_the_only_one() -> None:
    assert chosen("xx..", "..xx", "left") == "llll"
    assert chosen("xx..", "..xx", "right") == "rrrr"
    with pytest.raises(ValueError, match="both"):
        HandChooser("both")  # type: ignore[arg-type]


flags = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=40)


@given(flags, st.integers(1, 10))
def test_the_choice_does_not_depend_on_batches(seen: list[tuple[bool, bool]], size: int) -> None:
    both = np.array(seen, np.bool_).reshape(-1, 2)
    whole = HandChooser().choose(both[:, 0], both[:, 1])
    chooser = HandChooser()
    cut = [chooser.choose(both[i : i + size, 0], both[i : i + size, 1]) for i in range(0, len(both), size)]
    assert whole.tolist() == [flag for part in cut for flag in part.tolist()]
    # Wherever a hand is seen, the chosen one is.
    assert (np.where(whole, both[:, 1], both[:, 0]) == both.any(axis=1)).all()


def test_hand99_follows_its_chooser_from_batch_to_batch() -> None:
    landmarks = make(2, 0)
    points, present = landmarks.points.copy(), np.zeros((2, 75), np.bool_)
    points[:, LEFT_HAND_POINTS, 0], points[:, RIGHT_HAND_POINTS, 0] = 0.25, 0.75
    present[:, LEFT_HAND_POINTS] = True
    present[1, RIGHT_HAND_POINTS] = True
    chooser = HandChooser()
    first, second = (
        FEATURES["hand99"].compute(Landmarks(points[i : i + 1], present[i : i + 1], np.zeros(1)), hand=chooser)[0]
        for i in range(2)
    )
    assert first[0, 0] == second[0, 0] == 0.25
    assert FEATURES["hand99"].compute(Landmarks(points[1:], present[1:], np.zeros(1)))[0][0, 0] == 0.75
