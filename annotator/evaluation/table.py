"""The figures of an evaluation as rows of text, for terminals and Markdown alike."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.evaluation.report import Evaluation
from annotator.evaluation.tally import THRESHOLDS, Confusion, Measures

Row = tuple[str, ...]

# Two lines each, so that all stand side by side on a narrow terminal.
HEADINGS: Row = (
    "tier",
    "true\nsigns",
    "found\nsigns",
    *(f"F1\n{threshold:.2f}" for threshold in THRESHOLDS),
    "WER\n%",
    "start\nms",
    "end\nms",
    "false\n/min",
    "words\nspelled",
)
NOTHING = "–"
LEGEND = (
    "F1 at an overlap (IoU) of so much or more; WER: word error rate; start, end: median error; "
    "false: segments found in a minute of rest; spelled: words read whole."
)


def tier_rows(evaluation: Evaluation) -> list[Row]:
    """A row for each tier and model, and one for all together where there are several."""
    rows = [(_role(each.tier, each.model), *figures(each.measures)) for each in evaluation.tiers]
    return rows if len(rows) == 1 else [*rows, ("all", *figures(evaluation.overall))]


def video_rows(evaluation: Evaluation) -> Iterator[Row]:
    """A row for each video and tier: the video (once), the tier, the figures."""
    for video in evaluation.videos:
        for number, each in enumerate(video.tiers):
            name = video.video + ("" if video.annotated else " (no annotation)")
            yield ("" if number else name, _role(each.tier, each.model), *figures(each.measures))


def confusion_rows(evaluation: Evaluation, limit: int) -> list[Row]:
    """The most frequent confusions of each tier: the tier, what it is, what was found, how often."""
    return [
        (_role(each.tier, each.model), wrong.truth or "(nothing)", wrong.found or "(missed)", str(wrong.count))
        for each in evaluation.tiers
        for wrong in wrong_ones(each.measures)[:limit]
    ]


def wrong_ones(measures: Measures) -> list[Confusion]:
    """The confusions that are ones: the true and the found label differ."""
    return [each for each in measures.confusions if each.truth != each.found]


def figures(measures: Measures) -> Row:
    """The columns after the name."""
    spelled = measures.spelled
    return (
        str(measures.truth),
        str(measures.found),
        *(_decimal(each.f1, 2) for each in measures.detection),
        _decimal(measures.words.rate, 0, 100),
        _decimal(measures.start.median_s, 0, 1000),
        _decimal(measures.end.median_s, 0, 1000),
        _decimal(measures.false_cues.per_minute, 1),
        f"{spelled.right}/{spelled.truth}" if spelled.truth else NOTHING,
    )


def _decimal(value: float | None, places: int, times: float = 1) -> str:
    return NOTHING if value is None else f"{value * times:.{places}f}"


def _role(tier: str, model: str) -> str:
    """The model's name where it says the tier, else both."""
    return model if model.endswith(tier) else f"{model} ({tier})"
