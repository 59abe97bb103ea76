"""Tuning a model's decoding: recordings with truth are recognised once, then decoded again and again.

The recordings should be neither those the model learnt from nor those it is measured on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import msgspec

from annotator.datasets import Dataset
from annotator.engine import Engine, Model, Settings
from annotator.errors import AnnotatorError, DatasetError, UsageError
from annotator.evaluation import TUNED_POLICY, Measures, tuned_parameters
from annotator.measuring.measure import Plan
from annotator.measuring.models import open_models
from annotator.measuring.timed import evaluate_signs
from annotator.models import Bundle, Manifest, update_manifest
from annotator.pipeline import annotate_video, worded_segments
from annotator.records import Annotation, Prediction, Video
from annotator.timeline import decode
from annotator.video import probe

_TUNED: Final = "The decoding was tuned on"
Tell = Callable[[str, int, int], object]


@dataclass(frozen=True)
class Tuning:
    """The parameters that were chosen, and the measures before and after; `lost` recordings could not be read."""

    parameters: Mapping[str, Any]
    before: Measures
    after: Measures
    recordings: int
    lost: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything became better."""
        return self.before != self.after


@dataclass(frozen=True)
class _Heard:
    """A recording, once recognised: every window, and an annotation whose segments are still to be made."""

    video: Video
    annotation: Annotation = field(repr=False)
    predictions: tuple[Prediction, ...] = field(repr=False)


def only_groups(data: Dataset, groups: Collection[str]) -> Dataset:
    """The samples and recordings of some signers (or of files by name, where no signers are known).

    Raises UsageError for one that is nobody.
    """
    told = {sample.path: sample.group for sample in data.samples if sample.group} | dict(data.owners)
    owners = {path: told.get(path) or path.name for path in {*data.files, *(each.path for each in data.samples)}}
    if strange := sorted(set(groups) - set(owners.values())):
        there = ", ".join(sorted(set(owners.values()))[:12])
        raise UsageError(f"{', '.join(strange)} is nobody in the data; there are: {there}", path=data.root)
    return replace(
        data,
        samples=tuple(sample for sample in data.samples if owners[sample.path] in groups),
        files=tuple(path for path in data.files if owners[path] in groups),
    )


def tune_decoding(plan: Plan, settings: Settings, tell: Tell = lambda *_: None) -> Tuning:
    """The decoding parameters with which the one model of a plan does best on its recordings.

    `tell(stage, done, total)` hears of "recognise" and "tune". Raises UsageError for a model or data this cannot be
    done with, DatasetError where no recording can be read.
    """
    engine = open_models(settings)
    if len(engine.models) != 1:
        raise UsageError("one model is tuned at a time")
    model, fit = engine.models[0], plan.maps[0]
    decoding = model.bundle.manifest.decoding
    if decoding.policy != TUNED_POLICY:
        raise UsageError(f"the policy of {model.name} is {decoding.policy}; only {TUNED_POLICY} can be tuned")
    if not plan.tier:
        raise UsageError("holds clips; decoding is tuned on recordings with NAME.truth.json", path=plan.data.root)
    heard, lost = _recognised(plan, engine, tell)
    labels = {model.name: {model.bundle.manifest.output.ids[at]: label for label, at in fit.index.items()}}

    def measured(parameters: Mapping[str, Any]) -> Measures:
        again = {path: _decoded(each, model, parameters, settings) for path, each in heard.items()}
        return evaluate_signs(plan.data, plan.tier, again, labels).tiers[0].measures

    given = decoding.parameters
    best = tuned_parameters(measured, given, lambda done, total, _: tell("tune", done, total))
    return Tuning(best, measured(given), measured(best), len(heard), tuple(lost))


def _recognised(plan: Plan, engine: Engine, tell: Tell) -> tuple[dict[Path, _Heard], list[str]]:
    """Every recording once through the model, and why others could not be read."""
    heard: dict[Path, _Heard] = {}
    lost = []
    for number, task in enumerate(plan.tasks, start=1):
        predictions: list[Prediction] = []
        try:
            annotation = annotate_video(task.path, engine, None, [predictions.append])
            heard[task.path] = _Heard(_video(task.path, annotation), annotation, tuple(predictions))
        except AnnotatorError as error:
            lost.append(str(error))
        tell("recognise", number, len(plan.tasks))
    if not heard:
        raise DatasetError(f"none of its recordings can be read: {lost[0] if lost else 'there are none'}")
    return heard, lost


def write_tuned(bundle: Bundle, tuning: Tuning, data: str) -> Bundle:
    """The bundle with the parameters that were chosen; its manifest says on which `data` they were."""
    manifest: Manifest = bundle.manifest
    decoding = msgspec.structs.replace(manifest.decoding, parameters=dict(tuning.parameters))
    before = manifest.accuracy.note.partition(_TUNED)[0].rstrip()
    note = f"{before} {_TUNED} {tuning.recordings} recordings of {data}.".strip()
    accuracy = msgspec.structs.replace(manifest.accuracy, note=note)
    return update_manifest(bundle, msgspec.structs.replace(manifest, decoding=decoding, accuracy=accuracy))


def _video(path: Path, annotation: Annotation) -> Video:
    """What decoding wants to know of a recording (of a .pose file, what its annotation knows)."""
    if path.suffix != ".pose":
        return probe(path)
    source = annotation.source
    return Video(path, source.duration, Fraction(source.fps), source.width, source.height)


def _decoded(each: _Heard, model: Model, parameters: Mapping[str, Any], settings: Settings) -> Annotation:
    manifest = model.bundle.manifest
    idle = list(manifest.decoding.idle)
    found = decode(each.predictions, manifest.decoding.policy, {**parameters, "idle": idle}, manifest.output.ids)
    source = each.annotation.source
    end_s = max(source.duration, source.decoded_duration)
    segments = worded_segments(found, model, settings.languages, each.video, end_s)
    return msgspec.structs.replace(each.annotation, segments=tuple(segments))
