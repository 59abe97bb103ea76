"""Many renderings: which annotation belongs to which video, what is done already, and the work on one of them."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from annotator.batch.discover import POSE_SUFFIX, Discovery, Found
from annotator.batch.plan import Job, Plan, Step, refuse_collisions
from annotator.batch.results import Result
from annotator.errors import AnnotatorError, CollisionError, MissingError, UsageError
from annotator.landmarks import LandmarkCache
from annotator.pool import Report
from annotator.rendering import (
    Rendering,
    RenderOptions,
    State,
    check_can_render,
    render_video,
    rendering_path,
    state_of,
)

STAGE: Final = "render"
log = logging.getLogger("annotator")


@dataclass(frozen=True)
class RenderJob(Job):
    """A video to render: `json` is its annotation, which is there already, and the one of `others` the rendering."""

    @property
    def outputs(self) -> tuple[Path, ...]:
        """The rendering."""
        return tuple(self.others.values())


@dataclass(frozen=True)
class Annotations:
    """Where annotations are looked for: the one `file` (for a single video), or `NAME.json` in folders.

    The folders: `folder` (which mirrors those of the videos), or the video's own and then what mirrors it in `output`.
    """

    file: Path | None = None
    folder: Path | None = None
    output: Path | None = None

    def of(self, found: Found) -> Path:
        """Where the annotation of a video is, or would be: `NAME.mp4.json` where that is there, else `NAME.json`."""
        if self.file is not None:
            return self.file
        below = found.path.parent.relative_to(found.root)
        mirrored = [folder / below for folder in (self.folder, self.output) if folder is not None]
        places = mirrored if self.folder is not None else [found.path.parent, *mirrored]
        names = (f"{found.path.name}.json", f"{found.path.stem}.json")
        there = (place / name for place in places for name in names if (place / name).is_file())
        return next(there, places[0] / names[1])


@dataclass(frozen=True)
class Renderings:
    """Where renderings go: beside their videos, or mirrored under `folder`; `full_names` keeps a video's ending."""

    options: RenderOptions
    folder: Path | None = None
    full_names: bool = False

    def path(self, found: Found) -> Path:
        """The rendering of one video."""
        place = None if self.folder is None else self.folder / found.path.parent.relative_to(found.root)
        return rendering_path(found.path, self.options, place, full_name=self.full_names)


def plan_renderings(
    discovery: Discovery, annotations: Annotations, renderings: Renderings, *, overwrite: bool = False
) -> Plan:
    """Decides for every video what is to be done (see `RenderJob`).

    .pose files have no pictures and are passed over. Raises CollisionError when two videos would be rendered to the
    same file, UsageError when one annotation is given for several videos.
    """
    found = [each for each in discovery.found if each.path.suffix.lower() != POSE_SUFFIX]
    if annotations.file is not None and len(found) > 1:
        raise UsageError(f"one annotation was given for {len(found)} videos", path=annotations.file)
    placed = [(each, renderings.path(each)) for each in found]
    refuse_collisions([(each.path, [target]) for each, target in placed])
    inputs = {os.path.realpath(each.path) for each in found}
    options = renderings.options
    jobs = [
        _decide(RenderJob(each.path, annotations.of(each), {(options.how, ""): target}), options, inputs, overwrite)
        for each, target in placed
    ]
    without = [each.path for each in discovery.found if each.path.suffix.lower() == POSE_SUFFIX]
    return Plan(tuple(jobs), (*discovery.ignored, *without), tuple(discovery.failures))


def _decide(job: Job, options: RenderOptions, inputs: AbstractSet[str], overwrite: bool) -> Job:
    """The job with its step."""
    [target] = job.others.values()
    if os.path.realpath(target) in inputs:
        return replace(
            job, step=Step.REFUSE, reason=f"{target}, where its rendering would go, is a video to be rendered"
        )
    if not job.json.is_file():
        reason = f"there is no annotation {job.json}; annotator run makes it, --annotations says where it is"
        return replace(job, step=Step.REFUSE, reason=reason)
    if overwrite:
        return job
    try:
        state = state_of(target, options.mark(job.source, job.json))
    except AnnotatorError:
        return job  # whoever works on it will say what is wrong with it
    if state is State.FOREIGN:
        return replace(job, step=Step.REFUSE, reason=f"{target} was not made by annotator; --overwrite replaces it")
    return replace(job, step=Step.SKIP) if state is State.CURRENT else job


@dataclass(frozen=True)
class RenderWork:
    """What workers do: render one video; crosses to them by pickle."""

    options: RenderOptions
    overwrite: bool = False
    cache_dir: Path | None = None
    use_cache: bool = True

    def open(self) -> Callable[[Job, Report], Result]:
        """Looks whether all is there that every video needs."""
        check_can_render(self.options)
        return self._do

    def _do(self, job: Job, report: Report) -> Result:
        """Renders one video; every failure becomes a result. Raises MissingError only."""
        began = time.perf_counter()
        [target] = job.others.values()
        cache = LandmarkCache(self.cache_dir) if self.use_cache else None
        try:
            made = render_video(
                job.source, job.json, target, self.options, overwrite=self.overwrite, cache=cache, report=report
            )
        except MissingError:
            raise
        except Exception as error:
            log.debug("%s failed", job.source, exc_info=True)
            return Result.failure(job.source, error, time.perf_counter() - began)
        return _result(job, made, time.perf_counter() - began)


def with_renderings(plan: Plan, options: RenderOptions) -> Plan:
    """A plan of recognition in which what has been recognised, but not rendered, is rendered.

    Raises CollisionError where a rendering would take the place of one of the videos.
    """
    inputs = {os.path.realpath(job.source) for job in plan.jobs}
    for job in filter(can_be_rendered, plan.jobs):
        target = _path_beside(job, options)
        if os.path.realpath(target) in inputs:
            raise CollisionError(f"{target} is an input, and where the rendering of {job.source} would go")
    return replace(plan, jobs=tuple(_with_rendering(job, options) for job in plan.jobs))


def _with_rendering(job: Job, options: RenderOptions) -> Job:
    if job.step not in (Step.SKIP, Step.RESTORE, Step.REWORD) or not can_be_rendered(job):
        return job
    target = _path_beside(job, options)
    current = state_of(target, options.mark(job.source, job.json)) is State.CURRENT
    return job if current and job.step is not Step.REWORD else replace(job, step=Step.RENDER, reason=f"only {target}")


def can_be_rendered(job: Job) -> bool:
    """Whether a file has pictures."""
    return job.source.suffix.lower() != POSE_SUFFIX


def _path_beside(job: Job, options: RenderOptions) -> Path:
    """The rendering of a video, where its annotation is and named like that."""
    return rendering_path(job.source, options, job.json.parent, full_name=job.json.stem == job.source.name)


def render_job(
    result: Result,
    job: Job,
    options: RenderOptions,
    cache: LandmarkCache | None,
    report: Report,
    *,
    overwrite: bool = False,
) -> Result:
    """The result of a video that has been recognised, with its rendering; a failure leaves all other outputs.

    Raises MissingError only.
    """
    began = time.perf_counter()
    target = _path_beside(job, options)
    try:
        made = render_video(job.source, job.json, target, options, overwrite=overwrite, cache=cache, report=report)
    except MissingError:
        raise
    except Exception as error:
        log.debug("rendering %s failed", job.source, exc_info=True)
        failed = Result.failure(job.source, error)
        why: dict[str, Any] = {"status": "failed", "stage": STAGE, "reason": failed.reason, "hint": failed.hint}
        return replace(result, **why, elapsed_s=result.elapsed_s + time.perf_counter() - began)
    return replace(
        result,
        status="partial" if made.damage else result.status,
        outputs=(*result.outputs, made.path),
        elapsed_s=result.elapsed_s + time.perf_counter() - began,
        warnings=tuple(dict.fromkeys((*result.warnings, *all_warnings(made)))),
    )


def _result(job: Job, made: Rendering, elapsed_s: float) -> Result:
    return Result(
        job.source,
        "partial" if made.damage else "done",
        (made.path,),
        segments=made.cues,
        duration_s=made.duration_s,
        decoded_s=made.rendered_s,
        elapsed_s=elapsed_s,
        warnings=all_warnings(made),
    )


def all_warnings(made: Rendering) -> tuple[str, ...]:
    """What a user should know of a rendering, what is missing in it first."""
    short = f"{made.rendered_s:.2f} of {made.duration_s:.2f} seconds are in it: {made.damage}"
    return (*([short] if made.damage else []), *made.warnings)
