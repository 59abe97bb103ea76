"""Windows of pictures to train on: where they lie, what they are called, and that epochs differ and repeat."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from annotator.datasets import Footage, Span
from annotator.records import ImageArray
from annotator.tokens import Token, TokenDictionary
from annotator.training import ModelClasses, Sampling, WindowTeacher

RATE = Fraction(10)
TOKENS = TokenDictionary("t", {i: Token(name, {"ko": name}) for i, name in ((3, "a"), (8, "b"), (9, "idle"))})
CLASSES = ModelClasses((3, 8, 9), TOKENS, idle=2)
SPANS = (Span(2.0, 3.0, 3), Span(5.0, 7.0, 8))


def film(spans: tuple[Span, ...] = SPANS, *, continuous: bool = True, pictures: int = 100) -> Footage:
    """Every picture holds its own number."""
    images = np.arange(pictures, dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 2, 3), np.uint8)
    return Footage(Path("x.mp4"), images, RATE, spans, "s", "train", continuous)


def numbers(clip: ImageArray) -> list[int]:
    return [int(number) for number in clip[:, 0, 0, 0]]


def drawn(teacher: WindowTeacher, seed: int = 0, epoch: int = 1, batch: int = 4) -> list[tuple[list[int], int, float]]:
    return [
        (numbers(clip), int(label), float(weight))
        for clips, labels, weights in teacher.lesson(seed, epoch, batch)
        for clip, label, weight in zip(clips, labels, weights, strict=True)
    ]


def test_a_window_is_called_what_is_at_its_middle() -> None:
    teacher = WindowTeacher([film()], CLASSES, Sampling(window=5, reach=1.0, a_span=40, idle_ratio=0.5, border_s=0.2))
    seen: dict[int, list[int]] = {}
    for pictures, label, _ in drawn(teacher):
        assert np.diff(pictures).tolist() == [1] * 4 or pictures[0] == 0 or pictures[-1] == 99
        seen.setdefault(label, []).append(pictures[2])
    assert (min(seen[0]), max(seen[0])) == (20, 29)
    assert (min(seen[1]), max(seen[1])) == (50, 69)
    assert len(seen[2]) == 40
    for middle in seen[2]:
        assert not 18 <= middle < 32
        assert not 48 <= middle < 72


def test_reach_keeps_to_the_middle_of_a_sign() -> None:
    teacher = WindowTeacher([film()], CLASSES, Sampling(window=5, reach=0.5, a_span=40))
    middles = [pictures[2] for pictures, label, _ in drawn(teacher) if label == 1]
    assert min(middles) >= 55
    assert max(middles) <= 65


def test_the_same_epoch_is_the_same_and_others_are_not() -> None:
    teacher = WindowTeacher([film()], CLASSES, Sampling(window=5, a_span=4))
    assert drawn(teacher, 1, 2) == drawn(teacher, 1, 2)
    assert drawn(teacher, 1, 2) != drawn(teacher, 1, 3)
    assert drawn(teacher, 1, 2) != drawn(teacher, 2, 2)


def test_the_exam_is_around_the_middles_and_can_be_repeated() -> None:
    teacher = WindowTeacher([film()], CLASSES, Sampling(window=5, idle_ratio=0.5))
    exam = teacher.exam(2)
    first, second = list(exam), list(exam)
    assert [len(labels) for _, labels, _ in first] == [2, 1]
    for (clips, labels, weights), (others, their_labels, _) in zip(first, second, strict=True):
        np.testing.assert_array_equal(clips, others)
        np.testing.assert_array_equal(labels, their_labels)
        assert weights.tolist() == [1.0] * len(labels)
    middles = {
        int(label): numbers(clip)[2] for clips, labels, _ in first for clip, label in zip(clips, labels, strict=True)
    }
    assert (middles[0], middles[1]) == (25, 60)
    assert teacher.labels().tolist() == [0, 1, 2]


def test_the_ends_of_a_recording_are_repeated() -> None:
    ends = (Span(0.0, 0.1, 3), Span(9.9, 10.0, 8))
    teacher = WindowTeacher([film(ends, continuous=False)], CLASSES, Sampling(window=6))
    [(clips, labels, _)] = list(teacher.exam(8))
    assert labels.tolist() == [0, 1]
    assert [numbers(clip) for clip in clips] == [[0, 0, 0, 1, 2, 3], [97, 98, 99, 99, 99, 99]]


def test_a_recording_without_signs_gives_a_window_of_nothing_a_second() -> None:
    teacher = WindowTeacher([film(())], CLASSES, Sampling(window=5))
    assert teacher.labels().tolist() == [2] * 10


def test_where_nothing_is_not_known_it_is_not_taught() -> None:
    cut = WindowTeacher([film(continuous=False)], CLASSES, Sampling(window=5))
    assert cut.labels().tolist() == [0, 1]
    without = WindowTeacher([film()], ModelClasses((3, 8), TOKENS), Sampling(window=5))
    assert without.labels().tolist() == [0, 1]


def test_labels_the_model_does_not_know_are_left_out() -> None:
    teacher = WindowTeacher([film()], ModelClasses((8, 9), TOKENS, idle=1), Sampling(window=5, border_s=0.0))
    lesson = drawn(teacher)
    assert {label for _, label, _ in lesson} <= {0, 1}
    assert all(not 20 <= pictures[2] < 30 for pictures, label, _ in lesson if label == 1)


def test_weights_are_those_of_the_classes() -> None:
    teacher = WindowTeacher([film()], CLASSES, Sampling(window=5, idle_ratio=2))
    weights = np.array([0.5, 2.0, 3.0], np.float32)
    for _, labels, given in teacher.lesson(0, 1, 4, None, weights):
        np.testing.assert_array_equal(given, weights[labels])


def test_clips_are_augmented_one_by_one_and_repeatably() -> None:
    def lighter(clip: ImageArray, random: np.random.Generator) -> ImageArray:
        return (clip // 2 + random.integers(100)).astype(np.uint8)

    teacher = WindowTeacher([film()], CLASSES, Sampling(window=5, a_span=3))
    one, two = ([clips for clips, _, _ in teacher.lesson(0, 1, 4, lighter)] for _ in range(2))
    plain = [clips for clips, _, _ in teacher.lesson(0, 1, 4)]
    offsets = set()
    for changed, same, before in zip(one, two, plain, strict=True):
        np.testing.assert_array_equal(changed, same)
        offsets |= {int(value) for value in (changed.astype(int) - before // 2).reshape(len(changed), -1)[:, 0]}
    assert len(offsets) > 3


@pytest.mark.parametrize("batch", [1, 3, 100])
def test_every_window_of_an_epoch_is_given_once(batch: int) -> None:
    teacher = WindowTeacher([film()], CLASSES, Sampling(window=5, a_span=3, idle_ratio=0.5))
    assert sorted(label for _, label, _ in drawn(teacher, batch=batch)) == [0, 0, 0, 1, 1, 1, 2, 2, 2]
