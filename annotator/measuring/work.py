"""What a worker does: one file once through all models, and what each says of its samples."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from annotator.datasets import Medium
from annotator.engine import Engine, Settings
from annotator.errors import AnnotatorError, MissingError
from annotator.measuring.clips import score_clips, wants_clips
from annotator.measuring.feeding import score_pixels, score_sequences
from annotator.measuring.models import open_models
from annotator.measuring.samples import Gatherer, Scored, Stretch
from annotator.pipeline import annotate_video
from annotator.pool import Progress, Report
from annotator.records import Annotation


@dataclass(frozen=True)
class Task:
    """One file and its samples: stretches of time, and rows where it is a table."""

    path: Path
    stretches: tuple[Stretch, ...] = field(repr=False)
    rows: tuple[int | None, ...] = field(repr=False)


@dataclass(frozen=True)
class Heard:
    """What came of a file: for each model what it says of each sample, warnings, the annotation; or why it failed."""

    scored: tuple[tuple[Scored, ...], ...] = field(default=(), repr=False)
    warnings: tuple[str, ...] = ()
    annotation: Annotation | None = field(default=None, repr=False)
    error: AnnotatorError | None = None


@dataclass(frozen=True)
class Measuring:
    """Settings that cross to the workers; `timed`: annotations are wanted too."""

    settings: Settings
    medium: Medium
    timed: bool

    def open(self) -> Callable[[Task, Report], Heard]:
        """Loads the models."""
        engine = open_models(self.settings)
        engine.recognizers  # noqa: B018 (a model that does not load ends the work, not every file)
        return lambda task, report: self._guarded(task, engine, report)

    def _guarded(self, task: Task, engine: Engine, report: Report) -> Heard:
        try:
            return self._hear(task, engine, report)
        except MissingError:
            raise
        except AnnotatorError as error:
            return Heard(error=error)
        except Exception as error:  # noqa: BLE001 (one bad file never stops the others)
            return Heard(error=AnnotatorError(f"{type(error).__name__}: {error}", path=task.path))

    def _hear(self, task: Task, engine: Engine, report: Report) -> Heard:
        if self.medium in ("features", "pixels"):
            score = score_sequences if self.medium == "features" else score_pixels
            each = zip(engine.models, engine.recognizers, strict=True)
            return Heard(tuple(score(task.path, task.rows, *one) for one in each))
        told: Callable[[int, float, float], None] = lambda *progress: report(Progress(*progress))  # noqa: E731
        alone = [n for n, model in enumerate(engine.models) if wants_clips(model, task.stretches)]
        scored = score_clips(task.path, task.stretches, engine, alone, told) if alone else {}
        if len(alone) == len(engine.models) and not self.timed:
            return Heard(tuple(scored[n] for n in alone))
        gatherers = [Gatherer(task.stretches) for _ in engine.models]
        annotation = annotate_video(task.path, engine, told, [gatherer.hear for gatherer in gatherers])
        heard = tuple(scored.get(n) or gatherer.scored() for n, gatherer in enumerate(gatherers))
        return Heard(heard, annotation.warnings, annotation if self.timed else None)
