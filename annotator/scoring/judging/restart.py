"""A form that was begun twice: movements before those that were followed, which are the beginning of the same form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from annotator.scoring.alignment import EXTRA_COST, MOST_STROKES, OMITTED_COST, course_of, joined
from annotator.scoring.body import BodyEvidence
from annotator.scoring.costs import candidates
from annotator.scoring.form import Form
from annotator.scoring.pauses import Span

_LIKE_THE_FORM: Final = 0.85  # costs of a movement on average; what is not of the form costs more


def find_restart(
    form: Form, evidence: BodyEvidence, strokes: Sequence[Span], first_s: float, facing: int
) -> tuple[int, Span] | None:
    """The last movement that was done before the form was begun again, and the way back to the ready stance.

    `first_s` is when the movements that were followed begin, `facing` where the form begins to face. None where nothing
    before them looks like the form.
    """
    before = [stroke for stroke in strokes if stroke.end_s <= first_s + 1e-6]
    if len(before) < 2:
        return None
    seen = candidates(evidence, before, MOST_STROKES)
    best: tuple[float, int, Span] | None = None
    for last in range(1, min(len(form.movements), len(before) - 1) + 1):
        course = course_of(form, form.movements[:last], seen, before, facing)
        taken = {step.item: step for step in course.steps}
        if any(not taken[item].count for item in range(1, last + 1)) or course.mean > _LIKE_THE_FORM:
            continue
        back = joined(before, taken[last + 1])
        if back is not None and (best is None or course.cost < best[0]):
            best = course.cost, last, back
    sizes = np.minimum([stroke.length_s for stroke in before], 1.0)
    if best is None or best[0] > EXTRA_COST * float(sizes.sum()) + OMITTED_COST:
        return None
    return best[1], best[2]
