"""Files are there whole or not at all."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.errors import OutputError
from annotator.files import PARTIAL_SUFFIX, partial_path, stale_partials, write_atomic, write_together


def test_text_and_bytes_are_written_and_folders_made(tmp_path: Path) -> None:
    path = tmp_path / "a" / "나" / "video.ko.srt"
    write_atomic(path, "안녕\n".encode())
    assert path.read_bytes() == "안녕\n".encode()
    write_atomic(path, b"\x00\xff")
    assert path.read_bytes() == b"\x00\xff"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.skipif(os.name != "posix", reason="umask")
def test_files_get_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a", b"")
    (tmp_path / "b").write_bytes(b"")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode


NAMES = ["a", "가" * 83 + ".json", "x" * 255, "가나다라마바사아자차카타파하" * 5 + ".ko.srt", ".hidden"]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: f"{len(name.encode())} bytes")
def test_long_names_work_up_to_the_limit_of_the_file_system(name: str, tmp_path: Path) -> None:
    write_atomic(tmp_path / name, b"1")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_name_that_is_not_utf8_works(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode("가".encode("cp949") + b".srt")
    write_atomic(path, b"1")
    assert path.read_bytes() == b"1"


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EACCES, "may write to"),
        (errno.EROFS, "may write to"),
        (errno.EIO, "cannot be written"),
    ],
    ids=["disk full", "no permission", "read only", "broken disk"],
)
def test_a_failure_leaves_what_was_there(code: int, hint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "video.json"
    write_atomic(path, b"old")
    seen: list[Path] = []

    def refused(descriptor: int) -> None:
        seen.extend(tmp_path.iterdir())
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refused)
    with pytest.raises(OutputError, match=hint) as caught:
        write_atomic(path, b"new")
    assert caught.value.path == path
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    assert sorted(there.suffix == PARTIAL_SUFFIX for there in seen) == [False, True]


def test_an_interruption_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(tmp_path / "video.json", b"new")
    assert list(tmp_path.iterdir()) == []


def test_things_that_stand_in_the_way_are_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="a file stands where a folder is needed"):
        write_atomic(tmp_path / "file" / "video.json", b"")
    with pytest.raises(OutputError, match="a folder stands where the file is needed"):
        write_atomic(tmp_path / "folder", b"")
    with pytest.raises(OutputError, match="shorten the video's name"):
        write_atomic(tmp_path / ("가" * 86), b"")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]


CODE = """
import resource, signal, sys
from pathlib import Path
from annotator.errors import OutputError
from annotator.files import write_atomic
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_atomic(Path(sys.argv[1]), b"x" * 5000)
except OutputError as error:
    print(error)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs RLIMIT_FSIZE")
def test_a_file_the_system_cuts_short_is_not_kept(tmp_path: Path) -> None:
    """A real limit of the system, not a pretended one."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(tmp_path / "video.json")], capture_output=True, text=True, check=True
    )
    assert "video.json: write: cannot be written: File too large" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_is_removed_by_the_next_one(tmp_path: Path) -> None:
    path = tmp_path / "video.json"
    killed = f"import os, sys; from pathlib import Path; from annotator.files import write_atomic\n\
os.fsync = lambda _: os._exit(9)\nwrite_atomic(Path({str(path)!r}), b'1')"
    assert subprocess.run([sys.executable, "-c", killed], check=False).returncode == 9
    assert [left.suffix for left in tmp_path.iterdir()] == [PARTIAL_SUFFIX]
    assert stale_partials(path) == list(tmp_path.iterdir())
    write_atomic(path, b"2")
    assert [left.name for left in tmp_path.iterdir()] == ["video.json"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")
def test_one_whose_end_nobody_has_noticed_yet_is_not_taken_for_alive(tmp_path: Path) -> None:
    path = tmp_path / "video.json"
    ended = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and stays unreaped
    left = path.with_name(partial_path(path).name.replace(f".{os.getpid()}.", f".{ended.pid}."))
    left.write_bytes(b"half")
    write_atomic(path, b"2")
    ended.wait()
    assert [file.name for file in tmp_path.iterdir()] == ["video.json"]


def test_files_that_belong_together_are_all_written_or_none(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError):
        write_together([(tmp_path / "a.srt", b"1"), (tmp_path / ("가" * 86), b"2"), (tmp_path / "a.json", b"3")])
    assert not (tmp_path / "a.json").exists()
    assert [left.name for left in tmp_path.iterdir() if left.suffix == PARTIAL_SUFFIX] == []
    write_together([(tmp_path / "a.srt", b"1"), (tmp_path / "a.json", b"3")])
    assert (tmp_path / "a.json").read_bytes() == b"3"
