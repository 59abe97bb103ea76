"""Inputs to files."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.batch import discover, read_list
from annotator.errors import UsageError
from annotator.video import find_ffmpeg

MakeVideo = Callable[..., Path]


def names(discovery_found: object, root: Path) -> list[str]:
    return [str(found.path.relative_to(root)) for found in discovery_found]  # type: ignore[attr-defined]


def touch(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()


def test_folders_are_walked_in_order_and_other_files_reported(tmp_path: Path) -> None:
    touch(
        tmp_path,
        "b.mp4",
        "a.MOV",
        "c/한국어 영상.mkv",
        "c/line\nbreak.webm",
        "d.docx",
        "a.srt",
        "a.json",
        ".hidden.mp4",
    )
    touch(tmp_path, ".git/x.mp4")
    discovery = discover([tmp_path])
    assert names(discovery.found, tmp_path) == ["a.MOV", "b.mp4", "c/line\nbreak.webm", "c/한국어 영상.mkv"]
    assert [path.name for path in discovery.ignored] == ["d.docx"]


def test_without_recursion_only_the_folder_itself(tmp_path: Path) -> None:
    touch(tmp_path, "a.mp4", "b/c.mp4")
    assert names(discover([tmp_path], recursive=False).found, tmp_path) == ["a.mp4"]


def test_a_file_named_twice_is_found_once(tmp_path: Path) -> None:
    touch(tmp_path, "a.mp4")
    (tmp_path / "again.mp4").symlink_to(tmp_path / "a.mp4")
    assert len(discover([tmp_path, tmp_path / "a.mp4", str(tmp_path / "*.mp4")]).found) == 1


def test_links_in_circles_end(tmp_path: Path) -> None:
    touch(tmp_path, "a/b.mp4")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    assert len(discover([tmp_path]).found) == 1


def test_globs_the_shell_left_alone(tmp_path: Path) -> None:
    touch(tmp_path, "a1.mp4", "a2.mp4", "b.mp4", "c/a3.mp4")
    assert names(discover([str(tmp_path / "a*.mp4")]).found, tmp_path) == ["a1.mp4", "a2.mp4"]
    assert names(discover([str(tmp_path / "**" / "a?.mp4")]).found, tmp_path) == ["a1.mp4", "a2.mp4", "c/a3.mp4"]


def test_a_file_whose_name_looks_like_a_glob(tmp_path: Path) -> None:
    touch(tmp_path, "a[1].mp4")
    assert names(discover([tmp_path / "a[1].mp4"]).found, tmp_path) == ["a[1].mp4"]


def test_landmarks_beside_their_own_video_are_not_a_second_input(tmp_path: Path) -> None:
    touch(tmp_path, "a.mp4", "a.pose", "b.pose")
    discovery = discover([tmp_path])
    assert names(discovery.found, tmp_path) == ["a.mp4", "b.pose"]
    assert not discovery.ignored


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file") as caught:
        discover([tmp_path / "nowhere.mp4"])
    assert caught.value.path == tmp_path / "nowhere.mp4"


def test_lists() -> None:
    assert read_list(["a.mp4\n", "# no\n", "\n", "b c.mp4\r\n"]) == ["a.mp4", "b c.mp4"]
    assert read_list(["a\nb.mp4\0c.mp4\0"], null=True) == ["a\nb.mp4", "c.mp4"]


def test_what_annotator_has_rendered_is_no_recording(make_video: MakeVideo, tmp_path: Path) -> None:
    for name in ("a.mp4", "a.burned.mp4", "elsewhere/b.overlay.mkv", "c.overlay.mp4", ".burned.mp4"):
        make_video(tmp_path / name, "black:0.2")
    for name in ("a.burned.mp4", "elsewhere/b.overlay.mkv", "a.mp4"):
        path = tmp_path / name
        plain = path.rename(path.with_name("plain" + path.suffix))
        mark = ["-metadata", f"comment=annotator render burn {'0a' * 16}"]
        subprocess.run([find_ffmpeg(), "-v", "error", "-i", plain, "-c", "copy", *mark, path], check=True, timeout=60)
        plain.unlink()
    found = ["a.mp4", "c.overlay.mp4"]  # the one is named like a recording, the other carries no mark
    discovery = discover([tmp_path])
    assert names(discovery.found, tmp_path) == found
    assert not discovery.ignored
    named = discover(sorted(tmp_path.glob("*.mp4")))
    assert names(named.found, tmp_path) == [".burned.mp4", *found]
    assert [path.name for path in named.ignored] == ["a.burned.mp4"]
