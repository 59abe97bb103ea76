"""One recording of a performance -> one Annotation with its score, or with single poses.

video -> landmarks of the performer (or their cache) -> [which form] -> score -> a segment a movement -> Annotation
                                                     -> poses, [pictures] -> a segment a pose ---------> Annotation
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import msgspec

from annotator.engine import version
from annotator.errors import ScoringError
from annotator.landmarks import ExtractorConfig, open_pose
from annotator.people import see_performer
from annotator.performances.poses import RECOGNIZER, Posed, pose_segments
from annotator.performances.settings import Performance, Scorer
from annotator.records import Annotation, Landmarks, Run, Segment, Video
from annotator.scorecards import Material, gather, score_of, score_page
from annotator.scoring import NAME_LANGUAGES, FilmedBody, FollowedMovement, Form, FormGuess, Score, choose_form, score
from annotator.sources import POSE_SUFFIX, Reading, Report, source_of
from annotator.video import probe
from annotator.wording import cues_of, frames_of, numbered
from annotator.writers import Context

TIER: Final = "movements"
OTHERS_PICTURES: Final = "the model of poses is not asked: it would see the skeleton of somebody else"


@dataclass(frozen=True)
class Scored:
    """A scored recording: what is kept of it, and what it was made of."""

    annotation: Annotation
    score: Score
    video: Video
    body: FilmedBody

    def report(self, annotation: Annotation, context: Context) -> bytes:
        """The page about it, as HTML; `annotation` is that of the recording, where it goes."""
        return score_page(annotation, self.material(), context)

    def material(self) -> Material:
        """Curves and stills for the page about it."""
        return gather(self.video, self.body, self.score)


def score_recording(path: Path, performance: Performance, scorer: Scorer, report: Report | None = None) -> Scored:
    """Scores one video (or .pose file), of which a form is known or looked for.

    `report(frames, seconds, duration_s)` is called as work goes on. Raises an AnnotatorError naming the stage; a
    damaged video that could be read in part gives an annotation with status "partial" and a warning.
    """
    settings = scorer.settings
    reading, _ = _seen(path, settings.landmarks, scorer, report)
    body = _body(reading)
    form, guesses = _form(performance, body)
    found = score(body, form, settings.rules, video=path.name, performer=performance.performer, damage=reading.damage)
    if guesses:
        found = msgspec.structs.replace(found, guesses=guesses)
    segments = movement_segments(found, reading.video.frame_rate, scorer.wording.languages)
    annotation = _annotation(path, performance, scorer, reading, segments, found.warnings)
    return Scored(msgspec.structs.replace(annotation, score=found.as_dict()), found, reading.video, body)


def pose_recording(path: Path, performance: Performance, scorer: Scorer, report: Report | None = None) -> Posed:
    """Finds the single poses in one video (or .pose file); nothing is scored. `report` and errors as `score_recording`.

    A recording in which nobody is seen has none, and a warning.
    """
    asks = scorer.poses.asks_pictures(path)
    before, after = (_half(report, 0), _half(report, 1)) if asks else (report, None)
    reading, refocused = _seen(path, scorer.landmarks(performance), scorer, before)
    [landmarks], video = reading.results, reading.video
    warnings = [OTHERS_PICTURES] if refocused and asks else []
    try:
        poses = scorer.poses.find(path, landmarks, aspect_of(video), after, pictures=not refocused).poses
    except ScoringError as error:
        poses, warnings = (), [*warnings, f"no poses are told: {error.reason}"]
    segments = pose_segments(poses, video.frame_rate, scorer.wording.languages)
    return Posed(_annotation(path, performance, scorer, reading, segments, warnings), scorer.plugins)


def scored_before(annotation: Annotation, path: Path, scorer: Scorer, report: Report | None = None) -> Scored:
    """A recording that was scored before, with what its report is made of; nothing is scored, and nothing looked for
    in pictures where the landmarks are kept.
    """
    reading, _ = _seen(path, scorer.settings.landmarks, scorer, report)
    return Scored(annotation, score_of(annotation), reading.video, _body(reading))


def _seen(
    path: Path, config: ExtractorConfig, scorer: Scorer, report: Report | None
) -> tuple[Reading[Landmarks], bool]:
    """The performer's landmarks of a whole recording, and whether others had to be hidden for them."""
    video = described(path)

    def progress(seconds: float) -> None:
        if report is not None:
            report(round(seconds * config.rate_for(video)), seconds, video.duration_s)

    seen = see_performer(video, config, scorer.cache, progress)
    problem = [f"the landmarks could not be kept: {seen.cache_problem}"] if seen.cache_problem else []
    reading = Reading(video, [seen.landmarks], seen.decoded_s, seen.damage, (*problem, *seen.note.warnings))
    return reading, seen.note.refocused


def _half(report: Report | None, number: int) -> Report | None:
    """What tells of the first (0) or second (1) of two looks at a recording as of half of the work."""
    if report is None:
        return None

    def tell(frames: int, seconds: float, duration_s: float) -> None:
        report(frames, (seconds + number * duration_s) / 2, duration_s)

    return tell


def _body(reading: Reading[Landmarks]) -> FilmedBody:
    [landmarks] = reading.results
    return FilmedBody(landmarks, aspect_of(reading.video))


def _form(performance: Performance, body: FilmedBody) -> tuple[Form, tuple[FormGuess, ...]]:
    """The form that was given, or the one that is seen, with all that were tried; raises ScoringError where none is."""
    if isinstance(performance.form, Form):
        return performance.form, ()
    choice = choose_form(body)
    if choice.form is None:
        raise ScoringError(f"which form this is cannot be told: {choice.reason}", hint="--form NAME says which it is")
    return choice.form, choice.guesses


def described(path: Path) -> Video:
    """What a recording is: a video or a .pose file; raises MediaError, LandmarkError."""
    if path.suffix.lower() != POSE_SUFFIX:
        return probe(path)
    with open_pose(path) as file:
        return file.video


def aspect_of(video: Video) -> float:
    """A picture's width by height; 1 where that is not known."""
    return video.width / video.height if video.width and video.height else 1.0


def movement_segments(score: Score, frame_rate: Fraction, languages: tuple[str, ...]) -> list[Segment]:
    """The movements that were found as segments, with their names in all languages there are."""
    return numbered(
        _segment(movement, movement.start_s, movement.end_s, frame_rate, languages)
        for movement in score.movements
        if movement.start_s is not None and movement.end_s is not None and movement.start_s < movement.end_s
    )


def _segment(
    movement: FollowedMovement, start_s: float, end_s: float, rate: Fraction, languages: tuple[str, ...]
) -> Segment:
    first, last = frames_of(start_s, end_s, rate)
    return Segment(
        start_s,
        end_s,
        class_id=movement.number,
        confidence=movement.confidence,
        recognizer=RECOGNIZER,
        tier=TIER,
        first_frame=first,
        last_frame=last,
        label=str(movement.number),
        text=movement.name[languages[0]],
        texts={tag: movement.name[tag] for tag in dict.fromkeys([*languages, *NAME_LANGUAGES])},
        attributes={"differs": list(movement.differs)} if movement.differs else {},
    )


def _annotation(
    path: Path,
    performance: Performance,
    scorer: Scorer,
    reading: Reading[Landmarks],
    segments: list[Segment],
    warnings: Sequence[str],
) -> Annotation:
    video, wording = reading.video, scorer.wording
    end_s = max(reading.decoded_s, video.duration_s)  # containers may promise less than they hold
    return Annotation(
        source=source_of(path, reading),
        run=Run(
            "annotator",
            version(),
            scorer.fingerprint(path),
            {"scoring": scorer.options(path, performance)} | wording.options,
            wording=wording.fingerprint,
        ),
        language=wording.languages[0],
        text=wording.sentence(segments, wording.languages[0]),
        status="partial" if reading.damage else "complete",
        segments=tuple(segments),
        cues=cues_of(segments, wording, end_s, video.frame_rate),
        warnings=tuple(_warnings(reading, warnings)),
    )


def _warnings(reading: Reading[Landmarks], others: Sequence[str]) -> Iterator[str]:
    """What a user should know of this recording, though it did not stop the work."""
    if reading.damage:
        yield f"read {reading.decoded_s:.2f} of {reading.video.duration_s:.2f} seconds: {reading.damage}"
    yield from reading.warnings
    yield from others
