"""A form followed through a performance: the record, its JSON, subtitles, mirrored videos, warnings."""

from __future__ import annotations

import json
from itertools import pairwise

import msgspec
import numpy as np
import pysubs2
import pytest
from performer import ASPECT, Performance, perform, without

from annotator.errors import ScoringError
from annotator.landmarks import mirror
from annotator.records import Landmarks
from annotator.scoring import FilmedBody, Following, follow, followed_subtitles, load_form


def followed(performance: Performance, form: str = "taegeuk-1") -> Following:
    return follow(FilmedBody(performance.landmarks, ASPECT), load_form(form), video="연무.mp4")


def test_a_clean_performance() -> None:
    performance = perform(load_form("taegeuk-1"), camera=20)
    result = followed(performance)
    assert (len(result.found), result.omitted, result.extra, result.pauses) == (18, (), (), ())
    assert (result.mirrored, result.warnings) == (False, ())
    total_s = performance.truth[18][1] - performance.truth[1][0]
    assert result.total_s == pytest.approx(total_s, abs=0.2)
    assert {each.differs for each in result.found} == {()}


def test_omissions_and_pauses_are_told() -> None:
    performance = perform(load_form("taegeuk-1"), omitted=[8], pauses={12: 3.6})
    result = followed(performance)
    assert [each.number for each in result.omitted] == [8]
    assert result.omitted[0].start_s is None
    (pause,) = result.pauses
    assert (pause.start_s, pause.end_s) == pytest.approx((performance.truth[11][1], performance.truth[12][0]), abs=0.2)


def test_standing_before_and_after_is_no_pause() -> None:
    landmarks = perform(load_form("taegeuk-1")).landmarks
    parts = [np.repeat(values[:1], 100, axis=0) for values in (landmarks.points, landmarks.present)]
    ends = [np.repeat(values[-1:], 100, axis=0) for values in (landmarks.points, landmarks.present)]
    points = np.concatenate([parts[0], landmarks.points, ends[0]])
    present = np.concatenate([parts[1], landmarks.present, ends[1]])
    longer = Landmarks(points, present, np.arange(len(points)) / 25)
    assert follow(FilmedBody(longer, ASPECT), load_form("taegeuk-1")).pauses == ()


def test_a_mirrored_video_is_followed_and_told() -> None:
    performance = perform(load_form("taegeuk-1"), camera=15)
    result = follow(FilmedBody(mirror(performance.landmarks), ASPECT), load_form("taegeuk-1"))
    assert result.mirrored
    assert any("mirrored" in warning for warning in result.warnings)
    assert len(result.found) == 18
    for movement in result.found:
        assert movement.start_s == pytest.approx(performance.truth[movement.number][0], abs=0.15)


def test_json_can_be_read_back_and_says_what_it_is() -> None:
    result = followed(perform(load_form("taegeuk-1"), omitted=[3]))
    assert msgspec.json.decode(result.as_json(), type=Following) == result
    told = json.loads(result.as_json())
    assert told["schema"] == "annotator-poomsae/1"
    assert "not a score" in told["note"]
    assert "왼 앞서기 아래막기" in result.as_json().decode()
    assert [each["status"] for each in told["movements"]].count("omitted") == 1
    assert not {"score", "deduction", "points"} & set(told)


@pytest.mark.parametrize(
    ("language", "first"), [("ko", "1. 왼 앞서기 아래막기"), ("en", "1. left walking stance, low block")]
)
def test_subtitles(language: str, first: str) -> None:
    result = followed(perform(load_form("taegeuk-1"), omitted=[2]))
    events = pysubs2.SSAFile.from_string(followed_subtitles(result, language), "srt").events
    assert events[0].text == first
    assert [event.text.split(".")[0] for event in events] == [str(each.number) for each in result.found]
    assert all(one.end <= two.start for one, two in pairwise(events))
    assert all(event.start < event.end for event in events)


def test_another_form_is_suspected() -> None:
    result = follow(FilmedBody(perform(load_form("taegeuk-1")).landmarks, ASPECT), load_form("koryo"))
    assert any("does not look like this form" in warning for warning in result.warnings)


def test_feet_out_of_the_picture_are_told() -> None:
    landmarks = without(perform(load_form("taegeuk-1")).landmarks, [27, 28, 31, 32])
    assert any("feet" in warning for warning in follow(FilmedBody(landmarks, ASPECT), load_form("taegeuk-1")).warnings)


def test_no_body_is_an_error() -> None:
    landmarks = without(perform(load_form("taegeuk-1")).landmarks, range(33))
    with pytest.raises(ScoringError, match="no body"):
        follow(FilmedBody(landmarks, ASPECT), load_form("taegeuk-1"))


def test_nobody_who_moves() -> None:
    landmarks = perform(load_form("taegeuk-1")).landmarks
    still = Landmarks(
        np.repeat(landmarks.points[:1], 200, axis=0), np.repeat(landmarks.present[:1], 200, axis=0), np.arange(200) / 25
    )
    result = follow(FilmedBody(still, ASPECT), load_form("taegeuk-1"))
    assert (result.found, result.total_s, result.pauses) == ((), None, ())
    assert any("does not look like this form" in warning for warning in result.warnings)
    assert followed_subtitles(result, "ko") == ""
