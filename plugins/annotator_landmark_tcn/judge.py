"""How good the segments are that come out in the end: decoded by the real policy, compared with the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from annotator.evaluation import Annotated, Known, Measures, evaluate
from annotator.records import Annotation, RecognizerInfo, Run, Segment, Source
from annotator.timeline import clamp_segments, decode
from annotator.tokens import spell_segments
from annotator_landmark_tcn.data import Classes
from annotator_landmark_tcn.measure import Recognised

_MODEL: Final = "model"
_LANGUAGE: Final = "ko"


def judge(found: Sequence[Recognised], classes: Classes, parameters: Mapping[str, Any]) -> Measures:
    """The measures of `annotator evaluate` over all clips, for these parameters of the policy."""
    annotated = [Annotated(_annotation(one, classes, parameters), one.clip.path) for one in found]
    known = [Known(one.clip.truth, one.clip.path) for one in found]
    report = evaluate(annotated, known, tiers={_MODEL: classes.tier})
    return report.tiers[0].measures


def segment_metrics(measures: Measures) -> dict[str, float]:
    """The figures a bundle keeps: F1 by overlap, the word error rate, and how many spelled words were read whole."""
    figures = {f"segment_f1_iou{round(100 * each.iou)}": each.f1 or 0.0 for each in measures.detection}
    figures["word_error_rate"] = measures.words.rate or 0.0
    if measures.spelled.rate is not None:
        figures["spelled_words_right"] = measures.spelled.rate
    return figures


def _annotation(one: Recognised, classes: Classes, parameters: Mapping[str, Any]) -> Annotation:
    """What recognition would write of a clip, as far as an evaluation looks at it."""
    idle = [classes.ids[classes.idle]]
    segments = decode(one.predictions, "hysteresis", {**parameters, "idle": idle}, classes.ids)
    worded = [_worded(segment, classes) for segment in clamp_segments(segments, one.clip.duration_s)]
    video = one.clip.video
    return Annotation(
        language=_LANGUAGE,
        source=Source(
            path=one.clip.truth.video,
            size=0,
            mtime=0.0,
            duration=video.duration_s,
            decoded_duration=video.duration_s,
            fps=str(video.frame_rate),
            vfr=False,
            start_time=0.0,
            width=video.width,
            height=video.height,
            rotation=0,
            codec=video.codec,
        ),
        run=Run("annotator", "", ""),
        recognizers=(RecognizerInfo(_MODEL, "", "", "", 1, 1, ""),),
        segments=tuple(spell_segments(worded) if classes.tokens.spelling else worded),
    )


def _worded(segment: Segment, classes: Classes) -> Segment:
    token = classes.tokens.tokens[segment.class_id]
    text = classes.tokens.text(segment.class_id, _LANGUAGE)
    return Segment(
        segment.start_s,
        segment.end_s,
        segment.class_id,
        segment.confidence,
        recognizer=_MODEL,
        tier=_MODEL,
        label=token.label,
        text=text,
        texts={_LANGUAGE: text},
    )
