"""Getting training material out of recordings: landmarks, features, clips or pictures of a whole data set.

    Dataset -> plan -> [what is not done yet] -> workers -> files, list.csv, tokens.json = another data set

What is finished stays finished, whatever happens: every file appears whole, and a run after an interruption does only
the rest.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from annotator.datasets.dataset import Dataset
from annotator.datasets.extract_plan import Extract, ExtractJob, class_folders, plan_extraction
from annotator.datasets.extract_state import State
from annotator.datasets.extract_work import Extracted, ExtractWork
from annotator.datasets.naming import save_tokens
from annotator.datasets.side_by_side import side_by_side
from annotator.errors import UsageError
from annotator.files import write_atomic
from annotator.pool import Advanced, Ended, Progress, Started

LIST_NAME: Final = "list.csv"
# `start` and `end` of a list are times in the file that is listed; these lie in the recording it was cut from.
_COLUMNS: Final = ("path", "label", "group", "part", "source", "source_start", "source_end")


class Watching(Protocol):
    """Who watches an extraction."""

    def begun(self, skipped: int, todo: int) -> None:
        """Work begins: so many recordings are done already, so many are not."""

    def started(self, source: Path) -> None:
        """A recording has been begun."""

    def advanced(self, source: Path, progress: Progress) -> None:
        """A recording has come this far."""

    def ended(self, result: Extracted) -> None:
        """A recording has ended."""


@dataclass(frozen=True)
class Extraction:
    """What became of an extraction: a result a recording, in the order of their paths."""

    output: Path
    results: tuple[Extracted, ...]
    interrupted: bool = False

    def having(self, *statuses: str) -> list[Extracted]:
        """The results of these statuses."""
        return [result for result in self.results if result.status in statuses]

    @property
    def exit_code(self) -> int:
        """0 all done or skipped, 1 some failed or are partial, 130 interrupted."""
        return 130 if self.interrupted else 1 if self.having("failed", "partial") else 0


def extract_dataset(
    dataset: Dataset,
    output: Path | str,
    settings: Extract,
    *,
    workers: int = 1,
    cache: Path | None = None,
    watching: Watching | None = None,
) -> Extraction:
    """Makes what `settings` ask for of every recording of a data set, in `workers` processes (0: in this one).

    `output` becomes a data set itself, beside the token dictionary: folders of classes (in folders of parts) and a list
    of all samples with their groups; or recordings with truth files; or a file of windows for each recording.
    Recordings that are done already are skipped. `cache` is the folder of the landmark cache. Ctrl-C ends it with what
    is finished kept. Raises UsageError for what cannot be done as asked, OutputError when the disk refuses,
    MissingError without ffmpeg or MediaPipe.
    """
    output = Path(output)
    root = dataset.root.resolve()
    if output.resolve().is_relative_to(root if root.is_dir() else root / "x"):
        raise UsageError("lies in the data set itself", path=output, hint="choose a folder beside it")
    jobs = plan_extraction(dataset, settings)
    state = State(output)
    state.claim(str(root), settings.told())
    save_tokens(dataset.tokens, output)
    results: dict[Path, Extracted] = {}
    todo = []
    for job in jobs:
        if job.source.exists() and state.is_done(job, job.fingerprint(settings)):
            results[job.source] = Extracted(job.source, "skipped")
        else:
            todo.append(job)
    if watching is not None:
        watching.begun(len(results), len(todo))
    interrupted, begun = False, set[Path]()
    try:
        for result in _results(ExtractWork(settings, output, cache), todo, workers, watching, begun):
            results[result.source] = result
    except KeyboardInterrupt:
        interrupted = True
    for job in todo:
        left = "interrupted" if job.source in begun else "not started"
        results.setdefault(job.source, Extracted(job.source, left))  # type: ignore[arg-type]
    if not settings.windows and not any(piece.label < 0 for job in jobs for piece in job.pieces):
        _save_list(jobs, dataset, state)
    return Extraction(output, tuple(results[job.source] for job in jobs), interrupted)


def _results(
    work: ExtractWork, jobs: Sequence[ExtractJob], workers: int, watching: Watching | None, begun: set[Path]
) -> Iterator[Extracted]:
    for event in side_by_side(work, jobs, workers):
        source = jobs[event.number].source if isinstance(event, Started | Advanced | Ended) else None
        if isinstance(event, Started):
            begun.add(jobs[event.number].source)
        if isinstance(event, Ended):
            result = event.result or Extracted(jobs[event.number].source, "failed", reason=f"worker: {event.death}")
            if watching is not None:
                watching.ended(result)
            yield result
        elif watching is not None and source is not None:
            if isinstance(event, Advanced):
                watching.advanced(source, event.progress)
            else:
                watching.started(source)


def _save_list(jobs: Sequence[ExtractJob], dataset: Dataset, state: State) -> None:
    """Writes the list of the samples that have been made: label, whom they show, which recording they are of."""
    folders = class_folders(dataset.tokens, dataset.labels)
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for job in jobs:
        record = state.record(job)
        for made in record.made if record and record.fingerprint else ():
            end = "" if made.end_s is None else f"{made.end_s:.3f}"
            label = folders[made.label]
            rows.writerow([made.path, label, job.group, job.part, str(job.source), f"{made.start_s:.3f}", end])
    write_atomic(state.output / LIST_NAME, text.getvalue().encode("utf-8", "surrogateescape"))
