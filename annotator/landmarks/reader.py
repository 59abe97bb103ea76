"""The landmarks of a video, from wherever they come: the cache, a .pose file, or a decode."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from annotator.landmarks.cache import LandmarkCache
from annotator.landmarks.config import ExtractorConfig
from annotator.landmarks.extractor import LandmarkExtractor
from annotator.landmarks.posefile import PoseFile, PoseWriter
from annotator.landmarks.skeleton import BODY_AND_HANDS, HANDS_ONLY
from annotator.landmarks.spotlight import Spotlight
from annotator.records import Landmarks, Video
from annotator.video import FrameSource
from annotator.video import frames as open_frames

# Opens a video's frames: `frames(video, rate=..., max_side=..., batch=...)` of annotator.video, or the like of it.
FramesOpener = Callable[..., FrameSource]
# Frames of a batch: few, because they are large (8 of 1280x720 are 22 MB) and decoded ahead.
_BATCH: Final = 8


class LandmarkReader:
    """The landmarks of a video as batches of `Landmarks`, `rate` a second: a context manager, iterated once.

    `from_cache` says whether they were there already. After iteration `decoded_s` is how many seconds of the video they
    cover, `damage` what was wrong with it (a damaged video read from the cache is still reported as damaged), and
    `cache_problem` why they could not be stored, each None where there is nothing to say. What was extracted is stored
    once the video has been read to its end, and not when iteration is given up before.
    """

    def __init__(
        self,
        video: Video,
        config: ExtractorConfig,
        cache: LandmarkCache | None = None,
        frames_opener: FramesOpener = open_frames,
        spotlight: Spotlight | None = None,
    ) -> None:
        self.video, self.config, self.spotlight = video, config, spotlight
        self.decoded_s = 0.0
        self.damage: str | None = None
        self.cache_problem: str | None = None
        self._cache, self._frames_opener = cache, frames_opener
        self._person = spotlight.digest() if spotlight else ""
        self._stack = contextlib.ExitStack()
        self._stored = self._open_stored()
        self.from_cache = self._stored is not None
        self.rate: Fraction = self._stored.rate if self._stored else config.rate_for(video)

    def __iter__(self) -> Iterator[Landmarks]:
        return self._extracted() if self._stored is None else self._read(self._stored)

    def close(self) -> None:
        """Closes what is open; an extraction that has not come to its end is not stored."""
        self._stack.close()

    def __enter__(self) -> LandmarkReader:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        self.close()

    def _open_stored(self) -> PoseFile | None:
        if self.video.codec == "pose":
            return self._stack.enter_context(PoseFile(self.video.path))
        found = self._cache.lookup(self.video, self.config, self._person) if self._cache else None
        return self._stack.enter_context(found) if found else None

    def _read(self, source: PoseFile) -> Iterator[Landmarks]:
        for batch in source:
            self.decoded_s += float(len(batch) / self.rate)
            yield batch
        self.decoded_s, self.damage = source.decoded_s, source.damage

    def _extracted(self) -> Iterator[Landmarks]:
        with contextlib.ExitStack() as stack:
            self._stack.callback(stack.close)
            frames = self._frames_opener(self.video, rate=self.rate, max_side=self.config.max_side, batch=_BATCH)
            stack.enter_context(frames)
            extractor = stack.enter_context(LandmarkExtractor(self.config, self.video))
            writer = self._cache.writer(self.video, self.config, self.rate, self._person) if self._cache else None
            if writer is not None:
                stack.callback(writer.abort)
            for batch in frames:
                landmarks = extractor.feed(self.spotlight.on(batch) if self.spotlight else batch)
                if writer is not None:
                    writer.append(landmarks)
                self.decoded_s = frames.decoded_s
                yield landmarks
            self.decoded_s, self.damage = frames.decoded_s, frames.damage
            if writer is not None:
                writer.commit(self.decoded_s, self.damage)
                self.cache_problem = writer.problem


@dataclass(frozen=True)
class Extraction:
    """What came of an extraction: the file, its sets of points, seconds read, damage (or None), and where from."""

    path: Path
    frames: int
    rate: Fraction
    decoded_s: float
    damage: str | None
    from_cache: bool


def open_landmarks(
    video: Video,
    config: ExtractorConfig,
    cache: LandmarkCache | None = None,
    frames_opener: FramesOpener = open_frames,
    spotlight: Spotlight | None = None,
) -> LandmarkReader:
    """Opens the landmarks of a video: from the cache, from the file itself where `video` is a .pose file, or fresh.

    With a `spotlight`, all but one person are hidden; such landmarks are kept in a cache entry of their own.
    Raises `LandmarkError` or `MediaError` where the file cannot be read at all; damage midway is told by the reader.
    """
    return LandmarkReader(video, config, cache, frames_opener, spotlight)


def extract_to_file(
    video: Video,
    config: ExtractorConfig,
    target: Path,
    cache: LandmarkCache | None = None,
    progress: Callable[[float], Any] | None = None,
) -> Extraction:
    """Writes the landmarks of a video to a .pose file, and says what came of it.

    `progress` is called with the seconds of video done so far, after each batch. The file appears whole or not at all.
    """
    with open_landmarks(video, config, cache) as reader:
        components = BODY_AND_HANDS if config.pose else HANDS_ONLY
        with PoseWriter(target, video, reader.rate, components) as writer:
            for batch in reader:
                writer.append(batch)
                if progress is not None:
                    progress(reader.decoded_s)
        return Extraction(target, writer.frames, reader.rate, reader.decoded_s, reader.damage, reader.from_cache)
