"""Recordings of a data set as pictures, at the rate and size a model wants, decoded once and kept on disk.

What is kept is described in `annotator.datasets.footage_store`: an interrupted extraction goes on where it stopped, a
data set may be larger than memory, and trainings that want the same pictures share them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from annotator.datasets.dataset import Dataset, Sample
from annotator.datasets.footage_store import FootageStore, Kept, StoredImages
from annotator.datasets.side_by_side import side_by_side
from annotator.errors import AnnotatorError, DatasetError, MediaError
from annotator.pool import Ended, Report
from annotator.recognizer import FrameInput
from annotator.records import ImageArray

Images: TypeAlias = ImageArray | StoredImages


@dataclass(frozen=True)
class Span:
    """A label from `start_s` to `end_s`, seconds, half-open."""

    start_s: float
    end_s: float
    label: int


@dataclass(frozen=True)
class Footage:
    """One recording: `images`, uint8 [T, H, W, 3] RGB, `rate` a second, and what is shown when, in order of time.

    Images are in memory, or read from disk by every `images[...]`. Where it is `continuous`, the time outside all spans
    is known to show no sign. Spans end with the images at the latest.
    """

    path: Path
    images: Images = field(repr=False)
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
    """The recordings of a data set of videos, in order of their paths, and why others could not be read, or not whole.

    Each is decoded as `wanted` says (which must name a size) and kept in the folder `store`; one that is there is not
    decoded again. A damaged one is used as far as it could be read. `jobs` processes work side by side (1: this one
    alone). `tell(done, total)` hears of each recording. Raises DatasetError where the data set holds no videos, or none
    that can be read, OutputError when the disk refuses (what is finished is kept), MissingError without ffmpeg.
    """
    if dataset.medium != "video":
        raise DatasetError(f"holds {dataset.medium}, videos are needed", path=dataset.root)
    paths = sorted({*dataset.files, *(sample.path for sample in dataset.samples)})
    kept: dict[Path, Kept] = {}
    failures: list[AnnotatorError] = []
    place = FootageStore(store, wanted)
    for done, (path, result) in enumerate(_decoded(paths, place, jobs), start=1):
        if isinstance(result, Kept):
            kept[path] = result
        else:
            failures.append(result)
        if tell is not None:
            tell(done, len(paths))
    if not kept:
        raise DatasetError("holds no video that can be read", path=dataset.root) from next(iter(failures), None)
    by_path: dict[Path, list[Sample]] = {}
    for sample in dataset.samples:
        by_path.setdefault(sample.path, []).append(sample)
    footage = []
    for path in (path for path in paths if path in kept):
        footage.append(_footage(path, place.images(path, kept[path]), wanted.rate, by_path.get(path, []), dataset))
        failures += _shortcomings(path, kept[path], footage[-1], by_path.get(path, []))
    return footage, failures


def _footage(path: Path, images: Images, rate: Fraction, samples: Sequence[Sample], dataset: Dataset) -> Footage:
    end_s = float(len(images) / rate)
    spans = sorted(
        (
            Span(each.start_s, end_s if each.end_s is None else min(each.end_s, end_s), each.label)
            for each in samples
            if each.start_s < end_s
        ),
        key=lambda span: (span.start_s, span.end_s),
    )
    group = samples[0].group if samples else dataset.owners.get(path, "")
    part = samples[0].part if samples else ""
    return Footage(path, images, rate, tuple(spans), group, part, dataset.continuous)


def _shortcomings(path: Path, kept: Kept, footage: Footage, samples: Sequence[Sample]) -> Iterator[AnnotatorError]:
    """What a user should know of a recording that is used all the same."""
    lost = len(samples) - len(footage.spans)
    labels = f"{lost} of {len(samples)} labels lie after that and are left out"
    if kept.damage:
        reason = f"only {kept.decoded_s:.2f} s could be read: {kept.damage}"
        yield MediaError(f"{reason}; {labels}" if lost else reason, path=path, stage="decode")
    elif lost:
        yield DatasetError(f"lasts {kept.decoded_s:.2f} s; {labels}", path=path)


@dataclass(frozen=True)
class _Keeping:
    """What workers do: decode a recording into the store."""

    store: FootageStore

    def open(self) -> Callable[[Path, Report], Kept | AnnotatorError]:
        return self._keep

    def _keep(self, path: Path, report: Report) -> Kept | AnnotatorError:
        """Raises what no other recording could do without (the disk, ffmpeg); a bad recording is a result."""
        try:
            return self.store.keep(path, report)
        except (MediaError, DatasetError) as error:
            return error


def _decoded(paths: Sequence[Path], store: FootageStore, jobs: int) -> Iterator[tuple[Path, Kept | AnnotatorError]]:
    """What became of each recording, as it is known: first of those that are kept already."""
    missing = []
    for path in paths:
        try:
            found = store.find(path)
        except MediaError as error:
            yield path, error
            continue
        if found is not None:
            yield path, found
        else:
            missing.append(path)
    for event in side_by_side(_Keeping(store), missing, jobs if jobs > 1 and len(missing) > 1 else 0):
        if isinstance(event, Ended):
            path = missing[event.number]
            yield path, event.result or DatasetError(event.death, path=path)
