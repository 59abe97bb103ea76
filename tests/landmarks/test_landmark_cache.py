from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from annotator.landmarks import BODY_AND_HANDS, LandmarkCache, open_pose
from annotator.landmarks.cache import default_folder
from annotator.landmarks.transform import without_hands, without_pose
from annotator.records import Video

from .landmark_helpers import BODY, HANDS, RATE, fill, found, make, same

ROOT = Path(__file__).parents[2]


@pytest.fixture
def cache(tmp_path: Path) -> LandmarkCache:
    return LandmarkCache(tmp_path / "cache")


def test_what_was_stored_is_found_bit_for_bit(cache: LandmarkCache, some_video: Video) -> None:
    assert found(cache, some_video) is None
    landmarks = fill(cache, some_video)
    again = found(cache, some_video)
    assert again is not None
    assert same(again, landmarks)


def test_an_entry_knows_how_it_was_made(cache: LandmarkCache, some_video: Video) -> None:
    video = replace(some_video, frame_rate=Fraction(12345, 512))
    writer = cache.writer(video, HANDS, video.frame_rate)
    writer.append(make(10))
    writer.commit(0.4, "moov atom is odd")
    entry = cache.lookup(video, HANDS)
    assert entry is not None
    with entry:
        assert (entry.rate, entry.decoded_s, entry.damage) == (Fraction(12345, 512), 0.4, "moov atom is odd")


def test_other_settings_another_rate_or_stream_are_not_served(cache: LandmarkCache, some_video: Video) -> None:
    fill(cache, some_video)
    assert found(cache, some_video, replace(HANDS, complexity=0)) is None
    assert found(cache, some_video, BODY) is None
    assert found(cache, replace(some_video, frame_rate=Fraction(24))) is None
    assert found(cache, replace(some_video, stream_index=1)) is None
    assert found(cache, replace(some_video, width=200)) is None


def test_body_and_hands_serve_hands_without_the_body(cache: LandmarkCache, some_video: Video) -> None:
    landmarks = fill(cache, some_video, BODY)
    assert landmarks.present[:, :33].any()
    hands = found(cache, some_video, HANDS)
    assert hands is not None
    assert same(hands, without_pose(landmarks))


def test_body_and_hands_serve_the_body_without_the_hands(cache: LandmarkCache, some_video: Video) -> None:
    landmarks = fill(cache, some_video, replace(BODY, complexity=0))
    assert landmarks.present[:, 33:].any()
    body = found(cache, some_video, replace(BODY, hands=0))
    assert body is not None
    assert same(body, without_hands(landmarks))
    assert not body.present[:, 33:].any()


def test_the_body_alone_serves_nobody_who_wants_hands(cache: LandmarkCache, some_video: Video) -> None:
    fill(cache, some_video, replace(BODY, hands=0))
    assert found(cache, some_video, BODY) is None
    assert found(cache, some_video, HANDS) is None


def test_a_moved_or_copied_video_is_found_again(cache: LandmarkCache, some_video: Video, tmp_path: Path) -> None:
    fill(cache, some_video)
    copied = tmp_path / "copied.mp4"
    copied.write_bytes(some_video.path.read_bytes())
    os.utime(copied, (1, 1))
    assert found(cache, replace(some_video, path=copied)) is not None
    moved = some_video.path.rename(tmp_path / "moved.mp4")
    assert found(cache, replace(some_video, path=moved)) is not None


@pytest.mark.parametrize("size", [0, 1, 1000, 4 << 20, (4 << 20) + 1, 9 << 20])
def test_a_byte_changed_anywhere_is_noticed(cache: LandmarkCache, some_video: Video, size: int) -> None:
    raw = bytearray(np.random.default_rng(size).bytes(size))
    some_video.path.write_bytes(raw)
    os.utime(some_video.path, (1, 1))
    fill(cache, some_video)
    for at in {size // 2 + 70_000, size - 1, 0} & set(range(size)):
        changed = raw.copy()
        changed[at] ^= 1
        some_video.path.write_bytes(changed)
        assert found(cache, some_video) is None
    some_video.path.write_bytes(raw)
    assert found(cache, some_video) is not None


def test_a_video_changed_while_it_was_read_is_not_stored(cache: LandmarkCache, some_video: Video) -> None:
    writer = cache.writer(some_video, HANDS, RATE)
    writer.append(make(5))
    os.utime(some_video.path, (1, 1))
    writer.commit(1.0)
    assert writer.problem is not None
    assert "changed" in writer.problem
    assert not list(cache.folder.iterdir())


def entry_of(cache: LandmarkCache) -> Path:
    (path,) = cache.folder.glob("*.pose")
    return path


def test_a_damaged_entry_is_absent_and_replaced(cache: LandmarkCache, some_video: Video) -> None:
    landmarks = fill(cache, some_video)
    path = entry_of(cache)
    whole = path.read_bytes()
    for at in np.random.default_rng(0).integers(len(whole), size=40):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        # The note's own text has no checksum: a changed letter in the video's name is harmless.
        again = found(cache, some_video)
        assert again is None or same(again, landmarks)
        path.write_bytes(whole[:at])
        assert found(cache, some_video) is None
    path.write_bytes(b"")
    assert cache.entries() == []
    fill(cache, some_video)
    assert path.read_bytes() == whole


def test_entries_open_in_other_tools(cache: LandmarkCache, some_video: Video) -> None:
    from pose_format import Pose  # slow to import

    landmarks = fill(cache, some_video, BODY)
    pose = Pose.read(entry_of(cache).read_bytes())
    assert pose.body.data.shape == (30, 1, 75, 3)
    assert ((pose.body.confidence[:, 0] > 0) == landmarks.present).all()
    with open_pose(entry_of(cache)) as file:
        assert [c.name for c in file.header.components] == [c.name for c in BODY_AND_HANDS]


def test_a_name_that_is_not_utf8_is_no_problem(cache: LandmarkCache, some_video: Video, tmp_path: Path) -> None:
    try:
        path = some_video.path.rename(tmp_path / os.fsdecode(b"korean-\xc7\xd1.mp4"))
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    fill(cache, replace(some_video, path=path))
    assert found(cache, replace(some_video, path=path)) is not None
    assert cache.entries()[0].video == "korean-\\udcc7\\udcd1.mp4"


def test_listing_size_and_clearing(cache: LandmarkCache, some_video: Video) -> None:
    assert (cache.entries(), cache.size(), cache.clear()) == ([], 0, 0)
    fill(cache, some_video)
    fill(cache, some_video, BODY)
    entries = cache.entries()
    assert [entry.video for entry in entries] == ["some.mp4"] * 2
    assert cache.size() == sum(entry.size for entry in entries) > 0
    assert cache.clear() == 2
    assert not list(cache.folder.iterdir())


def test_a_cache_that_cannot_be_written_says_so_and_raises_nothing(some_video: Video, tmp_path: Path) -> None:
    (tmp_path / "in the way").touch()
    writer = LandmarkCache(tmp_path / "in the way").writer(some_video, HANDS, RATE)
    writer.append(make(5))
    writer.commit(1.0)
    assert writer.problem is not None
    assert "cannot be written" in writer.problem


def test_the_folder_is_the_environments_or_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ANNOTATOR_CACHE", str(tmp_path))
    assert LandmarkCache().folder == default_folder() == tmp_path / "landmarks"
    monkeypatch.delenv("ANNOTATOR_CACHE")
    assert default_folder().parts[-2:] == ("annotator", "landmarks")


def start(what: str, cache: LandmarkCache, video: Video) -> subprocess.Popen[str]:
    """Another process that uses the same cache: `rewrite` or `hang` of other_process.py."""
    command = [sys.executable, "-m", "tests.landmarks.other_process", what, str(cache.folder), str(video.path)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_two_processes_writing_one_entry_never_show_a_broken_one(cache: LandmarkCache, some_video: Video) -> None:
    with start("rewrite", cache, some_video) as one, start("rewrite", cache, some_video) as two:
        outputs = [process.communicate()[0] for process in (one, two)]
    assert outputs == ["fine\n", "fine\n"]
    assert [path.suffix for path in cache.folder.iterdir()] == [".pose"]


def test_a_process_killed_midway_leaves_no_entry_and_its_rest_is_swept(cache: LandmarkCache, some_video: Video) -> None:
    with start("hang", cache, some_video) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        assert len(list(cache.folder.iterdir())) == 1
        live = cache.writer(some_video, BODY, RATE)  # sweeps, and leaves what a living process writes
        assert len(list(cache.folder.iterdir())) == 2
        live.abort()
        process.kill()
    assert cache.entries() == []
    assert found(cache, some_video) is None
    fill(cache, some_video)
    assert [path.suffix for path in cache.folder.iterdir()] == [".pose"]
