"""A data set of clips: landmarks in NAME.pose, and what is signed in them in NAME.truth.json beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from annotator.errors import DatasetError
from annotator.landmarks import open_pose
from annotator.records import Landmarks, Video
from annotator.truth import TRUTH_SUFFIX, Truth, load_truth, truth_path

POSE_SUFFIX: Final = ".pose"


@dataclass(frozen=True)
class Recorded:
    """Recorded landmarks, `rate` of them a second, as a video."""

    video: Video
    landmarks: Landmarks = field(repr=False)
    rate: Fraction

    @property
    def path(self) -> Path:
        """The .pose file."""
        return self.video.path

    @property
    def duration_s(self) -> float:
        """How long it is."""
        return float(len(self.landmarks) / self.rate)


@dataclass(frozen=True)
class Clip(Recorded):
    """A recorded clip and the truth about it."""

    truth: Truth = field(repr=False)

    @property
    def signer(self) -> str:
        """Who is seen in it."""
        return self.truth.signer


def load_clips(folder: Path | str) -> list[Clip]:
    """Reads every .pose file in `folder` and the folders below, with the truth beside it, sorted by path.

    Raises DatasetError for a folder that holds none, and naming a file without truth or without signer.
    """
    folder = Path(folder)
    paths = sorted(folder.rglob(f"*{POSE_SUFFIX}"))
    if not paths:
        reason = f"holds no {POSE_SUFFIX} files" if folder.is_dir() else "there is no such folder"
        raise DatasetError(reason, path=folder, hint="annotator landmarks FOLDER makes them from videos")
    return [_load(path) for path in paths]


def without_landmarks(folder: Path | str) -> list[Path]:
    """The truth files in `folder` and below that have no .pose file beside them."""
    truths = sorted(Path(folder).rglob(f"*{TRUTH_SUFFIX}"))
    return [path for path in truths if not path.with_name(path.name.removesuffix(TRUTH_SUFFIX) + POSE_SUFFIX).is_file()]


def _load(path: Path) -> Clip:
    told = truth_path(path)
    if not told.is_file():
        raise DatasetError(f"has no truth: there is no {told.name} beside it", path=path)
    truth = load_truth(told)
    if not truth.signer:
        raise DatasetError("names no signer, so the data cannot be split by signer", path=told)
    recorded = load_recorded(path)
    return Clip(recorded.video, recorded.landmarks, recorded.rate, truth)


def load_recorded(path: Path) -> Recorded:
    """Reads one .pose file whole; raises DatasetError for one that is empty, LandmarkError for no .pose file."""
    with open_pose(path) as file:
        if not len(file):
            raise DatasetError("holds no landmarks", path=path)
        return Recorded(file.video, joined(file.batches()), file.rate)


def joined(batches: Iterable[Landmarks]) -> Landmarks:
    """Batches of landmarks as one; at least one batch."""
    parts = list(batches)
    return Landmarks(
        np.concatenate([part.points for part in parts]),
        np.concatenate([part.present for part in parts]),
        np.concatenate([part.times_s for part in parts]),
    )
