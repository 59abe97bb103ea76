"""Made-up athletes: stick figures in a few poses, as films with `.pose` and truth."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

from annotator.landmarks import BODY_AND_HANDS, PoseWriter, draw_skeleton
from annotator.records import POSE_POINTS, Landmarks, Video
from annotator.truth import Truth, TruthSegment
from annotator.video import VideoWriter

WIDTH, HEIGHT, RATE = 160, 120, Fraction(10)
POSES = {"arms-up": "만세", "block": "막기", "kick": "차기"}

# Where joints are, in heights of the body from its hips (x to the picture's right): by MediaPipe's numbers.
_STANDING = {
    **dict.fromkeys(range(11), (0.0, -0.5)), 11: (0.12, -0.38), 12: (-0.12, -0.38), 13: (0.17, -0.2), 14: (-0.17, -0.2),
    15: (0.18, 0.0), 16: (-0.18, 0.0), 23: (0.08, 0.0), 24: (-0.08, 0.0), 25: (0.09, 0.24), 26: (-0.09, 0.24),
    27: (0.1, 0.47), 28: (-0.1, 0.47), 29: (0.1, 0.5), 30: (-0.1, 0.5), 31: (0.14, 0.5), 32: (-0.14, 0.5),
}  # fmt: skip
_MOVED = {
    "": {},
    "arms-up": {13: (0.2, -0.55), 14: (-0.2, -0.55), 15: (0.22, -0.75), 16: (-0.22, -0.75)},
    "block": {13: (0.34, -0.38), 14: (-0.34, -0.38), 15: (0.34, -0.6), 16: (-0.55, -0.38)},
    "kick": {25: (0.3, -0.05), 27: (0.54, -0.15), 29: (0.56, -0.2), 31: (0.6, -0.22)},
}


def body(pose: str, random: np.random.Generator) -> npt.NDArray[np.float64]:
    """The 33 points of somebody in a pose, in fractions of the picture, [33, 2]."""
    places = {**_STANDING, **_MOVED[pose]}
    for hand, wrist in ((range(17, 23, 2), 15), (range(18, 23, 2), 16)):
        places.update(dict.fromkeys(hand, places[wrist]))
    height = HEIGHT * random.uniform(0.4, 0.55)
    centre = np.array([WIDTH * random.uniform(0.35, 0.65), HEIGHT * random.uniform(0.48, 0.55)])
    points = np.array([places[n] for n in range(33)]) * height + random.normal(0, 0.015 * height, (33, 2))
    fractions: npt.NDArray[np.float64] = (points + centre) / (WIDTH, HEIGHT)
    return fractions


def write_film(folder: Path, athlete: str, poses: Sequence[str], seed: int) -> Truth:
    """A film of poses held for 0.8 s each, standing for 0.5 s between."""
    random = np.random.default_rng(seed)
    shown: list[str] = [""] * 5
    segments = []
    for pose in poses:
        start_s = len(shown) / float(RATE)
        shown += [pose] * 8 + [""] * 5
        segments.append(TruthSegment("poses", pose, start_s, start_s + 0.8, {"ko": POSES[pose]}))
    count = len(shown)
    points, present = np.zeros((count, 75, 4), np.float32), np.zeros((count, 75), np.bool_)
    images = np.full((count, HEIGHT, WIDTH, 3), 120, np.uint8)
    present[:, POSE_POINTS], points[:, POSE_POINTS, 3] = True, 0.9
    for number, pose in enumerate(shown):
        points[number, POSE_POINTS, :2] = body(pose, random)
        draw_skeleton(images[number], points[number, :, :2] * np.array([WIDTH, HEIGHT], np.float64), present[number])
    folder.mkdir(parents=True, exist_ok=True)
    with VideoWriter(folder / f"{athlete}.mp4", RATE, WIDTH, HEIGHT) as writer:
        writer.append(images)
    video = Video(folder / f"{athlete}.pose", count / float(RATE), RATE, WIDTH, HEIGHT, codec="pose")
    with PoseWriter(video.path, video, RATE, BODY_AND_HANDS) as writer_of_points:
        writer_of_points.append(Landmarks(points, present, np.arange(count) / float(RATE)))
    truth = Truth(
        video=f"{athlete}.mp4", width=WIDTH, height=HEIGHT, frame_rate=str(RATE), frames=count,
        duration_s=count / float(RATE), signer=athlete, segments=tuple(segments),
    )  # fmt: skip
    truth.save(folder / f"{athlete}.truth.json")
    return truth


def write_films(folder: Path, athletes: int, times: int = 2) -> None:
    """Films of so many athletes, every pose so many times in each, and `poses.json` beside the folder."""
    for who in range(athletes):
        order = np.random.default_rng(who).permutation([*POSES] * times)
        write_film(folder, f"t{who:03}", [str(pose) for pose in order], who)
    entries = {str(i): {"label": label, "ko": ko} for i, (label, ko) in enumerate(POSES.items())}
    folder.with_name("poses.json").write_text(json.dumps(entries, ensure_ascii=False), "utf-8")
