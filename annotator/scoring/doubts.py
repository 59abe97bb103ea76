"""What stands in the way of scoring a recording: who was not seen, when, and what therefore cannot be judged.

A movement that nobody could see is not omitted. A recording of something else, or of somebody sitting, gets no score.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
import numpy as np

from annotator.records import BoolArray, Landmarks
from annotator.scoring.body import Floats
from annotator.scoring.filmed import FilmedBody
from annotator.scoring.following import FollowedMovement, Following, Stretch

_SHOULDERS: Final = [11, 12]
_HIPS: Final = [23, 24]
_LEGS: Final = [25, 26, 27, 28]  # knees and ankles
_LEAST_VISIBILITY: Final = 0.2
_LEAST_SEEN: Final = 0.2  # of the pictures: a body, or legs, in fewer is none
_EDGE: Final = 0.02  # so far beyond the edge of the picture a joint still counts as in it

_UNSEEN_S: Final = 1.0  # out of the picture for so long is told
_END_S: Final = 1.2  # a recording that ends so soon after the last movement ends before the form does
_CUT_S: Final = 0.3
_BEGINNING_S: Final = 0.7
_LEAST_LIKENESS: Final = 0.55  # the right form, three of its movements left out, is over 0.75; others are under 0.66


class Doubts(msgspec.Struct, frozen=True, kw_only=True):
    """What speaks against a score.

    `unscored`: why there can be none ("": there can). `warnings`: sentences. `unseen`: when the performer was out of
    the picture. `not_judged`: the numbers of the movements that nobody could see, though they count as omitted in the
    `Following`; `reasons`, one for each of them, says why in English.
    """

    unscored: str = ""
    warnings: tuple[str, ...] = ()
    unseen: tuple[Stretch, ...] = ()
    not_judged: tuple[int, ...] = ()
    reasons: tuple[str, ...] = ()


def unscorable(body: FilmedBody) -> str:
    """Why a recording cannot be scored whatever the form ("": it can); to be asked before `follow`."""
    landmarks = body.landmarks
    if not len(landmarks):
        return "there is not one picture in the recording"
    if not float(_in_view(landmarks, _SHOULDERS).mean()):
        return "nobody is seen in the recording"
    legs = _seen(landmarks)[:, _LEGS].any(axis=1)
    seen = float(_in_view(landmarks, _SHOULDERS).mean())
    if float(legs.mean()) < _LEAST_SEEN * seen:
        return "no legs are seen: the performer has to be in the picture from head to foot"
    if float(_in_view(landmarks, _HIPS).mean()) < _LEAST_SEEN:
        return f"somebody is seen in only {seen:.0%} of the pictures"
    if not body.strokes:
        return "nothing moves: this is a still picture, or somebody who only stands"
    return ""


def doubts(landmarks: Landmarks, following: Following, *, damage: str | None = None) -> Doubts:
    """What speaks against scoring a form that was followed through `landmarks`, where they are not `unscorable`.

    `damage` is what is wrong with the video, None where it was read whole.
    """
    unseen = unseen_stretches(landmarks)
    lost = dict(_beyond(landmarks, following, damage))
    lost |= {number: reason for number, reason in _unseen_movements(following, unseen) if number not in lost}
    judged = len(following.movements) - len(lost)
    likeness = sum(each.confidence for each in following.found) / max(judged, 1)
    found = len([each for each in following.found if each.number not in lost])
    warnings = tuple(_warnings(following, unseen, lost, damage))
    if not found or likeness < _LEAST_LIKENESS:
        unscored = f"this does not look like {following.form.name}: {found} of {judged} movements were found"
        return Doubts(unscored=unscored, warnings=warnings, unseen=unseen)
    numbers = tuple(sorted(lost))
    return Doubts(
        warnings=warnings, unseen=unseen, not_judged=numbers, reasons=tuple(lost[number] for number in numbers)
    )


def unseen_stretches(landmarks: Landmarks) -> tuple[Stretch, ...]:
    """When nobody was in the picture for a second or longer, shoulders and hips taken together, in time order."""
    seen = _in_view(landmarks, _SHOULDERS) & _in_view(landmarks, _HIPS)
    times_s: Floats = landmarks.times_s.astype(np.float64)
    step_s = float(np.median(np.diff(times_s))) if len(times_s) > 1 else 0.0
    edges = np.flatnonzero(np.diff(np.concatenate([[False], ~seen, [False]]).astype(np.int8))).reshape(-1, 2)
    spans = [(float(times_s[first]), float(times_s[last - 1]) + step_s) for first, last in edges.tolist()]
    return tuple(Stretch(round(one, 3), round(two, 3)) for one, two in spans if two - one >= _UNSEEN_S)


def _seen(landmarks: Landmarks) -> BoolArray:
    """Which points are in the picture and not hidden, [T, N]."""
    places, visibility = landmarks.points[..., :2], landmarks.points[..., 3]
    inside = ((places >= -_EDGE) & (places <= 1 + _EDGE)).all(axis=-1)
    return np.asarray(landmarks.present & inside & (visibility >= _LEAST_VISIBILITY))


def _in_view(landmarks: Landmarks, points: Sequence[int]) -> BoolArray:
    """Where one of a pair of points is seen at least, [T]."""
    return np.asarray(_seen(landmarks)[:, points].any(axis=1))


def _beyond(landmarks: Landmarks, following: Following, damage: str | None) -> Iterator[tuple[int, str]]:
    """Movements before the beginning of the recording, and after its end."""
    if not following.found:
        return
    starts_s, ends_s = float(landmarks.times_s[0]), float(landmarks.times_s[-1])
    found = list(following.found)
    while len(found) > 1 and ends_s - (found[-1].end_s or 0.0) < _CUT_S and found[-1].number > found[-2].number + 1:
        found.pop()  # the beginning of a movement that the end of the recording cuts off, taken for another one
    first, last = found[0], found[-1]
    if (first.start_s or 0.0) - starts_s < _BEGINNING_S:
        for number in range(1, first.number):
            yield number, f"the recording begins with movement {first.number}"
    ends = ends_s - (last.end_s or 0.0) < _END_S
    if ends or damage:
        how = "could be read only as far as" if damage else "ends after"
        for number in range(last.number + 1, len(following.movements) + 1):
            yield number, f"the recording {how} movement {last.number}"


def _unseen_movements(following: Following, unseen: Sequence[Stretch]) -> Iterator[tuple[int, str]]:
    """Movements that were not found where nobody was in the picture between the ones before and after."""
    for movement, after_s, before_s in _between(following.movements):
        for stretch in unseen:
            if stretch.start_s < before_s and stretch.end_s > after_s:
                yield movement.number, f"the performer was out of the picture {_when(stretch)}"
                break


def _between(movements: Sequence[FollowedMovement]) -> Iterator[tuple[FollowedMovement, float, float]]:
    """Each movement that was not found, the end of the one found before it, and the start of the one found after."""
    for at, movement in enumerate(movements):
        if movement.status == "found":
            continue
        ends = [each.end_s for each in movements[:at] if each.end_s is not None]
        starts = [each.start_s for each in movements[at:] if each.start_s is not None]
        yield movement, ends[-1] if ends else -np.inf, starts[0] if starts else np.inf


def _warnings(
    following: Following, unseen: Sequence[Stretch], lost: dict[int, str], damage: str | None
) -> Iterator[str]:
    away = [f"the performer was out of the picture {_when(stretch)}" for stretch in unseen]
    yield from (text for text in away if text not in lost.values())
    told: dict[str, list[int]] = {}
    for number, reason in sorted(lost.items()):
        told.setdefault(reason, []).append(number)
    for reason, numbers in told.items():
        yield f"{reason}: {_movements(numbers)} cannot be judged"
    if damage and following.found and following.found[-1].number == len(following.movements):
        yield "the recording could not be read to its end, but every movement comes before"


def _movements(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"movement {numbers[0]}"
    if numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"movements {numbers[0]} to {numbers[-1]}"
    return "movements " + ", ".join(map(str, numbers))


def _when(stretch: Stretch) -> str:
    return f"from {stretch.start_s:.1f} to {stretch.end_s:.1f} s"
