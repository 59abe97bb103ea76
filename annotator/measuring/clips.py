"""Models that give a whole clip one label (policy `clip`), on stretches of a longer recording: each is a clip then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from annotator.datasets.stretches import frames_within, part_of, shared
from annotator.engine import Engine, Model
from annotator.measuring.samples import WHOLE, Gatherer, Scored, Stretch
from annotator.recognizer import Batch, Recognizer, Session
from annotator.records import Frames, Seen, Video
from annotator.sources import Consumer, Report, read


def wants_clips(model: Model, stretches: Sequence[Stretch]) -> bool:
    """Whether the model looks at a recording as one thing, and there are parts of one to be looked at."""
    return model.bundle.manifest.decoding.policy == "clip" and any(each != WHOLE for each in stretches)


def score_clips(
    path: Path, stretches: Sequence[Stretch], engine: Engine, numbers: Sequence[int], report: Report
) -> dict[int, tuple[Scored, ...]]:
    """What the models `numbers` say of each stretch, fed alone, from its first frame to its last; one read for all.

    Raises what reading the file raises, and what a recognizer raises.
    """
    recognizers = [engine.recognizers[number] for number in numbers]
    consumers = [Consumer(recognizer.input, _consume(recognizer, stretches)) for recognizer in recognizers]
    reading = read(path, consumers, engine.extractor(), engine.cache, report)
    return dict(zip(numbers, reading.results, strict=True))


def _consume(
    recognizer: Recognizer, stretches: Sequence[Stretch]
) -> Callable[[Iterator[Batch], Video], tuple[Scored, ...]]:
    rate = recognizer.input.rate
    wanted = {
        at: frames_within(max(start_s, 0.0), None if end_s == WHOLE[1] else end_s, rate)
        for at, (start_s, end_s) in enumerate(stretches)
    }

    def consume(batches: Iterator[Batch], video: Video) -> tuple[Scored, ...]:
        sessions: dict[int, Session] = {}
        gatherers = [Gatherer([WHOLE]) for _ in stretches]
        for batch in batches:
            first = round(float(batch.times_s[0]) * rate) if len(batch) else 0
            for at, low, high in shared(first, len(batch), wanted):
                if at not in sessions:
                    sessions[at] = recognizer.open(video)
                for prediction in sessions[at].feed(_part(batch, low - first, high - first)):
                    gatherers[at].hear(prediction)
                if high >= wanted[at].stop:
                    _finish(sessions.pop(at), gatherers[at])
        for at, session in sessions.items():
            _finish(session, gatherers[at])
        return tuple(gatherer.scored()[0] for gatherer in gatherers)

    return consume


def _finish(session: Session, gatherer: Gatherer) -> None:
    for prediction in session.finish():
        gatherer.hear(prediction)


def _part(batch: Batch, start: int, stop: int) -> Batch:
    if isinstance(batch, Seen):
        return Seen(part_of(batch.frames, start, stop), part_of(batch.landmarks, start, stop))
    if isinstance(batch, Frames):
        return part_of(batch, start, stop)
    return part_of(batch, start, stop)
