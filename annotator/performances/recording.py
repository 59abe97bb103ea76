"""One recording of a performance -> one Annotation with its score.

video -> landmarks of the performer (or their cache) -> [which form] -> score -> a segment a movement -> Annotation
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import msgspec

from annotator.engine import version
from annotator.errors import ScoringError
from annotator.landmarks import open_pose
from annotator.people import see_performer
from annotator.performances.settings import Performance, Scorer
from annotator.records import Annotation, Landmarks, Run, Segment, Video
from annotator.scorecards import Material, gather, score_of, score_page
from annotator.scoring import NAME_LANGUAGES, FollowedMovement, Form, FormGuess, Score, choose_form, score
from annotator.sources import POSE_SUFFIX, Reading, Report, source_of
from annotator.video import probe
from annotator.wording import cues_of, frames_of, numbered
from annotator.writers import Context

TIER: Final = "movements"
RECOGNIZER: Final = "poomsae"


@dataclass(frozen=True)
class Scored:
    """A scored recording: what is kept of it, and what it was made of."""

    annotation: Annotation
    score: Score
    video: Video
    landmarks: Landmarks

    def report(self, annotation: Annotation, context: Context) -> bytes:
        """The page about it, as HTML; `annotation` is that of the recording, where it goes."""
        return score_page(annotation, self.material(), context)

    def material(self) -> Material:
        """Curves and stills for the page about it."""
        return gather(self.video, self.landmarks, aspect_of(self.video), self.score)


def score_recording(path: Path, performance: Performance, scorer: Scorer, report: Report | None = None) -> Scored:
    """Scores one video (or .pose file).

    `report(frames, seconds, duration_s)` is called as work goes on. Raises an AnnotatorError naming the stage; a
    damaged video that could be read in part gives an annotation with status "partial" and a warning.
    """
    settings = scorer.settings
    reading = _seen(path, scorer, report)
    [landmarks], video = reading.results, reading.video
    form, guesses = _form(performance, landmarks, aspect_of(video))
    found = score(
        landmarks,
        aspect_of(video),
        form,
        settings.rules,
        video=path.name,
        performer=performance.performer,
        damage=reading.damage,
    )
    if guesses:
        found = msgspec.structs.replace(found, guesses=guesses)
    return Scored(_annotation(path, performance, scorer, reading, found), found, video, landmarks)


def scored_before(annotation: Annotation, path: Path, scorer: Scorer, report: Report | None = None) -> Scored:
    """A recording that was scored before, with what its report is made of; nothing is scored, and nothing looked for
    in pictures where the landmarks are kept.
    """
    reading = _seen(path, scorer, report)
    [landmarks] = reading.results
    return Scored(annotation, score_of(annotation), reading.video, landmarks)


def _seen(path: Path, scorer: Scorer, report: Report | None) -> Reading[Landmarks]:
    """The performer's landmarks of a whole recording."""
    video = described(path)

    def progress(seconds: float) -> None:
        if report is not None:
            report(round(seconds * config.rate_for(video)), seconds, video.duration_s)

    config = scorer.settings.landmarks
    seen = see_performer(video, config, scorer.cache, progress)
    problem = [f"the landmarks could not be kept: {seen.cache_problem}"] if seen.cache_problem else []
    return Reading(video, [seen.landmarks], seen.decoded_s, seen.damage, (*problem, *seen.note.warnings))


def _form(performance: Performance, landmarks: Landmarks, aspect: float) -> tuple[Form, tuple[FormGuess, ...]]:
    """The form that was given, or the one that is seen, with all that were tried; raises ScoringError where none is."""
    if performance.form is not None:
        return performance.form, ()
    choice = choose_form(landmarks, aspect)
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
    path: Path, performance: Performance, scorer: Scorer, reading: Reading[Landmarks], scored: Score
) -> Annotation:
    video, wording = reading.video, scorer.wording
    segments = movement_segments(scored, video.frame_rate, wording.languages)
    end_s = max(reading.decoded_s, video.duration_s)  # containers may promise less than they hold
    return Annotation(
        source=source_of(path, reading),
        run=Run(
            "annotator",
            version(),
            scorer.fingerprint(path),
            {"scoring": scorer.options(performance)} | wording.options,
            wording=wording.fingerprint,
        ),
        language=wording.languages[0],
        text=wording.sentence(segments, wording.languages[0]),
        status="partial" if reading.damage else "complete",
        segments=tuple(segments),
        cues=cues_of(segments, wording, end_s, video.frame_rate),
        score=scored.as_dict(),
        warnings=tuple(_warnings(reading, scored)),
    )


def _warnings(reading: Reading[Landmarks], scored: Score) -> Iterator[str]:
    """What a user should know of this recording, though it did not stop the work."""
    if reading.damage:
        yield f"read {reading.decoded_s:.2f} of {reading.video.duration_s:.2f} seconds: {reading.damage}"
    yield from reading.warnings
    yield from scored.warnings
