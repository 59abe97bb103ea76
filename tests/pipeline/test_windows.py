"""The base class of recognizers: windows over edges and holes, however the video is cut into batches."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.recognizer import Batch, FrameInput, WindowRecognizer
from annotator.records import BoolArray, FloatArray, Frames, Prediction, Video
from annotator.timeline import decode

RATE = Fraction(10)
VIDEO = Video(Path("x.mp4"), 1.0, RATE, 4, 3)


class Counting(WindowRecognizer):
    """Scores a window by its steps, which hold their own number plus 1 (0 where nothing was seen)."""

    name = "counting"
    classes = 3
    input = FrameInput(RATE)

    def __init__(self, window: int, stride: int = 1, **choices: Any) -> None:
        self.window, self.stride = window, stride
        for name, value in choices.items():
            setattr(self, name, value)
        self.clips: list[list[int]] = []

    def prepare(self, batch: Batch) -> tuple[FloatArray, BoolArray]:
        assert isinstance(batch, Frames)
        steps = batch.images[:, 0, 0, 0].astype(np.float32)
        return steps, steps > 0

    def classify(self, clips: FloatArray) -> FloatArray:
        self.clips += clips.astype(int).tolist()
        return np.tile(np.array([0.5, 0.25, 0.25], np.float32), (len(clips), 1))


def run(recognizer: Counting, steps: list[int], size: int = 100) -> list[Prediction]:
    session = recognizer.open(VIDEO)
    found: list[Prediction] = []
    for at in range(0, len(steps), size):
        part = np.array(steps[at : at + size], np.uint8)
        images = np.broadcast_to(part[:, None, None, None], (len(part), 1, 1, 3))
        found += session.feed(Frames(images, np.arange(at, at + len(part)) / 10))
    return [*found, *session.finish()]


def spans(found: list[Prediction]) -> list[tuple[float, float]]:
    return [(round(each.start_s * 10, 6), round(each.end_s * 10, 6)) for each in found]


def test_padded_ends_give_every_step_its_window() -> None:
    recognizer = Counting(3, edge="pad")
    assert spans(run(recognizer, [1, 2, 3, 4])) == [(0, 1), (0, 3), (1, 4), (3, 4)]
    assert recognizer.clips == [[1, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 4]]


def test_an_even_window_stands_between_two_steps() -> None:
    recognizer = Counting(4, edge="pad")
    assert spans(run(recognizer, [1, 2, 3, 4])) == [(0, 2), (0, 4), (2, 4)]
    assert recognizer.clips == [[1, 1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 4]]


@given(count=st.integers(1, 30), half=st.integers(0, 6), stride=st.integers(1, 4), size=st.integers(1, 30))
def test_padded_windows_stand_around_their_steps(count: int, half: int, stride: int, size: int) -> None:
    recognizer = Counting(2 * half + 1, stride, edge="pad")
    steps = list(range(1, count + 1))
    found = run(recognizer, steps, size)
    centres = [round((each.start_s + each.end_s) * 5 - 0.5, 6) for each in found]
    assert centres == list(range(0, count, stride))
    assert [clip[half] - 1 for clip in recognizer.clips] == centres
    assert all(0 <= start < end <= count for start, end in spans(found))


@pytest.mark.parametrize("edge", ["skip", "repeat"])
def test_without_padding_windows_stay_inside(edge: str) -> None:
    recognizer = Counting(3, edge=edge)
    assert spans(run(recognizer, [1, 2, 3, 4])) == [(0, 3), (1, 4)]


def test_a_short_video_by_edge() -> None:
    assert spans(run(Counting(5), [1, 2])) == []
    repeated = Counting(5, edge="repeat")
    assert spans(run(repeated, [1, 2])) == [(0, 5)]
    assert repeated.clips == [[1, 2, 2, 2, 2]]
    assert spans(run(Counting(5, edge="pad"), [1, 2])) == [(0, 1), (1, 2)]


@pytest.mark.parametrize("edge", ["skip", "repeat", "pad"])
def test_a_video_of_nothing_gives_nothing(edge: str) -> None:
    assert run(Counting(3, edge=edge), []) == []


@pytest.mark.parametrize(("holes", "expected"), [("nearest", [[1, 1, 3], [3, 3, 3]]), ("keep", [[1, 0, 3], [3, 0, 0]])])
def test_holes(holes: str, expected: list[list[int]]) -> None:
    recognizer = Counting(3, 2, holes=holes, min_usable=0.3)
    run(recognizer, [1, 0, 3, 0, 0, 0, 0])
    assert recognizer.clips == expected


def test_segments_of_padded_windows_reach_to_both_ends_and_no_further() -> None:
    found = run(Counting(5, edge="pad"), [1, 2, 3, 4, 5, 6])
    [segment] = decode(found, "hysteresis", {"enter": 0.4, "leave": 0.3}, (7, 8, 9))
    assert (segment.start_s, round(segment.end_s, 6)) == (0.0, 0.6)
