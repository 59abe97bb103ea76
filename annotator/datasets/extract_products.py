"""What is made of one recording, as it is made: the files, and what is missing from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from annotator.datasets.extract_plan import Extract, ExtractJob, Piece
from annotator.datasets.extract_state import Made
from annotator.datasets.stretches import frames_within
from annotator.landmarks import LandmarkCache, open_pose
from annotator.pool import Progress, Report
from annotator.records import Frames, Landmarks, Video
from annotator.video import probe

B = TypeVar("B", Frames, Landmarks)


@dataclass
class Products:
    """A job under work: makers read `job` and `settings`, and tell what they `add`ed, read and could not read."""

    job: ExtractJob
    settings: Extract
    output: Path
    cache_folder: Path | None
    report: Report
    made: list[Made] = field(default_factory=list)
    empty: list[Piece] = field(default_factory=list)
    why_empty: str = "no frame lies in it"
    decoded_s: float = 0.0
    damage: str | None = None

    def video(self) -> Video:
        """The recording as a video; raises MediaError, LandmarkError."""
        if self.job.source.suffix.lower() != ".pose":
            return probe(self.job.source)
        with open_pose(self.job.source) as file:
            return file.video

    def cache(self) -> LandmarkCache | None:
        """The landmark cache, where there is one."""
        return LandmarkCache(self.cache_folder) if self.cache_folder is not None else None

    def path(self, piece: Piece) -> Path:
        """Where a piece goes."""
        return self.output / piece.target

    def ranges(self, rate: Fraction) -> dict[Piece, range]:
        """The frames of every piece, at `rate` a second."""
        return {piece: frames_within(piece.start_s, piece.end_s, rate) for piece in self.job.pieces}

    def add(self, piece: Piece, path: Path) -> None:
        """A file has been made."""
        place = path.relative_to(self.output).as_posix()
        self.made.append(Made(place, path.stat().st_size, piece.label, piece.start_s, piece.end_s))

    def metered(self, batches: Iterable[B], video: Video) -> Iterator[B]:
        """The batches, telling how far they have come."""
        count = 0
        for batch in batches:
            yield batch
            count += len(batch)
            if len(batch):
                self.report(Progress(count, float(batch.times_s[-1]), video.duration_s))

    def shortcomings(self) -> Iterator[str]:
        """What a user should know of what was made, or was not."""
        if self.damage:
            yield f"only {self.decoded_s:.2f} s could be read: {self.damage}"
        if self.empty:
            first = self.empty[0]
            where = f"{first.start_s:.3f} s" if first.end_s is None else f"{first.start_s:.3f} to {first.end_s:.3f} s"
            more = f" and {len(self.empty) - 1} more" if len(self.empty) > 1 else ""
            yield f"nothing was made of the label at {where}{more}: {self.why_empty}"
