"""Many recordings: what is to be done with each, and the work on one of them, the failure boundary of a day."""

from __future__ import annotations

import logging
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from annotator.batch import Current, Discovery, Job, Outputs, Plan, Result, Step, make_plan, with_renderings
from annotator.batch.renderings import can_be_rendered, render_job
from annotator.batch.results import Status
from annotator.errors import MissingError
from annotator.performances.kept import page_again
from annotator.performances.poses import Posed
from annotator.performances.recording import Scored, pose_recording, score_recording, scored_before
from annotator.performances.settings import REPORT, Performance, Scorer, ScoreSettings, Sought
from annotator.pool import Progress, Report
from annotator.publishing import Page
from annotator.records import Annotation
from annotator.rendering import RenderOptions
from annotator.scorecards import score_of
from annotator.scoring import Score
from annotator.wording import reworded
from annotator.writers import read_annotation

NO_FORM = "nobody says which form it shows; --form, or a line in forms.csv, does"
log = logging.getLogger("annotator")


def plan_scores(discovery: Discovery, outputs: Outputs, scorer: Scorer) -> Plan:
    """Decides for every recording what is to be done; those of which nobody said what they show are refused.

    Raises CollisionError, naming the files, when two recordings would write the same output; ModelNotFoundError where
    single poses are looked for, and the model that knows them is not here.
    """
    for path, performance in scorer.settings.performances.items():
        if performance.form is Sought.POSES:
            scorer.options(path, performance)
    current = Current(scorer.fingerprint, scorer.wording.fingerprint, scored=True)
    plan = make_plan(discovery, outputs, current, overwrite=scorer.settings.overwrite)
    plan = replace(plan, jobs=tuple(_with_report(_known(job, scorer.settings)) for job in plan.jobs))
    return plan if scorer.settings.render is None else with_renderings(plan, RenderOptions(scorer.settings.render))


def _known(job: Job, settings: ScoreSettings) -> Job:
    return job if job.source in settings.performances else replace(job, step=Step.REFUSE, reason=NO_FORM)


def _with_report(job: Job) -> Job:
    """Where only a report is to be made, or made again in other words, workers do it: it takes a look at the video."""
    report = job.others.get(REPORT)
    if report is None or not (job.step is Step.REWORD or (job.step is Step.RESTORE and not report.exists())):
        return job
    return replace(job, step=Step.RENDER, reason=f"only {report}")


@dataclass(frozen=True)
class ScoreWork:
    """What workers do: score one recording and write its outputs, JSON last."""

    settings: ScoreSettings

    def open(self) -> Callable[[Job, Report], Result]:
        """Loads plugins; the model of poses is loaded with the first recording that shows some."""
        scorer = Scorer(self.settings)

        def work(job: Job, report: Report) -> Result:
            return _with_rendering(score_job(job, scorer, report), job, scorer, report)

        weakref.finalize(work, scorer.close)
        return work


def score_job(job: Job, scorer: Scorer, report: Report) -> Result:
    """Does one job; every failure becomes a result. Raises MissingError only: what no other recording could do without.

    A recording that cannot be scored (nobody is seen in it) has failed and gets no outputs.
    """
    if job.step is Step.RENDER:
        return restore_job(job, scorer, report)
    began = time.perf_counter()
    try:
        performance = scorer.settings.performances[job.source]
        found = _found(job.source, performance, scorer, report)
        annotation = msgspec.structs.replace(found.annotation, outputs=job.written)
        publisher = scorer.publisher(found.report)
        outputs = publisher.publish(annotation, job.json, job.others, job.source).paths
        scorer.plugins.video_done(annotation, outputs)
    except MissingError:
        raise
    except Exception as error:
        log.debug("%s failed", job.source, exc_info=True)
        return Result.failure(job.source, error, time.perf_counter() - began)
    status: Status = "partial" if annotation.status == "partial" else "done"
    return _result(job, annotation, outputs, time.perf_counter() - began, status)


def _found(path: Path, performance: Performance, scorer: Scorer, report: Report) -> Scored | Posed:
    recognise = pose_recording if performance.form is Sought.POSES else score_recording
    return recognise(path, performance, scorer, lambda *progress: report(Progress(*progress)))


def _with_rendering(result: Result, job: Job, scorer: Scorer, report: Report) -> Result:
    """The result of a recording with its rendering, where one is wanted and it was scored; what is written stays."""
    how = scorer.settings.render
    if how is None or result.status == "failed" or not can_be_rendered(job):
        return result
    return render_job(result, job, RenderOptions(how), scorer.cache, report, overwrite=scorer.settings.overwrite)


def restore_job(job: Job, scorer: Scorer, report: Report | None = None) -> Result:
    """Writes outputs again from the annotation, those that are missing or all in other words; nothing is scored.

    `report` is told how far the look at the video has come where the report of the recording is among them.
    """
    began = time.perf_counter()
    files = job.others
    status: Status = "reworded"
    try:
        annotation = record = read_annotation(job.json)
        page = _page_again(record, job, scorer, report)
        if annotation.run.wording == scorer.wording.fingerprint:
            files = {key: path for key, path in files.items() if not path.exists()}
            status = "restored"
        else:
            annotation = reworded(annotation, scorer.wording, {})
        publisher = scorer.publisher(page)
        outputs = publisher.publish(annotation, job.json, files, job.source).paths
        result = _result(job, annotation, outputs, 0.0, status)
    except Exception as error:
        log.debug("%s failed", job.source, exc_info=True)
        return Result.failure(job.source, error, time.perf_counter() - began)
    return replace(result, elapsed_s=time.perf_counter() - began)


def _page_again(record: Annotation, job: Job, scorer: Scorer, report: Report | None) -> Page:
    """What makes the page of a recording again; where the one that is there does not do, by another look at it."""
    if record.score is None:
        return Posed(record, scorer.plugins).report
    tell = None if report is None else lambda *progress: report(Progress(*progress))
    return page_again(record, job.json, lambda _: scored_before(record, job.source, scorer, tell).material())


def told(score: Score) -> str:
    """`3.4 of 4.0, 2 deductions, 17 of 18 movements`; why it is not scored where it is not."""
    found = sum(each.status == "found" for each in score.movements)
    movements = f"{found} of {len(score.movements)} movements"
    if score.accuracy is None:
        return f"not scored: {score.unscored}; {movements}"
    count = len(score.deductions)
    deductions = f"{count} deduction{'' if count == 1 else 's'}"
    return f"{score.accuracy.left:.1f} of {score.accuracy.max:.1f}, {deductions}, {movements}"


def told_poses(count: int) -> str:
    """`12 poses`"""
    return f"{count} pose{'' if count == 1 else 's'}"


def _result(job: Job, annotation: Annotation, outputs: tuple[Path, ...], elapsed_s: float, status: Status) -> Result:
    score = score_of(annotation) if annotation.score is not None else None
    return Result(
        job.source,
        status,
        outputs,
        segments=len(annotation.segments),
        text=told(score) if score is not None else told_poses(len(annotation.segments)),
        preview=tuple(f"{each.at_s:.1f} s  {each.text['en']}" for each in score.deductions) if score else (),
        duration_s=annotation.source.duration,
        decoded_s=annotation.source.decoded_duration,
        elapsed_s=elapsed_s,
        warnings=annotation.warnings,
    )
