"""From a data set to windows: recordings of features cut by time, sequences of features, and landmarks with truth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from annotator.datasets import PARTS, Dataset, Sample, read_array
from annotator.errors import DatasetError
from annotator.landmarks import Memory, mirror
from annotator.records import FloatArray
from annotator.training import (
    Changed,
    Course,
    Recorded,
    Spans,
    augmented,
    load_recorded,
    load_recordings,
    plain,
    split_by_time,
    time_ranges,
)
from annotator_landmark_lstm.options import LandmarkLSTMOptions, feature_set, steps_a_second
from annotator_landmark_lstm.windows import Sheet, continuous, one_sign

Drawn = Callable[[np.random.Generator | None], list[Sheet]]
LABELLED = "labelled-npy"
_FEWEST = 3  # recordings of a class, so that each part has one


def by_time(data: Dataset, options: LandmarkLSTMOptions) -> bool:
    """Whether each recording is cut by time: as asked, or where some class has too few recordings to share out."""
    if data.medium != "features" or data.form != LABELLED or options.split == "group":
        return False
    groups: dict[int, set[str]] = {}
    for sample in data.samples:
        groups.setdefault(sample.label, set()).add(sample.group)
    return options.split == "time" or min(map(len, groups.values())) < _FEWEST


def time_parts(data: Dataset, options: LandmarkLSTMOptions) -> dict[str, Dataset]:
    """The stretch of every recording that each part gets, with a gap of a window between them."""
    rate = float(steps_a_second(options))
    samples: dict[str, list[Sample]] = {part: [] for part in PARTS}
    for recording in load_recordings(data.root, feature_set(options).width):
        for part, rows in time_ranges(recording, options.window).items():
            group = recording.path.stem
            stretch = Sample(recording.path, recording.label, group, part, rows.start / rate, rows.stop / rate)
            samples[part].append(stretch)
    return {part: replace(data, samples=tuple(samples[part])) for part in PARTS}


def time_windows(course: Course) -> dict[str, Sequence[Sheet]]:
    """The windows of recordings cut by time; each is a sheet of its own, as none crosses a cut."""
    options = course.options
    recordings = load_recordings(course.data.root, feature_set(options).width)
    split = split_by_time(recordings, options.window)
    return {
        part: [
            Sheet(clip, np.zeros(1, np.int64), np.array([label], np.int64))
            for clip, label in zip(getattr(split, part).clips, getattr(split, part).labels, strict=True)
        ]
        for part in PARTS
    }


def sequence_sheets(part: Dataset, course: Course) -> list[Sheet]:
    """The sequences of a part of `.npy` files, with or without a label in the last column."""
    width, index = feature_set(course.options).width, course.classes.index
    labelled = part.form == LABELLED
    sheets = []
    arrays: dict[Path, FloatArray] = {}
    for sample in part.samples:
        if sample.path not in arrays:
            arrays[sample.path] = _features(sample.path, width, labelled=labelled)
        whole = arrays[sample.path]
        mine = whole if sample.row is None else whole[sample.row : sample.row + 1]
        sheets += [one_sign(steps, index[sample.label], course.options.window) for steps in mine]
    return sheets


def _features(path: Path, width: int, *, labelled: bool) -> FloatArray:
    """The sequences of a file, float32 [N, T, width]."""
    array = read_array(path)
    if array.shape[-1] != width + labelled:
        raise DatasetError(
            f"has shape {array.shape}, expected {width} features{' and the label' if labelled else ''} a frame",
            path=path,
            hint="--feature-set says what the numbers are",
        )
    sequences: FloatArray = array.reshape(-1, *array.shape[-2:])[..., :width].astype(np.float32)
    return sequences


def refuse_shared_frames(parts: Mapping[str, Sequence[Sheet]], root: Path) -> None:
    """Raises DatasetError where one frame is in two parts, as in overlapping windows that were stored apart.

    A frame without anything in it (all zeros) may be anywhere.
    """
    seen: dict[bytes, str] = {}
    for part, sheets in parts.items():
        for step in (step for sheet in sheets for step in sheet.steps if step.any()):
            other = seen.setdefault(step.tobytes(), part)
            if other != part:
                raise DatasetError(
                    f"a frame of its {part} part is in the {other} part too, so accuracy would mean nothing",
                    path=root,
                    hint="give the recordings as they were made, or all windows of a recording in one file",
                )


@dataclass(frozen=True)
class Clips:
    """The .pose files of a part, as recorded or (with a generator) as they might have been."""

    recorded: Sequence[Recorded]
    spans: Sequence[Spans]
    course: Course

    def sheets(self, random: np.random.Generator | None = None) -> list[Sheet]:
        """The windows of every file."""
        rate = steps_a_second(self.course.options)
        return [
            self._sheet(clip, spans, plain(clip, rate) if random is None else augmented(clip, rate, random))
            for clip, spans in zip(self.recorded, self.spans, strict=True)
        ]

    def _sheet(self, clip: Recorded, spans: Spans, shown: Changed) -> Sheet:
        course, options = self.course, self.course.options
        steps, _ = feature_set(options).compute(shown.landmarks, memory=Memory.of(clip.video))
        if course.classes.idle is None:
            return one_sign(steps, int(spans.labels[0]), options.window)
        return continuous(
            steps, spans, course.classes.idle, options.window,
            rate=float(steps_a_second(options)), speed=shown.speed, border_s=options.border_s,
        )  # fmt: skip


def read_clips(part: Dataset, course: Course, tell: Callable[[], object]) -> Clips:
    """The .pose files of a part with what is signed in them; files that show no sign are idle throughout."""
    by_path: dict[Path, list[Sample]] = {}
    for sample in part.samples:
        by_path.setdefault(sample.path, []).append(sample)
    paths = sorted({*by_path, *(part.files if part.continuous else ())})
    recorded = []
    for path in paths:
        clip = load_recorded(path)
        recorded.append(replace(clip, landmarks=mirror(clip.landmarks)) if course.options.mirror else clip)
        tell()
    spans = [_spans(by_path.get(clip.path, []), clip, course.classes.index) for clip in recorded]
    return Clips(recorded, spans, course)


def _spans(samples: Sequence[Sample], clip: Recorded, index: Mapping[int, int]) -> Spans:
    mine = sorted((sample for sample in samples if sample.label in index), key=lambda sample: sample.start_s)
    ends = [clip.duration_s if sample.end_s is None else sample.end_s for sample in mine]
    return Spans(
        np.array([index[sample.label] for sample in mine], np.int64),
        np.array([sample.start_s for sample in mine], np.float64),
        np.array(ends, np.float64),
    )
