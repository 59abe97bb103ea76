"""Single poses in a recording: by the joints of the body, and by a model that knows poses by pictures.

landmarks ──────────────────────┬── find_poses ── Poses ── a segment a pose
video ── model ── its segments ─┘
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import msgspec

from annotator.engine import Engine, Settings
from annotator.landmarks import ExtractorConfig
from annotator.pipeline import annotate_video
from annotator.plugins import Plugins
from annotator.publishing import Publisher
from annotator.records import Annotation, Landmarks, Segment
from annotator.scoring import NAME_LANGUAGES, Pose, Poses, find_poses
from annotator.scoring.held import POSE_NAMES
from annotator.sources import POSE_SUFFIX, Report
from annotator.wording import frames_of, numbered
from annotator.writers import Context, Key

POSES_MODEL: Final = "taekwondo-poses"
# Hands too, as in the skeletons that the model has learnt: so one entry of the cache serves both kinds of evidence.
POSE_LANDMARKS: Final = ExtractorConfig(pose=True)
POSES_TIER: Final = "poses"
RECOGNIZER: Final = "poomsae"
_PAGE: Final[Key] = ("html", "")


class PoseFinder:
    """Finds single poses; cheap to make: the model is looked for, and loaded, when a video first asks for it.

    `settings` say which model is asked, and where landmarks are kept; None: no model is, joints tell alone.
    """

    def __init__(self, settings: Settings | None) -> None:
        self._settings = settings

    @cached_property
    def engine(self) -> Engine | None:
        """What asks the model; raises ModelNotFoundError where that is not here."""
        return None if self._settings is None else Engine(self._settings)

    def asks_pictures(self, path: Path) -> bool:
        """Whether a model is asked about a recording: .pose files hold no pictures."""
        return self._settings is not None and path.suffix.lower() != POSE_SUFFIX

    def options(self, path: Path) -> dict[str, Any] | None:
        """What decides which poses pictures show; None where they are not asked. Raises ModelNotFoundError."""
        return self.engine.options if self.asks_pictures(path) and self.engine is not None else None

    def find(
        self, path: Path, landmarks: Landmarks, aspect: float, report: Report | None = None, *, pictures: bool = True
    ) -> Poses:
        """The poses of a recording with these landmarks; `aspect` is the picture's width by height.

        `report` is told how far the look at the pictures has come; without `pictures` there is none. Raises
        ScoringError where no body is in the landmarks, and what `annotate_video` raises.
        """
        predicted: Sequence[Segment] | None = None
        if pictures and self.asks_pictures(path) and self.engine is not None:
            predicted = annotate_video(path, self.engine, report).segments
        poses = find_poses(landmarks, aspect, predicted)
        return Poses(video=path.name, by=("joints",) if predicted is None else ("joints", "pictures"), poses=poses)

    def close(self) -> None:
        """Frees what the model took."""
        if (engine := self.__dict__.get("engine")) is not None:
            engine.close()


@dataclass(frozen=True)
class Posed:
    """A recording in which single poses were looked for: what is kept of it, and what writes its page."""

    annotation: Annotation
    plugins: Plugins

    def report(self, annotation: Annotation, context: Context) -> bytes:
        """The page about it, as HTML: that of any recording."""
        return Publisher(self.plugins).render(annotation, _PAGE, context.output or Path(), context.video)


def pose_segments(poses: Sequence[Pose], frame_rate: Fraction, languages: Sequence[str]) -> list[Segment]:
    """Poses as segments, with their names and sides in all languages there are, and what either evidence says."""
    return numbered(_segment(pose, frame_rate, languages) for pose in poses)


def _segment(pose: Pose, rate: Fraction, languages: Sequence[str]) -> Segment:
    first, last = frames_of(pose.start_s, pose.end_s, rate)
    evidence = {"stance": pose.stance, "joints": pose.joints, "pictures": pose.pictures}
    told = {name: msgspec.to_builtins(each) for name, each in evidence.items() if each is not None}
    return Segment(
        pose.start_s,
        pose.end_s,
        class_id=tuple(POSE_NAMES).index(pose.name["ko"]),
        confidence=pose.confidence,
        recognizer=RECOGNIZER,
        tier=POSES_TIER,
        first_frame=first,
        last_frame=last,
        label=pose.name["ko"],
        text=pose.called(languages[0]),
        texts={tag: pose.called(tag) for tag in dict.fromkeys([*languages, *NAME_LANGUAGES])},
        attributes=told | ({"disagree": True} if pose.disagree else {}),
    )
