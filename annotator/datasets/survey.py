"""What a data set holds: counts, lengths, sizes, rates, who is seen, and which files cannot be read."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from annotator.datasets.content import content_problem, load_picture
from annotator.datasets.dataset import PARTS, Dataset, Medium
from annotator.datasets.sequences import read_array
from annotator.errors import AnnotatorError
from annotator.landmarks import open_pose
from annotator.video import probe

IMBALANCE: Final = 3.0  # times as many samples in the largest class as in the smallest, from which that is said
_FEW: Final = 2
_THREADS: Final = 8


@dataclass(frozen=True)
class FileFacts:
    """What one file holds: `size` in words ("640x480", "30x99"), `rate` a second; `problem` says why it is unusable."""

    path: Path
    size: str = ""
    rate: str = ""
    seconds: float | None = None
    problem: str = ""


@dataclass(frozen=True)
class ClassFacts:
    """One class: how many samples in all and in each part, of how many groups, and how long they are together."""

    label: int
    word: str
    count: int
    parts: dict[str, int]
    groups: int
    seconds: float


@dataclass(frozen=True)
class Survey:
    """A data set, looked at. `lengths_s` are those of the samples whose length is known, sorted."""

    dataset: Dataset = field(repr=False)
    classes: tuple[ClassFacts, ...]
    files: tuple[FileFacts, ...] = field(repr=False)
    lengths_s: tuple[float, ...] = field(repr=False)

    @property
    def broken(self) -> tuple[FileFacts, ...]:
        """The files that cannot be used."""
        return tuple(facts for facts in self.files if facts.problem)

    @property
    def sizes(self) -> dict[str, int]:
        """How many files there are of each size, the most frequent first."""
        return dict(Counter(facts.size for facts in self.files if facts.size).most_common())

    @property
    def rates(self) -> dict[str, int]:
        """How many files there are of each rate, the most frequent first."""
        return dict(Counter(facts.rate for facts in self.files if facts.rate).most_common())

    @property
    def parts(self) -> dict[str, int]:
        """How many samples each part has, in the order train, validation, test; "" for those in none."""
        counts = Counter(sample.part for sample in self.dataset.samples)
        return {part: counts[part] for part in (*PARTS, "") if counts[part]}

    @property
    def groups(self) -> tuple[str, ...]:
        """The signers or recordings the data set knows of."""
        return tuple(group for group in self.dataset.groups if group)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What somebody who trains on this should know, a sentence each."""
        return tuple(_warnings(self))

    def lengths(self) -> tuple[float, float, float] | None:
        """The shortest, the median and the longest sample, seconds; None where lengths are not known."""
        return (self.lengths_s[0], median(self.lengths_s), self.lengths_s[-1]) if self.lengths_s else None


def survey_dataset(dataset: Dataset, tell: Callable[[int, int], object] | None = None) -> Survey:
    """Opens every file of a data set, several at a time; `tell(done, total)` hears of each."""
    paths = sorted({*dataset.files, *(sample.path for sample in dataset.samples)})
    files: list[FileFacts] = []
    with ThreadPoolExecutor(min(_THREADS, os.cpu_count() or 1)) as threads:
        for facts in threads.map(partial(_look, medium=dataset.medium), paths):
            files.append(facts)
            if tell is not None:
                tell(len(files), len(paths))
    seconds = {facts.path: facts.seconds for facts in files}
    lengths = [_length(sample.start_s, sample.end_s, seconds[sample.path]) for sample in dataset.samples]
    known = sorted(length for length in lengths if length is not None)
    return Survey(dataset, tuple(_classes(dataset, lengths)), tuple(files), tuple(known))


def _length(start_s: float, end_s: float | None, file_s: float | None) -> float | None:
    end_s = file_s if end_s is None else end_s
    return None if end_s is None else max(0.0, end_s - start_s)


def _look(path: Path, medium: Medium) -> FileFacts:
    problem = content_problem(path, medium)
    if problem and problem[0] != "wrong-extension":
        return FileFacts(path, problem=problem[1])
    try:
        return _opened(path, medium)
    except AnnotatorError as error:
        return FileFacts(path, problem=error.reason)


def _opened(path: Path, medium: Medium) -> FileFacts:
    if medium == "video":
        video = probe(path)
        rate = f"{float(video.frame_rate):.6g}"
        return FileFacts(path, f"{video.width}x{video.height}", rate, video.duration_s or None)
    if medium == "picture":
        height, width = load_picture(path).shape[:2]
        return FileFacts(path, f"{width}x{height}")
    if medium == "landmarks":
        with open_pose(path) as pose:
            return FileFacts(path, f"{len(pose)} frames", f"{float(pose.rate):.6g}", len(pose) / float(pose.rate))
    if medium == "features":
        return FileFacts(path, "x".join(map(str, read_array(path).shape[-2:])))
    return FileFacts(path, "28x28")


def _classes(dataset: Dataset, lengths: Sequence[float | None]) -> Iterator[ClassFacts]:
    seconds: dict[int, float] = {}
    parts: dict[int, Counter[str]] = {}
    groups: dict[int, set[str]] = {}
    for sample, length in zip(dataset.samples, lengths, strict=True):
        seconds[sample.label] = seconds.get(sample.label, 0.0) + (length or 0.0)
        parts.setdefault(sample.label, Counter())[sample.part] += 1
        groups.setdefault(sample.label, set()).add(sample.group)
    for label, count in dataset.counts().items():
        in_parts = {part: parts[label][part] for part in PARTS if parts[label][part]}
        known = len(groups[label] - {""})
        yield ClassFacts(label, dataset.word(label), count, in_parts, known, seconds[label])


def _warnings(found: Survey) -> Iterator[str]:
    classes = sorted(found.classes, key=lambda each: each.count)
    if len(classes) < 2:
        yield "there is one class only: nothing to tell apart"
    smallest, largest = classes[0], classes[-1]
    if largest.count >= IMBALANCE * smallest.count:
        yield (
            f"the classes are uneven: {largest.word} has {largest.count} samples, {smallest.word} {smallest.count} "
            f"({largest.count / smallest.count:.0f} times as many); see annotator dataset balance"
        )
    few = [each.word for each in classes if each.count < _FEW]
    if few:
        more = f" and {len(few) - 5} more" if len(few) > 5 else ""
        yield f"one sample only: {', '.join(few[:5])}{more}; it cannot be both trained on and measured with"
    for part in found.parts:
        absent = [each.word for each in classes if part and part not in each.parts]
        if absent:
            more = f" and {len(absent) - 5} more" if len(absent) > 5 else ""
            yield f"not in its {part} part: {', '.join(absent[:5])}{more}"
    if unused := found.dataset.tokens.ids():
        silent = [found.dataset.word(label) for label in unused if label not in set(found.dataset.labels)]
        if silent:
            more = f" and {len(silent) - 5} more" if len(silent) > 5 else ""
            yield f"in the dictionary but without sample: {', '.join(silent[:5])}{more}"
