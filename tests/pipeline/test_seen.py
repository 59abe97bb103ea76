"""Frames with their own landmarks: one decode and one landmark pass for all, the same fresh and cached."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator import sources
from annotator.errors import RecognizerError
from annotator.landmarks import ExtractorConfig, FrameTap, LandmarkCache, LandmarkExtractor, extract_to_file, pick
from annotator.recognizer import Batch, FrameInput, Input, LandmarkInput, SeenInput
from annotator.records import Frames, Landmarks, Seen, Video
from annotator.sources import Consumer, read
from annotator.video import find_ffmpeg, frames, probe

SAMPLE = sorted((Path(__file__).parents[2] / "samples" / "gestures").glob("*.mp4"))[0]
CONFIG = ExtractorConfig(complexity=0, max_side=320)
INPUTS: dict[str, Input] = {
    "seen": SeenInput(Fraction(10)),
    "fast": SeenInput(Fraction(15)),
    "points": LandmarkInput(Fraction(10)),
    "frames": FrameInput(Fraction(10), 32, 24),
}


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second in the middle of a sample: hands, and little to compute."""
    path = tmp_path_factory.mktemp("short") / "short.mp4"
    middle = probe(SAMPLE).duration_s / 2
    cut = ["-nostdin", "-v", "error", "-ss", f"{middle:.2f}", "-t", "1", "-i", f"file:{SAMPLE}", "-an", f"file:{path}"]
    subprocess.run([find_ffmpeg(), *cut], check=True, timeout=60)
    return path


def told(batch: Batch) -> list[tuple[float, str]]:
    """What a batch holds, step by step."""
    if isinstance(batch, Seen):
        both = zip(told(batch.frames), told(batch.landmarks), strict=True)
        return [(time, a + b) for (time, a), (_, b) in both]
    arrays = [batch.images] if isinstance(batch, Frames) else [batch.points, batch.present]
    rows = (b"".join(array[n].tobytes() for array in arrays) for n in range(len(batch)))
    return [(float(time), hashlib.sha256(row).hexdigest()) for time, row in zip(batch.times_s, rows, strict=True)]


def everything(batches: Iterator[Batch], _video: Video) -> list[tuple[float, str]]:
    return [step for batch in batches for step in told(batch)]


def watch(video: Path, names: str, cache: Path | None) -> dict[str, list[tuple[float, str]]]:
    wanted = names.split()
    consumers = [Consumer(INPUTS[name], everything) for name in wanted]
    reading = read(video, consumers, CONFIG, LandmarkCache(cache) if cache else None)
    assert reading.damage is None
    return dict(zip(wanted, reading.results, strict=True))


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Counts decodes begun and frames that went through MediaPipe."""
    counts = {"decodes": 0, "passes": 0}

    def counting(*arguments: Any, **options: Any) -> Any:
        counts["decodes"] += 1
        return frames(*arguments, **options)

    original = LandmarkExtractor.__init__

    def begun(self: LandmarkExtractor, config: ExtractorConfig, video: Video) -> None:
        counts["passes"] += 1
        original(self, config, video)

    monkeypatch.setattr(sources, "frames", counting)
    monkeypatch.setattr(LandmarkExtractor, "__init__", begun)
    return counts


def test_one_decode_and_one_landmark_pass_for_all_kinds(video: Path, work: dict[str, int], tmp_path: Path) -> None:
    fresh = watch(video, "seen frames points fast", tmp_path)
    assert work == {"decodes": 1, "passes": 1}
    assert watch(video, "seen frames points fast", tmp_path) == fresh
    assert work == {"decodes": 2, "passes": 1}


def test_each_sees_alone_what_it_sees_among_others(video: Path, tmp_path: Path) -> None:
    together = watch(video, "seen frames points fast", tmp_path)
    alone = {name: watch(video, name, tmp_path)[name] for name in ("seen", "fast", "points")}
    assert alone == {name: together[name] for name in alone}
    assert len(together["seen"]) == len(together["points"])
    assert [time for time, _ in together["seen"]] == pytest.approx([n / 10 for n in range(len(together["seen"]))])


def test_landmarks_are_those_of_the_very_same_frame(video: Path, tmp_path: Path) -> None:
    known_video = probe(video)
    rate = CONFIG.rate_for(known_video)
    reader = frames(known_video, rate=rate, max_side=CONFIG.max_side, batch=8)
    with reader, LandmarkExtractor(CONFIG, known_video) as extractor:
        known = [step for batch in reader for step in told(Seen(batch, extractor.feed(batch)))]
    seen = dict(watch(video, "seen", tmp_path)["seen"])
    assert all(digest == known[int(Fraction(round(time * 10), 10) * rate)][1] for time, digest in seen.items())


def test_pictures_cannot_be_had_from_a_pose_file(video: Path, tmp_path: Path) -> None:
    pose = extract_to_file(probe(video), CONFIG, tmp_path / "a.pose").path
    with pytest.raises(RecognizerError, match="give it the video itself"):
        watch(pose, "points seen", None)


def test_an_error_of_one_ends_all(video: Path, tmp_path: Path) -> None:
    def fails(batches: Iterator[Batch], _video: Video) -> list[Any]:
        next(batches)
        raise ZeroDivisionError("its own words")

    consumers: list[Consumer[list[Any]]] = [Consumer(INPUTS[name], everything) for name in ("seen", "frames")]
    for place in (0, 1, 2):
        broken = [*consumers[:place], Consumer(INPUTS["fast"], fails), *consumers[place:]]
        with pytest.raises(ZeroDivisionError, match="its own words"):
            read(video, broken, CONFIG, LandmarkCache(tmp_path))


def made(count: int, sizes: list[int]) -> tuple[list[Frames], Landmarks]:
    """Numbered frames in batches of these sizes, and landmarks that hold the same numbers."""
    numbers = np.arange(count)
    images = np.broadcast_to(numbers[:, None, None, None], (count, 2, 2, 3)).astype(np.uint8)
    cuts = np.cumsum([0, *sizes, count]).clip(0, count)
    batches = [Frames(images[a:b], numbers[a:b] / 30) for a, b in pairwise(cuts)]
    points = np.broadcast_to(numbers[:, None, None], (count, 75, 4)).astype(np.float32)
    return batches, Landmarks(points, np.ones((count, 75), np.bool_), numbers / 30)


@pytest.mark.parametrize("sizes", [[], [0, 3, 1], [8, 8, 8], [7] * 9])
@pytest.mark.parametrize("step", [1, 5, 100])
def test_however_the_streams_are_cut_the_pairs_fit(sizes: list[int], step: int) -> None:
    batches, points = made(50, sizes)
    cut = [
        Landmarks(points.points[at : at + step], points.present[at : at + step], points.times_s[at : at + step])
        for at in range(0, 50, step)
    ]
    given = list(pick(FrameTap(batches).pairs(cut), Fraction(30), Fraction(12)))
    shown = [int(image[0, 0, 0]) for batch in given for image in batch.frames.images]
    assert shown == [n * 5 // 2 for n in range(20)]
    assert shown == [int(row[0, 0]) for batch in given for row in batch.landmarks.points]


def test_no_more_frames_wait_than_are_worked_on() -> None:
    batches, points = made(64, [8] * 8)
    drawn = 0

    def counted() -> Iterator[Frames]:
        nonlocal drawn
        for batch in batches:
            drawn += 1
            yield batch

    tap = FrameTap(counted())

    def extracted(source: Callable[[], Iterator[Frames]]) -> Iterator[Landmarks]:
        for batch in source():
            at = (batch.times_s * 30).round().astype(int)
            yield Landmarks(points.points[at], points.present[at], batch.times_s)

    for number, seen in enumerate(tap.pairs(extracted(tap.__iter__)), start=1):
        assert (drawn, len(seen)) == (number, 8)
    assert drawn == len(batches)
