"""One video to one Annotation; reads like the line

Path -> Video -> frames (times + RGB) -> [landmarks] -> windows -> Prediction -> Segment -> Cue -> Annotation
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from annotator.engine import Engine, Model, version
from annotator.errors import AnnotatorError, RecognizerError
from annotator.recognizer import Batch, Recognizer, Session
from annotator.records import Annotation, Prediction, Run, Segment, Video
from annotator.sources import Consumer, Reading, Report, read, source_of
from annotator.timeline import clamp_segments, decode
from annotator.wording import cues_of, frames_of, missing_words, numbered, worded

Listener = Callable[[Prediction], object]


def annotate_video(
    path: Path, engine: Engine, report: Report | None = None, listeners: Sequence[Listener] = ()
) -> Annotation:
    """Recognises everything the engine's models know in one video (or .pose file).

    `report(frames, seconds, duration_s)` is called as work goes on. `listeners`, one for each model, are told every
    window of it before the timeline is; where there are several models, each in a thread of its own. Raises an
    AnnotatorError naming the stage; a damaged video that could be read in part gives an annotation with status
    "partial" and a warning.
    """
    told: Sequence[Listener | None] = listeners or [None] * len(engine.models)
    consumers = [_consumer(*each) for each in zip(engine.models, engine.recognizers, told, strict=True)]
    reading = read(path, consumers, engine.extractor(), engine.cache, report)
    video = reading.video
    end_s = max(reading.decoded_s, video.duration_s)  # containers may promise less than they hold
    segments = numbered(
        segment
        for model, found in zip(engine.models, reading.results, strict=True)
        for segment in worded_segments(found, model, engine.settings.languages, video, end_s)
    )
    engine.plugins.edit_segments(segments, video)
    segments = numbered(segments)
    return _assembled(path, engine, reading, segments)


def _consumer(model: Model, recognizer: Recognizer, listener: Listener | None) -> Consumer[list[Segment]]:
    """Someone who takes a whole video for one model and gives its segments."""

    def recognise(batches: Iterator[Batch], video: Video) -> list[Segment]:
        predictions = _guarded(_predictions(recognizer.open(video), batches), model)
        if listener is not None:
            predictions = _told(predictions, listener)
        manifest = model.bundle.manifest
        return list(decode(predictions, manifest.decoding.policy, model.parameters, manifest.output.ids))

    return Consumer(recognizer.input, recognise)


def _predictions(session: Session, batches: Iterable[Batch]) -> Iterator[Prediction]:
    for batch in batches:
        yield from session.feed(batch)
    yield from session.finish()


def _told(predictions: Iterable[Prediction], listener: Listener) -> Iterator[Prediction]:
    for prediction in predictions:
        listener(prediction)
        yield prediction


def _guarded(predictions: Iterator[Prediction], model: Model) -> Iterator[Prediction]:
    """Whatever a plugin raises becomes a RecognizerError that names it."""
    try:
        yield from predictions
    except AnnotatorError:
        raise
    except Exception as error:
        raise RecognizerError(
            f"plugin {model.plugin.name} failed in the model {model.name}: {type(error).__name__}: {error}",
            hint="-v shows the traceback",
        ) from error


def worded_segments(
    found: Iterable[Segment], model: Model, languages: Sequence[str], video: Video, end_s: float
) -> list[Segment]:
    """A model's segments cut to the video, with their words; letters are joined where the dictionary says so."""
    placed = [_placed(segment, model, video) for segment in clamp_segments(found, end_s)]
    return worded(placed, model.tokens, languages)


def _placed(segment: Segment, model: Model, video: Video) -> Segment:
    """A segment with whose it is, and its frames."""
    first, last = frames_of(segment.start_s, segment.end_s, video.frame_rate)
    return msgspec.structs.replace(segment, recognizer=model.name, tier=model.name, first_frame=first, last_frame=last)


def _assembled(path: Path, engine: Engine, reading: Reading[list[Segment]], segments: list[Segment]) -> Annotation:
    """The annotation of a video whose segments are final."""
    video, wording = reading.video, engine.wording
    end_s = max(reading.decoded_s, video.duration_s)
    return Annotation(
        source=source_of(path, reading),
        run=Run(
            "annotator",
            version(),
            engine.fingerprint(path),
            engine.options | wording.options,
            wording=wording.fingerprint,
        ),
        language=wording.languages[0],
        text=wording.sentence(segments, wording.languages[0]),
        status="partial" if reading.damage else "complete",
        recognizers=tuple(model.describe() for model in engine.models),
        dictionary=tuple(model.dictionary() for model in engine.models),
        segments=tuple(segments),
        cues=cues_of(segments, wording, end_s, video.frame_rate),
        warnings=tuple(_warnings(engine, reading, segments)),
    )


def _warnings(engine: Engine, reading: Reading[list[Segment]], segments: Sequence[Segment]) -> Iterator[str]:
    """What a user should know of this video, though it did not stop the work."""
    if reading.damage:
        yield f"read {reading.decoded_s:.2f} of {reading.video.duration_s:.2f} seconds: {reading.damage}"
    yield from reading.warnings
    for model in engine.models:
        yield from missing_words(model.name, model.tokens, segments)
