"""From window scores to segments, and from segments to cues: pure functions over time."""

from annotator.timeline.cues import Sentence, join_words, make_cues
from annotator.timeline.decode import POLICIES, Policy, check_policy, clamp_segments, decode
from annotator.timeline.policies import ClipParameters, HysteresisParameters, VoteParameters
from annotator.timeline.reading import READING_RULES, ReadingRules, text_width, wrap

__all__ = [
    "POLICIES",
    "READING_RULES",
    "ClipParameters",
    "HysteresisParameters",
    "Policy",
    "ReadingRules",
    "Sentence",
    "VoteParameters",
    "check_policy",
    "clamp_segments",
    "decode",
    "join_words",
    "make_cues",
    "text_width",
    "wrap",
]
