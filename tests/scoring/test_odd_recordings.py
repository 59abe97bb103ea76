"""Recordings as people make them: phones held upright, performers who walk out, files cut short, something else."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from annotator.landmarks import ExtractorConfig
from annotator.people import SeenPerformer, see_performer
from annotator.scoring import Doubts, FilmedBody, Following, doubts, follow, load_form, unscorable
from annotator.video import find_ffmpeg, probe

SAMPLES = Path(__file__).parents[2] / "samples"
TAEGEUK_1 = SAMPLES / "poomsae" / "taegeuk-1.mp4"
CONFIG = ExtractorConfig(pose=True, hands=0)


def ffmpeg(*arguments: str | Path) -> None:
    subprocess.run([find_ffmpeg(), "-v", "error", "-nostdin", *arguments], check=True, timeout=120)


def doubted(path: Path) -> tuple[SeenPerformer, Following, Doubts]:
    video = probe(path)
    seen = see_performer(video, CONFIG)
    aspect = video.width / video.height
    following = follow(FilmedBody(seen.landmarks, aspect), load_form("taegeuk-1"))
    return seen, following, doubts(seen.landmarks, following, damage=seen.damage)


def unscored(path: Path) -> str:
    video = probe(path)
    return unscorable(FilmedBody(see_performer(video, CONFIG).landmarks, video.width / video.height))


def test_a_phone_held_upright_shows_the_same_person(tmp_path: Path) -> None:
    upright, stored, phone = tmp_path / "upright.mp4", tmp_path / "stored.mp4", tmp_path / "phone.mp4"
    portrait = "crop=270:360:105:0"
    ffmpeg("-i", TAEGEUK_1, "-t", "2", "-vf", portrait, "-crf", "10", upright)
    ffmpeg("-i", TAEGEUK_1, "-t", "2", "-vf", f"{portrait},transpose=cclock", "-crf", "10", stored)
    ffmpeg("-display_rotation", "-90", "-i", stored, "-c", "copy", phone)
    video = probe(phone)
    assert (video.width, video.height) == (270, 360)
    assert video.rotation != 0
    one, other = (see_performer(probe(path), CONFIG) for path in (upright, phone))
    assert one.note == other.note
    assert other.landmarks.present[:, :33].all()
    off = np.abs(one.landmarks.points[:, 11:33, :2] - other.landmarks.points[:, 11:33, :2])
    assert np.median(off) < 0.005


def test_the_performer_leaves_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "leaves.mp4"
    ffmpeg("-i", TAEGEUK_1, "-vf", "drawbox=t=fill:c=gray:enable='between(t,12,15.3)'", "-crf", "16", path)
    seen, following, found = doubted(path)
    assert seen.note.people == 1
    assert found.unscored == ""
    (stretch,) = found.unseen
    assert (stretch.start_s, stretch.end_s) == pytest.approx((12.0, 15.3), abs=0.4)
    assert found.not_judged
    assert set(found.not_judged) <= {each.number for each in following.omitted}
    assert {each.number for each in following.omitted} <= set(found.not_judged)
    assert any("out of the picture" in warning for warning in found.warnings)


def test_a_file_that_breaks_off(tmp_path: Path) -> None:
    whole, path = tmp_path / "whole.mp4", tmp_path / "half.mp4"
    ffmpeg("-i", TAEGEUK_1, "-c", "copy", "-movflags", "faststart", whole)
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    seen, following, found = doubted(path)
    assert seen.damage
    assert found.unscored == ""
    last = following.found[-1].number
    assert 5 <= last < 16
    assert found.not_judged == tuple(range(last + 1, 19))
    assert any(f"could be read only as far as movement {last}" in warning for warning in found.warnings)


def test_a_signer_has_no_legs(tmp_path: Path) -> None:
    path = tmp_path / "signer.mp4"
    ffmpeg("-i", SAMPLES / "signing" / "two-hands.mp4", "-t", "3", path)
    assert unscored(path).startswith("no legs are seen")


def test_a_still_picture(tmp_path: Path) -> None:
    path = tmp_path / "still.mp4"
    ffmpeg("-i", TAEGEUK_1, "-vf", "trim=end_frame=1,loop=-1:1", "-t", "4", path)
    assert unscored(path).startswith("nothing moves")


def test_nobody(tmp_path: Path) -> None:
    path = tmp_path / "mats.mp4"
    ffmpeg("-i", TAEGEUK_1, "-vf", "crop=160:120:0:240,scale=480:360", "-t", "2", path)
    assert unscored(path) == "nobody is seen in the recording"


def test_single_poses_are_no_taegeuk() -> None:
    _, _, found = doubted(SAMPLES / "taekwondo" / "품새-poses.mp4")
    assert found.unscored.startswith("this does not look like taegeuk-1")
