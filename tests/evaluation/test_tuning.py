"""The search for decoding parameters: it climbs, keeps what is as good, and tries nothing that does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from building import annotation

from annotator.evaluation import Annotated, Known, Measures, evaluate, tuned_parameters, tuning_score
from annotator.truth import Truth, TruthSegment


def measures(signs: int) -> Measures:
    """Of four true signs so many are found."""
    spans = [(name, 2.0 * n, 2.0 * n + 1) for n, name in enumerate(("hello", "thanks", "go", "come"))]
    words = {"hello": "안녕하세요", "thanks": "감사", "go": "가다", "come": "오다"}
    truth = Truth(
        video="a.mp4",
        duration_s=20.0,
        segments=tuple(
            TruthSegment("words", words[name], start, end, {"ko": words[name]}) for name, start, end in spans
        ),
    )
    report = evaluate([Annotated(annotation("a.mp4", spans[:signs]))], [Known(truth)])
    return report.tiers[0].measures


def test_more_signs_found_is_better() -> None:
    assert [tuning_score(measures(n)) for n in (4, 2)] == [1.0, tuning_score(measures(2))]
    assert tuning_score(measures(4)) > tuning_score(measures(3)) > tuning_score(measures(1))


def test_each_parameter_is_moved_where_that_helps() -> None:
    asked: list[dict[str, Any]] = []

    def measured(parameters: Mapping[str, Any]) -> Measures:
        asked.append(dict(parameters))
        return measures(2 + (parameters["enter"] == 0.7) + (parameters.get("smooth_s") == 0.34))

    told: list[tuple[int, int, float]] = []
    best = tuned_parameters(measured, {"enter": 0.5, "leave": 0.4}, lambda *step: told.append(step))
    assert best == {"enter": 0.7, "leave": 0.4, "smooth_s": 0.34}
    assert all(each["leave"] <= each["enter"] for each in asked)
    assert told[-1][0] == told[-1][1]
    assert told[-1][2] == 1.0


def test_what_makes_no_difference_stays_as_it_is() -> None:
    given = {"enter": 0.5, "leave": 0.4, "min_s": 0.33}
    assert tuned_parameters(lambda _: measures(2), given) == given
