"""What an overlay shows of a scored performance, read from the plain data that an annotation has for `score`.

Only what is drawn is read, so that scores with more in them, or other things, are shown too.
"""

from __future__ import annotations

import bisect
import math
from typing import Annotated, Final

import msgspec

from annotator.records import Annotation, Segment

# What scoring calls its data and the tier of movements (`annotator.scoring`, which stands above rendering).
SCHEMA: Final = "annotator-score/1"
MOVEMENTS: Final = "movements"

_Points = Annotated[float, msgspec.Meta(ge=0, le=100)]
_EPSILON_S: Final = 1e-6


class Deducted(msgspec.Struct, frozen=True, kw_only=True, rename={"at_s": "at"}):
    """Points taken away at the moment `at_s`, in seconds of the video, with what is said of it in some languages.

    `movement` is a number in the form (None: of the whole), `kind` "minor", "major" or "restart".
    """

    points: _Points
    at_s: float
    text: dict[str, str]
    movement: int | None = None
    kind: str = ""


class _Accuracy(msgspec.Struct, frozen=True):
    max: _Points


class _Form(msgspec.Struct, frozen=True):
    title: dict[str, str] = {}
    movements: int = 0


class _Score(msgspec.Struct, frozen=True, kw_only=True):
    accuracy: _Accuracy | None
    deductions: tuple[Deducted, ...]
    form: _Form = _Form()
    unscored: str = ""


class Performance:
    """A scored performance as it goes on: `title` of the form and how many `movements` it has (0: not said).

    `max` points of accuracy are there at the beginning (None: nothing could be scored, `unscored` says why).
    `deductions` are in order of time.
    """

    def __init__(self, score: _Score) -> None:
        self.title, self.movements = score.form.title, score.form.movements
        self.max = None if score.accuracy is None else score.accuracy.max
        self.unscored = score.unscored
        self.deductions = tuple(sorted(score.deductions, key=lambda each: each.at_s))
        self._moments_s = [each.at_s - _EPSILON_S for each in self.deductions]

    def count(self, time_s: float) -> int:
        """How many deductions there have been up to `time_s`, those of that very moment too."""
        return bisect.bisect_right(self._moments_s, time_s)

    def left(self, count: int) -> float | None:
        """What is left of the accuracy after so many deductions, never under 0."""
        if self.max is None:
            return None
        return round(max(0.0, self.max - math.fsum(each.points for each in self.deductions[:count])), 3)


def performance_of(annotation: Annotation) -> tuple[Performance | None, tuple[str, ...]]:
    """The scored performance of an annotation (None: it has none that can be shown), and what is wrong with its score.

    A score of another schema, or damaged, is no performance and told in a warning.
    """
    data = annotation.score
    if data is None:
        return None, ()
    if data.get("schema") != SCHEMA:
        return None, (f"the annotation's score is not shown: its schema is {data.get('schema')!r}, not {SCHEMA!r}",)
    try:
        performance = Performance(msgspec.convert(data, _Score))
    except msgspec.ValidationError as error:
        return None, (f"the annotation's score is not shown: {error}",)
    if not all(math.isfinite(each.at_s) for each in performance.deductions):
        return None, ("the annotation's score is not shown: a deduction has no time",)
    return performance, ()


def is_movement(segment: Segment) -> bool:
    """Whether a segment is a movement of a form."""
    return segment.tier == MOVEMENTS


def without_movements(annotation: Annotation) -> Annotation:
    """The annotation without the subtitles that only name movements."""
    movements = {segment.id for segment in annotation.segments if is_movement(segment)}
    cues = (cue for cue in annotation.cues if not cue.segment_ids or not movements.issuperset(cue.segment_ids))
    return msgspec.structs.replace(annotation, cues=tuple(cues))
