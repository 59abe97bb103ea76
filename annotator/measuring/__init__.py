"""Models against labelled data: how right they are on samples, what they would annotate, one beside the other."""

from annotator.measuring.classes import ClassMap, match_classes
from annotator.measuring.figures import SILENT, ClassFigures, Figures, Judged, Taken, figures, judge
from annotator.measuring.markdown import headline, measurement_markdown
from annotator.measuring.measure import Plan, measure, plan_measurement
from annotator.measuring.parts import choose_part
from annotator.measuring.report import MEASUREMENT_SCHEMA, Failure, Measurement, ModelReport, Unknown
from annotator.measuring.samples import WHOLE, Gatherer, Scored
from annotator.measuring.timed import spoken_tier
from annotator.measuring.tuning import Tuning, only_groups, tune_decoding, write_tuned

__all__ = [
    "MEASUREMENT_SCHEMA",
    "SILENT",
    "WHOLE",
    "ClassFigures",
    "ClassMap",
    "Failure",
    "Figures",
    "Gatherer",
    "Judged",
    "Measurement",
    "ModelReport",
    "Plan",
    "Scored",
    "Taken",
    "Tuning",
    "Unknown",
    "choose_part",
    "figures",
    "headline",
    "judge",
    "match_classes",
    "measure",
    "measurement_markdown",
    "only_groups",
    "plan_measurement",
    "spoken_tier",
    "tune_decoding",
    "write_tuned",
]
