"""What a MoViNet learns from: clips cut from their signs, batches of one size, options that go together."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from crnn_data import write_colours

from annotator.datasets import Footage, Span, open_dataset
from annotator.errors import UsageError
from annotator.plugins import load_plugins
from annotator.training import Course, model_classes, split_dataset
from annotator_movinet.lessons import ClipTeacher, FullBatches
from annotator_movinet.options import MoViNetOptions, augment_of, background_of, check_options, frames_of, margin_of
from annotator_movinet.trainer import MoViNetTrainer


def numbered(count: int, *spans: Span) -> Footage:
    """A recording at 10 pictures a second whose pictures hold their own number."""
    images = np.broadcast_to(np.arange(count, dtype=np.uint8)[:, None, None, None], (count, 2, 2, 3))
    return Footage(Path("x.mp4"), images, Fraction(10), spans)


def seen(batches: Any) -> list[list[int]]:
    return [[int(picture.max()) for picture in clip] for inputs, _, _ in batches for clip in inputs]


def test_a_short_clip_ends_with_its_last_picture_again_and_again() -> None:
    teacher = ClipTeacher([numbered(9, Span(0.2, 0.5, 7))], {7: 0}, window=6)
    assert seen(teacher.exam(1)) == [[2, 3, 4, 4, 4, 4]]
    assert seen(teacher.lesson(0, 1, 1, None, None)) == [[2, 3, 4, 4, 4, 4]]


def test_of_a_long_clip_a_part_is_seen_another_one_each_epoch() -> None:
    teacher = ClipTeacher([numbered(100, Span(1.0, 9.0, 7))], {7: 0}, window=8)
    assert seen(teacher.exam(1)) == [list(range(46, 54))]  # the middle
    firsts = {seen(teacher.lesson(0, epoch, 1, None, None))[0][0] for epoch in range(40)}
    assert min(firsts) >= 10
    assert max(firsts) <= 82
    assert len(firsts) > 20
    assert seen(teacher.lesson(0, 5, 1, None, None)) == seen(teacher.lesson(0, 5, 1, None, None))


def test_clips_carry_class_and_weight() -> None:
    footage = [numbered(9, Span(0, 0.4, 7)), numbered(9, Span(0, 0.4, 9), Span(0.4, 0.9, 7), Span(0.5, 0.6, 1))]
    teacher = ClipTeacher(footage, {7: 0, 9: 1}, window=2)
    assert teacher.labels().tolist() == [0, 1, 0]
    weights = np.array([0.5, 2.0], np.float32)
    [(inputs, labels, given)] = teacher.exam(8, weights)
    assert inputs.shape == (3, 2, 2, 2, 3)
    assert (labels.tolist(), given.tolist()) == ([0, 1, 0], [0.5, 2.0, 0.5])
    drawn = list(teacher.lesson(0, 1, 2, None, weights))
    assert sorted(label for _, labels, _ in drawn for label in labels) == [0, 0, 1]


def test_batches_are_of_one_size_and_what_fills_them_counts_nothing() -> None:
    def batch(count: int) -> Any:
        return np.arange(count, dtype=np.uint8)[:, None], np.arange(count), np.full(count, 2.0, np.float32)

    first, last = FullBatches([batch(3), batch(1)], 3)
    assert first[2].tolist() == [2, 2, 2]
    assert last[0].shape == (3, 1)
    assert last[1].tolist() == [0, 0, 0]
    assert last[2].tolist() == [2, 0, 0]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"window": 10, "step": 4}, "a window of 10 pictures is no number of steps of 4"),
        ({"rate": "ten"}, "'ten' are no pictures a second"),
        ({"rate": "0"}, "'0' are no pictures a second"),
        ({"rate": "1/0"}, "'1/0' are no pictures a second"),
    ],
)
def test_options_that_do_not_go_together(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        check_options(MoViNetOptions(**changes))


def test_the_margin_is_what_a_faster_signer_needs() -> None:
    options = MoViNetOptions(window=16)
    augment = augment_of(options)
    assert augment is not None
    assert 16 * (1 + augment.speed) <= 16 + 2 * margin_of(options)
    plain = msgspec.structs.replace(options, no_augment=True)
    assert (augment_of(plain), margin_of(plain)) == (None, 0)
    assert (frames_of(options).width, frames_of(options).values) == (172, (0.0, 1.0))


def test_the_background_goes_where_there_are_windows_and_nothing_to_begin_with() -> None:
    assert background_of(MoViNetOptions(), continuous=True) == "subtract"
    assert background_of(MoViNetOptions(), continuous=False) == "keep"
    assert background_of(MoViNetOptions(pretrained="run"), continuous=True) == "keep"
    assert background_of(MoViNetOptions(pretrained="run", background="subtract"), continuous=True) == "subtract"
    with pytest.raises(UsageError, match="one stream, which has no mean"):
        background_of(MoViNetOptions(background="subtract"), continuous=False)


def test_clips_of_one_sign_are_one_stream_each(tmp_path: Path) -> None:
    """A folder a class: the whole clip is the sign, so states are never made zero and there is one answer a clip."""
    for word, colour in (("go", "blue"), ("stop", "red")):
        for number in range(3):
            write_colours(tmp_path / "data" / word / f"{number}.mp4", [(colour, 0.5)])
    data = open_dataset(tmp_path / "data")
    options = MoViNetOptions(width=32, height=32, window=4, step=2, rate="10", batch=2, jobs=1, no_augment=True)
    course = Course(data, split_dataset(data, 0), model_classes(data), tmp_path / "run", options, lambda _: None)
    trainer = MoViNetTrainer()
    lessons = trainer.lessons(course)
    assert trainer.recognizer_options(course) == {"reset": "never", "background": "keep"}
    assert trainer.decoding(course).policy == "clip"
    assert sum(lessons.counts.values()) == 6
    [(inputs, _, weights), *_] = lessons.lesson(1)
    assert (inputs.shape, inputs.dtype) == ((2, 4, 32, 32, 3), np.float32)
    assert 0.9 < inputs.max() <= 1
    assert weights.shape == (2,)


def test_the_plugin_brings_a_recognizer_and_a_trainer() -> None:
    info, kind = load_plugins().recognizer("movinet")
    assert kind.name == "movinet"
    assert info.hooks == ("annotator_recognizers", "annotator_trainers")
