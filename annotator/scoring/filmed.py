"""A body in a recording: its landmarks, and what is measured of them, worked out once however often it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from annotator.landmarks import mirror
from annotator.records import Landmarks
from annotator.scoring.body import BodyEvidence, Floats, body_evidence
from annotator.scoring.pauses import Span, activity, find_strokes


@dataclass(frozen=True, eq=False)
class FilmedBody:
    """The landmarks of a whole recording; `aspect` is the picture's width by height.

    What is measured of them is worked out when it is first asked for, and kept.
    """

    landmarks: Landmarks = field(repr=False)
    aspect: float

    @cached_property
    def evidence(self) -> BodyEvidence:
        """What the body does, frame by frame."""
        return body_evidence(self.landmarks, self.aspect)

    @cached_property
    def activity(self) -> Floats:
        """How fast the fastest of wrists and ankles is, torso lengths a second, [T]."""
        return activity(self.evidence)

    @cached_property
    def strokes(self) -> tuple[Span, ...]:
        """The strokes the recording is made of, in order."""
        return tuple(find_strokes(self.evidence.times_s, self.activity))

    @cached_property
    def mirrored(self) -> FilmedBody:
        """The same as a mirror shows it."""
        return FilmedBody(mirror(self.landmarks), self.aspect)
