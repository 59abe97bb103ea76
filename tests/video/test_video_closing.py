"""However reading ends, no ffmpeg, no thread and no open file stay behind."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from annotator.errors import MissingError
from annotator.video import find_ffmpeg, frames, probe

from .media import even_times, numbers, write_video


@pytest.fixture(scope="module")
def long(media: Path) -> Path:
    """Far more pictures than fit into the pipe and the queue."""
    return write_video(media / "long.mp4", even_times(1500, 30), size=(320, 240), options={"preset": "ultrafast"})


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """Nothing new, that is: what earlier tests have left may go at any time."""
    gc.collect()
    files, children = _open_files(), set(psutil.Process().children())
    yield
    gc.collect()
    assert set(psutil.Process().children()) <= children
    assert [thread.name for thread in threading.enumerate() if "annotator-video" in thread.name] == []
    assert _open_files() <= files


def _open_files() -> int:
    return psutil.Process().num_fds() if os.name == "posix" else psutil.Process().num_handles()


def test_read_to_the_end_without_with(plain: Path) -> None:
    assert sum(len(batch) for batch in frames(probe(plain))) == 60


def test_left_early(long: Path) -> None:
    with frames(probe(long)) as reader:
        next(reader)


def test_left_before_the_first_batch(long: Path) -> None:
    with frames(probe(long)):
        pass


def test_closed_twice(long: Path) -> None:
    reader = frames(probe(long))
    next(reader)
    reader.close()
    reader.close()

    assert list(reader) == []


def test_the_consumer_raises(long: Path) -> None:
    def consume() -> None:
        with frames(probe(long)) as reader:
            for _ in reader:
                raise KeyError

    with pytest.raises(KeyError):
        consume()


def test_dropped(long: Path) -> None:
    reader = frames(probe(long))
    next(reader)
    del reader


def test_a_generator_over_it_is_dropped(long: Path) -> None:
    def images() -> Iterator[object]:
        with frames(probe(long)) as reader:
            for batch in reader:
                yield from batch.images

    generator = images()
    next(generator)
    del generator


def test_many_at_once(plain: Path) -> None:
    video = probe(plain)
    readers = [frames(video) for _ in range(6)]

    assert [sum(len(batch) for batch in reader) for reader in readers] == [60] * 6


def test_ffmpeg_is_killed_from_outside(long: Path) -> None:
    """The pictures that came are given, and the video is not called whole."""
    with frames(probe(long)) as reader:
        first = next(reader)
        for child in psutil.Process().children():
            child.kill()
        rest = list(reader)

    assert len(first) + sum(len(batch) for batch in rest) < 1500
    assert reader.damage
    assert reader.decoded_s < 50


def test_an_ffmpeg_that_says_very_much_is_listened_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plain: Path
) -> None:
    """More than a pipe holds, before the first picture: a reader that does not listen would wait for ever."""
    talk = "i=0; while [ $i -lt 20000 ]; do echo 'talk talk talk' >&2; i=$((i+1)); done; head -c 9216 /dev/zero"
    program = tmp_path / "ffmpeg"
    program.write_text(f'#!/bin/sh\n[ "$1" = -version ] && exec echo ffmpeg version 9.0\n{talk}\n')
    program.chmod(0o755)
    video = probe(plain)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    with frames(video) as reader:
        assert [len(batch) for batch in reader] == [1]


def test_after_closing_early_nothing_is_judged(long: Path) -> None:
    with frames(probe(long)) as reader:
        next(reader)

    assert reader.damage is None
    assert reader.decoded_s == pytest.approx(32 / 30)


def test_the_interpreter_ends_while_reading(long: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from annotator.video import frames, probe\n"
        "reader = frames(probe(Path(sys.argv[1]))); next(reader)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script, str(long)], capture_output=True, timeout=60, check=False)

    assert ended.returncode == 0
    assert ended.stderr == b""


def test_the_package_is_light_to_import() -> None:
    script = "import sys, annotator.video; print({'av', 'ffmpeg', 'cv2', 'imageio_ffmpeg'} & set(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60, check=True)

    assert ended.stdout.strip() == b"set()"


def test_ffmpeg_on_the_path_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plain: Path) -> None:
    real = find_ffmpeg()
    own = tmp_path / "ffmpeg"
    own.symlink_to(real)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    assert find_ffmpeg() == str(own)
    assert numbers(probe(plain)) == list(range(60))


def _program(folder: Path, says: str) -> Path:
    program = folder / "ffmpeg"
    program.write_text(f"#!/bin/sh\necho '{says}'\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("version", ["5.1.9-0+deb12u1", "4.2.2-static", "n6.0", "6.0.1"])
def test_an_old_ffmpeg_on_the_path_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plain: Path, version: str
) -> None:
    old = _program(tmp_path, f"ffmpeg version {version} Copyright")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    assert find_ffmpeg() != str(old)
    assert numbers(probe(plain)) == list(range(60))


@pytest.mark.parametrize("version", ["6.1.1-3ubuntu5", "n9.0.2-17-g2a571b6068", "7.0.2-static", "N-112345-g0123456789"])
def test_a_new_ffmpeg_on_the_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    new = _program(tmp_path, f"ffmpeg version {version} Copyright")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    assert find_ffmpeg() == str(new)


def test_a_broken_ffmpeg_on_the_path_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "ffmpeg"
    broken.write_bytes(b"\x7fELF nonsense")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    assert find_ffmpeg() != str(broken)


def test_no_ffmpeg_at_all(monkeypatch: pytest.MonkeyPatch, plain: Path) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)

    with pytest.raises(MissingError, match=r"no ffmpeg 6\.1 or newer"):
        frames(probe(plain))


def test_an_ffmpeg_that_cannot_be_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plain: Path) -> None:
    """As when it is taken away after it was found."""
    program = _program(tmp_path, "ffmpeg version 9.0 Copyright")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert find_ffmpeg() == str(program)
    program.write_bytes(b"\x7fELF nonsense")

    with pytest.raises(MissingError, match="cannot be started"):
        frames(probe(plain))
