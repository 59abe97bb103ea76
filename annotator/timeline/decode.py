"""The one door to the decoding policies: by name, with parameters as a bundle's `model.toml` gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from annotator.errors import BundleError
from annotator.records import Prediction, Segment
from annotator.timeline.policies import (
    ClipParameters,
    HysteresisParameters,
    Parameters,
    VoteParameters,
    clip,
    hysteresis,
    vote,
)


class Policy(NamedTuple):
    """The record of a policy's parameters, and the policy."""

    parameters: type[Parameters]
    run: Callable[..., Iterator[Segment]]


POLICIES: dict[str, Policy] = {
    "vote": Policy(VoteParameters, vote),
    "hysteresis": Policy(HysteresisParameters, hysteresis),
    "clip": Policy(ClipParameters, clip),
}


def decode(
    predictions: Iterable[Prediction], policy: str, parameters: Mapping[str, Any], class_ids: Sequence[int]
) -> Iterator[Segment]:
    """The segments that `policy` finds in predictions in order of time: in order, never overlapping, never empty.

    `class_ids` maps a class index to its token id. The policy and its parameters are checked at the call, the
    predictions as they are consumed. Raises BundleError for the former, RecognizerError for the latter.
    """
    checked = check_policy(policy, parameters, class_ids)
    return POLICIES[policy].run(predictions, checked, tuple(map(int, class_ids)))


def check_policy(policy: str, parameters: Mapping[str, Any], class_ids: Sequence[int]) -> Parameters:
    """The policy's parameters with defaults filled in; raises BundleError naming what is unknown or out of range."""
    if policy not in POLICIES:
        raise BundleError(
            f'there is no policy "{policy}"', field="policy", hint=f"the policies are {', '.join(POLICIES)}"
        )
    kind = POLICIES[policy].parameters
    field = f"policy {policy}"
    try:
        checked = msgspec.convert(dict(parameters), kind)
    except msgspec.ValidationError as error:
        known = ", ".join(kind.__struct_fields__)
        raise BundleError(str(error).replace(" - at `$.", " - at `"), field=field, hint=f"it takes {known}") from error
    if not class_ids or len(set(class_ids)) != len(class_ids):
        raise BundleError(f"{len(class_ids)} class ids, not all different", field=field)
    for class_id in checked.idle:
        if class_id not in class_ids:
            raise BundleError(f"idle: the model has no class with the token id {class_id}", field=field)
    if isinstance(checked, HysteresisParameters) and checked.leave > checked.enter:
        raise BundleError(f"leave ({checked.leave}) is above enter ({checked.enter})", field=field)
    if isinstance(checked, VoteParameters) and (checked.sustain or 0.0) > checked.threshold:
        raise BundleError(f"sustain ({checked.sustain}) is above threshold ({checked.threshold})", field=field)
    return checked


def clamp_segments(segments: Iterable[Segment], duration_s: float) -> Iterator[Segment]:
    """`segments` cut to `[0, duration_s)`; what lies outside of it altogether is left out.

    Windows may reach past the end of a video that is shorter than one window.
    """
    for segment in segments:
        start_s, end_s = max(segment.start_s, 0.0), min(segment.end_s, duration_s)
        if start_s < end_s:
            yield msgspec.structs.replace(segment, start_s=start_s, end_s=end_s)
