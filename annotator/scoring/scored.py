"""What scoring says of one performance: deductions with their evidence, what was not judged, proxies, and the sum.

It is an aid for judges. Presentation is never scored; what of it can be measured is told as proxies with units.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from annotator.scoring.following import FollowedForm, FollowedMovement, Stretch
from annotator.scoring.ruleset import FaultKind

SCORE_SCHEMA: Final = "annotator-score/1"
SCORE_NOTE: Final = (
    "An aid for judges, not a verdict: deductions are measured in one video and may be wrong, presentation is not "
    "scored, and what is listed as not judged was not looked at."
)


class Measured(msgspec.Struct, frozen=True):
    """A measured value against what is allowed: from `low` to `high`, each None where there is no such limit.

    `what` says in English what was measured ("stance length"), `unit` in what ("leg lengths", "s", "degrees").
    """

    what: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None


class Deduction(msgspec.Struct, frozen=True, kw_only=True, rename={"start_s": "start", "end_s": "end", "at_s": "at"}):
    """Points taken away, and why.

    `rule` is the id of a fault in the rules, `points` what it takes (0.1, not -0.1), `movement` the number in the form
    (None: of the whole). `start_s` to `end_s` is where it can be seen, `at_s` the moment to look at, in seconds of the
    video. `finding` is a short id of what was seen ("omitted", "other-stance", "low-kick"), `text` says it in every
    language of names. `confidence`, 0 to 1, is how clearly it is outside of what is allowed; no probability.
    """

    rule: str
    kind: FaultKind
    points: float
    finding: str
    movement: int | None = None
    start_s: float
    end_s: float
    at_s: float
    text: dict[str, str]
    measured: Measured | None = None
    confidence: float


class NotJudged(msgspec.Struct, frozen=True, kw_only=True):
    """What was not looked at: a rule, in the whole or in some `movements`, and why, in every language of names."""

    rule: str
    movements: tuple[int, ...] = ()
    text: dict[str, str]
    reason: dict[str, str]


class Proxy(msgspec.Struct, frozen=True, kw_only=True):
    """Something measurable that has to do with presentation or exactness, and is no score.

    `name` is an id ("kick-height", "stance-length", "sway", "speed-peak", "slow-time"), `text` says it in every
    language of names, `movement` is the number in the form (None: of the whole).
    """

    name: str
    text: dict[str, str]
    value: float
    unit: str
    movement: int | None = None
    low: float | None = None
    high: float | None = None


class AppliedRules(msgspec.Struct, frozen=True):
    """The rules that were applied; `text` is their title in every language of names (none in older scores)."""

    name: str
    version: str
    title: str
    text: dict[str, str] = {}


class Points(msgspec.Struct, frozen=True):
    """Accuracy: what one begins with, what was deducted, what is left (never under 0)."""

    max: float
    deducted: float
    left: float


class FormGuess(msgspec.Struct, frozen=True):
    """A form the performance was compared with, and how little it looks like it: costs of a movement on average."""

    name: str
    cost: float


class Score(msgspec.Struct, frozen=True, kw_only=True, rename={"total_s": "total"}):
    """A scored performance.

    `guesses` are the forms that were tried, the likeliest first (empty: the form was given). `accuracy` is None where
    nothing could be scored; `unscored` then says why. `presentation` says that it is not scored, and why, in English,
    `presentation_text` in every language of names (none in older scores). Other plain texts are English, and have words
    in `annotator.translation`.
    `total_s` is from the start of the first movement to the end of the last (None: none was found). `mirrored`: the
    video fits only as a mirror shows it. `facing`: where the form begins to face, in degrees from the camera, clockwise
    as seen from above. `movements`, `extra`, `pauses`: see `Following`.
    """

    schema: str = SCORE_SCHEMA
    note: str = SCORE_NOTE
    form: FollowedForm
    rules: AppliedRules
    performer: str = ""
    guesses: tuple[FormGuess, ...] = ()
    accuracy: Points | None
    presentation: str
    presentation_text: dict[str, str] = {}
    unscored: str = ""
    total_s: float | None
    facing: int
    mirrored: bool
    movements: tuple[FollowedMovement, ...]
    extra: tuple[Stretch, ...]
    pauses: tuple[Stretch, ...]
    deductions: tuple[Deduction, ...]
    not_judged: tuple[NotJudged, ...]
    proxies: tuple[Proxy, ...]
    warnings: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As plain data, as the annotation's `score` holds it."""
        data: dict[str, Any] = msgspec.to_builtins(self)
        return data


def read_score(data: object) -> Score:
    """The score an annotation holds (`Annotation.score`); raises msgspec.ValidationError where it is none."""
    return msgspec.convert(data, Score)
