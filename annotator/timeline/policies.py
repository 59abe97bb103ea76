"""The decoding policies: how window scores become segments.

Each is a record of parameters and a small function that takes predictions in order of time and gives segments in
order, holding a fixed number of windows however long the video is. `annotator.timeline.decode` calls them by name.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, TypeAlias

import msgspec
import numpy as np

from annotator.records import Prediction, Segment
from annotator.timeline.cells import SAME_S, Cell, Scores, cells, checked
from annotator.timeline.runs import NOTHING, Decision, Rule, segment, segments_of

Probability: TypeAlias = Annotated[float, msgspec.Meta(ge=0, le=1)]
Seconds: TypeAlias = Annotated[float, msgspec.Meta(ge=0)]
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=1)]

# No class is decided for with a probability of nothing, even where a threshold is 0.
_TINY = 1e-12


class Parameters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every policy takes: `idle` token ids that give no segment, and how many `alternatives` a segment names."""

    idle: tuple[int, ...] = ()
    alternatives: Annotated[int, msgspec.Meta(ge=0)] = 3


class VoteParameters(Parameters, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`count` equal decisions in a row, each with a probability of at least `threshold`, make a segment.

    It lasts as long as the class stays the best one with at least `sustain` (None: the threshold, at most 0.5, where a
    window is half in and half out of the sign). Interruptions up to `bridge_s` are passed over; holes between windows
    longer than `break_s` end it.
    """

    threshold: Probability = 0.9
    count: Count = 3
    sustain: Probability | None = None
    bridge_s: Seconds = 0.2
    break_s: Seconds = 0.2


class HysteresisParameters(Parameters, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Scores averaged over `smooth_s` begin a segment at `enter` and end it below `leave`.

    Segments shorter than `min_s` are dropped, after runs of one class up to `bridge_s` apart were joined; holes
    between windows longer than `break_s` end a segment. `delay_s` is how much later than it happens a sign is seen (as
    MediaPipe smooths the points of a body over time); segments are moved earlier by it.
    """

    enter: Probability = 0.6
    leave: Probability = 0.4
    smooth_s: Seconds = 0.3
    min_s: Seconds = 0.2
    bridge_s: Seconds = 0.2
    break_s: Seconds = 0.2
    delay_s: Seconds = 0.0


class ClipParameters(Parameters, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One label for the whole video, if the mean probability of the best class is at least `threshold`."""

    threshold: Probability = 0.0


def vote(predictions: Iterable[Prediction], parameters: VoteParameters, class_ids: Sequence[int]) -> Iterator[Segment]:
    """Equal, confident decisions in a row: the rule of the classic landmark-LSTM demo, given a beginning and an end."""
    threshold = parameters.threshold
    sustain = min(threshold, 0.5) if parameters.sustain is None else parameters.sustain
    idle = idle_indices(parameters, class_ids)

    def decide(cell: Cell) -> Decision:
        index, best = _best(cell.scores)
        return Decision(cell, NOTHING if index in idle or best < max(sustain, _TINY) else index, best >= threshold)

    decisions = map(decide, cells(predictions, len(class_ids), parameters.break_s))
    rule = Rule(parameters.count, 0.0, parameters.bridge_s)
    return segments_of(decisions, rule, class_ids, parameters.alternatives)


def hysteresis(
    predictions: Iterable[Prediction], parameters: HysteresisParameters, class_ids: Sequence[int]
) -> Iterator[Segment]:
    """Smoothed scores with one threshold to begin and a lower one to end; the mean is centred, so it delays nothing."""
    idle = idle_indices(parameters, class_ids)

    def decide(cell: Cell, smoothed: Scores) -> Decision:
        index, best = _best(smoothed)
        leave = max(parameters.leave, _TINY)
        return Decision(cell, NOTHING if index in idle or best < leave else index, best >= parameters.enter)

    found = cells(predictions, len(class_ids), parameters.break_s)
    decisions = (decide(cell, smoothed) for cell, smoothed in centred_mean(found, parameters.smooth_s))
    rule = Rule(1, parameters.min_s, parameters.bridge_s)
    return _earlier(segments_of(decisions, rule, class_ids, parameters.alternatives), parameters.delay_s)


def _earlier(segments: Iterable[Segment], delay_s: float) -> Iterator[Segment]:
    for each in segments:
        yield msgspec.structs.replace(each, start_s=each.start_s - delay_s, end_s=each.end_s - delay_s)


def clip(predictions: Iterable[Prediction], parameters: ClipParameters, class_ids: Sequence[int]) -> Iterator[Segment]:
    """The class with the highest mean over all windows, from the first one's start to the last one's end."""
    total, count, start_s, end_s = np.zeros(len(class_ids)), 0, 0.0, 0.0
    for prediction in checked(predictions, len(class_ids)):
        total += np.clip(prediction.scores, 0.0, 1.0)
        count += 1
        start_s = prediction.start_s if count == 1 else min(start_s, prediction.start_s)
        end_s = max(end_s, prediction.end_s)
    if count:
        index, best = _best(total / count)
        if best >= max(parameters.threshold, _TINY) and index not in idle_indices(parameters, class_ids):
            yield segment(start_s, end_s, index, total / count, class_ids, parameters.alternatives)


def centred_mean(found: Iterable[Cell], smooth_s: float) -> Iterator[tuple[Cell, Scores]]:
    """Each cell with the mean scores of the cells whose centres are within `smooth_s` / 2 of its own.

    The mean does not reach over the end of a stretch. Holds the cells of `smooth_s` seconds.
    """
    half_s = smooth_s / 2 + SAME_S
    near: deque[Cell] = deque()  # around the cells of `waiting`, in order of time
    waiting: deque[Cell] = deque()  # those whose later neighbours are still to come

    def settle(until_s: float) -> Iterator[tuple[Cell, Scores]]:
        while waiting and waiting[0].centre_s + half_s < until_s:
            centre_s = waiting[0].centre_s
            while near[0].centre_s < centre_s - half_s:
                near.popleft()
            reach = [cell.scores for cell in near if cell.centre_s <= centre_s + half_s]
            yield waiting.popleft(), np.mean(reach, axis=0)

    for cell in found:
        yield from settle(np.inf if cell.opens else cell.centre_s)
        if cell.opens:
            near.clear()
        near.append(cell)
        waiting.append(cell)
    yield from settle(np.inf)


def idle_indices(parameters: Parameters, class_ids: Sequence[int]) -> frozenset[int]:
    """The class indices of the idle token ids."""
    return frozenset(index for index, class_id in enumerate(class_ids) if class_id in parameters.idle)


def _best(scores: Scores) -> tuple[int, float]:
    index = int(scores.argmax())
    return index, float(scores[index])
