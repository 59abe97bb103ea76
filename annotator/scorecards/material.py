"""What the page of a score needs beside the score itself: curves over time, and stills of what was deducted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.records import Landmarks, Video
from annotator.scorecards.curves import Curves, curves_of
from annotator.scorecards.stills import Still, stills_of
from annotator.scoring import FilmedBody, Score


@dataclass(frozen=True)
class Material:
    """Curves of the whole performance, and a still for every moment something is deducted at."""

    curves: Curves
    stills: tuple[Still, ...]


NO_MATERIAL = Material(Curves((), ()), ())


def gather(video: Video, body: FilmedBody | None, score: Score) -> Material:
    """Gathers it from a performance; `video` may be that of a .pose file.

    Reads the video only where something is deducted. What cannot be read is left out: a still is then the skeleton
    alone. A mirrored film is told as the score tells it, with left and right exchanged. Without a body (None) there
    are no curves, and stills are the pictures alone.
    """
    if body is None:
        return Material(NO_MATERIAL.curves, tuple(stills_of(video, None, score)))
    seen = body.mirrored if score.mirrored else body
    stills = stills_of(video, _back(seen.landmarks) if score.mirrored else seen.landmarks, score)
    return Material(curves_of(seen.evidence), tuple(stills))


def _back(mirrored: Landmarks) -> Landmarks:
    """Points where the film shows them, left and right still exchanged."""
    points = mirrored.points.copy()
    points[..., 0] = np.where(mirrored.present, np.float32(1.0) - points[..., 0], np.float32(0.0))
    return Landmarks(points, mirrored.present, mirrored.times_s)
