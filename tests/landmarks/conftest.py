"""Recordings and landmarks the landmark tests share."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from annotator.landmarks import ExtractorConfig, LandmarkCache, LandmarkReader, open_landmarks
from annotator.records import Landmarks, Video
from annotator.video import probe

from .landmark_helpers import together


@pytest.fixture(scope="session")
def signer(real: Path) -> Video:
    """A person signing: 540x720, 58 frames at 359/12 a second."""
    return probe(real / "pose" / "signer.mp4")


@pytest.fixture(scope="session")
def extracted(
    signer: Video, tmp_path_factory: pytest.TempPathFactory
) -> tuple[LandmarkCache, LandmarkReader, Landmarks]:
    """The signer's hands, extracted once with a cache: the cache, the reader after iteration, what it gave."""
    cache = LandmarkCache(tmp_path_factory.mktemp("cache"))
    with open_landmarks(signer, ExtractorConfig(), cache) as reader:
        landmarks = together(list(reader))
    return cache, reader, landmarks


@pytest.fixture
def some_video(tmp_path: Path) -> Video:
    """A file that passes for a video of 100x50 at 25 frames a second: nothing here decodes it."""
    path = tmp_path / "some.mp4"
    path.write_bytes(b"not really a video" * 100)
    return Video(path, 2.0, Fraction(25), 100, 50)
