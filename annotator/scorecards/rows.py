"""One line of the day: what became of one recording; and who stands where among those who did the same form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from annotator.records import Annotation
from annotator.scorecards.page import all_warnings, score_of
from annotator.scoring import Score, form_order

# What a run or an annotation calls a recording that came through as it should.
WELL: Final = frozenset(("complete", "done", "restored", "skipped"))


@dataclass(frozen=True)
class Row:
    """One recording of the day.

    `name` is what it is listed under (its path below the folder), `file` its own name, `page` the address of its
    report as seen from the index, percent-encoded ("": there is none). `form` is the form's id, `form_title` what it is
    called by language. `status` is as in an annotation or a run's summary ("complete", "partial", "failed", ...),
    `reason` says why it failed or could not be scored; it and `warnings` are English, and are shown in the language of
    whoever reads them (`annotator.translation`). `points` is what is left of `max_points` (None: not scored).
    `unseen` movements could not be judged. `poses` is how many single poses were found, where those were looked for.
    """

    name: str
    page: str = ""
    file: str = ""
    performer: str = ""
    form: str = ""
    form_title: Mapping[str, str] = field(default_factory=dict)
    status: str = "complete"
    points: float | None = None
    max_points: float | None = None
    deducted: float | None = None
    minor: int = 0
    major: int = 0
    restart: int = 0
    total_s: float | None = None
    pauses: int = 0
    found: int = 0
    omitted: int = 0
    unseen: int = 0
    poses: int | None = None
    warnings: tuple[str, ...] = ()
    reason: str = ""

    @property
    def kinds(self) -> tuple[int | None, int | None, int | None]:
        """Minor and major deductions and restarts, for a table; None where nothing was scored."""
        return (None, None, None) if self.points is None else (self.minor, self.major, self.restart)

    @property
    def counts(self) -> tuple[int | None, int | None, int | None]:
        """Pauses, movements (or single poses) found and omitted, for a table; None where no form was followed."""
        if self.poses is not None:
            return None, self.poses, None
        return (self.pauses, self.found, self.omitted) if self.found or self.omitted else (None, None, None)


def row_of(annotation: Annotation, page: str = "", name: str = "") -> Row:
    """The line of an annotation that holds a score; `page` and `name` as in `Row`.

    Raises ScoringError where it holds none: `Row(name, status="failed", reason=...)` is then the line.
    """
    return score_row(score_of(annotation), annotation, page, name)


def score_row(score: Score, annotation: Annotation, page: str, name: str) -> Row:
    """As `row_of`, where the score was read already."""
    kinds = [each.kind for each in score.deductions]
    statuses = [each.status for each in score.movements]
    accuracy = score.accuracy
    return Row(
        name=name or annotation.source.path,
        page=page,
        file=annotation.source.path,
        performer=score.performer,
        form=score.form.name,
        form_title=score.form.title,
        status=annotation.status,
        points=accuracy.left if accuracy else None,
        max_points=accuracy.max if accuracy else None,
        deducted=accuracy.deducted if accuracy else None,
        minor=kinds.count("minor"),
        major=kinds.count("major"),
        restart=kinds.count("restart"),
        total_s=score.total_s,
        pauses=len(score.pauses),
        found=statuses.count("found"),
        omitted=statuses.count("omitted"),
        unseen=statuses.count("not seen"),
        warnings=all_warnings(annotation, score),
        reason="" if accuracy else score.unscored or "not scored",
    )


def ranked(rows: Iterable[Row]) -> list[tuple[int | None, Row]]:
    """Rows by form, then points, with their ranks among the same form; with None, last, those without points, and those
    of which some movements could not be seen: points of a part are not those of the whole.

    Equal points share a rank, and as many ranks are then left out: 1, 2, 2, 4. Within a rank the order is that of
    performer and name, so that the same rows always give the same list.
    """
    ordered = sorted(rows, key=_order)
    ranks: list[tuple[int | None, Row]] = []
    for form, group in groupby(ordered, key=lambda row: row.form if _is_whole(row) else None):
        together = list(group)
        ranks += [(None, row) for row in together] if form is None else _ranks(together)
    return ranks


def _ranks(rows: Sequence[Row]) -> Iterable[tuple[int | None, Row]]:
    points = [_points(row) for row in rows]
    return [(points.index(_points(row)) + 1, row) for row in rows]


def _is_whole(row: Row) -> bool:
    return row.points is not None and not row.unseen


def _points(row: Row) -> float:
    return round(row.points or 0.0, 3)


def _order(row: Row) -> tuple[bool, int, str, float, str, str]:
    return not _is_whole(row), *form_order(row.form), -_points(row), row.performer, row.name
