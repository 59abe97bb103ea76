"""What models would annotate in continuous recordings, against the truth about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from annotator.datasets import Dataset, Sample
from annotator.errors import UsageError
from annotator.evaluation import Annotated, Evaluation, Known, evaluate
from annotator.records import Annotation, Segment
from annotator.truth import TRUTH_SUFFIX, Truth, TruthSegment, load_truth, same_tier, truth_path

_SIGNS = "signs"  # the tier of truth that names none


def tier_of(data: Dataset, tier: str) -> str:
    """The tier that is measured in time: `tier`, or the only one there is; "" where the data are not continuous."""
    if not data.continuous:
        return ""
    there = {name for path in data.files if truth_path(path).is_file() for name in load_truth(truth_path(path)).tiers}
    return tier or (next(iter(there)) if len(there) == 1 else _SIGNS)


def spoken_tier(folder: Path, models: Iterable[str]) -> str:
    """The one tier of the truth files in a folder that all these models speak of by their names, or ""."""
    models = list(models)
    tiers = {name for path in sorted(folder.rglob(f"*{TRUTH_SUFFIX}")) for name in load_truth(path).tiers}
    fitting = [tier for tier in sorted(tiers) if all(same_tier(tier, model) for model in models)]
    return fitting[0] if len(fitting) == 1 else ""


def evaluate_signs(
    data: Dataset, tier: str, annotations: Mapping[Path, Annotation], models: Mapping[str, Mapping[int, int]]
) -> Evaluation:
    """The annotations of recordings against what the data say of them, all models on the one tier.

    `models` gives for each model the data's label of its token ids; what it found is called as the data call it.
    """
    samples: dict[Path, list[Sample]] = {}
    for sample in data.samples:
        samples.setdefault(sample.path, []).append(sample)
    known = [
        Known(_truth(data, path, tier, samples.get(path, []), annotation), path)
        for path, annotation in annotations.items()
    ]
    annotated = [Annotated(_called(annotation, data, models), path) for path, annotation in annotations.items()]
    if not any(each.truth.of(tier) for each in known):
        raise UsageError(f"has no signs of the tier {tier!r}", path=data.root)
    return evaluate(annotated, known, tiers=dict.fromkeys(models, tier))


def _called(annotation: Annotation, data: Dataset, models: Mapping[str, Mapping[int, int]]) -> Annotation:
    language = annotation.language

    def rename(segment: Segment) -> Segment:
        label = models.get(segment.recognizer, {}).get(segment.class_id)
        if label is None:
            return segment
        word = data.word(label, language)
        return msgspec.structs.replace(segment, label=data.tokens.label(label), text=word, texts={language: word})

    return msgspec.structs.replace(annotation, segments=tuple(map(rename, annotation.segments)))


def _truth(data: Dataset, path: Path, tier: str, samples: Sequence[Sample], annotation: Annotation) -> Truth:
    """The truth beside the recording, or what the samples say; named as the recording, so that they are paired."""
    if (beside := truth_path(path)).is_file():
        return msgspec.structs.replace(load_truth(beside), video=path.name)
    end_s = max(annotation.source.duration, annotation.source.decoded_duration)
    segments = (
        TruthSegment(
            tier, data.tokens.label(each.label), each.start_s, each.end_s or end_s, dict(_texts(data, each.label))
        )
        for each in sorted(samples, key=lambda each: each.start_s)
    )
    return Truth(video=path.name, duration_s=end_s, segments=tuple(segments))


def _texts(data: Dataset, label: int) -> Mapping[str, str]:
    token = data.tokens.tokens.get(label)
    return {} if token is None else token.texts
