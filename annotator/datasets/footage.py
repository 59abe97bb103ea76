"""Recordings of a data set as pictures, at the rate and size a model wants, decoded once and kept on disk.

What is kept is one `.npy` a recording, written whole or not at all, so an interrupted extraction goes on where it
stopped; it is read through memory maps, so a data set may be larger than memory.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from annotator.datasets.dataset import Dataset, Sample
from annotator.errors import AnnotatorError, DatasetError
from annotator.files import partial_path
from annotator.recognizer import FrameInput
from annotator.records import ImageArray
from annotator.video import frames, probe


@dataclass(frozen=True)
class Span:
    """A label from `start_s` to `end_s`, seconds, half-open."""

    start_s: float
    end_s: float
    label: int


@dataclass(frozen=True)
class Footage:
    """One recording: `images`, uint8 [T, H, W, 3] RGB, `rate` a second, and what is shown when, in order of time.

    Where it is `continuous`, the time outside all spans is known to show no sign.
    """

    path: Path
    images: ImageArray = field(repr=False)
    rate: Fraction
    spans: tuple[Span, ...]
    group: str = ""
    part: str = ""
    continuous: bool = False

    def __len__(self) -> int:
        return len(self.images)


def load_footage(
    dataset: Dataset,
    wanted: FrameInput,
    store: Path,
    *,
    jobs: int = 1,
    tell: Callable[[int, int], object] | None = None,
) -> tuple[list[Footage], list[AnnotatorError]]:
    """The recordings of a data set of videos, in order of their paths, and why others could not be read.

    Each is decoded as `wanted` says (which must name a size) and kept in the folder `store`; one that is there is not
    decoded again. `jobs` processes work side by side. `tell(done, total)` hears of each recording. Raises DatasetError
    where the data set holds no videos, or none that can be read.
    """
    if dataset.medium != "video":
        raise DatasetError(f"holds {dataset.medium}, videos are needed", path=dataset.root)
    paths = sorted({*dataset.files, *(sample.path for sample in dataset.samples)})
    store.mkdir(parents=True, exist_ok=True)
    kept: dict[Path, Path] = {}
    failures: list[AnnotatorError] = []
    for done, (path, result) in enumerate(_decoded(paths, wanted, store, jobs), start=1):
        if isinstance(result, AnnotatorError):
            failures.append(result)
        else:
            kept[path] = result
        if tell is not None:
            tell(done, len(paths))
    if not kept:
        raise DatasetError("holds no video that can be read", path=dataset.root) from next(iter(failures), None)
    by_path: dict[Path, list[Sample]] = {}
    for sample in dataset.samples:
        by_path.setdefault(sample.path, []).append(sample)
    footage = [
        _footage(path, np.load(kept[path], mmap_mode="r"), wanted.rate, by_path.get(path, []), dataset)
        for path in paths
        if path in kept
    ]
    return footage, failures


def _footage(path: Path, images: ImageArray, rate: Fraction, samples: Sequence[Sample], dataset: Dataset) -> Footage:
    end_s = float(len(images) / rate)
    spans = sorted(
        (Span(each.start_s, end_s if each.end_s is None else each.end_s, each.label) for each in samples),
        key=lambda span: span.start_s,
    )
    group = samples[0].group if samples else dataset.owners.get(path, "")
    part = samples[0].part if samples else ""
    return Footage(path, images, rate, tuple(spans), group, part, dataset.continuous)


def _decoded(
    paths: Sequence[Path], wanted: FrameInput, store: Path, jobs: int
) -> Iterator[tuple[Path, Path | AnnotatorError]]:
    decode = partial(_keep, wanted=wanted, store=store)
    if jobs <= 1 or len(paths) < 2:
        yield from ((path, decode(path)) for path in paths)
        return
    with get_context("spawn").Pool(jobs) as pool:
        yield from zip(paths, pool.imap(decode, paths), strict=True)


def _keep(path: Path, wanted: FrameInput, store: Path) -> Path | AnnotatorError:
    """Decodes one recording into the store, where it is not there yet; gives its file, or why it cannot be read."""
    target = store / f"{_key(path, wanted)}.npy"
    if target.exists():
        return target
    try:
        images = _images(path, wanted)
    except AnnotatorError as error:
        return error
    draft = partial_path(target)
    try:
        with draft.open("wb") as file:
            np.save(file, images)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target


def _images(path: Path, wanted: FrameInput) -> ImageArray:
    if wanted.width is None or wanted.height is None:
        raise DatasetError("a size must be asked for", path=path)
    with frames(probe(path), rate=wanted.rate, size=(wanted.width, wanted.height), fit=wanted.fit) as reader:
        parts = [batch.images for batch in reader]
    if not parts:
        raise DatasetError("holds no picture", path=path)
    return np.concatenate(parts)


def _key(path: Path, wanted: FrameInput) -> str:
    """What a decoded recording is kept under: changes with the file, and with what was wanted of it."""
    stat = path.stat()
    told: Mapping[str, object] = {
        "path": str(path.resolve()), "size": stat.st_size, "mtime": stat.st_mtime_ns,
        "rate": str(wanted.rate), "width": wanted.width, "height": wanted.height, "fit": wanted.fit,
    }  # fmt: skip
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:24]
