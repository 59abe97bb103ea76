"""When slow movements begin and end: they are slower than what counts as moving elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from annotator.scoring.alignment import Found
from annotator.scoring.body import BodyEvidence, Floats
from annotator.scoring.form import Movement
from annotator.scoring.pauses import Span, span_of

_REACH_S: Final = 0.4  # to either side: a hand that is held trembles, but comes back
_DRIFTS: Final = 0.1  # torso lengths a second


def drawn_out(movements: Sequence[Movement], found: Sequence[Found], evidence: BodyEvidence) -> tuple[Found, ...]:
    """What was found, slow movements from when hands begin to drift to when they stop, between their neighbours."""
    drift = _drift(evidence)
    told = list(found)
    for at, (movement, each) in enumerate(zip(movements, found, strict=True)):
        if not movement.slow or each.span is None:
            continue
        before = [one.span.last for one in found[:at] if one.span is not None]
        after = [one.span.first for one in found[at + 1 :] if one.span is not None]
        span = _drawn_out(
            each.span, before[-1] if before else 0, after[0] if after else each.span.last, drift, evidence
        )
        told[at] = replace(each, span=span)
    return tuple(told)


def _drawn_out(span: Span, first: int, last: int, drift: Floats, evidence: BodyEvidence) -> Span:
    moving = first + np.flatnonzero(drift[first:last] > _DRIFTS)
    reach = _frames(evidence)  # by so much drift begins too early and ends too late
    if not len(moving):
        return span
    begins, ends = min(int(moving[0]) + reach, span.first), max(int(moving[-1]) + 1 - reach, span.last)
    return span_of(evidence.times_s, max(begins, first), min(ends, max(last, span.last)))


def _drift(evidence: BodyEvidence) -> Floats:
    """How far the wrists come in a second, against the body, over a while, torso lengths a second, [T]."""
    places = np.stack([evidence.wrist_over_hip, evidence.wrist_aside], axis=-1)  # [T, side, axis]
    reach = _frames(evidence)
    if len(places) <= 2 * reach:
        return np.zeros(len(places))
    moved = np.zeros(len(places))
    far = np.sqrt(((places[2 * reach :] - places[: -2 * reach]) ** 2).sum(axis=-1))
    moved[reach:-reach] = np.nan_to_num(far).max(axis=1) / (2 * _REACH_S)
    return moved


def _frames(evidence: BodyEvidence) -> int:
    step_s = float(np.median(np.diff(evidence.times_s))) if len(evidence) > 1 else 1.0
    return max(round(_REACH_S / max(step_s, 1e-3)), 1)
