"""Videos the tests share; each is written once a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from .media import REAL, even_times, write_video


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for synthesised videos."""
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="session")
def plain(media: Path) -> Path:
    """Two seconds of 30 a second, H.264 with B-frames, a key frame every 15."""
    return write_video(media / "plain.mp4", even_times(60, 30), options={"g": "15", "bf": "2"})


@pytest.fixture(scope="session")
def real() -> Path:
    """The folder of recordings made by others."""
    if not (REAL / "media").is_dir():
        pytest.skip(f"the recordings made by others are not here ({REAL})")
    return REAL
