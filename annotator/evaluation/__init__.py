"""Annotations against the truth: what was found, what was missed, how far off in time, what was taken for what."""

from annotator.evaluation.evaluate import evaluate
from annotator.evaluation.inputs import Inputs, read_inputs
from annotator.evaluation.pairing import Annotated, Known
from annotator.evaluation.report import EVALUATION_SCHEMA, Bar, Evaluation, TierMeasures, VideoReport, VideoTier
from annotator.evaluation.tally import THRESHOLDS, Measures
from annotator.evaluation.tuning import TUNED_POLICY, tuned_parameters, tuning_score

__all__ = [
    "EVALUATION_SCHEMA",
    "THRESHOLDS",
    "TUNED_POLICY",
    "Annotated",
    "Bar",
    "Evaluation",
    "Inputs",
    "Known",
    "Measures",
    "TierMeasures",
    "VideoReport",
    "VideoTier",
    "evaluate",
    "read_inputs",
    "tuned_parameters",
    "tuning_score",
]
