"""The per-video function: one job to one result, the failure boundary of a batch. Runs in any executor."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from annotator.batch.plan import Job, Step
from annotator.batch.renderings import can_be_rendered, render_job
from annotator.batch.results import Result, Status
from annotator.engine import Engine, Settings
from annotator.errors import MissingError
from annotator.pipeline import annotate_video
from annotator.pool import Progress, Report
from annotator.records import Annotation, Segment
from annotator.rendering import RenderOptions
from annotator.wording import reworded
from annotator.writers import read_annotation

PREVIEW = 8
_REWORDED: Status = "reworded"
_RESTORED: Status = "restored"
log = logging.getLogger("annotator")


@dataclass(frozen=True)
class VideoWork:
    """What workers do: annotate one file and write its outputs, JSON last, then its rendering where one is wanted.

    `overwrite`: a rendering may replace a file that is not annotator's.
    """

    settings: Settings
    overwrite: bool = False

    def open(self) -> Callable[[Job, Report], Result]:
        """Loads plugins, models and recognizers."""
        engine = Engine(self.settings)
        engine.recognizers  # noqa: B018 (a model that does not load ends the run, not every video)
        return lambda job, report: add_rendering(run_job(job, engine, report), job, engine, report, self.overwrite)


def run_job(job: Job, engine: Engine, report: Report) -> Result:
    """Does one job; every failure becomes a result. Raises MissingError only: what no other video could do without."""
    if job.step is Step.RENDER:
        return restore_job(job, engine)
    began = time.perf_counter()
    try:
        annotation = annotate_video(job.source, engine, report=lambda *progress: report(Progress(*progress)))
        annotation = msgspec.structs.replace(annotation, outputs=job.written)
        outputs = engine.publisher.publish(annotation, job.json, job.others, job.source).paths
        engine.plugins.video_done(annotation, outputs)
    except MissingError:
        raise
    except Exception as error:
        log.debug("%s failed", job.source, exc_info=True)
        return Result.failure(job.source, error, time.perf_counter() - began)
    status: Status = "partial" if annotation.status == "partial" else "done"
    return _result(job, annotation, outputs, time.perf_counter() - began, status)


def add_rendering(result: Result, job: Job, engine: Engine, report: Report, overwrite: bool) -> Result:
    """The result of a video with its rendering, where one is wanted and it was recognised; what is written stays."""
    how = engine.settings.render
    if how is None or result.status == "failed" or not can_be_rendered(job):
        return result
    return render_job(result, job, RenderOptions(how), engine.cache, report, overwrite=overwrite)


def restore_job(job: Job, engine: Engine) -> Result:
    """Writes outputs again from the annotation, those that are missing or all in new words; no inference."""
    began = time.perf_counter()
    files, status = job.others, _REWORDED
    try:
        annotation = read_annotation(job.json)
        if annotation.run.wording == engine.wording.fingerprint:
            files = {key: path for key, path in files.items() if not path.exists()}
            status = _RESTORED
        else:
            annotation = reworded(annotation, engine.wording, engine.tokens)
        outputs = engine.publisher.publish(annotation, job.json, files, job.source).paths
    except Exception as error:  # noqa: BLE001
        return Result.failure(job.source, error, time.perf_counter() - began)
    return _result(job, annotation, outputs, time.perf_counter() - began, status)


def _told(segment: Segment) -> str:
    """`1.2-3.8 s  오다`"""
    return f"{segment.start_s:.1f}-{segment.end_s:.1f} s  {segment.text}"


def _result(job: Job, annotation: Annotation, outputs: tuple[Path, ...], elapsed_s: float, status: Status) -> Result:
    return Result(
        job.source,
        status,
        outputs,
        segments=len(annotation.segments),
        text=annotation.text,
        preview=tuple(map(_told, annotation.segments[:PREVIEW])),
        duration_s=annotation.source.duration,
        decoded_s=annotation.source.decoded_duration,
        elapsed_s=elapsed_s,
        warnings=annotation.warnings,
    )
