"""What `annotator train landmark-tcn` can be told, and what follows from the tier where nothing is said."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any, Final

from msgspec import Meta

from annotator.errors import UsageError
from annotator.landmarks import FEATURES, FeatureSet
from annotator.training import TrainerOptions

# Seconds of a window, and how its scores become segments, by tier: words are long, letters follow one another quickly.
WINDOW_S: Final = {"words": 1.6, "letters": 0.7}
DECODING: Final = {
    "words": {"enter": 0.5, "leave": 0.35, "smooth_s": 0.2, "min_s": 0.25, "bridge_s": 0.15},
    "letters": {"enter": 0.5, "leave": 0.5, "smooth_s": 0.14, "min_s": 0.13, "bridge_s": 0.07},
}
_OTHER: Final = "words"


class LandmarkTCNOptions(TrainerOptions, frozen=True, kw_only=True):
    """The options; 0 or less where the tier's own value is meant."""

    tier: Annotated[str, Meta(description='which segments of the truth are learnt: "words", "letters", ...')] = "words"
    epochs: Annotated[int, Meta(ge=1, description="passes over the training part, at most")] = 60
    patience: Annotated[int, Meta(ge=0, description="stop after so many epochs without a better one (0: never)")] = 15
    batch: Annotated[int, Meta(ge=1, description="sequences of 48 steps to a training step")] = 16
    learning_rate: Annotated[float, Meta(gt=0, description="of AdamW, at its highest")] = 0.002
    filters: Annotated[int, Meta(ge=1, description="width of the network")] = 96
    dropout: Annotated[float, Meta(ge=0, lt=1, description="share of the network left out in each training step")] = 0.3
    rate: Annotated[str, Meta(description="steps a second, exact")] = "15"
    window_s: Annotated[float, Meta(ge=0, description="seconds of a window (0: 1.6 for words, 0.7 for letters)")] = 0.0
    feature_set: Annotated[str, Meta(description="how landmarks become numbers")] = "signing"
    min_usable: Annotated[float, Meta(ge=0, le=1, description="share of a window in which the body must be seen")] = 0.1
    border_s: Annotated[float, Meta(ge=0, description="seconds around the border of a sign that do not count")] = 0.06
    idle_ratio: Annotated[float, Meta(ge=0, description="at most so many idle steps to a sign's (0: all)")] = 0.0
    no_augment: Annotated[bool, Meta(description="train on the clips as they are, for comparison")] = False
    max_signers: Annotated[int, Meta(ge=0, description="train on so many signers only (0: on all)")] = 0
    test_signers: Annotated[str, Meta(description="signers to hold back, with commas (default: drawn)")] = ""
    enter: Annotated[float, Meta(le=1, description="decoding: a segment begins at this score (-1: the tier's)")] = -1.0
    leave: Annotated[float, Meta(le=1, description="decoding: and ends below this one (-1: the tier's)")] = -1.0
    smooth: Annotated[float, Meta(description="decoding: seconds scores are averaged over (-1: the tier's)")] = -1.0
    min: Annotated[float, Meta(description="decoding: seconds of the shortest segment (-1: the tier's)")] = -1.0
    bridge: Annotated[float, Meta(description="decoding: seconds passed over within a sign (-1: the tier's)")] = -1.0
    tune_decoding: Annotated[
        bool, Meta(description="choose the decoding parameters that suit the validation signers best")
    ] = False


def window_steps(options: LandmarkTCNOptions) -> int:
    """Steps in a window: an odd number, so that one step is its middle."""
    seconds = options.window_s or WINDOW_S.get(options.tier, WINDOW_S[_OTHER])
    return 2 * int(seconds * steps_a_second(options) / 2) + 1


def steps_a_second(options: LandmarkTCNOptions) -> Fraction:
    """The rate; raises UsageError for what is none."""
    if not re.fullmatch(r"[1-9][0-9]*(/[1-9][0-9]*)?", options.rate):
        raise UsageError(f"rate: {options.rate!r} must be steps a second such as '15' or '30000/1001'")
    return Fraction(options.rate)


def feature_set(options: LandmarkTCNOptions) -> FeatureSet:
    """The feature set; raises UsageError for one that does not exist."""
    if options.feature_set not in FEATURES:
        there = ", ".join(sorted(FEATURES))
        raise UsageError(f"no feature set is called {options.feature_set!r}; there are: {there}")
    return FEATURES[options.feature_set]


def decoding_parameters(options: LandmarkTCNOptions) -> dict[str, Any]:
    """The parameters of the policy: those given, the tier's own for the others."""
    chosen: dict[str, Any] = dict(DECODING.get(options.tier, DECODING[_OTHER]))
    given = {
        "enter": options.enter,
        "leave": options.leave,
        "smooth_s": options.smooth,
        "min_s": options.min,
        "bridge_s": options.bridge,
    }
    return chosen | {name: value for name, value in given.items() if value >= 0}
