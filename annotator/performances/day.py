"""A day of recordings as a whole: what became of each, those done earlier too, and how they rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from annotator.batch import Plan, Result, Summary
from annotator.errors import AnnotatorError
from annotator.performances.settings import Performance, ScoreSettings
from annotator.records import Annotation
from annotator.scoring import Score, ranks, read_score
from annotator.writers import read_annotation

_SCORED = frozenset({"done", "partial", "reworded", "restored", "skipped"})


@dataclass(frozen=True)
class Entry:
    """One recording of a day: its annotation and score, or why it has none. `rank` is None where it has no points."""

    source: Path
    result: Result
    json: Path
    others: tuple[Path, ...] = ()
    performance: Performance | None = None
    annotation: Annotation | None = None
    score: Score | None = None
    reason: str = ""
    rank: int | None = None

    @property
    def points(self) -> float | None:
        """What is left of the points for accuracy."""
        return self.score.accuracy.left if self.score is not None and self.score.accuracy is not None else None

    @property
    def performer(self) -> str:
        """Who performs, "" where nobody said."""
        if self.score is not None:
            return self.score.performer
        return self.performance.performer if self.performance is not None else ""


def day_entries(plan: Plan, summary: Summary, settings: ScoreSettings) -> list[Entry]:
    """Every recording of a run with its rank, those with most points first, those without any last."""
    results = {result.source: result for result in summary.results}
    entries = [
        Entry(path, results[path], path.with_suffix(".json"), reason=reason)
        for path, reason in plan.failures
        if path in results
    ]
    for job in plan.jobs:
        entry = Entry(
            job.source,
            results[job.source],
            job.json,
            tuple(job.others.values()),
            settings.performances.get(job.source),
        )
        entries.append(_read(entry))
    return sorted(_ranked(entries), key=_order)


def _read(entry: Entry) -> Entry:
    result = entry.result
    if result.status == "failed" and result.stage != "render":
        return replace(entry, reason=result.reason)
    if result.status != "failed" and result.status not in _SCORED:
        return replace(entry, reason=result.status)
    try:
        annotation = read_annotation(entry.json)
        score = read_score(annotation.score)
    except AnnotatorError as error:
        return replace(entry, reason=error.reason)
    except msgspec.ValidationError as error:
        return replace(entry, reason=f"its score cannot be read: {error}")
    reason = f"{result.stage}: {result.reason}" if result.status == "failed" else ""
    return replace(entry, annotation=annotation, score=score, reason=reason)


def _ranked(entries: Sequence[Entry]) -> list[Entry]:
    with_points = [entry for entry in entries if entry.points is not None]
    places = ranks([(entry.points or 0.0, 0.0) for entry in with_points])
    rank_of = {id(entry): place for entry, place in zip(with_points, places, strict=True)}
    return [replace(entry, rank=rank_of.get(id(entry))) for entry in entries]


def _order(entry: Entry) -> tuple[bool, int, bool, str]:
    return entry.rank is None, entry.rank or 0, entry.score is None, str(entry.source)
