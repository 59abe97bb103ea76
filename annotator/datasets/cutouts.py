"""Single pictures to learn from, cut out and drawn as recognition does it: of videos, of picture files, of tables.

What was cut out of a file is kept on disk, so an interrupted reading goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from annotator.datasets.dataset import Dataset, Sample
from annotator.datasets.side_by_side import side_by_side
from annotator.datasets.sign_mnist import load_pixels
from annotator.errors import AnnotatorError, DatasetError
from annotator.files import write_atomic
from annotator.landmarks import (
    Cutter,
    ExtractorConfig,
    FrameTap,
    LandmarkCache,
    LandmarkExtractor,
    PoseFile,
    open_landmarks,
    open_pose,
    pick,
)
from annotator.models import FramesInput
from annotator.pictures import make_cutter, needs_landmarks
from annotator.pool import Ended, Report
from annotator.records import (
    LANDMARK_POINTS,
    BoolArray,
    Frames,
    ImageArray,
    Landmarks,
    Seen,
    Video,
)
from annotator.video import frames, probe

CONFIG = ExtractorConfig(pose=True)


@dataclass(frozen=True)
class Cutouts:
    """The pictures of one file: `images` uint8 [T, H, W, 3] RGB, `rate` a second (0: a single picture), `usable` [T].

    `samples` are the data set's samples of this file, in order of time.
    """

    path: Path
    images: ImageArray = field(repr=False)
    usable: BoolArray = field(repr=False)
    rate: Fraction
    samples: tuple[Sample, ...]


def load_cutouts(
    dataset: Dataset,
    wanted: FramesInput,
    store: Path,
    *,
    jobs: int = 1,
    tell: Callable[[int, int], object] | None = None,
) -> tuple[list[Cutouts], list[AnnotatorError]]:
    """The pictures of a data set as `wanted` says, in order of their paths, and why other files could not be read.

    Of videos, all pictures at `wanted.rate`, with the landmarks of a `.pose` file beside a video where it has those of
    every frame, else with MediaPipe's, which are cached. Of "pixels", which are cut out already, one a table. `jobs`
    processes work side by side; `tell(done, total)` hears of each file. Raises DatasetError for another medium, or
    where nothing can be read.
    """
    by_path: dict[Path, list[Sample]] = {path: [] for path in dataset.files}
    for sample in dataset.samples:
        by_path.setdefault(sample.path, []).append(sample)
    if dataset.medium == "pixels":
        return [_of_table(dataset, path, held, wanted) for path, held in by_path.items() if held], []
    if dataset.medium not in ("video", "picture"):
        raise DatasetError(f"holds {dataset.medium}; videos or pictures are needed", path=dataset.root)
    store.mkdir(parents=True, exist_ok=True)
    paths = sorted(by_path)
    found: dict[Path, Cutouts] = {}
    failures: list[AnnotatorError] = []
    rate = wanted.fraction if dataset.medium == "video" else Fraction(0)
    for done, (path, result) in enumerate(_cut(paths, wanted, store, jobs, dataset.medium), start=1):
        if isinstance(result, AnnotatorError):
            failures.append(result)
        else:
            held = tuple(sorted(by_path[path], key=lambda sample: sample.start_s))
            found[path] = Cutouts(path, *_load(result), rate, held)
        if tell is not None:
            tell(done, len(paths))
    if not found:
        raise DatasetError("holds nothing that can be read", path=dataset.root) from next(iter(failures), None)
    return [found[path] for path in paths if path in found], failures


def _of_table(dataset: Dataset, path: Path, held: Sequence[Sample], wanted: FramesInput) -> Cutouts:
    grey = load_pixels(replace(dataset, samples=tuple(held)))
    frames_of = Frames(np.repeat(grey[..., None], 3, axis=-1), np.zeros(len(grey), np.float64))
    images, usable = Cutter(wanted.width, wanted.height, wanted.fit).cut(Seen(frames_of, _nobody(frames_of)))
    return Cutouts(path, images, usable, Fraction(0), tuple(held))


def _cut(
    paths: Sequence[Path], wanted: FramesInput, store: Path, jobs: int, medium: str
) -> Iterator[tuple[Path, Path | AnnotatorError]]:
    work = _Cutting(wanted, store, medium == "picture")
    for event in side_by_side(work, paths, jobs if jobs > 1 else 0):
        if isinstance(event, Ended):
            died = DatasetError(event.death, path=paths[event.number])
            yield paths[event.number], event.result if event.result is not None else died


class _Stills:
    """MediaPipe on single pictures, begun with the first; it ends with its process."""

    def __init__(self) -> None:
        self._extractor: LandmarkExtractor | None = None

    def landmarks(self, path: Path, batch: Frames) -> Landmarks:
        height, width = batch.images.shape[1:3]
        video = Video(path, 0.0, Fraction(1), width, height)
        if self._extractor is None:
            self._extractor = LandmarkExtractor(CONFIG, video, still=True)
        self._extractor.video = video
        return self._extractor.feed(batch)


@dataclass(frozen=True)
class _Cutting:
    """What workers do: cut out the pictures of a file, and keep them."""

    wanted: FramesInput
    store: Path
    still: bool

    def open(self) -> Callable[[Path, Report], Path | AnnotatorError]:
        stills = _Stills()
        return lambda path, _: self._keep(path, stills)

    def _keep(self, path: Path, stills: _Stills) -> Path | AnnotatorError:
        try:
            target = self.store / f"{self._key(path)}.npz"
            if not target.exists():
                buffer = io.BytesIO()
                images, usable = self._of_picture(path, stills) if self.still else self._of_video(path)
                np.savez(buffer, images=images, usable=usable)
                write_atomic(target, buffer.getvalue())
        except AnnotatorError as error:
            return error
        return target

    def _of_video(self, path: Path) -> tuple[ImageArray, BoolArray]:
        video = probe(path)
        rate = CONFIG.rate_for(video)
        cutter = make_cutter(self.wanted)
        with frames(video, rate=rate, max_side=CONFIG.max_side, batch=8) as reader:
            tap = FrameTap(reader)
            shown = pick(self._with_landmarks(tap, video, rate), rate, self.wanted.fraction)
            parts = [cutter.cut(seen) for seen in shown]
        if not parts:
            raise DatasetError("holds no picture", path=path)
        images, usable = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
        return images, usable

    def _with_landmarks(self, tap: FrameTap, video: Video, rate: Fraction) -> Iterator[Seen]:
        if not needs_landmarks(self.wanted):
            yield from (Seen(batch, _nobody(batch)) for batch in tap)
            return
        beside = _beside(video, rate)
        if beside is not None:
            with beside:
                yield from tap.pairs(beside)
            return
        with open_landmarks(video, CONFIG, LandmarkCache()) as landmarks:
            yield from tap.pairs(landmarks)

    def _of_picture(self, path: Path, stills: _Stills) -> tuple[ImageArray, BoolArray]:
        batch = Frames(read_picture(path)[None], np.zeros(1))
        landmarks = stills.landmarks(path, batch) if needs_landmarks(self.wanted) else _nobody(batch)
        return make_cutter(self.wanted).cut(Seen(batch, landmarks))

    def _key(self, path: Path) -> str:
        try:
            stat = path.stat()
        except OSError as error:
            raise DatasetError(f"cannot be read: {error.strerror}", path=path) from error
        wanted = self.wanted
        told: Mapping[str, object] = {
            "path": str(path.resolve()), "size": stat.st_size, "mtime": stat.st_mtime_ns, "rate": wanted.rate,
            "width": wanted.width, "height": wanted.height, "fit": wanted.fit, "crop": wanted.crop,
            "draw": wanted.draw, "trail": wanted.trail,
            "landmarks": {name: str(value) for name, value in asdict(CONFIG).items()},
        }  # fmt: skip
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:24]


def read_picture(path: Path) -> ImageArray:
    """A picture file as uint8 [H, W, 3] RGB, turned as its EXIF entry says; raises DatasetError."""
    import cv2

    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise DatasetError(f"cannot be read: {error.strerror}", path=path) from error
    image = cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
    if image is None:
        raise DatasetError("is no picture", path=path)
    scale = CONFIG.max_side / max(image.shape[:2])
    if scale < 1:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    picture: ImageArray = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
    return picture


def _beside(video: Video, rate: Fraction) -> PoseFile | None:
    """The .pose file beside a video, where it holds hands and body of every frame at this rate."""
    path = video.path.with_suffix(".pose")
    if not path.exists():
        return None
    file = open_pose(path)
    promised = round(video.duration_s * rate)
    has_body = any(component.name.startswith("POSE") for component in file.header.components)
    if file.rate == rate and has_body and abs(len(file) - promised) <= 1:
        return file
    file.close()
    return None


def _nobody(batch: Frames) -> Landmarks:
    """Landmarks of which all are absent."""
    count = len(batch)
    points = np.zeros((count, LANDMARK_POINTS, 4), np.float32)
    return Landmarks(points, np.zeros((count, LANDMARK_POINTS), np.bool_), batch.times_s)


def _load(path: Path) -> tuple[ImageArray, BoolArray]:
    with np.load(path, allow_pickle=False) as kept:
        return kept["images"], kept["usable"]
