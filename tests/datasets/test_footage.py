"""Recordings as pictures on disk: exact, bounded in memory, shared, and whole or not there at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.datasets import Dataset, Sample, load_footage
from annotator.errors import DatasetError
from annotator.recognizer import FrameInput
from annotator.tokens import parse_tokens
from annotator.video import frames, probe

WANTED = FrameInput(Fraction(10), 16, 12)
TOKENS = parse_tokens('{"0": "dark", "1": "light"}', name="light")


def dataset_of(*samples: Sample, files: tuple[Path, ...] = ()) -> Dataset:
    return Dataset(Path("data"), "test", "video", TOKENS, samples, files, continuous=bool(files))


def stored(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(scope="module")
def videos(make_video: Any, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("videos")
    return [make_video(folder / f"{n}.mp4", f"black:1,white:{n}") for n in (1, 2, 3)]


def test_what_is_kept_is_what_is_decoded(videos: list[Path], tmp_path: Path) -> None:
    footage, failures = load_footage(dataset_of(Sample(videos[1], 1, "kim", "train", 1.0, 3.0)), WANTED, tmp_path)
    assert not failures
    (one,) = footage
    with frames(probe(videos[1]), rate=WANTED.rate, size=(16, 12)) as reader:
        decoded = np.concatenate([batch.images for batch in reader])
    assert np.array_equal(one.images[:], decoded)
    assert np.array_equal(np.asarray(one.images), decoded)
    assert one.images.shape == decoded.shape == (30, 12, 16, 3)
    assert np.array_equal(one.images[np.array([0, 9, 10, 29, 29])], decoded[[0, 9, 10, 29, 29]])
    assert one.images[9].max() < 20
    assert one.images[10].min() > 230
    assert (one.group, one.part, len(one)) == ("kim", "train", 30)


def test_a_store_is_shared_and_nothing_is_decoded_twice(videos: list[Path], tmp_path: Path) -> None:
    two = dataset_of(Sample(videos[0], 0), Sample(videos[1], 1))
    load_footage(two, WANTED, tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    told: list[tuple[int, int]] = []
    three = dataset_of(*(Sample(path, 0) for path in videos))
    footage, _ = load_footage(three, WANTED, tmp_path, tell=lambda *count: told.append(count))
    after = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert [len(each) for each in footage] == [20, 30, 40]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert before.items() < after.items()
    assert len(after) == 6
    load_footage(two, FrameInput(Fraction(5), 16, 12), tmp_path)
    assert len(stored(tmp_path)) == 10


def test_side_by_side_gives_what_one_process_gives(videos: list[Path], tmp_path: Path) -> None:
    data = dataset_of(*(Sample(path, 0) for path in videos))
    alone, _ = load_footage(data, WANTED, tmp_path / "one")
    together, _ = load_footage(data, WANTED, tmp_path / "two", jobs=2)
    assert [each.path for each in alone] == [each.path for each in together] == videos
    assert all(np.array_equal(a.images[:], b.images[:]) for a, b in zip(alone, together, strict=True))
    assert stored(tmp_path / "one") == stored(tmp_path / "two")


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files by /proc")
def test_pictures_keep_no_file_open(videos: list[Path], tmp_path: Path) -> None:
    footage, _ = load_footage(dataset_of(*(Sample(path, 0) for path in videos)), WANTED, tmp_path)
    before = len(list(Path("/proc/self/fd").iterdir()))
    pictures = [each.images[0] for each in footage for _ in range(20)]
    assert len(pictures) == 60
    assert len(list(Path("/proc/self/fd").iterdir())) <= before


def test_a_broken_video_is_told_and_left_out(videos: list[Path], tmp_path: Path) -> None:
    broken, missing = tmp_path / "broken.mp4", tmp_path / "missing.mp4"
    broken.write_bytes(b"no video")
    data = dataset_of(Sample(broken, 0), Sample(missing, 0), Sample(videos[0], 1))
    footage, failures = load_footage(data, WANTED, tmp_path / "store", jobs=2)
    assert [each.path for each in footage] == [videos[0]]
    assert sorted(str(failure.path) for failure in failures) == [str(broken), str(missing)]
    with pytest.raises(DatasetError, match="no video that can be read"):
        load_footage(dataset_of(Sample(broken, 0)), WANTED, tmp_path / "store")
    with pytest.raises(DatasetError, match="size must be asked"):
        load_footage(data, FrameInput(Fraction(10)), tmp_path / "store")


def test_a_damaged_video_is_used_as_far_as_it_goes(make_video: Any, tmp_path: Path) -> None:
    raw = make_video(tmp_path / "whole.mkv", "black:2,white:2,black:20").read_bytes()
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(raw[: len(raw) // 2])
    data = dataset_of(Sample(cut, 1, start_s=0.0, end_s=0.5), Sample(cut, 1, start_s=23.0, end_s=23.5))
    for _ in range(2):  # what was wrong is still known when it is read from the store
        (footage,), (failure,) = load_footage(data, WANTED, tmp_path / "store")
        assert 5 <= len(footage) < 230
        assert [span.end_s for span in footage.spans] == [0.5]
        assert failure.path == cut
        assert f"only {len(footage) / 10:.2f} s could be read" in failure.reason
        assert "1 of 2 labels lie after that" in failure.reason


def test_spans_end_with_the_pictures(videos: list[Path], tmp_path: Path) -> None:
    data = dataset_of(
        Sample(videos[0], 1, start_s=1.5, end_s=9.0), Sample(videos[0], 0, start_s=2.0, end_s=3.0), Sample(videos[0], 0)
    )
    (footage,), (failure,) = load_footage(data, WANTED, tmp_path)
    assert [(span.start_s, span.end_s, span.label) for span in footage.spans] == [(0.0, 2.0, 0), (1.5, 2.0, 1)]
    assert "lasts 2.00 s; 1 of 3 labels" in str(failure)


LIMITED = """
import resource, sys
from fractions import Fraction
from pathlib import Path
from annotator.datasets import Dataset, Sample, load_footage
from annotator.errors import OutputError
from annotator.recognizer import FrameInput
from annotator.tokens import parse_tokens
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
video, store = Path(sys.argv[1]), Path(sys.argv[2])
data = Dataset(store, "test", "video", parse_tokens('["a"]', name="a"), (Sample(video, 0),))
try:
    load_footage(data, FrameInput(Fraction(10), 64, 48), store)
except OutputError as error:
    print("refused:", error)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs RLIMIT_FSIZE")
def test_a_full_disk_is_told_and_nothing_half_written_is_left(videos: list[Path], tmp_path: Path) -> None:
    command = [sys.executable, "-c", LIMITED, str(videos[2]), str(tmp_path / "store")]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.startswith("refused:")
    assert stored(tmp_path / "store") == []


KILLED = """
import sys
from fractions import Fraction
from pathlib import Path
from annotator.datasets import Dataset, Sample, load_footage
from annotator.recognizer import FrameInput
from annotator.tokens import parse_tokens
if __name__ == "__main__":
    videos, store = sorted(Path(sys.argv[1]).glob("*.mp4")), Path(sys.argv[2])
    data = Dataset(store, "test", "video", parse_tokens('["a"]', name="a"), tuple(Sample(path, 0) for path in videos))
    footage, failures = load_footage(data, FrameInput(Fraction(25), 64, 48), store, jobs=2)
    print(sum(len(each) for each in footage), len(failures))
"""


def test_killed_in_the_middle_it_goes_on_where_it_stopped(make_video: Any, tmp_path: Path) -> None:
    for number in range(6):
        make_video(tmp_path / "in" / f"{number}.mp4", "black:2,white:2")
    script, store = tmp_path / "work.py", tmp_path / "store"
    script.write_text(KILLED)
    command = [sys.executable, str(script), str(tmp_path / "in"), str(store)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    while process.poll() is None and not list(store.glob("*.json")):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=30)
    done = {path: path.stat().st_mtime_ns for path in store.glob("*.json")}
    assert done
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert ran.stdout.split() == ["600", "0"]
    assert {path: path.stat().st_mtime_ns for path in done} == done
    assert len(stored(store)) == 12
