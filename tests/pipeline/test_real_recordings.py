"""Real people through the real command line: held-back recordings as landmarks, and a person signing on video."""

from __future__ import annotations

import json
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pysubs2
import pytest

from annotator.landmarks import PoseWriter
from annotator.records import Landmarks, Video
from annotator.training import load_recordings, recording_landmarks, time_ranges

RATE, REST, WINDOW = Fraction(30), 45, 30
WORDS = {0: "오다", 1: "가다", 2: "돌다"}


def held_back(real: Path, folder: Path) -> tuple[Path, list[tuple[str, float, float]]]:
    """The held-back part of every recording as one .pose file, rests without a hand between; and what is when."""
    nothing = Landmarks(np.zeros((REST, 75, 4), np.float32), np.zeros((REST, 75), np.bool_), np.arange(REST) / 30.0)
    path, truth, at = folder / "held-back.pose", [], REST
    with PoseWriter(path, Video(path, 0.0, RATE, 640, 480), RATE) as writer:
        writer.append(nothing)
        for recording in load_recordings(real / "gestures", 99):
            rows = time_ranges(recording, WINDOW)["test"]
            writer.append(recording_landmarks(recording.features[rows.start : rows.stop], RATE, mirrored=True))
            writer.append(nothing)
            truth.append((WORDS[recording.label], at / 30, (at + len(rows)) / 30))
            at += len(rows) + REST
    return path, truth


@pytest.mark.real
def test_held_back_recordings_become_the_right_words_at_the_right_times(
    run_annotator: Any, real: Path, tmp_path: Path
) -> None:
    _, truth = held_back(real, tmp_path)
    assert sorted(word for word, _, _ in truth) == sorted(WORDS.values())
    done = run_annotator("run", tmp_path, "--model", "gestures", "--lang", "ko,en")
    assert done.returncode == 0, done.stderr
    annotation = json.loads((tmp_path / "held-back.json").read_text("utf-8"))
    found = [(each["text"], each["start"], each["end"]) for each in annotation["segments"]]
    assert [word for word, _, _ in found] == [word for word, _, _ in truth]
    for (_, start, end), (_, true_start, true_end) in zip(found, truth, strict=True):
        assert start == pytest.approx(true_start, abs=0.35)
        assert end == pytest.approx(true_end, abs=0.35)
    subtitles = pysubs2.load(str(tmp_path / "held-back.ko.srt"))
    assert [event.text for event in subtitles] == [word for word, _, _ in truth]
    assert annotation["source"]["codec"] == "pose"


@pytest.mark.real
def test_a_person_on_video(run_annotator: Any, real: Path, tmp_path: Path) -> None:
    shutil.copyfile(real / "pose" / "signer.mp4", tmp_path / "signer.mp4")
    cache = tmp_path / "cache"
    done = run_annotator("run", tmp_path / "signer.mp4", "--model", "gestures", "--cache-dir", cache)
    assert done.returncode == 0, done.stderr
    fresh = (tmp_path / "signer.json").read_bytes()
    annotation = json.loads(fresh)
    assert annotation["status"] == "complete"
    assert (annotation["source"]["width"], annotation["source"]["height"]) == (540, 720)
    assert annotation["source"]["decoded_duration"] == pytest.approx(58 / 29.92, abs=0.05)
    subtitles = pysubs2.load(str(tmp_path / "signer.ko.srt"), format_="srt")
    assert len(subtitles) == len(annotation["cues"])
    assert len(list(cache.glob("*.pose"))) == 1

    again = run_annotator("run", tmp_path / "signer.mp4", "--model", "gestures", "--cache-dir", cache, "--overwrite")
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "signer.json").read_bytes() == fresh
    uncached = run_annotator("run", tmp_path / "signer.mp4", "--model", "gestures", "--no-cache", "--overwrite")
    assert uncached.returncode == 0, uncached.stderr
    assert (tmp_path / "signer.json").read_bytes() == fresh
