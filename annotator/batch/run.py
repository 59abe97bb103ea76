"""A batch: plan, skip what is done, work on the rest, keep going past failures, sum up."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from annotator.batch.plan import Job, Plan, Step
from annotator.batch.results import Result, Status, Summary
from annotator.pool import Advanced, Ended, Event, Logged, Pool, Progress, Started, Work


class Listener(Protocol):
    """Who watches a batch; every call is made from the thread that runs it."""

    def started(self, number: int, job: Job) -> None:
        """A worker has begun job `number` of those that need work."""

    def advanced(self, number: int, progress: Progress) -> None:
        """A job has come this far."""

    def ended(self, number: int | None, result: Result) -> None:
        """A job has ended; `number` is None for those that never started (skipped, refused, restored)."""

    def logged(self, level: int, text: str) -> None:
        """A worker has logged something."""


@dataclass(frozen=True)
class BatchOptions:
    """`workers` processes (0: in this process); stop after `max_failures` failures (None: never)."""

    workers: int = 1
    max_failures: int | None = None
    jobs_per_worker: int = 50


def auto_workers() -> int:
    """As many workers as there are cores to use: MediaPipe runs on one core each."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_batch(
    plan: Plan,
    work: Work[Job, Result],
    options: BatchOptions,
    listener: Listener,
    restore: Callable[[Job], Result],
) -> Summary:
    """Carries a plan out; the summary's results are in the order of the plan.

    `restore` writes outputs again from a job's JSON, without inference.
    Ctrl-C ends it with what is finished kept (`summary.interrupted`). Raises what loading the models raises.
    """
    began, results, begun = time.perf_counter(), dict[int, Result](), set[int]()
    summary = Summary(ignored=plan.ignored)
    for result in (Result(path, "failed", stage="discover", reason=reason) for path, reason in plan.failures):
        summary.results.append(result)
        listener.ended(None, result)
    try:
        for number, result in _outcomes(plan.jobs, work, options, listener, restore, begun):
            results[number] = result
            failed = len(summary.failures) + sum(result.status == "failed" for result in results.values())
            if options.max_failures is not None and failed >= options.max_failures:
                summary.stopped = f"{failed} videos failed, as many as --max-failures allows"
                break
    except KeyboardInterrupt:
        summary.interrupted, summary.stopped = True, "interrupted; finished videos are kept, run again to go on"
    for number, job in enumerate(plan.jobs):
        left: Status = "interrupted" if number in begun else "not started"
        summary.results.append(results.get(number) or Result(job.source, left, reason=summary.stopped))
    summary.elapsed_s = time.perf_counter() - began
    return summary


def _outcomes(
    jobs: Sequence[Job],
    work: Work[Job, Result],
    options: BatchOptions,
    listener: Listener,
    restore: Callable[[Job], Result],
    begun: set[int],
) -> Iterator[tuple[int, Result]]:
    """The result of every job with its place in the plan: first those that need no work, the others as they end."""
    without_work = {Step.SKIP: _skip, Step.REFUSE: _refuse, Step.RESTORE: restore, Step.REWORD: restore}
    for number, job in enumerate(jobs):
        if job.step in without_work:
            result = without_work[job.step](job)
            listener.ended(None, result)
            yield number, result
    numbers = [number for number, job in enumerate(jobs) if job.step not in without_work]
    todo = [jobs[number] for number in numbers]
    pool = Pool(work, options.workers, jobs_per_worker=options.jobs_per_worker)
    for event in pool.run(todo) if options.workers else _here(work, todo, listener):
        if isinstance(event, Ended):
            result = event.result or _died(todo[event.number], event.death)
            listener.ended(event.number, result)
            yield numbers[event.number], result
        else:
            if isinstance(event, Started):
                begun.add(numbers[event.number])
            _tell(listener, event, todo)


def _skip(job: Job) -> Result:
    return Result(job.source, "skipped", job.outputs)


def _refuse(job: Job) -> Result:
    return Result(job.source, "failed", stage="plan", reason=job.reason)


def _died(job: Job, death: str) -> Result:
    hint = "a plugin or a library crashed on this video; the others went on"
    return Result(job.source, "failed", stage="worker", reason=death, hint=hint)


def _tell(listener: Listener, event: Event, jobs: Sequence[Job]) -> None:
    if isinstance(event, Started):
        listener.started(event.number, jobs[event.number])
    elif isinstance(event, Advanced):
        listener.advanced(event.number, event.progress)
    elif isinstance(event, Logged):
        listener.logged(event.level, event.text)


def _here(work: Work[Job, Result], jobs: Sequence[Job], listener: Listener) -> Iterator[Event]:
    """The executor without processes; a crash takes everything along."""
    if not jobs:
        return
    do = work.open()
    for number, job in enumerate(jobs):
        yield Started(number)
        yield Ended(number, do(job, partial(listener.advanced, number)))
