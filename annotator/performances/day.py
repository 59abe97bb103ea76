"""A day of recordings as a whole: what became of each, those done earlier too, in tables and an index."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec

from annotator.batch import INDEX_NAME, RENDER_STAGE, Job, Plan, Result, Summary, is_our_index
from annotator.errors import AnnotatorError, OutputError, UsageError
from annotator.files import write_atomic
from annotator.performances.combining import Combination, as_json, combine_scores
from annotator.performances.pages import angle_of, combination_page, combination_row, page_names
from annotator.performances.settings import POSES_TITLE, REPORT, ScoreSettings, Sought
from annotator.publishing import digest_of, not_ours, place_of
from annotator.records import Annotation
from annotator.scorecards import Entry, Row, day_page, entry_of, score_of, scores_csv, scores_xlsx
from annotator.scoring import Form, Rules, Score
from annotator.writers import read_annotation

CSV_NAME: Final = "scores.csv"
XLSX_NAME: Final = "scores.xlsx"
PERFORMANCES_NAME: Final = "performances.json"
_SCORED: Final = frozenset({"done", "partial", "reworded", "restored", "skipped"})


@dataclass(frozen=True)
class Recording:
    """One recording of a day: what became of it, its report (None: it has none), and its annotation where it has one.

    `reason` says why there is none, or what else went wrong. `performance` is what several cameras may have recorded.
    """

    source: Path
    result: Result
    json: Path
    report: Path | None = None
    performer: str = ""
    form: str = ""
    form_title: Mapping[str, str] = field(default_factory=dict)
    annotation: Annotation | None = None
    reason: str = ""
    performance: str = ""

    def entry(self, folder: Path) -> Entry | None:
        """It as an entry of the tables of a folder; None where nothing of it lies below."""
        place = self.json.parent / self.source.name
        name = _seen_from(folder, place)
        if name is None:
            return None
        page = _seen_from(folder, self.report) if self.report is not None and self.report.is_file() else None
        address = quote(os.fsencode(page)) if page is not None else ""
        if self.annotation is None:
            return Entry(self._failed(name))
        if self.annotation.score is None:
            return Entry(self._posed(self.annotation, name, address))
        try:
            entry = entry_of(self.annotation, address, name)
        except AnnotatorError as error:
            return Entry(replace(self._failed(name), reason=error.reason))
        return replace(entry, row=replace(entry.row, reason=self.reason)) if self.reason else entry

    def _posed(self, annotation: Annotation, name: str, page: str) -> Row:
        """The line of single poses: no points, how many were found."""
        found, warnings = len(annotation.segments), tuple(dict.fromkeys(annotation.warnings))
        own = self._failed(name)
        return replace(own, page=page, status=annotation.status, poses=found, warnings=warnings)

    def _failed(self, name: str) -> Row:
        return Row(
            name,
            file=self.source.name,
            performer=self.performer,
            form=self.form,
            form_title=self.form_title,
            status=self.result.status if self.result.status not in _SCORED else "failed",
            reason=self.reason,
        )


def recordings_of(plan: Plan, summary: Summary, settings: ScoreSettings) -> list[Recording]:
    """Every recording of a run with what became of it."""
    results = {result.source: result for result in summary.results}
    lost = [Recording(path, results[path], path, reason=reason) for path, reason in plan.failures if path in results]
    return [*lost, *(_recording(job, results[job.source], settings) for job in plan.jobs)]


def performances_of(recordings: Sequence[Recording], rules: Rules) -> list[Combination | UsageError]:
    """The performances that several cameras recorded, combined; those that cannot be, with the reason."""
    groups: dict[str, list[tuple[Path, Score]]] = {}
    for each in recordings:
        if each.performance and each.annotation is not None:
            with contextlib.suppress(AnnotatorError):
                groups.setdefault(each.performance, []).append((each.source, score_of(each.annotation)))
    return combine_scores({name: scores for name, scores in groups.items() if len(scores) > 1}, rules)


def write_day(
    folder: Path,
    recordings: Sequence[Recording],
    rules: Rules,
    account: Mapping[str, str],
    *,
    language: str = "en",
    overwrite: bool = False,
) -> Iterator[Path | OutputError]:
    """Writes scores.csv, scores.xlsx and the index of a folder's recordings; nothing where it has none.

    Performances that several cameras recorded are combined in performances.json, and each has a page. Warnings and
    reasons of scores.csv are told in `language`.

    `account` is the sha256 of tables that were written before, by place (see `table_account`). Gives each file written,
    or why it could not be: a table that was changed since, or that somebody else wrote, stays.
    """
    own = [(each, entry) for each in recordings if (entry := each.entry(folder)) is not None]
    if not own:
        return
    entries = [entry for _, entry in own]
    rows = [entry.row for entry in entries]
    combined = [each for each in performances_of([each for each, _ in own], rules) if isinstance(each, Combination)]
    pages = dict(_pages(folder, combined, [each for each, _ in own]))
    lines = [combination_row(each, name) for each, name in zip(combined, pages, strict=True)]
    files = {
        CSV_NAME: scores_csv(rows, language),
        XLSX_NAME: scores_xlsx(entries),
        INDEX_NAME: day_page(rows, folder.absolute().name or str(folder), lines),
        **pages,
    }
    if combined:
        told = json.dumps(as_json(combined, rules), ensure_ascii=False, indent=2)
        files[PERFORMANCES_NAME] = f"{told}\n".encode("utf-8", "backslashreplace")
    for name, data in files.items():
        path = folder / name
        try:
            if not overwrite and not _is_ours(path, data, account):
                raise not_ours(path)
            write_atomic(path, data)
            yield path
        except OutputError as error:
            yield error


def _pages(
    folder: Path, combined: Sequence[Combination], recordings: Sequence[Recording]
) -> Iterator[tuple[str, bytes]]:
    """The page of each performance with its name, beside the other tables of a folder."""
    by_source = {each.source: each for each in recordings}
    taken = [each.report.name for each in recordings if each.report is not None]
    for each, name in zip(combined, page_names((each.name for each in combined), taken), strict=True):
        recorded = {camera: by_source[source] for camera, source in each.recorded.items()}
        angles = [
            angle_of(camera, one.annotation, folder / name, one.source, one.report)
            for camera, one in recorded.items()
            if one.annotation is not None
        ]
        yield name, combination_page(each, angles)


def tables_told(paths: Sequence[Path], summary_path: Path) -> list[dict[str, str]]:
    """What a run's summary tells of tables that were written: where they lie as seen from it, and their sha256."""
    folder = summary_path.absolute().parent
    return [{"path": Path(os.path.relpath(path, folder)).as_posix(), "sha256": digest_of(path) or ""} for path in paths]


def table_account(summary_path: Path) -> dict[str, str]:
    """What the summary of the last run tells of its tables, by place; nothing where there is none."""
    try:
        told = msgspec.json.decode(summary_path.read_bytes(), type=_Tables).tables
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}
    return {place_of(summary_path.absolute().parent / each.path): each.sha256 for each in told}


class _Table(msgspec.Struct):
    path: str
    sha256: str


class _Tables(msgspec.Struct):
    tables: tuple[_Table, ...] = ()


def _is_ours(path: Path, data: bytes, account: Mapping[str, str]) -> bool:
    if path.name == INDEX_NAME:
        return not path.exists() or is_our_index(path)
    return digest_of(path) in (None, account.get(place_of(path)), hashlib.sha256(data).hexdigest())


def _recording(job: Job, result: Result, settings: ScoreSettings) -> Recording:
    performance = settings.performances.get(job.source)
    recording = Recording(job.source, result, job.json, job.others.get(REPORT))
    if performance is not None:
        if isinstance(form := performance.form, Form):
            recording = replace(recording, form=form.name, form_title={"ko": form.title.ko, "en": form.title.en})
        elif form is Sought.POSES:
            recording = replace(recording, form=form.value, form_title=POSES_TITLE)
        recording = replace(recording, performer=performance.performer, performance=performance.group)
    if result.status not in _SCORED and not (result.status == "failed" and result.stage == RENDER_STAGE):
        return replace(recording, reason=result.reason if result.status == "failed" else result.status)
    reason = f"{result.stage}: {result.reason}" if result.status == "failed" else ""
    try:
        return replace(recording, annotation=read_annotation(job.json), reason=reason)
    except AnnotatorError as error:
        return replace(recording, reason=error.reason)


def _seen_from(folder: Path, path: Path) -> str | None:
    """A file as seen from a folder it lies below; None where it does not."""
    try:
        return path.absolute().relative_to(folder.absolute()).as_posix()
    except ValueError:
        return None
