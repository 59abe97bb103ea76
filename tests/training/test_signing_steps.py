"""What the trainer `landmark-tcn` teaches: classes of steps, borders, balance, pieces, and clips changed at random."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from signing_data import SIGNS, write_clip, write_data

from annotator.errors import DatasetError, UsageError
from annotator.landmarks import FEATURES, mirror, resample
from annotator.tokens import parse_tokens
from annotator.training import Clip, LandmarkRanges, Spans, augmented, joined, load_clips, plain
from annotator_landmark_tcn.data import Teacher, find_classes
from annotator_landmark_tcn.options import LandmarkTCNOptions, decoding_parameters, window_steps
from annotator_landmark_tcn.steps import Taught, balanced, sequences, teach

RATE = Fraction(15)
IDLE = 9
CALM = LandmarkRanges(0.0, (1.0, 1.0), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    folder = tmp_path_factory.mktemp("clip")
    write_clip(folder, "x", "s1", ["hello", "thanks", "hello"], size=(1280, 720))
    return load_clips(folder)[0]


def spans() -> Spans:
    """Class 2 over [1, 2), class 5 over [2, 3) and over [4, 5)."""
    return Spans(np.array([2, 5, 5]), np.array([1.0, 2.0, 4.0]), np.array([2.0, 3.0, 5.0]))


def test_classes_at_times() -> None:
    times_s = np.array([0.0, 0.99, 1.0, 1.99, 2.0, 2.5, 3.0, 3.9, 4.0, 4.99, 5.0, 9.0])
    assert spans().at(times_s, IDLE).tolist() == [IDLE, IDLE, 2, 2, 5, 5, IDLE, IDLE, 5, 5, IDLE, IDLE]
    nothing = Spans(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    assert nothing.at(times_s, IDLE).tolist() == [IDLE] * 12
    assert np.isinf(nothing.distance(times_s)).all()


def test_distance_from_borders() -> None:
    np.testing.assert_allclose(spans().distance(np.array([0.0, 1.25, 2.0, 3.4, 9.0])), [1, 0.25, 0, 0.4, 4])


def test_steps_at_borders_do_not_count_and_transitions_are_known() -> None:
    times_s = np.arange(60) / 10 + 0.05
    taught = teach(np.zeros((60, 1), np.float32), spans(), times_s, 1.0, IDLE, border_s=0.06)
    assert np.flatnonzero(taught.weights == 0).tolist() == [9, 10, 19, 20, 29, 30, 39, 40, 49, 50]
    assert np.flatnonzero(~taught.near).tolist() == [0, 1, 2, 3, 4, 55, 56, 57, 58, 59]
    slow = teach(np.zeros((60, 1), np.float32), spans(), times_s, 0.5, IDLE, border_s=0.06)
    assert slow.weights.all()  # half as fast, everything is twice as far from a border


@given(lengths=st.lists(st.integers(1, 40), min_size=1, max_size=4), half=st.integers(0, 6), length=st.integers(1, 20))
def test_every_step_is_in_one_piece_with_what_is_around_it(lengths: list[int], half: int, length: int) -> None:
    clips = []
    for number, count in enumerate(lengths):
        numbers = 1000 * number + np.arange(count)
        steps = numbers.astype(np.float32)[:, None]
        clips.append(Taught(steps, numbers, np.ones(count, np.float32), np.zeros(count, np.bool_)))
    made = sequences(clips, 2 * half + 1, length)
    counts = made.weights > 0
    assert sorted(made.labels[counts].tolist()) == [label for clip in clips for label in clip.labels.tolist()]
    for row, place in zip(*np.nonzero(counts), strict=True):
        label = int(made.labels[row, place])
        window = made.steps[row, place : place + 2 * half + 1, 0]
        whole = clips[label // 1000].labels
        around = np.clip(np.arange(label % 1000 - half, label % 1000 + half + 1), 0, len(whole) - 1)
        assert window.tolist() == whole[around].tolist()


def test_idle_steps_are_thinned_and_transitions_kept() -> None:
    labels = np.array([IDLE] * 900 + [1] * 100)
    near = np.arange(1000) >= 500
    clip = Taught(np.zeros((1000, 1), np.float32), labels, np.ones(1000, np.float32), near)
    [thin] = balanced([clip], IDLE, 1.5, np.random.default_rng(0))
    kept = thin.weights > 0
    assert kept[labels == 1].all()
    assert kept[500:].all()  # more transitions than were asked for: no other idle step
    assert not kept[:500].any()
    [some] = balanced([clip], IDLE, 6.0, np.random.default_rng(0))
    assert (some.weights[labels == IDLE] > 0).sum() == 600
    assert balanced([clip], IDLE, 0.0, np.random.default_rng(0))[0].weights.all()


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0])
def test_a_clip_sped_up_shows_what_is_there_at_that_time(clip: Clip, speed: float) -> None:
    """Without any other change, step k is what the clip shows at k * speed / rate seconds."""
    changed = augmented(clip, RATE, np.random.default_rng(0), replace(CALM, speed=(speed, speed)))
    assert changed.speed == speed
    frames = (np.arange(len(changed.landmarks)) * speed * 2).astype(int)  # 30 frames a second, 15 steps
    frames = frames[frames < len(clip.landmarks)]
    shown = changed.landmarks.points[: len(frames)]
    np.testing.assert_allclose(shown[..., :2], clip.landmarks.points[frames][..., :2], atol=1e-5)
    assert abs(len(changed.landmarks) / 15 * speed - clip.duration_s) < 0.2


def test_a_calm_change_is_none(clip: Clip) -> None:
    changed = augmented(clip, RATE, np.random.default_rng(0), CALM)
    as_it_is = plain(clip, RATE)
    np.testing.assert_allclose(changed.landmarks.points, as_it_is.landmarks.points, atol=1e-6)
    np.testing.assert_array_equal(changed.landmarks.present, as_it_is.landmarks.present)
    mirrored = augmented(clip, RATE, np.random.default_rng(0), replace(CALM, mirror=1.0))
    expected = joined(resample([mirror(clip.landmarks)], clip.rate, RATE))
    np.testing.assert_allclose(mirrored.landmarks.points, expected.points, atol=1e-6)


def test_changes_are_drawn_anew_and_repeat_by_seed(clip: Clip) -> None:
    def drawn(seed: int) -> bytes:
        return augmented(clip, RATE, np.random.default_rng(seed)).landmarks.points.tobytes()

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_changed_clips_stay_recognisable(clip: Clip) -> None:
    """Hands are lost now and then, and nothing moves by more than a fraction of the shoulder width."""
    kept = replace(CALM, drops_s=1.0, jitter=0.01, drift=0.04)
    changed = augmented(clip, RATE, np.random.default_rng(3), kept).landmarks
    as_it_is = plain(clip, RATE).landmarks
    lost = ~changed.present[:, 33:75]
    assert 0 < lost.mean() < 0.6
    assert not changed.points[:, 33:75][lost].any()
    both = changed.present
    assert np.abs(changed.points[..., :2] - as_it_is.points[..., :2])[both].max() < 0.1


def test_the_classes_are_the_dictionarys_and_an_idle_one(tmp_path: Path) -> None:
    write_data(tmp_path, 1)
    clips = load_clips(tmp_path)
    tokens = parse_tokens(
        '{"3": {"label": "hello", "ko": "여보세요"}, "5": {"ko": "고맙다"}, "7": {"ko": "학교"}, "8": {"ko": "친구"}, '
        '"9": {"ko": "또"}}',
        name="x",
    )
    classes = find_classes(clips, "words", tokens)
    assert classes.ids == (3, 5, 7, 8, 10)
    assert (classes.idle, classes.words[-1]) == (4, "idle")
    assert [classes.ids[classes.index[sign]] for sign in SIGNS] == [3, 5, 7, 8]
    assert classes.tokens.text(10, "ko") == "(쉼)"
    own = parse_tokens('["idle", "안녕", "고맙다", "학교", "친구"]', name="x")
    assert find_classes(clips, "words", own).ids == (1, 2, 3, 4, 0)


def test_a_sign_without_word_is_refused(tmp_path: Path) -> None:
    write_clip(tmp_path, "x", "s1", ["hello", "school"])
    clips = load_clips(tmp_path)
    with pytest.raises(DatasetError, match=r"'school' \(학교\) is not in the token dictionary") as caught:
        find_classes(clips, "words", parse_tokens('{"0": "안녕"}', name="x"))
    assert caught.value.path == tmp_path / "x.pose"
    with pytest.raises(DatasetError, match=r"'hello' \(안녕\) fits the tokens \[0, 1\]"):
        find_classes(clips, "words", parse_tokens('{"0": {"ko": "안녕"}, "1": {"ko": "안녕"}}', name="x"))
    with pytest.raises(DatasetError, match="no clip shows anything of the tier 'letters'; there are: words"):
        find_classes(clips, "letters", parse_tokens('{"0": "안녕"}', name="x"))


def test_a_lesson_is_the_same_for_the_same_epoch(clip: Clip) -> None:
    tokens = parse_tokens('{"0": "안녕", "1": "고맙다"}', name="x")
    teacher = Teacher(find_classes([clip], "words", tokens), FEATURES["signing"], RATE, 25, 0.06, 1.5)
    first, again, other = (teacher.lesson([clip], 5, epoch, augment=True) for epoch in (1, 1, 2))
    assert first.steps.tobytes() == again.steps.tobytes()
    assert first.steps.tobytes() != other.steps.tobytes()
    exam = teacher.exam([clip])
    assert exam.steps.shape[1:] == (48 + 24, 169)
    assert set(exam.labels[exam.weights > 0].tolist()) == {0, 1, 2}


@pytest.mark.parametrize(
    ("tier", "window_s", "rate", "steps"),
    [("words", 0.0, "15", 25), ("letters", 0.0, "15", 11), ("gestures", 0.0, "30", 49), ("words", 1.0, "25", 25)],
)
def test_windows_have_a_middle(tier: str, window_s: float, rate: str, steps: int) -> None:
    assert window_steps(LandmarkTCNOptions(tier=tier, window_s=window_s, rate=rate)) == steps


def test_decoding_is_the_tiers_unless_told() -> None:
    letters = decoding_parameters(LandmarkTCNOptions(tier="letters"))
    assert decoding_parameters(LandmarkTCNOptions(tier="letters", enter=0.8, bridge=0.0)) == letters | {
        "enter": 0.8,
        "bridge_s": 0.0,
    }
    with pytest.raises(UsageError, match="rate"):
        window_steps(LandmarkTCNOptions(rate="fast"))
