"""Overlays: every frame, the sound, and all that was recognised."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from clips import SIGNING, all_frames, annotate, annotation, ffmpeg, packets, source_times

from annotator.landmarks import ExtractorConfig, LandmarkCache, extract_to_file, open_landmarks
from annotator.pool import Progress
from annotator.records import Annotation, Segment
from annotator.rendering import Overlay, Points, RenderOptions, render_video
from annotator.video import Quality, probe

FINE = Quality(crf=4, preset="ultrafast")
RED = (255, 70, 70)


def render(video: Path, cache: LandmarkCache | None = None, **options: Any) -> Path:
    asked = RenderOptions("overlay", quality=FINE, **options)
    made = render_video(video, video.with_suffix(".json"), options=asked, cache=cache)
    assert made.damage is None
    return made.path


def overlay(about: Annotation, **options: Any) -> Overlay:
    return Overlay(about, options.get("languages", ("ko",)), (320, 240), about.source.duration)


def at(drawn: Overlay, time_s: float) -> Any:
    return drawn.draw(np.full((240, 320, 3), 120, np.uint8), time_s, None).copy()


def test_every_frame_is_there_with_the_sound_and_the_strip_below(clip: Path) -> None:
    annotate(clip)
    told: list[Progress] = []
    options = RenderOptions("overlay", quality=FINE, landmarks=False)
    made = render_video(clip, clip.with_suffix(".json"), options=options, report=told.append)
    assert len(source_times(made.path)) == len(source_times(clip)) == told[-1].frames
    assert packets(made.path, "audio") == packets(clip, "audio")
    before, _ = all_frames(clip)
    after, _ = all_frames(made.path)
    assert (after.shape[2], after.shape[1] > before.shape[1], after.shape[1] % 2) == (320, True, 0)
    # The middle of the picture, where nothing is drawn, is the video's own.
    middle = (slice(None), slice(100, 160), slice(110, 210))
    assert np.abs(after[middle].astype(np.int16) - before[middle]).mean() < 4


def test_the_playhead_moves_along_the_strip(clip: Path) -> None:
    drawn = overlay(annotation(clip))
    places = []
    for time_s in (0.2, 1.2, 2.2):
        strip = at(drawn, time_s)[240:]
        places.append(int(np.flatnonzero((strip == RED).all(axis=2).any(axis=0)).mean()))
    steps = np.diff(places)
    assert steps.min() > 30
    assert abs(steps[0] - steps[1]) <= 2


def test_words_are_shown_while_they_are_recognised(clip: Path) -> None:
    drawn = overlay(annotation(clip), languages=())
    corner = (slice(0, 60), slice(0, 110))
    idle, word, other = (at(drawn, time_s)[corner].astype(int) for time_s in (0.1, 0.7, 1.7))
    assert (np.abs(word - idle).max(axis=2) > 60).sum() > 50
    assert (np.abs(word - other).max(axis=2) > 60).sum() > 20
    np.testing.assert_array_equal(at(drawn, 0.6)[corner], at(drawn, 0.8)[corner])


def test_subtitles_stand_in_the_lower_part_and_may_be_left_out(clip: Path) -> None:
    about = annotation(clip)
    shown, plain = at(overlay(about, languages=("ko", "en")), 0.7), at(overlay(about, languages=()), 0.7)
    rows = np.flatnonzero((shown != plain).any(axis=(1, 2)))
    assert 120 < rows.min() < rows.max() < 240


def test_many_recognizers_and_an_hour_fit(clip: Path) -> None:
    names = [f"recognizer-with-a-long-name-{n}" for n in range(9)]
    segments = [
        Segment(n * 3.0, n * 3.0 + 2, 1, 0.5, recognizer=names[n % 9], text="아주 긴 낱말이에요 " * 3)
        for n in range(1200)
    ]
    about = annotation(clip, segments=tuple(segments))
    drawn = Overlay(about, ("ko",), (121, 201), 3600.0)
    picture = drawn.draw(np.zeros((201, 121, 3), np.uint8), 1800.5, None)
    assert (picture.shape[1], picture.shape[0] % 2) == (120, 0)
    assert picture.shape[0] < 300


def test_an_annotation_of_nothing(clip: Path) -> None:
    annotate(clip, [], recognizers=(), segments=())
    path = render(clip, landmarks=False)
    assert len(source_times(path)) == len(source_times(clip))


def test_a_video_that_begins_later_keeps_its_sound_in_step(later: Path, tmp_path: Path) -> None:
    video = Path(shutil.copyfile(later, tmp_path / "later.mkv"))
    annotate(video)
    path = render(video, landmarks=False)
    assert probe(path).start_s == pytest.approx(probe(video).start_s, abs=2e-3)
    assert packets(path, "audio") == packets(video, "audio")


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a second of a person who signs, as a phone holds it."""
    path = tmp_path_factory.mktemp("signer") / "signer.mp4"
    coding = ["-vf", "scale=-2:360", "-c:v", "libx264", "-preset", "ultrafast", "-an"]
    ffmpeg("-ss", "3", "-t", "0.5", "-i", SIGNING / "휴대전화-portrait.mp4", *coding, path)
    return path


def test_landmarks_come_from_the_cache_a_file_or_the_video(signer: Path, tmp_path: Path) -> None:
    video = Path(shutil.copyfile(signer, tmp_path / "signer.mp4"))
    annotate(video)
    cache = LandmarkCache(tmp_path / "cache")
    plain, _ = all_frames(render(video, cache, landmarks=False))
    assert not cache.entries()
    fresh, _ = all_frames(render(video, cache))
    assert len(cache.entries()) == 1
    facts = probe(video)
    with Points(facts, cache) as points:
        assert points.found == "cache"
    drawn = (np.abs(fresh.astype(np.int16) - plain).max(axis=3) > 60).sum(axis=(1, 2))
    assert drawn.min() > 100
    extract_to_file(facts, ExtractorConfig(pose=True), tmp_path / "signer.pose", cache)
    with Points(facts, None) as points, open_landmarks(facts, ExtractorConfig(pose=True), cache) as reader:
        assert points.found == "file"
        wanted = np.concatenate([batch.present for batch in reader])
        found = [points.at(n / 30) for n in range(len(wanted))]
    assert all(each is not None for each in found)
    np.testing.assert_array_equal([each[1] for each in found if each], wanted)
