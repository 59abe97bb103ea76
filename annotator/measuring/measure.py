"""Models against labelled data: every file is read once for all of them, and all are asked about the same samples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.datasets import Dataset, Sample
from annotator.engine import Model, Settings
from annotator.errors import AnnotatorError, DatasetError, UsageError, one_line
from annotator.evaluation import Evaluation
from annotator.measuring.classes import ClassMap, has_names, match_classes
from annotator.measuring.figures import SILENT, Judged, figures, judge
from annotator.measuring.models import check_fits, open_models
from annotator.measuring.parts import choose_part
from annotator.measuring.report import Failure, Measurement, ModelReport, Unknown
from annotator.measuring.samples import WHOLE, Scored
from annotator.measuring.timed import evaluate_signs, tier_of
from annotator.measuring.work import Heard, Measuring, Task
from annotator.pool import Ended, Event, Pool, Progress, Started

# Class indices of a model that are no class of the data are counted from here on.
_BEYOND = 1 << 32
Tell = Callable[[int, int, str], object]


@dataclass(frozen=True)
class Plan:
    """What is going to be measured: the part and its data, the samples by file, and whose class is whose."""

    part: str
    data: Dataset
    models: tuple[Model, ...]
    maps: tuple[ClassMap, ...]
    common: frozenset[int]
    tasks: tuple[Task, ...]
    samples: Mapping[Path, Sequence[Sample]]
    tier: str = ""
    notes: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many samples are measured."""
        return sum(map(len, self.samples.values()))


def plan_measurement(data: Dataset, settings: Settings, *, part: str = "", tier: str = "") -> Plan:
    """Decides what is measured; nothing is read of the recordings themselves.

    `settings.models` names the models. `part`: "train", "validation", "test" or "all" ("": what is held back where
    the data say so, else everything). `tier` is that of timed truth. Raises UsageError where models and data have
    nothing in common, and whatever loading a bundle raises.
    """
    engine = open_models(settings)
    part, chosen = choose_part(data, part)
    check_fits(engine.models, chosen)
    language = settings.languages[0]
    maps = tuple(_mapped(model, chosen, language) for model in engine.models)
    common = frozenset.intersection(*(frozenset(each.index) for each in maps))
    if not common:
        raise UsageError("no class of the data is known to all the models", path=data.root, hint="measure them alone")
    samples: dict[Path, list[Sample]] = {}
    for sample in chosen.samples:
        if sample.label in common:
            samples.setdefault(sample.path, []).append(sample)
    timed = tier_of(chosen, tier)
    paths = sorted({*chosen.files, *samples} if timed else samples)
    tasks = tuple(_task(path, samples.get(path, ())) for path in paths)
    notes = tuple(_notes(chosen, common, language))
    return Plan(part, chosen, engine.models, maps, common, tasks, samples, timed, notes)


def measure(plan: Plan, settings: Settings, *, workers: int = 1, tell: Tell = lambda *_: None) -> Measurement:
    """Carries a plan out, in `workers` processes (0: in this one); `tell(done, total, file)` hears how far it is.

    A file that cannot be read is reported and its samples are left out for all models alike. Raises DatasetError where
    none can be read, and whatever loading a model raises.
    """
    heard = _heard(plan, settings, workers, tell)
    failures = tuple(
        Failure(str(path), one_line(str(each.error)), len(plan.samples.get(path, ())))
        for path, each in heard.items()
        if each.error is not None
    )
    good = {path: each for path, each in heard.items() if each.error is None}
    read = [path for path in good if plan.samples.get(path)]
    if not read:
        reason = failures[0].reason if failures else "there are no samples"
        raise DatasetError(f"none of {len(heard)} files could be measured: {reason}", path=plan.data.root)
    language = settings.languages[0]
    timeline = _timeline(plan, good)
    measures = {} if timeline is None else {each.model: each.measures for each in timeline.tiers}
    models = tuple(
        ModelReport(
            model=model.name,
            version=model.bundle.manifest.version,
            recognizer=model.bundle.manifest.recognizer,
            figures=figures(
                *_judged(number, model, plan, good, language), len(model.bundle.manifest.output.ids) - len(fit.idle)
            ),
            unknown=tuple(_unknown(plan, fit, language)),
            unused=tuple(model.tokens.text(model.bundle.manifest.output.ids[at], language) for at in fit.unused),
            signs=measures.get(model.name),
        )
        for number, (model, fit) in enumerate(zip(plan.models, plan.maps, strict=True))
    )
    return Measurement(
        dataset=str(plan.data.root),
        form=plan.data.form,
        medium=plan.data.medium,
        part=plan.part,
        tier=plan.tier,
        files=len(good),
        samples=models[0].figures.samples,
        classes=len(models[0].figures.classes),
        models=models,
        failures=failures,
        notes=(*plan.notes, *_damages(good)),
        timeline=timeline,
    )


def _mapped(model: Model, data: Dataset, language: str) -> ClassMap:
    manifest = model.bundle.manifest
    found = match_classes(data.tokens, data.labels, model.tokens, manifest.output.ids, manifest.decoding.idle)
    if not found.index:
        if not has_names(data.tokens, data.labels):
            raise UsageError(
                "its classes have numbers and no words, and classes are compared by their words",
                path=data.root,
                hint="say what they mean: --tokens FILE",
            )
        theirs = _some([data.word(label, language) for label in data.labels])
        ours = _some([model.tokens.text(i, language) for i in manifest.output.ids])
        raise UsageError(f"the model {model.name} ({ours}) knows none of its classes ({theirs})", path=data.root)
    return found


def _task(path: Path, samples: Sequence[Sample]) -> Task:
    stretches = tuple(
        WHOLE if each.end_s is None and not each.start_s else (each.start_s, each.end_s or WHOLE[1]) for each in samples
    )
    return Task(path, stretches, tuple(each.row for each in samples))


def _notes(data: Dataset, common: frozenset[int], language: str) -> Iterator[str]:
    yield from data.notes
    left = sum(sample.label not in common for sample in data.samples)
    if left:
        words = _some([data.word(label, language) for label in data.labels if label not in common])
        yield f"{left} samples are of classes that not all models know, and were left out: {words}"
    if len(common) == 1:
        only = data.word(next(iter(common)), language)
        yield f"there are samples of one class only ({only}): precision and macro-F1 say little"


def _heard(plan: Plan, settings: Settings, workers: int, tell: Tell) -> dict[Path, Heard]:
    work = Measuring(settings, plan.data.medium, bool(plan.tier))
    heard: dict[int, Heard] = {}
    for event in Pool(work, workers).run(plan.tasks) if workers else _here(work, plan.tasks):
        if isinstance(event, Ended):
            path = plan.tasks[event.number].path
            heard[event.number] = event.result or Heard(error=AnnotatorError(event.death, path=path, stage="worker"))
            tell(len(heard), len(plan.tasks), path.name)
    return {task.path: heard[number] for number, task in enumerate(plan.tasks)}


def _here(work: Measuring, tasks: Sequence[Task]) -> Iterator[Event]:
    do = work.open()
    for number, task in enumerate(tasks):
        yield Started(number)
        yield Ended(number, do(task, _unheard))


def _unheard(_: Progress) -> None:
    """Nobody watches inside a file."""


def _judged(
    number: int, model: Model, plan: Plan, good: Mapping[Path, Heard], language: str
) -> tuple[list[Judged], dict[int, str]]:
    """Every sample as model `number` judges it, classes by the data's label, and what each is called."""
    fit = plan.maps[number]
    ids = model.bundle.manifest.output.ids
    concepts = {at: _BEYOND + at for at in range(len(ids))} | {at: label for label, at in fit.index.items()}
    words = {_BEYOND + at: model.tokens.text(i, language) for at, i in enumerate(ids)}
    words |= {label: plan.data.word(label, language) for label in fit.index}
    concepts[SILENT] = SILENT
    judged = []
    for path, heard in good.items():
        for sample, scored in zip(plan.samples.get(path, ()), _of_model(heard, number), strict=True):
            one = judge(scored, fit.index[sample.label], fit.idle)
            judged.append(Judged(sample.label, concepts[one.found], one.before, one.confidence))
    return judged, words


def _of_model(heard: Heard, number: int) -> tuple[Scored, ...]:
    return heard.scored[number]


def _unknown(plan: Plan, fit: ClassMap, language: str) -> Iterator[Unknown]:
    counts = Counter(sample.label for sample in plan.data.samples)
    for label in fit.unknown:
        yield Unknown(plan.data.word(label, language), counts[label])


def _timeline(plan: Plan, good: Mapping[Path, Heard]) -> Evaluation | None:
    annotations = {path: heard.annotation for path, heard in good.items() if heard.annotation is not None}
    if not plan.tier or not annotations:
        return None
    labels = {
        model.name: {model.bundle.manifest.output.ids[at]: label for label, at in fit.index.items()}
        for model, fit in zip(plan.models, plan.maps, strict=True)
    }
    return evaluate_signs(plan.data, plan.tier, annotations, labels)


def _damages(good: Mapping[Path, Heard]) -> Iterator[str]:
    for path, heard in good.items():
        for warning in heard.warnings:
            yield f"{path.name}: {warning}"


def _some(words: Sequence[str], limit: int = 5) -> str:
    return ", ".join(words[:limit]) + (f" and {len(words) - limit} more" if len(words) > limit else "")
