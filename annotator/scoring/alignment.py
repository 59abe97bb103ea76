"""The movements of a form found in a performance: strokes are put to movements so that all costs together are least.

Dynamic programming over movements and strokes, both in order. A movement takes one to six strokes that follow one
another (costs: see `costs`), or is omitted; a stroke belongs to a movement or is extra. Before the first movement and
after the last stands the ready stance, which may be missing. Where the form begins to face is not known: every 15
degrees is tried, and the cheapest taken. The same input gives the same result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from annotator.scoring.body import BodyEvidence, Floats
from annotator.scoring.costs import EVIDENCE, WEIGHTS, Candidates, candidates, costs, other_costs, placed_costs
from annotator.scoring.course import Step, cheapest_course
from annotator.scoring.expected import Expectation, expectations, ready_expectation
from annotator.scoring.form import Form, Movement
from annotator.scoring.pauses import Span

OMITTED_COST: Final = 1.5  # of leaving out a movement
EXTRA_COST: Final = 0.9  # of a stroke that belongs to nothing, between the first movement and the last
EDGE_COST: Final = 0.25  # of one before the first or after the last
NO_READY_COST: Final = 0.3
TELLING: Final = ("facing", "hands", "kick")  # how far apart feet look deceives too often
DIFFERS: Final = 0.6
_FULL_S: Final = 0.4  # a shorter extra stroke costs less
MOST_STROKES: Final = 6
_OFFSETS: Final = tuple(sorted(range(-180, 180, 15), key=lambda each: (abs(each), each)))


@dataclass(frozen=True)
class Found:
    """A movement of the form in the performance, `number` counted from 1.

    `span` is None where it was omitted. `cost` is the sum of what speaks against it; `confidence`, 1 to 0, says how
    much of the evidence agrees (no probability). `differs` names the evidence that clearly says something else than the
    form ("facing", "hands", "kick"): something was done in its place that does not look like it, or the video
    deceives.
    """

    number: int
    span: Span | None
    cost: float
    confidence: float
    differs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Alignment:
    """What became of every movement, the strokes that belong to none, both ready stances, and the costs of it all.

    `offset` is where the beginning of the form faces, in degrees from the camera, clockwise.
    """

    movements: tuple[Found, ...]
    extra: tuple[Span, ...]
    ready: Span | None
    closing: Span | None
    offset: int
    cost: float


def align(form: Form, evidence: BodyEvidence, strokes: Sequence[Span]) -> Alignment:
    """Finds the movements of `form` among `strokes` (those of `find_strokes`); no strokes: everything is omitted."""
    return align_candidates(form, candidates(evidence, strokes, MOST_STROKES), strokes)


def align_candidates(
    form: Form, seen: Candidates, strokes: Sequence[Span], *, omitted: float = OMITTED_COST
) -> Alignment:
    """The same with the candidates worked out once for many forms: the runs of up to `MOST_STROKES` of `strokes`.

    `omitted` is what leaving out a movement costs.
    """
    items, tables = _tables(form, form.movements, seen, _OFFSETS)
    best, cost, path = cheapest_course(tables, seen.first, seen.count, *_prices(len(items), strokes, omitted))
    offset = _OFFSETS[best]
    taken = {step.item: step for step in path}
    movements = tuple(
        _found(form.movements[n].number, items[n + 1], taken[n + 1], seen, strokes, offset)
        for n in range(len(form.movements))
    )
    used = {n for step in path for n in range(step.first, step.first + step.count)}
    extra = tuple(stroke for n, stroke in enumerate(strokes) if n not in used)
    first, last = (joined(strokes, taken[n]) for n in (0, len(items) - 1))
    return Alignment(movements, extra, first, last, offset, cost)


@dataclass(frozen=True)
class Course:
    """Some movements put to strokes: all steps (item 0 and the last are ready stances), their sum, and what a movement
    costs on average."""

    steps: tuple[Step, ...]
    cost: float
    mean: float


def course_of(
    form: Form, movements: Sequence[Movement], seen: Candidates, strokes: Sequence[Span], offset: int
) -> Course:
    """The cheapest course through these movements of a form between two ready stances, all strokes taken or extra."""
    items, tables = _tables(form, movements, seen, (offset,))
    _, cost, steps = cheapest_course(
        tables, seen.first, seen.count, *_prices(len(items), strokes, OMITTED_COST, ends=1)
    )
    taken = [step for step in steps if step.count and 0 < step.item <= len(movements)]
    means = [float(tables[0, step.item, step.candidate]) for step in taken]
    return Course(tuple(steps), cost, float(np.mean(means)) if means else np.inf)


def _tables(
    form: Form, movements: Sequence[Movement], seen: Candidates, offsets: Sequence[int]
) -> tuple[list[tuple[Expectation, ...]], Floats]:
    """The movements between two ready stances, and what each candidate costs as each, [offsets, items, S]."""
    ready = (ready_expectation(form),)
    items = [ready, *(expectations(movement) for movement in movements), ready]
    fixed = [[_total(other_costs(each, seen), len(seen)) for each in variants] for variants in items]
    tables = [
        np.stack([_least(variants, parts, seen, offset) for variants, parts in zip(items, fixed, strict=True)])
        for offset in offsets
    ]
    return items, np.stack(tables)


def _prices(items: int, strokes: Sequence[Span], omitted: float, *, ends: int = 2) -> tuple[Floats, Floats]:
    """What leaving out each item costs, [items], and each stroke that belongs to none, [items + 1, strokes].

    Ready stances, and strokes beyond them, cost less: at the beginning, and with 2 `ends` at the end too.
    """
    without = np.full(items, omitted)
    without[[0, -1][:ends]] = NO_READY_COST
    inside = np.full(items + 1, EXTRA_COST)
    inside[[0, 1, -1, -2][: 2 * ends]] = EDGE_COST
    return without, inside[:, None] * [min(stroke.length_s / _FULL_S, 1.0) for stroke in strokes]


def _least(variants: Sequence[Expectation], parts: Sequence[Floats], seen: Candidates, offset: int) -> Floats:
    """The costs of the cheapest variant of a movement, [S]."""
    each = [
        other + _total(placed_costs(one, seen, offset), len(seen)) for one, other in zip(variants, parts, strict=True)
    ]
    return np.asarray(np.min(each, axis=0))


def _total(parts: dict[str, Floats], count: int) -> Floats:
    return np.asarray(sum(parts.values(), np.zeros(count)))


def _found(
    number: int,
    variants: Sequence[Expectation],
    step: Step,
    seen: Candidates,
    strokes: Sequence[Span],
    offset: int,
) -> Found:
    span = joined(strokes, step)
    if span is None:
        return Found(number, None, OMITTED_COST, 0.0)
    parts = min(
        ({name: float(cost[step.candidate]) for name, cost in costs(each, seen, offset).items()} for each in variants),
        key=lambda each: sum(each.values()),
    )
    against = sum(parts[name] for name in EVIDENCE)
    differs = tuple(name for name in TELLING if parts[name] > DIFFERS * WEIGHTS[name])
    confidence = 1 - against / sum(WEIGHTS[name] for name in EVIDENCE)
    return Found(number, span, sum(parts.values()), float(np.clip(confidence, 0, 1)), differs)


def joined(strokes: Sequence[Span], step: Step) -> Span | None:
    """The stretch of the strokes a step takes; None where it takes none."""
    if not step.count:
        return None
    first, last = strokes[step.first], strokes[step.first + step.count - 1]
    return Span(first.start_s, last.end_s, first.first, last.last)
