"""Making the classes of a data set count alike: fewer samples of the large ones, or more of the small ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from annotator.datasets import Dataset, Sample
from annotator.errors import UsageError
from annotator.training.classes import class_weights


def cap_classes(dataset: Dataset, most: int, seed: int) -> Dataset:
    """At most `most` samples of each class in each part, drawn at random; the same seed, the same."""
    if most < 1:
        raise UsageError(f"a class must keep one sample at least, not {most}")
    random = np.random.default_rng(seed)
    chosen = [
        index
        for indices in _by_class(dataset)
        for index in random.choice(indices, min(most, len(indices)), replace=False).tolist()
    ]
    return replace(dataset, samples=tuple(dataset.samples[index] for index in sorted(chosen)))


def oversample(dataset: Dataset, seed: int) -> Dataset:
    """Samples of small classes several times, until all have as many as the largest; each as often as any other (+-1).

    Only samples to train on are repeated where the data say which those are: in other parts it would skew the figures.
    """
    random = np.random.default_rng(seed)
    part = "train" if any(sample.part for sample in dataset.samples) else ""
    classes = [indices for indices in _by_class(dataset) if not part or dataset.samples[indices[0]].part == part]
    most = max((len(indices) for indices in classes), default=0)
    more: list[Sample] = []
    for indices in classes:
        whole, rest = divmod(most - len(indices), len(indices))
        more += [dataset.samples[index] for index in indices for _ in range(whole)]
        more += [dataset.samples[index] for index in sorted(random.choice(indices, rest, replace=False).tolist())]
    return replace(dataset, samples=(*dataset.samples, *more))


def weights_of(dataset: Dataset) -> dict[int, float]:
    """The weight of each label that makes all count the same (`class_weights`), of the samples to train on."""
    labels = dataset.labels
    place = {label: number for number, label in enumerate(labels)}
    training = [sample for sample in dataset.samples if sample.part in ("", "train")]
    found = class_weights(np.array([place[sample.label] for sample in training], np.int64), len(labels))
    return {label: round(float(weight), 6) for label, weight in zip(labels, found, strict=True)}


def _by_class(dataset: Dataset) -> list[Sequence[int]]:
    """The places of the samples of each class in each part."""
    held: dict[tuple[str, int], list[int]] = {}
    for index, sample in enumerate(dataset.samples):
        held.setdefault((sample.part, sample.label), []).append(index)
    return [held[key] for key in sorted(held)]
