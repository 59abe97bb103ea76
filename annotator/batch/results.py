"""What became of each file, and the summary of a whole run (`run-summary.json`)."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Literal

from annotator.errors import AnnotatorError
from annotator.files import write_atomic

Status = Literal["done", "partial", "reworded", "restored", "skipped", "failed", "interrupted", "not started"]
SUMMARY_NAME = "run-summary.json"
WELL: frozenset[str] = frozenset({"done", "reworded", "restored", "skipped"})


@dataclass(frozen=True)
class Result:
    """What became of one file; times in seconds, `elapsed_s` is wall time, `preview` its first segments for the eye."""

    source: Path
    status: Status
    outputs: tuple[Path, ...] = ()
    segments: int = 0
    text: str = ""
    preview: tuple[str, ...] = ()
    duration_s: float = 0.0
    decoded_s: float = 0.0
    elapsed_s: float = 0.0
    stage: str = ""
    reason: str = ""
    hint: str = ""
    warnings: tuple[str, ...] = ()

    @classmethod
    def failure(cls, source: Path, error: BaseException, elapsed_s: float = 0.0) -> Result:
        """The result of a file on which `error` was raised."""
        if isinstance(error, AnnotatorError):
            about = f" [{error.path}]" if error.path is not None and error.path != source else ""
            stage, reason, hint = error.stage, error.reason + about, error.hint or ""
        else:
            stage, reason, hint = "", f"{type(error).__name__}: {error}", "this is a bug of annotator; -v shows where"
        return cls(source, "failed", stage=stage, reason=reason, hint=hint, elapsed_s=elapsed_s)

    def as_json(self) -> dict[str, Any]:
        """The result with paths as text."""
        return asdict(self) | {"source": str(self.source), "outputs": [str(path) for path in self.outputs]}


@dataclass
class Summary:
    """A whole run: its results in the order of the plan, and why it ended early where it did."""

    results: list[Result] = field(default_factory=list)
    ignored: tuple[Path, ...] = ()
    started: datetime = field(default_factory=lambda: datetime.now(timezone.utc))
    elapsed_s: float = 0.0
    stopped: str = ""
    interrupted: bool = False

    @property
    def counts(self) -> dict[str, int]:
        """How many files have each status."""
        return dict(Counter(result.status for result in self.results))

    @property
    def failures(self) -> list[Result]:
        """The files that failed."""
        return [result for result in self.results if result.status == "failed"]

    @property
    def exit_code(self) -> int:
        """0 all done or skipped, 1 some file failed or could be read in part only, 130 interrupted."""
        if self.interrupted:
            return 130
        return 0 if all(result.status in WELL for result in self.results) else 1

    def as_json(self, **more: Any) -> dict[str, Any]:
        """The summary as `run-summary.json` holds it."""
        return {
            "schema": "annotator-run/1",
            "started": self.started.isoformat(timespec="seconds"),
            "elapsed_s": round(self.elapsed_s, 3),
            "exit_code": self.exit_code,
            "stopped": self.stopped or None,
            "counts": self.counts,
            **more,
            "ignored": [str(path) for path in self.ignored],
            "results": [result.as_json() for result in self.results],
        }


def write_summary(path: Path, summary: Summary, **more: Any) -> None:
    """Writes the summary; raises OutputError."""
    text = json.dumps(summary.as_json(**more), ensure_ascii=False, indent=2, default=str)
    write_atomic(path, (text + "\n").encode("utf-8", "surrogateescape"))
