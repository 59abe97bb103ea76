"""What is measured of a body: heights, angles, facing, speeds; smoothing, gaps, medians."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from performer import ASPECT, perform, without

from annotator.records import Landmarks
from annotator.scoring import body_evidence, load_form
from annotator.scoring.body import LEFT, RIGHT, bridged, running_median, smooth, turned_by

NUMBERS = st.lists(st.one_of(st.just(float("nan")), st.floats(-100, 100)), min_size=1, max_size=60)


def times(count: int) -> np.ndarray:
    return np.arange(count) / 25


def test_heights_and_kicks_of_a_form() -> None:
    performance = perform(load_form("taegeuk-1"))
    evidence = body_evidence(performance.landmarks, ASPECT)
    held = {number: int((end + 0.25) * 25) for number, (_, end) in performance.truth.items()}
    assert evidence.wrist_over_hip[held[1], LEFT] < 0.3  # a low block
    assert evidence.wrist_over_hip[held[13], LEFT] > 1.3  # a face block
    assert evidence.wrist_over_hip[held[2], RIGHT] == pytest.approx(0.9, abs=0.1)
    start, end = (int(each * 25) for each in performance.truth[14])
    assert np.nanmax(evidence.foot_lift[start:end, RIGHT]) > 0.7
    assert np.nanmax(evidence.foot_peak[start:end, RIGHT]) >= np.nanmax(evidence.foot_lift[start:end, RIGHT])
    assert np.nanmax(evidence.foot_lift[start:end, LEFT]) < 0.3
    assert np.hypot(*evidence.feet[held[1]]) > 2 * np.hypot(*evidence.feet[10])
    assert 0 <= np.nanmin(evidence.elbow_angle) < np.nanmax(evidence.knee_angle) <= 180


@pytest.mark.parametrize("camera", [0, 30, -90])
def test_facing_follows_the_form(camera: int) -> None:
    form = load_form("taegeuk-1")
    performance = perform(form, camera=camera)
    evidence = body_evidence(performance.landmarks, ASPECT)
    for movement in form.movements:
        seen = evidence.facing[int((performance.truth[movement.number][1] + 0.25) * 25)]
        assert movement.facing is not None
        assert abs(float(turned_by(seen, movement.facing - camera))) < 30


def test_size_and_place_in_the_picture_do_not_matter() -> None:
    landmarks = perform(load_form("taegeuk-1")).landmarks
    points = landmarks.points.copy()
    points[..., :2] = points[..., :2] * np.float32(0.5) + np.float32(0.2)
    near, far = (
        body_evidence(each, ASPECT) for each in (landmarks, Landmarks(points, landmarks.present, landmarks.times_s))
    )
    for field in fields(near):
        if field.name == "facing":
            np.testing.assert_allclose(turned_by(far.facing, near.facing), 0.0, atol=1.0)
        else:
            np.testing.assert_allclose(getattr(far, field.name), getattr(near, field.name), rtol=0.05, atol=0.05)


def test_what_is_missing_stays_missing() -> None:
    landmarks = perform(load_form("taegeuk-1")).landmarks
    evidence = body_evidence(without(landmarks, [27]), ASPECT)
    assert np.isnan(evidence.foot_lift).all()
    assert np.isnan(evidence.ankle_speed[:, LEFT]).all()
    assert np.isfinite(evidence.ankle_speed[:, RIGHT]).all()
    assert np.isfinite(evidence.wrist_over_hip).all()


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_few_frames_are_no_error(count: int) -> None:
    whole = perform(load_form("taegeuk-1")).landmarks
    few = Landmarks(whole.points[:count], whole.present[:count], whole.times_s[:count])
    assert len(body_evidence(few, ASPECT)) == count


@given(NUMBERS)
def test_smoothing_keeps_gaps_and_bounds(numbers: list[float]) -> None:
    values = np.array(numbers)
    result = smooth(values, times(len(values)), 0.05)
    np.testing.assert_array_equal(np.isnan(result), np.isnan(values))
    if np.isfinite(values).any():
        assert np.nanmin(result) >= np.nanmin(values) - 1e-9
        assert np.nanmax(result) <= np.nanmax(values) + 1e-9


@given(NUMBERS)
def test_smoothing_does_not_lag(numbers: list[float]) -> None:
    values, at = np.array(numbers), times(len(numbers))
    np.testing.assert_allclose(smooth(values[::-1], at, 0.05)[::-1], smooth(values, at, 0.05), atol=1e-9)


@given(NUMBERS, st.floats(0.0, 0.5))
def test_bridging_fills_short_gaps_only(numbers: list[float], gap_s: float) -> None:
    values = np.array(numbers)
    result = bridged(values, times(len(values)), gap_s)
    known = np.isfinite(values)
    np.testing.assert_array_equal(result[known], values[known])
    filled = np.isfinite(result) & ~known
    for frame in np.flatnonzero(filled):
        before, after = np.flatnonzero(known[:frame])[-1], frame + np.flatnonzero(known[frame:])[0]
        assert (after - before) / 25 <= gap_s + 1 / 25 + 1e-9


@given(NUMBERS)
def test_a_running_median_is_one_of_the_neighbourhood(numbers: list[float]) -> None:
    values = np.array(numbers)
    result = running_median(values, times(len(values)), 0.2)
    for frame, median in enumerate(result):
        around = values[max(frame - 5, 0) : frame + 6]
        assert np.isnan(median) == np.isnan(around).all()
        assert np.isnan(median) or np.nanmin(around) <= median <= np.nanmax(around)


@given(st.floats(-720, 720), st.floats(-720, 720))
def test_turned_by_leads_there(first: float, second: float) -> None:
    turn = float(turned_by(first, second))
    assert -180 <= turn <= 180
    assert np.isclose(np.cos(np.radians(first + turn - second)), 1.0)
