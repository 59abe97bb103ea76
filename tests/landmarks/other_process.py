"""What another process does to a cache: `python -m tests.landmarks.other_process rewrite|hang FOLDER VIDEO`."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

from annotator.landmarks import LandmarkCache
from annotator.records import Video

from .landmark_helpers import HANDS, RATE, fill, found, make, parts, same


def rewrite(cache: LandmarkCache, video: Video) -> None:
    for _ in range(30):
        landmarks = fill(cache, video)
        again = found(cache, video)
        assert again is not None
        assert same(again, landmarks)
    print("fine")


def hang(cache: LandmarkCache, video: Video) -> None:
    writer = cache.writer(video, HANDS, RATE)
    for batch in parts(make(30), 8):
        writer.append(batch)
    print("written", flush=True)
    with contextlib.suppress(EOFError):
        input()


if __name__ == "__main__":
    VIDEO = Video(Path(sys.argv[3]), 2.0, RATE, 100, 50)
    {"rewrite": rewrite, "hang": hang}[sys.argv[1]](LandmarkCache(Path(sys.argv[2])), VIDEO)
