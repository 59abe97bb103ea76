"""What is extracted, and how: the settings that make two extractions the same or not."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Final

from annotator.errors import MissingError, UsageError
from annotator.records import Video

# Raised whenever the same video and settings would give other numbers, or the cache entry another layout.
SCHEMA: Final = 1


@dataclass(frozen=True)
class ExtractorConfig:
    """Settings of landmark extraction.

    `pose`: the body too, not only the hands. `hands`: how many are looked for: 1 or 2, or 0 for the body alone.
    `complexity`: the hand model, 0 (lite, twice as fast) or 1 (full); the body model is always the full one. The others
    are not in MediaPipe's wheel and would be downloaded. `detection_confidence` and `tracking_confidence`: 0..1, below
    which a find is dropped. `max_rate`: landmarks are taken at the video's own rate, but at no more than this many a
    second. `max_side`: frames whose longer side has more pixels are scaled down to it first. Raises `UsageError` for
    values out of range.
    """

    pose: bool = False
    hands: int = 2
    complexity: int = 1
    detection_confidence: float = 0.5
    tracking_confidence: float = 0.5
    max_rate: Fraction = Fraction(30)
    max_side: int = 1280

    def __post_init__(self) -> None:
        _require(self.hands in (0, 1, 2), f"hands must be 0, 1 or 2, got {self.hands}")
        _require(self.hands > 0 or self.pose, "hands must be 1 or 2 where the body is not looked for, got 0")
        _require(
            self.complexity in (0, 1),
            f"complexity must be 0 or 1, got {self.complexity} (it would have to be downloaded)",
        )
        for name in ("detection_confidence", "tracking_confidence"):
            value = getattr(self, name)
            _require(0.0 <= value <= 1.0, f"{name} must lie in 0..1, got {value}")
        _require(self.max_rate > 0, f"max_rate must be positive, got {self.max_rate}")
        _require(self.max_side >= 64, f"max_side must be at least 64 pixels, got {self.max_side}")

    def rate_for(self, video: Video) -> Fraction:
        """How many times a second landmarks of `video` are taken: its own rate, at most `max_rate`."""
        return min(video.frame_rate, self.max_rate) if video.frame_rate > 0 else self.max_rate

    def fingerprint(self) -> str:
        """16 hex digits that change with any setting, with MediaPipe's version and with `SCHEMA`."""
        settings = {name: str(value) for name, value in asdict(self).items()}
        text = json.dumps([SCHEMA, mediapipe_version(), settings], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def covers(self, other: ExtractorConfig) -> bool:
        """Whether landmarks extracted with this hold everything `other` asks for, number for number."""
        if other.pose and not self.pose:
            return False
        if not other.hands:  # the hands, and how they were looked for, leave the body as it is
            return replace(self, hands=0, complexity=other.complexity) == other
        return replace(self, pose=True) == replace(other, pose=True)

    def covering(self) -> tuple[ExtractorConfig, ...]:
        """This and all other settings whose landmarks cover it, those that hold the least first."""
        if self.hands:
            return tuple(dict.fromkeys((self, replace(self, pose=True))))
        others = (replace(self, hands=hands, complexity=complexity) for hands in (0, 2, 1) for complexity in (1, 0))
        return tuple(dict.fromkeys((self, *others)))


def mediapipe_version() -> str:
    """MediaPipe's version, without importing it; raises `MissingError` where it is not installed."""
    try:
        return importlib.metadata.version("mediapipe")
    except importlib.metadata.PackageNotFoundError as error:
        raise MissingError("MediaPipe is not installed", stage="landmarks", hint="pip install mediapipe") from error


def _require(ok: bool, reason: str) -> None:
    if not ok:
        raise UsageError(reason, stage="landmarks")
