"""How good the segments are that come out in the end: decoded by the real policy, compared with the truth."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean
from typing import Any, Final

from annotator.evaluation import Annotated, Known, Measures, evaluate
from annotator.records import Annotation, RecognizerInfo, Run, Segment, Source
from annotator.timeline import clamp_segments, decode
from annotator.tokens import spell_segments
from annotator_landmark_tcn.data import Classes
from annotator_landmark_tcn.measure import Recognised

_MODEL: Final = "model"
_LANGUAGE: Final = "ko"

# What is tried for each parameter of the policy, around what is there; seconds, and scores.
_TRIED: Final[Mapping[str, tuple[float, ...]]] = {
    "enter": (0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7),
    "leave": (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55),
    "smooth_s": (0.0, 0.14, 0.2, 0.28, 0.34),
    "min_s": (0.0, 0.07, 0.1, 0.14, 0.2, 0.27, 0.34, 0.4, 0.5),
    "bridge_s": (0.0, 0.07, 0.14, 0.2, 0.27),
}
_ROUNDS: Final = 2


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


def tuned(
    found: Sequence[Recognised],
    classes: Classes,
    parameters: Mapping[str, Any],
    tell: Callable[[int, int, float], None],
) -> dict[str, Any]:
    """The parameters with which these clips come out best, one changed at a time; equal ones stay as they are.

    Best is the highest mean F1 over the overlaps, less half the word error rate. `tell(done, total, best)` hears of it.
    """
    best, at = dict(parameters), 0
    score = _score(judge(found, classes, best))
    total = _ROUNDS * sum(map(len, _TRIED.values()))
    for _ in range(_ROUNDS):
        for name, values in _TRIED.items():
            for value in values:
                at += 1
                tried = best | {name: value}
                if tried["leave"] <= tried["enter"] and (gained := _score(judge(found, classes, tried))) > score:
                    best, score = tried, gained
                tell(at, total, score)
    return best


def _score(measures: Measures) -> float:
    return fmean(each.f1 or 0.0 for each in measures.detection) - min(measures.words.rate or 0.0, 1.0) / 2


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
