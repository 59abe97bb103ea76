"""Watching an extraction: live bars on a terminal, plain lines elsewhere."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from annotator.cli.console import errors, shown
from annotator.errors import one_line

if TYPE_CHECKING:
    from annotator.datasets import Extracted
    from annotator.pool import Progress as Advance


class Watcher:
    """Shows how an extraction goes: the whole of it, and each recording under work."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._todo = self._ended = 0
        self._live: Progress | None = None
        self._whole = TaskID(0)
        self._bars: dict[Path, TaskID] = {}

    def __enter__(self) -> Watcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def begun(self, skipped: int, todo: int) -> None:
        """Work begins."""
        self._todo = todo
        if skipped and not self._quiet:
            errors.print(f"{skipped} already done, skipped")
        if errors.is_terminal and not self._quiet and todo:
            columns = (
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
            )
            self._live = Progress(*columns, console=errors, transient=True)
            self._whole = self._live.add_task("recordings", total=todo)
            self._live.start()

    def started(self, source: Path) -> None:
        """A recording has been begun."""
        if self._live is not None:
            self._bars[source] = self._live.add_task(f"  {escape(one_line(source.name))[:40]}", total=None)

    def advanced(self, source: Path, progress: Advance) -> None:
        """A recording has come this far."""
        if self._live is not None and source in self._bars:
            total = round(progress.duration_s) or None
            self._live.update(self._bars[source], total=total, completed=round(progress.seconds))

    def ended(self, result: Extracted) -> None:
        """A recording has ended."""
        self._ended += 1
        if self._live is not None:
            if result.source in self._bars:
                self._live.remove_task(self._bars.pop(result.source))
            self._live.update(self._whole, completed=self._ended)
        if result.status in ("failed", "partial"):
            colour = "red" if result.status == "failed" else "yellow"
            errors.print(f"[{colour}]{result.status}:[/] {shown(result.source)}: {escape(one_line(result.reason))}")
        elif not self._quiet and self._live is None:
            made = f"{result.files} files of {result.decoded_s:.1f} s, {result.elapsed_s:.1f} s of work"
            errors.print(f"[{self._ended}/{self._todo}] {shown(result.source)}: {made}", markup=False)
