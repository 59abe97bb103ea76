"""Landmarks made up for tests."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from annotator.landmarks import ExtractorConfig, LandmarkCache, stored
from annotator.records import LEFT_HAND_POINTS, POSE_POINTS, RIGHT_HAND_POINTS, Landmarks, Video

HANDS, BODY = ExtractorConfig(), ExtractorConfig(pose=True)
RATE = Fraction(25)
PARTS = (POSE_POINTS, LEFT_HAND_POINTS, RIGHT_HAND_POINTS)


def make(count: int, seed: int = 0, rate: Fraction = Fraction(25), *, pose: bool = True) -> Landmarks:
    """`count` frames of random landmarks; each part of the body comes and goes."""
    random = np.random.default_rng(seed)
    points = random.normal(0.5, 0.5, (count, 75, 4)).astype(np.float32)
    points[..., 3] = random.uniform(0.01, 1.0, (count, 75))
    present = np.zeros((count, 75), np.bool_)
    for part in PARTS:
        present[:, part] = random.integers(0, 2, (count, 1)).astype(np.bool_)
    if not pose:
        present[:, POSE_POINTS] = False
    points[~present] = 0.0
    return Landmarks(points, present, np.arange(count) / float(rate))


def together(batches: list[Landmarks]) -> Landmarks:
    """All batches as one."""
    return Landmarks(
        np.concatenate([batch.points for batch in batches]),
        np.concatenate([batch.present for batch in batches]),
        np.concatenate([batch.times_s for batch in batches]),
    )


def parts(landmarks: Landmarks, size: int) -> list[Landmarks]:
    """Landmarks cut into batches of at most `size`."""
    starts = range(0, len(landmarks), size)
    return [
        Landmarks(landmarks.points[i : i + size], landmarks.present[i : i + size], landmarks.times_s[i : i + size])
        for i in starts
    ]


def same(a: Landmarks, b: Landmarks) -> bool:
    """Whether two are equal to the last bit."""
    return all(
        x.shape == y.shape and x.tobytes() == y.tobytes()
        for x, y in ((a.points, b.points), (a.present, b.present), (a.times_s, b.times_s))
    )


def fill(cache: LandmarkCache, video: Video, config: ExtractorConfig = HANDS, seed: int = 0) -> Landmarks:
    """Stores random landmarks for `video` and gives them as an extraction would."""
    made = make(30, seed, pose=config.pose)
    landmarks = stored.settle(made.points, made.present, made.times_s, video)
    writer = cache.writer(video, config, RATE)
    for batch in parts(landmarks, 8):
        writer.append(batch)
    writer.commit(1.2, None)
    assert writer.problem is None
    return landmarks


def found(cache: LandmarkCache, video: Video, config: ExtractorConfig = HANDS) -> Landmarks | None:
    """What the cache holds for `video`, or None."""
    entry = cache.lookup(video, config)
    if entry is None:
        return None
    with entry:
        return together(list(entry))
