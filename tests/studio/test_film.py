"""Films: repeatable pictures, a video and a truth that belong together, landmarks that lie on the hands."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from annotator.landmarks import open_pose
from annotator.records import LEFT_HAND_POINTS, RIGHT_HAND_POINTS
from annotator.truth import load_truth
from annotator.video import probe
from samples.studio.film import Film, Plan, shoot
from samples.studio.sets import SETS

SMALL = Plan(("나", "spell 나무"), signer=5, width=192, height=144, rate=Fraction(10), samples=1, preset="veryfast")


def test_the_same_seed_gives_the_same_pictures(drawing: None) -> None:
    hashes = [
        [hashlib.sha256(picture.tobytes()).hexdigest() for picture in islice(Film(SMALL, seed).pictures(), 4)]
        for seed in (1, 1, 2)
    ]
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_video_comes_with_its_truth_and_its_landmarks(drawing: None, tmp_path: Path) -> None:
    film = Film(SMALL, 3)
    shoot(film, tmp_path / "a.mp4", landmarks=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.exact.pose", "a.mp4", "a.truth.json"]
    video, truth = probe(tmp_path / "a.mp4"), load_truth(tmp_path / "a.truth.json")
    assert (video.width, video.height, video.frame_rate) == (192, 144, 10)
    assert video.duration_s == pytest.approx(truth.duration_s, abs=0.11)
    assert [segment.text["ko"] for segment in truth.segments] == ["나", "ㄴ", "ㅏ", "ㅁ", "ㅜ"]
    assert truth.spelled[0].text == "나무"
    with open_pose(tmp_path / "a.exact.pose") as exact:
        assert len(exact) == truth.frames


def test_exact_landmarks_lie_on_the_hand(drawing: None) -> None:
    """Where a raised hand's landmarks are, the picture has the colour of skin."""
    film = Film(SMALL, 4)
    segment = film.performance.segments[2]
    at = round((segment.start_s + segment.end_s) / 2 * 10)
    picture = next(islice(film.pictures(), at, None)).astype(int)
    where = RIGHT_HAND_POINTS if film.style.hand == "R" else LEFT_HAND_POINTS
    points = film.landmarks().points[at, where, :2] * (192, 144)
    palm = points[[0, 5, 17]].mean(axis=0).astype(int)
    red, _, blue = picture[palm[1], palm[0]]
    assert red > blue + 10


def test_sets_can_be_planned_and_share_no_person() -> None:
    owner: dict[int, str] = {}
    for name, plan in SETS.items():
        takes = list(plan(50))
        assert len({take.name for take in takes}) == len(takes)
        for person in {take.plan.signer for take in takes}:
            assert owner.setdefault(person, name) == name


def test_left_is_left(drawing: None) -> None:
    film = Film(Plan(("spell 가",), signer=5, hand="left", width=64, height=48, rate=Fraction(5)), 0)
    points = film.landmarks().points
    moved = {
        side: float(np.abs(np.diff(points[:, where, 1], axis=0)).sum())
        for side, where in (("left", LEFT_HAND_POINTS), ("right", RIGHT_HAND_POINTS))
    }
    assert moved["left"] > 5 * moved["right"]
    assert film.truth("x.mp4").dominant_hand == "left"
