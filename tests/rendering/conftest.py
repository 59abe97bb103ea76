"""The clips that renderings are made of: pieces of the signing samples, with a tone for sound."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from clips import SIGNING, ffmpeg

TONE = ("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100:duration=2.5")
SMALL = ("-vf", "scale=320:240", "-c:v", "libx264", "-preset", "ultrafast", "-g", "30", "-pix_fmt", "yuv420p")


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2.5 seconds of a sample, 320x240, with AAC sound."""
    path = tmp_path_factory.mktemp("clips") / "source.mp4"
    ffmpeg("-t", "2.5", "-i", SIGNING / "인사.mp4", *TONE, *SMALL, "-c:a", "aac", path)
    return path


@pytest.fixture(scope="session")
def later(source: Path) -> Path:
    """The same, beginning 1.5 seconds into its container's time (Matroska)."""
    path = source.with_name("later.mkv")
    ffmpeg("-itsoffset", "1.5", "-i", source, "-c", "copy", "-copyts", path)
    return path


@pytest.fixture(scope="session")
def turned(source: Path) -> Path:
    """The same as a phone stores it: lying, and to be turned."""
    path = source.with_name("turned.mp4")
    ffmpeg("-display_rotation", "90", "-i", source, "-c", "copy", path)
    return path


@pytest.fixture(scope="session")
def uneven(source: Path) -> Path:
    """The same with pictures that come unevenly."""
    path = source.with_name("uneven.mp4")
    select = "select='lt(n,20)+not(mod(n,3))',scale=320:240"
    ffmpeg("-i", source, "-vf", select, "-fps_mode", "vfr", *SMALL[2:], "-c:a", "copy", path)
    return path


@pytest.fixture
def clip(source: Path, tmp_path: Path) -> Path:
    """A copy of the source, to be rendered."""
    return Path(shutil.copyfile(source, tmp_path / "clip.mp4"))


@pytest.fixture
def no_fonts(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without any font."""
    folder = tmp_path_factory.mktemp("fonts")
    (folder / "fonts.conf").write_text(f"<fontconfig><cachedir>{folder}</cachedir></fontconfig>", "utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(folder / "fonts.conf"))
