"""What a page needs beside the score: curves, and stills from the right moment with the skeleton in them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
import pytest
from performances import ASPECT, DEDUCTIONS, LENGTH_S, RATE, filmed, made, walking

from annotator.landmarks import mirror
from annotator.records import Landmarks, Video
from annotator.scorecards import Material, Still, gather
from annotator.scoring import FilmedBody, body_evidence
from annotator.video import can_seek

MakeVideo = Callable[..., Path]
COLOURS = {"red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}


@pytest.fixture(scope="module")
def film(make_video: MakeVideo, tmp_path_factory: pytest.TempPathFactory) -> Video:
    return filmed(tmp_path_factory.mktemp("film") / "태극 1장.mp4", make_video)


def picture(still: Still) -> np.ndarray:
    image = cv2.imdecode(np.frombuffer(still.jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert image.shape == (still.height, still.width, 3)
    return image[..., ::-1].astype(int)


def ground(still: Still) -> str:
    """The colour in a still's corner."""
    corner = picture(still)[:12, :12].reshape(-1, 3).mean(axis=0)
    return min(COLOURS, key=lambda name: float(np.abs(corner - COLOURS[name]).sum()))


def difference(still: Still) -> int:
    """How many pixels are not of the ground's colour."""
    image = picture(still)
    return int((np.abs(image - image[2, 2]).max(axis=2) > 60).sum())


def test_there_is_a_still_of_every_deduction_at_its_moment(film: Video) -> None:
    stills = gather(film, FilmedBody(walking(), ASPECT), made()).stills
    assert [still.at_s for still in stills] == [2.48, 4.0, 5.48]  # the frames displayed then
    assert [still.deductions for still in stills] == [(0,), (1,), (2,)]
    assert [ground(still) for still in stills] == ["green", "blue", "blue"]
    for still in stills:
        assert max(still.width, still.height) <= 480
        assert difference(still) > 300  # the skeleton


def test_deductions_of_one_moment_share_a_still(film: Video) -> None:
    same = tuple(msgspec.structs.replace(each, at_s=2.5) for each in DEDUCTIONS)
    [still] = gather(film, FilmedBody(walking(), ASPECT), made(deductions=same)).stills
    assert still.deductions == (0, 1, 2)


def test_what_cannot_be_sought_in_is_read_once(film: Video, make_video: MakeVideo, tmp_path: Path) -> None:
    other = filmed(tmp_path / "a.avi", make_video)
    assert can_seek(film)
    assert not can_seek(other)
    stills = gather(other, FilmedBody(walking(), ASPECT), made()).stills
    assert [ground(still) for still in stills] == ["green", "blue", "blue"]


def test_a_small_performer_is_cut_out(film: Video) -> None:
    whole, cut = (gather(film, FilmedBody(walking(height), ASPECT), made()).stills[0] for height in (0.8, 0.3))
    assert (whole.width, whole.height) == (480, 360)
    assert cut.height > cut.width
    lines = np.argwhere(np.abs(picture(cut) - picture(cut)[2, 2]).max(axis=2) > 60)
    assert np.ptp(lines[:, 0]) > 0.5 * cut.height  # the skeleton fills what is shown
    middle = lines.mean(axis=0) / (cut.height, cut.width)
    assert np.abs(middle - 0.5).max() < 0.15


@pytest.mark.parametrize("what", ["pose", "gone", "cut off"])
def test_without_pictures_the_skeleton_stands_on_a_plain_ground(what: str, film: Video, tmp_path: Path) -> None:
    if what == "pose":
        video = Video(tmp_path / "a.pose", LENGTH_S, film.frame_rate, 640, 480, codec="pose")
    elif what == "gone":
        video = Video(tmp_path / "gone.mp4", LENGTH_S, film.frame_rate, 640, 480)
    else:
        path = tmp_path / "cut.mp4"
        path.write_bytes(Path(film.path).read_bytes()[:600])
        video = Video(path, LENGTH_S, film.frame_rate, 640, 480)
    stills = gather(video, FilmedBody(walking(), ASPECT), made()).stills
    assert len(stills) == 3
    for still in stills:
        assert (still.width, still.height) == (480, 360)
        assert picture(still)[2, 2].max() < 80
        assert difference(still) > 300


def test_a_deduction_after_the_last_frame_shows_the_last(film: Video) -> None:
    late = (msgspec.structs.replace(DEDUCTIONS[0], at_s=99.0),)
    [still] = gather(film, FilmedBody(walking(), ASPECT), made(deductions=late)).stills
    assert ground(still) == "white"
    nobody = Landmarks(np.zeros((0, 75, 4), np.float32), np.zeros((0, 75), np.bool_), np.zeros(0))
    assert gather(film, FilmedBody(nobody, ASPECT), made()).stills == ()


def lines(material: Material) -> dict[str, list[tuple[float | None, ...]]]:
    return {chart.name: [line.values for line in chart.lines] for chart in material.curves.charts}


def test_curves_are_those_of_the_body(film: Video) -> None:
    landmarks = walking()
    material = gather(film, FilmedBody(landmarks, ASPECT), made(deductions=()))
    times_s = np.asarray(material.curves.times_s)
    assert np.median(np.diff(times_s)) >= 1 / 15 - 1e-9
    assert times_s[-1] > LENGTH_S - 2 / 15
    evidence = body_evidence(landmarks, ASPECT)
    frames = np.rint(times_s * RATE).astype(int)
    found = lines(material)
    assert {name: len(each) for name, each in found.items()} == {
        "elbow-angle": 2, "knee-angle": 2, "wrist-height": 2, "feet-apart": 1, "speed": 2,
    }  # fmt: skip
    for side in (0, 1):
        assert np.allclose(found["knee-angle"][side], evidence.knee_angle[frames, side], atol=0.51)
        assert np.allclose(found["wrist-height"][side], evidence.wrist_over_hip[frames, side], atol=0.0051)
    # A speed is the highest of the frames that became one point.
    assert max(each or 0 for each in found["speed"][0]) == pytest.approx(np.nanmax(evidence.wrist_speed), abs=0.051)


def test_what_was_not_seen_is_a_gap() -> None:
    landmarks = walking()
    landmarks.present[50:150, 13] = False  # the left elbow, for four seconds
    film: Any = Video(Path("a.pose"), LENGTH_S, RATE, 640, 480, codec="pose")  # type: ignore[arg-type]
    left, right = lines(gather(film, FilmedBody(landmarks, ASPECT), made(deductions=())))["elbow-angle"]
    assert None not in right
    gap = [each is None for each in left]
    assert 40 < sum(gap) < 60
    assert not gap[0]
    assert not gap[-1]


def test_a_mirrored_film_is_told_as_the_score_tells_it(film: Video) -> None:
    landmarks = walking()
    plain = gather(film, FilmedBody(landmarks, ASPECT), made())
    other = gather(film, FilmedBody(mirror(landmarks), ASPECT), made(mirrored=True))
    assert lines(plain)["wrist-height"] == lines(other)["wrist-height"]
    # The skeleton lies where the film shows the body: mirrored, here, of the plain one.
    for one, two in zip(plain.stills, other.stills, strict=True):
        assert np.abs(picture(one) - picture(two)[:, ::-1]).mean() < 6
