"""Clips with truth: read from any depth, and what does not belong together is named."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from signing_data import write_clip, write_data

from annotator.errors import DatasetError
from annotator.training import load_clips, without_landmarks


def test_clips_are_found_below_with_their_truth(tmp_path: Path) -> None:
    truths = write_data(tmp_path, 3, 2)
    clips = load_clips(tmp_path)
    assert [clip.truth for clip in clips] == truths
    assert [clip.signer for clip in clips] == ["s000"] * 2 + ["s001"] * 2 + ["s002"] * 2
    first = clips[0]
    assert (first.video.width, first.video.height, first.rate) == (640, 480, Fraction(30))
    assert first.duration_s == pytest.approx(truths[0].duration_s)
    assert len(first.landmarks) == truths[0].frames
    assert without_landmarks(tmp_path) == []


def test_a_truth_without_landmarks_is_told(tmp_path: Path) -> None:
    write_data(tmp_path, 2)
    (tmp_path / "s001" / "s001-0.pose").unlink()
    assert [clip.signer for clip in load_clips(tmp_path)] == ["s000"]
    assert without_landmarks(tmp_path) == [tmp_path / "s001" / "s001-0.truth.json"]


def test_landmarks_without_truth_are_refused(tmp_path: Path) -> None:
    write_data(tmp_path, 1)
    (tmp_path / "s000" / "s000-0.truth.json").unlink()
    with pytest.raises(DatasetError, match=r"no s000-0\.truth\.json beside it") as caught:
        load_clips(tmp_path)
    assert caught.value.path == tmp_path / "s000" / "s000-0.pose"


def test_a_truth_without_signer_is_refused(tmp_path: Path) -> None:
    write_clip(tmp_path, "x", "", ["hello"])
    with pytest.raises(DatasetError, match="names no signer"):
        load_clips(tmp_path)


@pytest.mark.parametrize("name", [".", "nowhere"])
def test_nothing_to_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DatasetError):
        load_clips(tmp_path / name)
