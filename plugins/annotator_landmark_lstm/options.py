"""What `annotator train landmark-lstm` can be told, and what follows where nothing is said."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Final, Literal

from msgspec import Meta

from annotator.errors import UsageError
from annotator.landmarks import FEATURES, FeatureSet
from annotator.training import ClassifierOptions

_MIN_USABLE: Final = {"hand99": 0.8}  # a hand has to be seen; of other feature sets, somebody at all
_SOMEBODY: Final = 0.1


class LandmarkLSTMOptions(ClassifierOptions, frozen=True, kw_only=True):
    """The options; the settings of the gesture demo are the defaults."""

    epochs: Annotated[int, Meta(ge=1, description="passes over the training part, at most")] = 200
    plateau: Annotated[int, Meta(ge=0, description="halve the learning rate after so many (0: never)")] = 50
    window: Annotated[int, Meta(ge=1, description="steps to a window")] = 30
    rate: Annotated[str, Meta(description="steps a second; of .npy files, of their recording")] = "30"
    feature_set: Annotated[str, Meta(description="how landmarks become numbers")] = "hand99"
    mirror: Annotated[bool, Meta(description="landmarks as a mirror shows them, as in recordings of webcams")] = False
    min_usable: Annotated[
        float, Meta(le=1, description="share of a window's steps that must be seen (-1: 0.8 of hand99, else 0.1)")
    ] = -1.0
    split: Annotated[
        Literal["auto", "group", "time"],
        Meta(description="by group, or each recording by time (auto: where a class has less than three recordings)"),
    ] = "auto"
    every: Annotated[
        int, Meta(ge=0, description="of so many windows one is learnt an epoch (0: 1 of .npy, else 3)")
    ] = 0
    border_s: Annotated[float, Meta(ge=0, description="seconds around the border of a sign that do not count")] = 0.06
    units: Annotated[int, Meta(ge=1, description="width of the LSTM")] = 64
    dropout: Annotated[float, Meta(ge=0, lt=1, description="share of what goes into and out of the LSTM left out")] = (
        0.0
    )
    policy: Annotated[
        Literal["auto", "vote", "hysteresis"],
        Meta(description="decoding (auto: vote, or of continuous signing hysteresis)"),
    ] = "auto"
    threshold: Annotated[float, Meta(ge=0, le=1, description="vote: least confidence of a decision")] = 0.9
    count: Annotated[int, Meta(ge=1, description="vote: equal decisions in a row")] = 3
    enter: Annotated[float, Meta(ge=0, le=1, description="hysteresis: a segment begins at this score")] = 0.5
    leave: Annotated[float, Meta(ge=0, le=1, description="hysteresis: and ends below this one")] = 0.35
    smooth: Annotated[float, Meta(ge=0, description="hysteresis: seconds scores are averaged over")] = 0.2
    min: Annotated[float, Meta(ge=0, description="hysteresis: seconds of the shortest segment")] = 0.25
    bridge: Annotated[float, Meta(ge=0, description="hysteresis: seconds passed over within a sign")] = 0.15


def feature_set(options: LandmarkLSTMOptions) -> FeatureSet:
    """The feature set; raises UsageError for one that does not exist."""
    if options.feature_set not in FEATURES:
        there = ", ".join(sorted(FEATURES))
        raise UsageError(f"no feature set is called {options.feature_set!r}; there are: {there}")
    return FEATURES[options.feature_set]


def steps_a_second(options: LandmarkLSTMOptions) -> Fraction:
    """The rate; raises UsageError for what is none."""
    try:
        rate = Fraction(options.rate)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if rate <= 0:
        raise UsageError(f"rate: {options.rate!r} must be steps a second such as '15' or '30000/1001'")
    return rate


def min_usable(options: LandmarkLSTMOptions) -> float:
    """The share of a window's steps in which the hand, or somebody, has to be seen."""
    return options.min_usable if options.min_usable >= 0 else _MIN_USABLE.get(options.feature_set, _SOMEBODY)


def policy(options: LandmarkLSTMOptions, *, continuous: bool) -> tuple[str, dict[str, Any]]:
    """How windows become segments: the policy's name and its parameters."""
    if options.policy == "vote" or (options.policy == "auto" and not continuous):
        return "vote", {"threshold": options.threshold, "count": options.count}
    return "hysteresis", {
        "enter": options.enter,
        "leave": options.leave,
        "smooth_s": options.smooth,
        "min_s": options.min,
        "bridge_s": options.bridge,
    }
