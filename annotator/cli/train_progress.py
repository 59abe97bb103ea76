"""Watching a training run: bars on a terminal, one line an epoch elsewhere; time left in both."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from annotator.cli.console import errors
from annotator.training import Progress as Step


class TrainingWatcher:
    """Shows the steps of a run as they are told (see `annotator.training.Progress`)."""

    def __init__(self) -> None:
        self._live: Progress | None = None
        self._bars: dict[str, TaskID] = {}
        self._epochs = 0  # to be run
        self._done = 0  # epochs that have ended, those before an interruption too
        self._begun: tuple[float, int] | None = None  # when, and after how many epochs, this process began to train
        self._last_s = 0.0

    def __enter__(self) -> TrainingWatcher:
        if errors.is_terminal:
            columns = (
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn("{task.fields[left]}"),
                TextColumn("{task.fields[values]}"),
            )
            self._live = Progress(*columns, console=errors)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def show(self, step: Step) -> None:
        """Takes the next step."""
        if step.stage in {"resume", "train"}:
            self._done, self._epochs = step.done, step.total
        if step.stage in {"resume", "epoch"} and self._begun is None:
            self._begun = (time.monotonic(), self._done)
        if self._live is not None:
            self._draw(self._live, step)
        elif step.stage == "resume":
            errors.print(f"{step.done} of {step.total} epochs are kept; going on after them")
        elif step.stage == "train":
            errors.print(f"epoch {step.done}/{step.total}: {_figures(step)}{self._left()}")
        elif step.stage == "epoch":
            self._say_now_and_then(step)
        elif step.stage not in {"read", "tune"}:
            errors.print(step.stage)

    def _left(self, part: float = 0.0) -> str:
        """How long it will take, from the epochs that were run since; `part` is that of the epoch under way."""
        if self._begun is None:
            return ""
        began_s, before = self._begun
        run = self._done + part - before
        if run <= 0 or self._done >= self._epochs:
            return ""
        seconds = (time.monotonic() - began_s) / run * (self._epochs - self._done - part)
        return f"  {clock(seconds)} left"

    def _draw(self, live: Progress, step: Step) -> None:
        name = "train" if step.stage == "resume" else step.stage
        if name not in self._bars:
            self._bars[name] = live.add_task(f"  {name}" if name == "epoch" else name, values="", left="")
        left = self._left(_part(step)) if name in {"train", "epoch"} else ""
        told: dict[str, Any] = {"values": _figures(step)} if step.values else {}
        live.update(self._bars[name], total=step.total or None, completed=step.done, **told)
        if "train" in self._bars:
            live.update(self._bars["train"], left=left)

    def _say_now_and_then(self, step: Step, every_s: float = 30.0) -> None:
        now = time.monotonic()
        if not self._last_s or step.done < 2:
            self._last_s = now
        if now - self._last_s > every_s:
            self._last_s = now
            of = f"/{step.total}" if step.total else ""
            errors.print(f"epoch {self._done + 1}: {step.done}{of} batches, {_figures(step)}{self._left(_part(step))}")


def _part(step: Step) -> float:
    return min(step.done / step.total, 1.0) if step.stage == "epoch" and step.total else 0.0


def _figures(step: Step) -> str:
    return "  ".join(
        f"{name} {value:.2g}" if name == "learning_rate" else f"{name} {value:.4f}"
        for name, value in step.values.items()
    )


def clock(seconds: float) -> str:
    """Seconds as h:mm:ss or m:ss."""
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
