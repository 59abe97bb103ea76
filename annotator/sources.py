"""Reading one input for several consumers: one decode feeds all, one landmark pass feeds all that want landmarks.

.pose file ─────────────────────────────────┬── landmark consumers
video ── landmark cache ────────────────────┘
video ── ffmpeg ── frames ──┬── frame consumers
                            └── MediaPipe ──┬── landmark consumers
                                (or cache)  ├── consumers of frames with their landmarks
                                            └── landmark cache
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from annotator.errors import RecognizerError
from annotator.fanout import fan_out
from annotator.frames import adapt, union
from annotator.landmarks import (
    ExtractorConfig,
    FrameTap,
    LandmarkCache,
    mirror,
    open_landmarks,
    open_pose,
    pick,
    resample,
)
from annotator.recognizer import Batch, FrameInput, Input, LandmarkInput, SeenInput
from annotator.records import Frames, Landmarks, Seen, Source, Video
from annotator.video import Relay, frames, probe

R = TypeVar("R")
B = TypeVar("B", Frames, Landmarks)
Report = Callable[[int, float, float], None]
POSE_SUFFIX = ".pose"


@dataclass(frozen=True)
class Consumer(Generic[R]):
    """Someone who takes a whole video: `input` is what it wants to be fed, `consume` gets it and gives a result."""

    input: Input
    consume: Callable[[Iterator[Batch], Video], R]


@dataclass(frozen=True)
class Reading(Generic[R]):
    """What reading a video gave: the consumers' results in order, and how much could be decoded.

    `damage` says why less than everything could be read (None where all was), `warnings` what else a user should know.
    """

    video: Video
    results: list[R]
    decoded_s: float
    damage: str | None = None
    warnings: tuple[str, ...] = ()


def read(
    path: Path,
    consumers: Sequence[Consumer[R]],
    config: ExtractorConfig,
    cache: LandmarkCache | None = None,
    report: Report | None = None,
) -> Reading[R]:
    """Feeds one video or .pose file to all consumers; raises MediaError, LandmarkError, or what a consumer raises."""
    if path.suffix.lower() == POSE_SUFFIX:
        return _read_pose(path, consumers, report)
    video = probe(path)
    kinds = {type(consumer.input) for consumer in consumers}
    if kinds == {LandmarkInput}:
        return _read_landmarks(video, consumers, config, cache, report)
    if kinds == {FrameInput}:
        return _read_frames(video, consumers, report)
    return _read_both(video, consumers, config, cache, report)


def source_of(path: Path, reading: Reading[Any]) -> Source:
    """What an annotation records of the file that was read; raises OSError where it is gone."""
    video, stat = reading.video, path.stat()
    return Source(
        path=path.name,
        size=stat.st_size,
        mtime=stat.st_mtime,
        duration=video.duration_s,
        decoded_duration=reading.decoded_s,
        fps=str(video.frame_rate),
        vfr=video.vfr,
        start_time=video.start_s,
        width=video.width,
        height=video.height,
        rotation=video.rotation,
        codec=video.codec,
    )


def _read_pose(path: Path, consumers: Sequence[Consumer[R]], report: Report | None) -> Reading[R]:
    if not all(isinstance(consumer.input, LandmarkInput) for consumer in consumers):
        raise RecognizerError(
            "a model that looks at pictures cannot work on landmarks", path=path, hint="give it the video itself"
        )
    with open_pose(path) as file:
        results = _fed(_metered(file, file.video, report), consumers, file.video, file.rate)
        return Reading(file.video, results, file.video.duration_s)


def _read_landmarks(
    video: Video,
    consumers: Sequence[Consumer[R]],
    config: ExtractorConfig,
    cache: LandmarkCache | None,
    report: Report | None,
) -> Reading[R]:
    with open_landmarks(video, config, cache) as reader:
        results = _fed(_metered(reader, video, report), consumers, video, reader.rate)
        return Reading(video, results, reader.decoded_s, reader.damage, _cache_warning(reader.cache_problem))


def _read_frames(video: Video, consumers: Sequence[Consumer[R]], report: Report | None) -> Reading[R]:
    asked = union([consumer.input for consumer in consumers if isinstance(consumer.input, FrameInput)])
    size = (asked.width, asked.height) if asked.width and asked.height else None
    with frames(video, rate=asked.rate, size=size, fit=asked.fit) as reader:
        results = fan_out(_metered(reader, video, report), [_on_frames(each, video, asked) for each in consumers])
        return Reading(video, results, reader.decoded_s, reader.damage)


def _read_both(
    video: Video,
    consumers: Sequence[Consumer[R]],
    config: ExtractorConfig,
    cache: LandmarkCache | None,
    report: Report | None,
) -> Reading[R]:
    """Some want frames, some landmarks, some both: the frames MediaPipe sees serve all.

    What is fed does not depend on whether the landmarks were cached, so results do not either.
    """
    asked = FrameInput(config.rate_for(video))
    problems: list[str | None] = []
    watching = [(n, each) for n, each in enumerate(consumers) if isinstance(each.input, FrameInput)]
    following = [(n, each) for n, each in enumerate(consumers) if not isinstance(each.input, FrameInput)]
    with frames(video, rate=asked.rate, max_side=config.max_side, batch=8) as reader:

        def branch_of_landmarks(batches: Iterator[Frames]) -> list[tuple[int, R]]:
            together = any(isinstance(each.input, SeenInput) for _, each in following)
            tap = FrameTap(batches)
            shared = Relay(reader, tap if together else batches, closes=False)
            with open_landmarks(video, config, cache, frames_opener=lambda *_, **__: shared) as landmarks:
                stream = tap.pairs(landmarks) if together else landmarks
                results = _fed(stream, [each for _, each in following], video, landmarks.rate)
            problems.append(landmarks.cache_problem)
            return [(n, result) for (n, _), result in zip(following, results, strict=True)]

        def branch_of_frames(n: int, consumer: Consumer[R]) -> Callable[[Iterator[Frames]], list[tuple[int, R]]]:
            return lambda batches: [(n, _on_frames(consumer, video, asked)(batches))]

        branches = [branch_of_frames(n, each) for n, each in watching]
        found = fan_out(_metered(reader, video, report), [*branches, branch_of_landmarks])
        numbered = dict(pair for pairs in found for pair in pairs)
        results = [numbered[n] for n in range(len(consumers))]
        return Reading(video, results, reader.decoded_s, reader.damage, _cache_warning(*problems))


def _fed(
    batches: Iterable[Landmarks | Seen], consumers: Sequence[Consumer[R]], video: Video, rate: Fraction
) -> list[R]:
    """The results of consumers of landmarks, or of frames with their landmarks, at `rate`."""
    return fan_out(batches, [_on_landmarks(each, video, rate) for each in consumers])


def _on_landmarks(consumer: Consumer[R], video: Video, rate: Fraction) -> Callable[[Iterator[Landmarks | Seen]], R]:
    wanted = consumer.input

    def consume(batches: Iterator[Landmarks | Seen]) -> R:
        if isinstance(wanted, SeenInput):
            return consumer.consume(pick(cast("Iterator[Seen]", batches), rate, wanted.rate), video)
        points = (batch.landmarks if isinstance(batch, Seen) else batch for batch in batches)
        at_rate = resample(points, rate, wanted.rate)
        mirrored = isinstance(wanted, LandmarkInput) and wanted.mirror
        return consumer.consume(map(mirror, at_rate) if mirrored else at_rate, video)

    return consume


def _on_frames(consumer: Consumer[R], video: Video, decoded: FrameInput) -> Callable[[Iterator[Frames]], R]:
    wanted = consumer.input
    assert isinstance(wanted, FrameInput)  # noqa: S101 (the caller has chosen by it)
    return lambda batches: consumer.consume(adapt(batches, decoded, wanted), video)


def _metered(batches: Iterable[B], video: Video, report: Report | None) -> Iterator[B]:
    """The batches, telling how far they have come."""
    count = 0
    for batch in batches:
        yield batch
        count += len(batch)
        if report is not None and len(batch):
            report(count, float(batch.times_s[-1]), video.duration_s)


def _cache_warning(*problems: str | None) -> tuple[str, ...]:
    return tuple(f"the landmarks could not be kept: {problem}" for problem in problems if problem)
