"""What a body does, frame by frame, as far as a picture shows it: heights, angles, distances, facing, speeds.

Everything is measured in the picture (two dimensions): what points at the camera looks short. Lengths are in the
performer's own torso (between the shoulders to between the hips) or leg (hip, knee, ankle) and so do not depend on how
far away the camera is. What was not seen is NaN, and so is what follows from it.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from annotator.records import Landmarks
from annotator.scoring.camera import camera_motion

Floats = npt.NDArray[np.float64]

LEFT: Final = 0
RIGHT: Final = 1

# Numbers of MediaPipe's body, the left one first.
_FACE: Final = (0, 2, 5)
_SHOULDERS: Final = (11, 12)
_ELBOWS: Final = (13, 14)
_WRISTS: Final = (15, 16)
_HIPS: Final = (23, 24)
_KNEES: Final = (25, 26)
_ANKLES: Final = (27, 28)
_TOES: Final = (31, 32)

_SMOOTH_S: Final = 0.05  # the deviation of the bell that smooths
_GAP_S: Final = 0.25  # so long a gap is bridged
_SCALE_S: Final = 1.0  # to either side: what the size of the body is taken from
_LEAST_VISIBILITY: Final = 0.2
_OFTEN: Final = 95  # percentile that stands for "as much as can be": a single wrong frame is not
# How broad shoulders and hips are at least, how far face and toes lie ahead, in torso lengths: for whoever never turns.
_BREADTHS: Final = (0.5, 0.25)
_REACHES: Final = (0.12, 0.15)
_SHARES: Final = (0.65, 0.35)


@dataclass(frozen=True, eq=False)
class BodyEvidence:
    """What can be measured of a body in every frame; arrays [T], or [T, 2] with the left side first; NaN: not seen.

    `wrist_over_hip`: heights of the wrists over the middle of the hips, `wrist_aside`: how far right of the middle of
    the body they are in the picture, in torso lengths.
    `elbow_angle`, `knee_angle`: degrees, 180 is straight. `feet`: how far right of and below the right ankle the left
    one is, in leg lengths; `hip_height`: the hips over the middle of the ankles, in torso lengths. `lean`: degrees that
    the trunk leans to the right in the picture, without smoothing.
    `foot_lift`: an ankle's height over the other ankle, in leg lengths; `foot_peak` the same without smoothing, which
    takes the top off a fast kick.
    `facing`: degrees from facing the camera, clockwise as seen from above (90: to the performer's right), 0 to 360.
    `wrist_speed` (against the shoulders), `ankle_speed` (against the camera's own motion): torso lengths a second.
    `toe_lift`: the toes over their own ankle, in torso lengths. `wrist_visibility`: 0 to 1, as the landmarks have it.
    """

    times_s: Floats = field(repr=False)
    wrist_over_hip: Floats = field(repr=False)
    wrist_aside: Floats = field(repr=False)
    elbow_angle: Floats = field(repr=False)
    knee_angle: Floats = field(repr=False)
    feet: Floats = field(repr=False)
    hip_height: Floats = field(repr=False)
    lean: Floats = field(repr=False)
    foot_lift: Floats = field(repr=False)
    foot_peak: Floats = field(repr=False)
    facing: Floats = field(repr=False)
    wrist_speed: Floats = field(repr=False)
    ankle_speed: Floats = field(repr=False)
    toe_lift: Floats = field(repr=False)
    wrist_visibility: Floats = field(repr=False)

    def __len__(self) -> int:
        return len(self.times_s)


def body_evidence(landmarks: Landmarks, aspect: float) -> BodyEvidence:
    """Measures a whole performance; `aspect` is the width of the picture divided by its height.

    Positions are smoothed with a bell centred on each frame, which delays nothing; gaps up to a quarter of a second
    are bridged in a straight line, longer ones stay gaps.
    """
    times_s = landmarks.times_s.astype(np.float64)
    raw = _positions(landmarks, aspect)
    at = smooth(raw, times_s, _SMOOTH_S)
    shoulders, hips = at[:, _SHOULDERS], at[:, _HIPS]
    above, below = shoulders.mean(axis=1), hips.mean(axis=1)
    torso = running_median(_length(above - below), times_s, _SCALE_S)
    wrists, ankles, knees = at[:, _WRISTS], at[:, _ANKLES], at[:, _KNEES]
    leg = torso * _highest((_length(hips - knees) + _length(knees - ankles)) / torso[:, None], 0.8)
    motion = camera_motion(ankles, times_s)
    return BodyEvidence(
        times_s=times_s,
        wrist_over_hip=(below[:, None, 1] - wrists[..., 1]) / torso[:, None],
        wrist_aside=(wrists[..., 0] - ((above + below) / 2)[:, None, 0]) / torso[:, None],
        elbow_angle=_angle(shoulders, at[:, _ELBOWS], wrists),
        knee_angle=_angle(hips, knees, ankles),
        feet=(ankles[:, LEFT] - ankles[:, RIGHT]) / leg[:, None],
        hip_height=(ankles[..., 1].mean(axis=1) - below[:, 1]) / torso,
        lean=_lean(raw),
        foot_lift=(ankles[:, ::-1, 1] - ankles[..., 1]) / leg[:, None],
        foot_peak=(raw[:, _ANKLES[::-1], 1] - raw[:, _ANKLES, 1]) / leg[:, None],
        facing=_facing(at, torso),
        wrist_speed=_speed(wrists - above[:, None], times_s) / torso[:, None],
        ankle_speed=_speed(ankles, times_s, motion[:, None]) / torso[:, None],
        toe_lift=(ankles[..., 1] - at[:, _TOES, 1]) / torso[:, None],
        wrist_visibility=landmarks.points[:, _WRISTS, 3].astype(np.float64),
    )


def turned_by(first: Floats | float, second: Floats | float) -> Floats:
    """Degrees from one direction to another the shorter way, in [-180, 180); to the right where positive."""
    return np.asarray((np.asarray(second, np.float64) - first + 180.0) % 360.0 - 180.0)


def smooth(values: Floats, times_s: Floats, deviation_s: float) -> Floats:
    """`values` [T, ...] averaged with a bell of this deviation around each frame; missing ones (NaN) stay missing."""
    step_s = _step(times_s)
    reach = max(int(np.ceil(3 * deviation_s / step_s)), 1)
    known = np.isfinite(values)
    filled = np.where(known, values, 0.0)
    total, weight = np.zeros(values.shape), np.zeros(values.shape)
    for shift in range(-reach, reach + 1):
        share = float(np.exp(-0.5 * (shift * step_s / deviation_s) ** 2))
        to, source = _shifted(len(values), shift)
        total[to] += share * filled[source]
        weight[to] += share * known[source]
    return np.where(known, total / np.where(weight > 0, weight, 1.0), np.nan)


def bridged(values: Floats, times_s: Floats, gap_s: float) -> Floats:
    """`values` [T] with gaps (NaN) up to `gap_s` seconds between two known ones filled in a straight line."""
    known = np.flatnonzero(np.isfinite(values))
    if len(known) < 2:
        return values.copy()
    line = np.interp(times_s, times_s[known], values[known])
    after = np.searchsorted(known, np.arange(len(values)))
    inside = (after > 0) & (after < len(known))
    after = np.clip(after, 1, len(known) - 1)
    short = times_s[known[after]] - times_s[known[after - 1]] <= gap_s + _step(times_s)
    return np.where(np.isfinite(values) | ~(inside & short), values, line)


def running_median(values: Floats, times_s: Floats, reach_s: float) -> Floats:
    """The median of `values` [T] within `reach_s` to either side, missing ones left out; NaN where all are missing."""
    if not len(values):
        return values.copy()
    reach = round(reach_s / _step(times_s))
    padded = np.pad(values, reach, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)[: len(values)]
    return _ignoring_empty(np.nanmedian, windows, axis=1)


def _positions(landmarks: Landmarks, aspect: float) -> Floats:
    """Places of the body's points in picture heights, short gaps bridged, [T, 33, 2] (x to the right, y down)."""
    points = landmarks.points[:, :33].astype(np.float64)
    places = points[..., :2] * [aspect, 1.0]
    seen = landmarks.present[:, :33] & (points[..., 3] >= _LEAST_VISIBILITY)
    places[~seen] = np.nan
    times_s = landmarks.times_s.astype(np.float64)
    flat = places.reshape(len(places), 66)
    columns = [bridged(column, times_s, _GAP_S) for column in flat.T]
    return np.stack(columns, axis=1).reshape(places.shape)


def _lean(raw: Floats) -> Floats:
    up = raw[:, _SHOULDERS].mean(axis=1) - raw[:, _HIPS].mean(axis=1)
    return np.asarray(np.degrees(np.arctan2(up[:, 0], -up[:, 1])))


def _facing(at: Floats, torso: Floats) -> Floats:
    """Where the body faces: how wide shoulders and hips look says how far from the camera, face and toes to which side.

    Each is measured against the widest it gets in the performance, since bodies differ.
    """
    across = [(at[:, pair[LEFT], 0] - at[:, pair[RIGHT], 0]) / torso for pair in (_SHOULDERS, _HIPS)]
    middle = at[:, _SHOULDERS, 0].mean(axis=1)
    face = (_mean([at[:, point, 0] for point in _FACE]) - middle) / torso
    toes = _mean([(at[:, toe, 0] - at[:, ankle, 0]) / torso for toe, ankle in zip(_TOES, _ANKLES, strict=True)])
    cosine = _weighted([each / _highest(abs(each), least) for each, least in zip(across, _BREADTHS, strict=True)])
    sine = _weighted([each / _highest(abs(each), least) for each, least in zip((face, toes), _REACHES, strict=True)])
    return np.asarray(np.degrees(np.arctan2(-sine, cosine)) % 360.0)


def _weighted(cues: list[Floats]) -> Floats:
    """The weighted mean of two cues, of one alone where the other is missing."""
    first, second = cues
    both = _SHARES[0] * first + _SHARES[1] * second
    return np.where(np.isnan(first), second, np.where(np.isnan(second), first, both))


def _speed(places: Floats, times_s: Floats, motion: Floats | float = 0.0) -> Floats:
    """How fast places [T, ..., 2] move, [T, ...], a second, against the `motion` of the picture itself."""
    if len(places) < 3:
        return np.full(places.shape[:-1], np.nan)
    return _length(np.asarray(np.gradient(places, times_s, axis=0)) - motion)


def _angle(first: Floats, joint: Floats, last: Floats) -> Floats:
    """The angle at a joint in degrees, [T, 2]."""
    one, two = first - joint, last - joint
    with np.errstate(invalid="ignore", divide="ignore"):
        cosine = (one * two).sum(axis=-1) / (_length(one) * _length(two))
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def _length(vectors: Floats) -> Floats:
    return np.asarray(np.sqrt((vectors**2).sum(axis=-1)))


def _highest(values: Floats, least: float) -> float:
    """As much as `values` get to be, but not less than `least`."""
    known = values[np.isfinite(values)]
    return max(float(np.percentile(known, _OFTEN)), least) if len(known) else least


def _mean(values: list[Floats]) -> Floats:
    return _ignoring_empty(np.nanmean, np.stack(values), axis=0)


def _ignoring_empty(reduce: Any, values: Floats, axis: int) -> Floats:
    with warnings.catch_warnings():  # numpy warns where all are NaN, which here is an answer
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(reduce(values, axis=axis), dtype=np.float64)


def _step(times_s: Floats) -> float:
    """Seconds from one frame to the next."""
    return max(float(np.median(np.diff(times_s))), 1e-3) if len(times_s) > 1 else 1.0


def _shifted(length: int, shift: int) -> tuple[slice, slice]:
    if shift >= 0:
        return slice(0, max(length - shift, 0)), slice(shift, length) if shift < length else slice(0, 0)
    return slice(min(-shift, length), length), slice(0, max(length + shift, 0))
