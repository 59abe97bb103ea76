"""Watching a batch: live bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from types import TracebackType

from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from annotator.batch import Job, Plan, Result, Step
from annotator.batch import Progress as Advance
from annotator.cli.console import errors, failure_text, shown
from annotator.errors import one_line

log = logging.getLogger("annotator")


def _recognised(result: Result) -> str:
    return f"{result.segments} segments in {result.decoded_s:.1f} s of video, {result.elapsed_s:.1f} s of work"


class Watcher:
    """Shows how a batch goes: the whole of it, and each file under work with its frames a second and time left.

    `told` says what came of a file, for the line about it.
    """

    def __init__(self, plan: Plan, *, quiet: bool = False, told: Callable[[Result], str] = _recognised) -> None:
        self._told = told
        self._total = len(plan.having(Step.RUN, Step.RENDER))
        self._skipped = len(plan.having(Step.SKIP))
        self._quiet = quiet
        self._ended = 0
        self._began = time.monotonic()
        self._jobs: dict[int, tuple[Job, float]] = {}
        self._bars: dict[int, TaskID] = {}
        self._live: Progress | None = None
        self._whole: TaskID | None = None

    def __enter__(self) -> Watcher:
        if self._skipped and not self._quiet:
            errors.print(f"{self._skipped} already done, skipped")
        if errors.is_terminal and not self._quiet and self._total:
            self._live = Progress(
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                TextColumn("{task.percentage:>3.0f}%"),
                TextColumn("{task.fields[speed]}"),
                TimeElapsedColumn(),
                TextColumn("{task.fields[left]}"),
                console=errors,
                transient=True,
            )
            self._whole = self._live.add_task(f"0 of {self._total} videos", total=self._total, speed="", left="")
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def started(self, number: int, job: Job) -> None:
        """A file has been begun."""
        log.info("%s: begun", job.source)
        self._jobs[number] = job, time.monotonic()
        if self._live is not None:
            self._bars[number] = self._live.add_task(f"  {_short(job)}", total=None, speed="", left="")

    def advanced(self, number: int, progress: Advance) -> None:
        """A file has come this far."""
        if self._live is None or number not in self._bars:
            return
        spent = max(time.monotonic() - self._jobs[number][1], 1e-6)
        left = spent * (progress.duration_s - progress.seconds) / progress.seconds if progress.seconds else 0.0
        self._live.update(
            self._bars[number],
            total=progress.duration_s or None,
            completed=progress.seconds,
            speed=f"{progress.frames / spent:.0f} frames/s",
            left=f"{_clock(left)} left" if left > 0 else "",
        )
        self._advance_whole()

    def ended(self, number: int | None, result: Result) -> None:
        """A file has ended, or needed no work."""
        log.info("%s: %s %s", result.source, result.status, failure_text(result) if result.reason else result.text)
        if number is not None:
            self._ended += 1
            self._jobs.pop(number, None)
        if self._live is not None and number in self._bars:
            self._live.remove_task(self._bars.pop(number))
            self._advance_whole()
        if result.status == "failed":
            errors.print(f"[red]failed:[/] {shown(result.source)}: {escape(one_line(failure_text(result)))}")
        elif not self._quiet and result.status != "skipped" and self._live is None:
            count = f"[{self._ended}/{self._total}] " if number is not None else ""
            errors.print(f"{count}{shown(result.source)}: {result.status}, {self._told(result)}")
        for warning in result.warnings if not self._quiet else ():
            errors.print(f"[yellow]warning:[/] {shown(result.source)}: {escape(one_line(warning))}")

    def logged(self, level: int, text: str) -> None:
        """A worker has logged something."""
        log.log(level, "%s", text)

    def _advance_whole(self) -> None:
        """The bar of the whole batch, moving with the parts of files too; its time left is by videos so far."""
        if self._live is None or self._whole is None:
            return
        parts = sum(task.percentage / 100 for task in self._live.tasks if task.id != self._whole and task.total)
        done = self._ended + parts
        spent = time.monotonic() - self._began
        left = spent * (self._total - done) / done if done else 0.0
        self._live.update(
            self._whole,
            completed=done,
            description=f"{self._ended} of {self._total} videos",
            left=f"{_clock(left)} left" if left > 0 else "",
        )


def _short(job: Job, width: int = 36) -> str:
    name = one_line(job.source.name)
    return escape(name if len(name) <= width else f"{name[: width - 1]}…")


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
