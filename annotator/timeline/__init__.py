"""From window scores to segments, and from segments to cues: pure functions over time."""

from annotator.timeline.cues import Sentence, join_words, make_cues
from annotator.timeline.decode import POLICIES, Policy, check_policy, clamp_segments, decode
from annotator.timeline.lint import (
    LINT_RULES,
    Finding,
    cue_languages,
    duration_of,
    frame_rate_of,
    lint_annotation,
    lint_cues,
)
from annotator.timeline.policies import ClipParameters, HysteresisParameters, VoteParameters
from annotator.timeline.profiles import load_profile
from annotator.timeline.reading import READING_RULES, ReadingRules
from annotator.timeline.tidy import repair_cues
from annotator.timeline.wrapping import text_width, wrap

__all__ = [
    "LINT_RULES",
    "POLICIES",
    "READING_RULES",
    "ClipParameters",
    "Finding",
    "HysteresisParameters",
    "Policy",
    "ReadingRules",
    "Sentence",
    "VoteParameters",
    "check_policy",
    "clamp_segments",
    "cue_languages",
    "decode",
    "duration_of",
    "frame_rate_of",
    "join_words",
    "lint_annotation",
    "lint_cues",
    "load_profile",
    "make_cues",
    "repair_cues",
    "text_width",
    "wrap",
]
