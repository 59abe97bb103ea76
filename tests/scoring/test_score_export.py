"""What `annotator export`, `relabel` and the library write of annotations that hold a score: the page of the score."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pages import held
from performer import perform, write_pose

from annotator import api
from annotator.cli import main
from annotator.landmarks import LandmarkCache
from annotator.performances import LANDMARKS
from annotator.scoring import load_form
from annotator.video import probe
from annotator.writers import read_annotation

ANNOUNCED = '<meta name="generator" content="annotator score">'


@pytest.fixture
def annotator(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., int]:
    monkeypatch.setenv("ANNOTATOR_CACHE", str(tmp_path / "cache"))
    return lambda *arguments: main(list(map(str, arguments)))


@pytest.fixture
def day(annotator: Any, make_video: Any, tmp_path: Path) -> Path:
    """A scored day of one video with an omission, whose landmarks are in the cache."""
    path = make_video(tmp_path / "day" / "kim.mp4", "red:25", size="160x90")
    writer = LandmarkCache().writer(probe(path), LANDMARKS, Fraction(25))
    writer.append(perform(load_form("taegeuk-1"), camera=20, omitted=[4]).landmarks)
    writer.commit(25.0, None)
    assert annotator("score", path.parent, "--form", "T1", "--workers", "0", "-q") == 0
    return path.parent


@pytest.fixture
def page(day: Path) -> Path:
    return day / "kim.html"


def test_the_page_of_a_score_is_written_again_as_it_was(annotator: Any, day: Path, page: Path) -> None:
    before, index = page.read_bytes(), (day / "index.html").read_bytes()
    page.unlink()
    assert annotator("export", "-f", "html", day) == 0
    assert page.read_bytes() == before
    assert (day / "index.html").read_bytes() == index, "the ranking of the day has gone"
    assert annotator("score", day, "--form", "T1", "--workers", "0", "--dry-run", "--json") == 0


def test_what_is_kept_of_a_page_needs_neither_video_nor_landmarks(
    annotator: Any, day: Path, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    material = held(page, "material")
    for path in ((day / "kim.mp4"), *LandmarkCache().folder.iterdir()):
        path.unlink()
    assert annotator("relabel", "--profile", "netflix-ko", day) == 0
    assert ANNOUNCED in page.read_text("utf-8")
    assert held(page, "material") == material
    assert held(page, "annotation")["run"]["options"]["reading"]["name"] == "netflix-ko"
    assert "warning" not in capsys.readouterr().err


def test_without_landmarks_stills_are_the_pictures_alone(
    annotator: Any, day: Path, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = held(page, "material")
    page.unlink()
    assert LandmarkCache().clear()
    assert annotator("export", "-f", "html", day) == 0
    [warning] = [line for line in capsys.readouterr().err.splitlines() if "warning" in line]
    assert "no curves" in warning
    assert "annotator score makes it whole" in warning
    there = held(page, "material")
    assert there["curves"] == {"times": [], "charts": []}
    assert [each["at"] for each in there["stills"]] == [each["at"] for each in whole["stills"]]
    assert there["stills"][0]["jpeg"] != whole["stills"][0]["jpeg"]
    assert not list(LandmarkCache().folder.glob("*.pose")), "a body was looked for"


def test_without_the_video_the_page_says_what_the_score_says(
    annotator: Any, day: Path, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page.unlink()
    (day / "kim.mp4").unlink()
    assert annotator("export", "-f", "html", day) == 0
    [warning] = [line for line in capsys.readouterr().err.splitlines() if "warning" in line]
    assert "neither curves nor stills" in warning
    assert held(page, "material") == {"curves": {"times": [], "charts": []}, "stills": []}
    assert held(page, "annotation")["score"]["deductions"]


def test_a_page_without_curves_becomes_whole_where_the_landmarks_are(annotator: Any, day: Path, page: Path) -> None:
    video = day / "kim.mp4"
    page.unlink()
    video.rename(day / "kim.away")
    assert annotator("export", "-f", "html", day) == 0
    (day / "kim.away").rename(video)
    assert annotator("export", "-f", "html", day) == 0
    assert held(page, "material")["curves"]["times"]


def test_the_library_writes_it_too(day: Path, page: Path, tmp_path: Path) -> None:
    written = api.export(read_annotation(day / "kim.json"), tmp_path / "else" / "page.html", video=day / "kim.mp4")
    assert held(written, "material") == held(page, "material")
    assert held(written, "view")["video"] == "../day/kim.mp4"


def test_html_is_the_score_where_there_is_no_report(annotator: Any, day: Path, page: Path) -> None:
    for path in day.glob("kim.*"):
        if path.suffix != ".mp4":
            path.unlink()
    arguments = ("score", day, "--form", "T1", "--workers", "0", "-q", "--no-report", "-f", "html,srt")
    assert annotator(*arguments) == 0
    before = page.read_bytes()
    assert ANNOUNCED in before.decode()
    (day / "kim.ko.srt").unlink()
    assert annotator(*arguments) == 0
    assert page.read_bytes() == before


def test_a_pose_file_is_its_own_landmarks(annotator: Any, tmp_path: Path) -> None:
    path = tmp_path / "pose" / "lee.pose"
    write_pose(path, perform(load_form("taegeuk-1"), camera=20, omitted=[4]).landmarks)
    assert annotator("score", path, "--form", "T1", "--workers", "0", "-q") == 0
    page = path.with_suffix(".html")
    before = page.read_bytes()
    page.unlink()
    assert annotator("export", "-f", "html", path.with_suffix(".json"), "--overwrite") == 0
    assert page.read_bytes() == before
