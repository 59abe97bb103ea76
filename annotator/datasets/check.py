"""Finding what is wrong with the files of a data set, before something is trained on them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from annotator.datasets.content import content_problem, load_picture
from annotator.datasets.dataset import PARTS, Dataset, Medium, Sample
from annotator.datasets.hashes import NEAR, Look, identical_files, look, look_alikes
from annotator.datasets.people import Want, Watcher
from annotator.datasets.sequences import read_array
from annotator.datasets.thumbnails import video_frame
from annotator.errors import AnnotatorError
from annotator.landmarks import open_pose
from annotator.records import ImageArray
from annotator.video import frames, probe

_MOMENTS: Final = (0.25, 0.5, 0.75)
_LOOK_SIDE: Final = 320
_PEOPLE_SIDE: Final = 960
_THREADS: Final = 8
_DECODE_SIDE: Final = 64
# Of copies, the one in the first of these stays.
_STAYS: Final = {part: number for number, part in enumerate((*PARTS, ""))}


@dataclass(frozen=True)
class CheckOptions:
    """What is looked for beyond files that cannot be read.

    `size`: the only size pictures and videos may have, (width, height); `min_side`: the least the shorter side may
    have, pixels; `min_seconds`: the least a video may last; `wants`: what must be seen; `near`: greys of 255 by
    which look-alikes may differ in places (below 0: they are not looked for); `decode`: decode videos to their end.
    """

    size: tuple[int, int] | None = None
    min_side: int = 0
    min_seconds: float = 0.2
    wants: tuple[Want, ...] = ()
    near: int = NEAR
    decode: bool = False


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a file: its `kind` (one word, for tables and folders), what it is, and the `other` file.

    `certain` is False for what only looks wrong: such files are not moved aside unless that is asked for.
    """

    kind: str
    path: Path
    reason: str
    other: Path | None = None
    certain: bool = True


@dataclass
class _Seen:
    """What was seen of one file."""

    path: Path
    problems: list[Problem] = field(default_factory=list)
    looks: list[Look | None] = field(default_factory=list)

    def add(self, kind: str, reason: str) -> None:
        self.problems.append(Problem(kind, self.path, reason))


def check_dataset(
    dataset: Dataset, options: CheckOptions = CheckOptions(), tell: Callable[[int, int], object] | None = None
) -> list[Problem]:
    """Everything that is wrong with the files of a data set, in order of their paths.

    `tell(done, total)` hears of each file. Of copies the first is kept and the others are the problem; copies in two
    parts or two classes have kinds of their own. Rows of tables are not compared. Raises MissingError where MediaPipe
    is wanted and is not there.
    """
    paths = sorted({*dataset.files, *(sample.path for sample in dataset.samples)})
    seen: list[_Seen] = []
    with ThreadPoolExecutor(min(_THREADS, os.cpu_count() or 1)) as threads:
        for each in threads.map(partial(_look, medium=dataset.medium, options=options), paths):
            seen.append(each)
            if tell is not None:
                tell(len(seen), len(paths))
    problems = [problem for each in seen for problem in each.problems]
    bad = {problem.path for problem in problems}
    if options.wants and dataset.medium in ("picture", "video"):
        problems += _look_for_people([path for path in paths if path not in bad], dataset.medium, options, tell)
    problems += _copies(dataset, [each for each in seen if each.path not in bad], options.near)
    return sorted(problems, key=lambda problem: (problem.path, problem.kind))


def _look(path: Path, medium: Medium, options: CheckOptions) -> _Seen:
    seen = _Seen(path)
    if problem := content_problem(path, medium):
        seen.add(*problem)
        if problem[0] != "wrong-extension":
            return seen
    try:
        if medium == "picture":
            _look_at_picture(seen, load_picture(path), options)
        elif medium == "video":
            _look_at_video(seen, options)
        elif medium == "features":
            read_array(path)
        elif medium == "landmarks":
            with open_pose(path) as pose:
                if not len(pose):
                    seen.add("too-short", "holds no frame")
    except AnnotatorError as error:
        seen.add("unreadable", error.reason)
    return seen


def _look_at_picture(seen: _Seen, image: ImageArray, options: CheckOptions) -> None:
    _check_size(seen, (image.shape[1], image.shape[0]), options)
    if options.near >= 0:
        seen.looks = [look(image)]


def _look_at_video(seen: _Seen, options: CheckOptions) -> None:
    video = probe(seen.path)
    _check_size(seen, (video.width, video.height), options)
    if video.duration_s < options.min_seconds:
        seen.add("too-short", f"lasts {video.duration_s:.2f} s, less than {options.min_seconds:g} s")
    images = [video_frame(seen.path, share * video.duration_s, _LOOK_SIDE) for share in _MOMENTS]
    seen.looks = [look(image) for image in images] if options.near >= 0 else []
    if options.decode:
        with frames(video, max_side=_DECODE_SIDE) as reader:
            for _ in reader:
                pass
        if reader.damage:
            seen.add("damaged", f"only {reader.decoded_s:.2f} of {video.duration_s:.2f} s: {reader.damage}")


def _check_size(seen: _Seen, size: tuple[int, int], options: CheckOptions) -> None:
    told = f"{size[0]}x{size[1]}"
    if options.size is not None and size != options.size:
        seen.add("wrong-size", f"is {told}, not {options.size[0]}x{options.size[1]}")
    elif min(size) < options.min_side:
        seen.add("too-small", f"is {told}, its shorter side has less than {options.min_side} pixels")


def _look_for_people(
    paths: Sequence[Path], medium: Medium, options: CheckOptions, tell: Callable[[int, int], object] | None
) -> Iterator[Problem]:
    with Watcher(options.wants) as watcher:
        for done, path in enumerate(paths, start=1):
            try:
                images = [load_picture(path)] if medium == "picture" else _moments(path)
            except AnnotatorError as error:
                yield Problem("unreadable", path, error.reason)
                continue
            yield from (Problem(kind, path, reason) for kind, reason in watcher.problems(images))
            if tell is not None:
                tell(done, len(paths))


def _moments(path: Path) -> list[ImageArray]:
    duration_s = probe(path).duration_s
    return [video_frame(path, share * duration_s, _PEOPLE_SIDE) for share in _MOMENTS]


def _copies(dataset: Dataset, seen: Sequence[_Seen], near: int) -> Iterator[Problem]:
    """Identical files, then those that look alike and are not identical."""
    if dataset.medium == "pixels":
        return
    places = _Places(dataset)
    paths = sorted((each.path for each in seen), key=places.order)
    gone: set[Path] = set()
    for group in identical_files(paths):
        words = {places.words(path) for path in group}
        if len(words) > 1 and all(words):
            told = " and ".join(sorted(words))
            for path in group:
                other = next(each for each in group if each is not path)
                yield Problem("duplicate-across-classes", path, f"is the same file under {told}", other)
        else:
            for path in group[1:]:
                yield places.copy("duplicate", path, group[0], "is the same file as")
        gone.update(group)
    looks = [each.looks if each.path not in gone else [] for each in seen]
    reported: set[Path] = set()
    for first, second, _ in sorted(look_alikes(looks, near)) if near >= 0 else ():
        stays, path = sorted((seen[first].path, seen[second].path), key=places.order)
        if path not in reported:
            reported.add(path)
            yield places.copy("near-duplicate", path, stays, "looks like", certain=False)


class _Places:
    """In which part and class each file is."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        by_path: dict[Path, list[Sample]] = {}
        for sample in dataset.samples:
            by_path.setdefault(sample.path, []).append(sample)
        self._parts: Mapping[Path, str] = {path: samples[0].part for path, samples in by_path.items()}
        self._labels = {path: {sample.label for sample in samples} for path, samples in by_path.items()}

    def order(self, path: Path) -> tuple[int, Path]:
        """The sorting key by which the first of several copies is the one that stays."""
        return _STAYS[self._parts.get(path, "")], path

    def words(self, path: Path) -> str:
        """The classes of a file."""
        return ", ".join(self._dataset.word(label) for label in sorted(self._labels.get(path, ())))

    def copy(self, kind: str, path: Path, stays: Path, reason: str, *, certain: bool = True) -> Problem:
        """The problem of a copy, named for the parts where they differ."""
        mine, others = self._parts.get(path, ""), self._parts.get(stays, "")
        if mine != others:
            told = f"{reason} {stays.name} of the {others} part, so it leaks from the one into the other"
            return Problem(f"{kind}-across-parts", path, told, stays, certain)
        return Problem(kind, path, f"{reason} {stays.name}", stays, certain)


def counts(problems: Sequence[Problem]) -> dict[str, int]:
    """How many problems there are of each kind, the most frequent first."""
    return dict(Counter(problem.kind for problem in problems).most_common())
