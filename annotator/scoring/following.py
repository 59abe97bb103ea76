"""A form followed through one performance: which movement was done when, what was left out, where somebody stood.

This is an aid for looking through a recording. Nothing is scored.
"""

from __future__ import annotations

from typing import Final

import msgspec
import numpy as np

from annotator.errors import ScoringError
from annotator.scoring.alignment import Alignment, Found, align
from annotator.scoring.body import BodyEvidence
from annotator.scoring.filmed import FilmedBody
from annotator.scoring.form import Form, Movement
from annotator.scoring.naming import movement_names
from annotator.scoring.pauses import Span, find_pauses
from annotator.scoring.slowly import drawn_out

FOLLOWING_SCHEMA: Final = "annotator-poomsae/1"
STATEMENT: Final = "An aid for looking through a recording, not a score: nothing is judged, and times may be wrong."
PAUSE_S: Final = 3.0
OMITTED: Final = "omitted"
_MIRRORED_GAIN: Final = 2.0  # so much cheaper, and by this share, the mirrored video has to be
_MIRRORED_SHARE: Final = 0.85
_LEAST_SEEN: Final = 0.5  # of the frames
_DEAR: Final = 0.95  # costs of a movement on average: the right form stays under 0.75, another one is over 1.0
_LEAST_RATE: Final = 15.0


class Stretch(msgspec.Struct, frozen=True, rename={"start_s": "start", "end_s": "end"}):
    """From when to when, in seconds of the video."""

    start_s: float
    end_s: float


class FollowedMovement(msgspec.Struct, frozen=True, rename={"start_s": "start", "end_s": "end"}):
    """A movement of the form: "found" with its times, or "omitted" without (None).

    `confidence`, 1 to 0, is how much of what can be seen agrees with the form; no probability. `differs` names what
    clearly does not: "facing", "hands", "kick".
    """

    number: int
    name: dict[str, str]
    status: str
    start_s: float | None = None
    end_s: float | None = None
    confidence: float = 0.0
    differs: tuple[str, ...] = ()


class FollowedForm(msgspec.Struct, frozen=True):
    """Which form was followed; `part` are the first and last movement where only a part of it was (None: all)."""

    name: str
    version: str
    title: dict[str, str]
    movements: int
    part: tuple[int, int] | None = None

    @classmethod
    def of(cls, form: Form) -> FollowedForm:
        """What is told of a form."""
        title = {"ko": form.title.ko, "en": form.title.en}
        return cls(form.name, form.version, title, len(form.movements), form.part)


class Following(msgspec.Struct, frozen=True, kw_only=True, rename={"total_s": "total"}):
    """What became of a form in one performance.

    `total_s` is from the start of the first movement found to the end of the last (None: none was). `extra` are
    stretches of movement between them that belong to no movement, `pauses` where the body stood still for `pause_s`
    or longer. `mirrored`: the video fits only as a mirror shows it, and sides are told as if it were not mirrored.
    `facing` is where the form begins to face, in degrees from the camera, clockwise as seen from above.
    """

    schema: str = FOLLOWING_SCHEMA
    note: str = STATEMENT
    video: str
    form: FollowedForm
    total_s: float | None
    facing: int
    mirrored: bool
    pause_s: float
    movements: tuple[FollowedMovement, ...]
    extra: tuple[Stretch, ...]
    pauses: tuple[Stretch, ...]
    warnings: tuple[str, ...] = ()

    @property
    def found(self) -> tuple[FollowedMovement, ...]:
        """The movements that were found."""
        return tuple(movement for movement in self.movements if movement.status == "found")

    @property
    def omitted(self) -> tuple[FollowedMovement, ...]:
        """The movements that were not."""
        return tuple(movement for movement in self.movements if movement.status == OMITTED)

    def as_json(self) -> bytes:
        """As UTF-8 JSON, Hangul as it is, indented, times in milliseconds' precision."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"


def follow(body: FilmedBody, form: Form, *, video: str = "", pause_s: float = PAUSE_S) -> Following:
    """Finds the movements of `form` in a whole performance.

    The performance is also looked at in a mirror, and taken so where that fits much better. `video` is the name told.
    Raises ScoringError where no body, or no arms, are in the landmarks.
    """
    evidence = body.evidence
    check_body(evidence)
    plain, other = _aligned(form, body), _aligned(form, body.mirrored)
    mirrored = other.cost < min(plain.cost - _MIRRORED_GAIN, plain.cost * _MIRRORED_SHARE)
    result = other if mirrored else plain
    movements = drawn_out(form.movements, result.movements, evidence)
    spans = [each.span for each in movements if each.span is not None]
    first_s, last_s = (spans[0].start_s, spans[-1].end_s) if spans else (0.0, 0.0)
    pauses = find_pauses(evidence.times_s, body.activity, pause_s)
    inside = [each for each in pauses if each.start_s < last_s and each.end_s > first_s]
    extra = [each for each in result.extra if first_s <= each.start_s < last_s]
    return Following(
        video=video,
        form=FollowedForm.of(form),
        total_s=_rounded(last_s - first_s) if spans else None,
        facing=result.offset,
        mirrored=mirrored,
        pause_s=pause_s,
        movements=tuple(_followed(*each) for each in zip(form.movements, movements, strict=True)),
        extra=tuple(map(_stretch, extra)),
        pauses=tuple(map(_stretch, inside)),
        warnings=tuple(_warnings(form, evidence, result, mirrored=mirrored)),
    )


def _aligned(form: Form, body: FilmedBody) -> Alignment:
    return align(form, body.evidence, body.strokes)


def check_body(evidence: BodyEvidence) -> None:
    seen = np.isfinite(evidence.wrist_over_hip).any(axis=1)
    if not seen.any():
        raise ScoringError(
            "there is no body with arms in the landmarks",
            hint="the whole performer must be in the picture; .pose files must hold the body, not only hands",
        )


def _followed(movement: Movement, found: Found) -> FollowedMovement:
    name = movement_names(movement)
    if found.span is None:
        return FollowedMovement(movement.number, name, OMITTED)
    start_s, end_s = _rounded(found.span.start_s), _rounded(found.span.end_s)
    return FollowedMovement(movement.number, name, "found", start_s, end_s, round(found.confidence, 3), found.differs)


def _warnings(form: Form, evidence: BodyEvidence, result: Alignment, *, mirrored: bool) -> list[str]:
    seen = float(np.isfinite(evidence.wrist_over_hip).all(axis=1).mean())
    feet = float(np.isfinite(evidence.foot_lift).all(axis=1).mean())
    rate = 1 / float(np.median(np.diff(evidence.times_s))) if len(evidence) > 1 else 0.0
    told = []
    if mirrored:
        told.append("the video looks mirrored, and was followed as if it were not")
    # What lies around a part of a form may be the rest of it: only its own movements count.
    cost = result.cost if form.part is None else sum(each.cost for each in result.movements)
    last = max((number for number, each in enumerate(result.movements, 1) if each.span is not None), default=0)
    cost -= sum(each.cost for each in result.movements[last:])  # a recording may end before the form does
    if cost > _DEAR * last:
        told.append("what is seen does not look like this form: is it this one, and is the performer seen whole?")
    if seen < _LEAST_SEEN:
        told.append(f"both arms are seen in only {seen:.0%} of the pictures")
    if feet < _LEAST_SEEN:
        told.append(f"both feet are seen in only {feet:.0%} of the pictures: kicks may be missed")
    if rate < _LEAST_RATE:
        told.append(f"{rate:.1f} pictures a second are too few for fast movements")
    return told


def _stretch(span: Span) -> Stretch:
    return Stretch(_rounded(span.start_s), _rounded(span.end_s))


def _rounded(seconds: float) -> float:
    return round(seconds, 3)
