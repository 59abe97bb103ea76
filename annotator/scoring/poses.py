"""Single poses without a form: where a body holds one, and which it is, by its joints and by a classifier of pictures.

    landmarks -> stretches of standing still, legs held up -> held_pose (joints) -+-> Pose
    predicted segments of a classifier ------------------------------------------+

Each kind of evidence is told with its own confidence, and where they disagree that is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, Literal, Protocol

import msgspec
import numpy as np

from annotator.records import Landmarks
from annotator.scoring.body import BodyEvidence, body_evidence
from annotator.scoring.following import check_body
from annotator.scoring.form import Side
from annotator.scoring.held import KICK_LIFT, POSE_NAMES, REST, Held, held_pose, held_stance
from annotator.scoring.naming import NAME_LANGUAGES, SIDES_KO
from annotator.scoring.pauses import Span, activity, find_pauses, runs, span_of

POSES_SCHEMA: Final = "annotator-poses/1"
POSES_NOTE: Final = "An aid for looking through a recording, not a score: poses may be wrong or missing."
_HELD_S: Final = 0.2  # a pose is held so long
_KICK_S: Final = 0.1  # a leg so long
_BRIDGE_S: Final = 0.1
_SHARED: Final = 0.3  # of a pose, or of a prediction, that both must cover to be of the same
_SURE: Final = 0.8  # of joints, to count for a pose where a classifier sees none


class PredictedPose(Protocol):
    """What a classifier of pictures says of a stretch of time; `annotator.records.Segment` is one."""

    @property
    def start_s(self) -> float:
        """Where it begins."""

    @property
    def end_s(self) -> float:
        """Where it ends."""

    @property
    def label(self) -> str:
        """Which pose, by its Korean name."""

    @property
    def confidence(self) -> float:
        """How sure the classifier is, 0 to 1."""


class PoseEvidence(msgspec.Struct, frozen=True):
    """Which pose one kind of evidence sees (its Korean name; "": none), and how sure it is, 0 to 1."""

    name: str
    confidence: float


class Pose(msgspec.Struct, frozen=True, kw_only=True, rename={"start_s": "start", "end_s": "end"}):
    """A pose that is held from `start_s` to `end_s`, in seconds of the video.

    `side` is the arm or leg that acts (None: both, or unknown), `stance` names the stances that fit (None: it cannot be
    seen from here). `joints` and `pictures` are what either kind of
    evidence says (None: nothing); `disagree` where they say different things: the surer one is then taken.
    `confidence` is 0 to 1, no probability.
    """

    start_s: float
    end_s: float
    name: dict[str, str]
    side: Side | None
    stance: dict[str, str] | None = None
    confidence: float
    joints: PoseEvidence | None = None
    pictures: PoseEvidence | None = None
    disagree: bool = False

    def called(self, language: str) -> str:
        """Its name in "ko" or "en" with its side where that is known: "왼 아래막기", "left low block"."""
        side = (SIDES_KO[self.side] if language == "ko" else self.side) if self.side else ""
        return f"{side} {self.name[language]}".lstrip()


class Poses(msgspec.Struct, frozen=True, kw_only=True):
    """The poses of one recording, and by what evidence."""

    schema: str = POSES_SCHEMA
    note: str = POSES_NOTE
    video: str
    by: tuple[Literal["joints", "pictures"], ...]
    poses: tuple[Pose, ...]

    def as_json(self) -> bytes:
        """As UTF-8 JSON, Hangul as it is, indented."""
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"


def find_poses(
    landmarks: Landmarks, aspect: float, predicted: Sequence[PredictedPose] | None = None
) -> tuple[Pose, ...]:
    """The poses held in the landmarks of a recording, in order; `aspect` is the picture's width by height.

    `predicted` are all segments of a classifier of pictures for the same recording (None: it was not asked). Raises
    ScoringError where no body, or no arms, are in the landmarks.
    """
    evidence = body_evidence(landmarks, aspect)
    check_body(evidence)
    stretches = _stretches(evidence)
    told = {span: _most_shared(span, predicted or ()) for span in stretches}
    of_joints: list[Pose] = []
    for span in stretches:
        pictures = _evidence(told[span], asked=predicted is not None)
        pose = _pose(span, held_pose(evidence, span.first, span.last), pictures)
        if pose is not None:
            stance = held_stance(evidence, span.first, span.last)
            of_joints.append(msgspec.structs.replace(pose, stance=stance))
    used = {id(each) for each in told.values() if each is not None}
    alone = [_of_pictures(each) for each in predicted or () if id(each) not in used and each.label in POSE_NAMES]
    return tuple(_joined(sorted([*of_joints, *alone], key=lambda pose: pose.start_s)))


def _stretches(evidence: BodyEvidence) -> list[Span]:
    """Where a leg is held up, and where the body stands still besides."""
    lifted = np.nan_to_num(evidence.foot_lift, nan=-1.0).max(axis=1) >= KICK_LIFT
    kicks = [span_of(evidence.times_s, *run) for run in runs(lifted)]
    kicks = [kick for kick in kicks if kick.length_s >= _KICK_S]
    still = find_pauses(evidence.times_s, activity(evidence), _HELD_S, bridge_s=_BRIDGE_S)
    return [*kicks, *(each for each in still if not any(_shared_s(each, kick) > 0 for kick in kicks))]


def _evidence(predicted: PredictedPose | None, *, asked: bool) -> PoseEvidence | None:
    """What a classifier says of a stretch: that no pose is held where it was asked and saw none."""
    if predicted is not None:
        return PoseEvidence(predicted.label, round(predicted.confidence, 3))
    return PoseEvidence(REST, _SURE) if asked else None


def _pose(span: Span, held: Held, pictures: PoseEvidence | None) -> Pose | None:
    """What both kinds of evidence make of a stretch; None where there is no pose in it."""
    joints = PoseEvidence(held.name, round(held.confidence, 3))
    name, confidence = held.name, held.confidence
    if pictures is not None and pictures.name == held.name:
        confidence = 1 - (1 - held.confidence) * (1 - pictures.confidence)
    elif pictures is not None and pictures.confidence > held.confidence:
        name, confidence = pictures.name, pictures.confidence
    if name not in POSE_NAMES:
        return None
    return Pose(
        start_s=round(span.start_s, 3),
        end_s=round(span.end_s, 3),
        name=_names(name),
        side=held.side if name == held.name else None,
        confidence=round(confidence, 3),
        joints=joints,
        pictures=pictures,
        disagree=pictures is not None and pictures.name != held.name,
    )


def _of_pictures(predicted: PredictedPose) -> Pose:
    """A pose only the classifier sees: the body does not stand still in it."""
    return Pose(
        start_s=round(predicted.start_s, 3),
        end_s=round(predicted.end_s, 3),
        name=_names(predicted.label),
        side=None,
        confidence=round(predicted.confidence, 3),
        pictures=PoseEvidence(predicted.label, round(predicted.confidence, 3)),
    )


def _most_shared(span: Span, predicted: Iterable[PredictedPose]) -> PredictedPose | None:
    """The prediction that covers most of a stretch, where that is enough."""
    best = max(predicted, key=lambda each: _shared_s(span, each), default=None)
    if best is None:
        return None
    shorter_s = min(span.length_s, best.end_s - best.start_s)
    return best if _shared_s(span, best) > _SHARED * shorter_s else None


def _shared_s(one: Span, other: Span | PredictedPose) -> float:
    return min(one.end_s, other.end_s) - max(one.start_s, other.start_s)


def pose_name(name: str, language: str) -> str:
    """The pose of a Korean name in "ko" or "en"; "" is none, and what is not known keeps its name."""
    if name == REST:
        return {"ko": "없음", "en": "none"}[language]
    return name if language == "ko" else POSE_NAMES.get(name, name)


def _names(name: str) -> dict[str, str]:
    return {language: pose_name(name, language) for language in NAME_LANGUAGES}


def _joined(poses: Sequence[Pose]) -> list[Pose]:
    """The poses without those that another covers: of two at the same time the surer one stays."""
    kept = list(poses)
    for one, two in pairwise(poses):
        if two.start_s < one.end_s:
            worse = one if one.confidence < two.confidence else two
            if worse in kept:
                kept.remove(worse)
    return kept
