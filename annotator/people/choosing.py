"""Which of the people in a video performs, and how sure that is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

import msgspec
import numpy as np

from annotator.people.tracks import People, Sighting

_LEAST_SIGHTINGS: Final = 2
_LEAST_SHARE: Final = 0.08  # of the looks at the video: whoever is there for less passes by
_CLOSE: Final = 0.7  # who comes so near to the first may be the one as well
_NEARLY: Final = 0.85  # so much of what the first has is as much
_CROSSING: Final = 1.0  # radii between the hips of two people who hide one another
_HIDDEN_S: Final = 3.0  # so long somebody may be hidden by another
_LEAST_MOTION: Final = 0.004
_MARGINAL: Final = 0.3  # what standing at the edge leaves of one's weight


class PerformerNote(msgspec.Struct, frozen=True, kw_only=True):
    """Who was taken for the performer.

    `people`: how many were seen, passers-by not counted. `reasons`: in what the performer is ahead of the others
    ("larger", "more central", "moves more", "longer in view"). `sure`, 0 to 1: by how much; 1 where nobody else is.
    `refocused`: the others were hidden, since landmarks were not the performer's all the time. `warnings`: sentences.
    """

    people: int
    reasons: tuple[str, ...] = ()
    sure: float = 1.0
    refocused: bool = False
    warnings: tuple[str, ...] = ()


class Traits(msgspec.Struct, frozen=True):
    """What speaks for somebody being the performer: size, nearness to the middle, motion, share of the time in view."""

    larger: float
    more_central: float
    moves_more: float
    longer_in_view: float

    @property
    def weight(self) -> float:
        """All in one number."""
        return self.larger * self.more_central * float(np.sqrt(self.moves_more * self.longer_in_view))


def performer(people: People) -> tuple[int | None, PerformerNote]:
    """The number in `people.tracks` of the performer (None: nobody was seen), and how that came about."""
    least = max(_LEAST_SIGHTINGS, _LEAST_SHARE * len(people.times_s))
    there = [number for number, track in enumerate(people.tracks) if len(track) >= min(least, len(people.times_s))]
    if not there:
        return None, PerformerNote(people=0)
    traits = {number: traits_of(people.tracks[number], people) for number in there}
    ranked = sorted(there, key=lambda number: -traits[number].weight)
    first = ranked[0]
    seen_at_once = max(len([one for one, _ in people.at(time_s) if one in traits]) for time_s in people.times_s)
    if len(ranked) == 1 or seen_at_once == 1:
        return first, PerformerNote(people=1)
    second = ranked[1]
    sure = 1 - min(traits[second].weight / max(traits[first].weight, 1e-9), 1.0)
    reasons = tuple(_ahead(traits[first], traits[second]))
    crossing = _crossings(people, first, there)
    return first, PerformerNote(
        people=seen_at_once,
        reasons=reasons,
        sure=round(sure, 2),
        warnings=tuple(_warnings(seen_at_once, reasons, crossing, doubtful=sure < 1 - _CLOSE)),
    )


def traits_of(track: tuple[Sighting, ...], people: People) -> Traits:
    """What speaks for one person, from their sightings."""
    middle = people.aspect / 2
    aside = float(np.median([abs(each.x - middle) / middle for each in track])) if middle else 0.0
    moving = [each.motion for each in track if each.time_s > people.times_s[0]]
    return Traits(
        larger=float(np.median([each.radius for each in track])),
        more_central=max(1 - aside, _MARGINAL),
        moves_more=max(float(np.mean(moving)) if moving else 0.0, _LEAST_MOTION),
        longer_in_view=len(track) / max(len(people.times_s), 1),
    )


def _ahead(first: Traits, second: Traits) -> Iterator[str]:
    for name in Traits.__struct_fields__:
        if getattr(second, name) < _NEARLY * getattr(first, name):
            yield name.replace("_", " ")


def _crossings(people: People, first: int, there: list[int]) -> list[float]:
    """When somebody was so near to the performer that the one may hide the other, as far as can be told."""
    times = []
    for time_s in people.times_s:
        mine = _place(people.tracks[first], time_s)
        others = [_place(people.tracks[number], time_s) for number in there if number != first]
        if mine and any(other and mine.distance(other.x, other.y) < _CROSSING for other in others):
            times.append(time_s)
    return times


def _place(track: tuple[Sighting, ...], time_s: float) -> Sighting | None:
    """Where somebody was, in a straight line from one sighting to the next where they were not seen for a moment."""
    after = bisect_left(track, time_s, key=lambda each: each.time_s)
    if after < len(track) and track[after].time_s == time_s:
        return track[after]
    if not 0 < after < len(track) or track[after].time_s - track[after - 1].time_s > _HIDDEN_S:
        return None
    one, other = track[after - 1], track[after]
    share = (time_s - one.time_s) / (other.time_s - one.time_s)
    x, y = one.x + share * (other.x - one.x), one.y + share * (other.y - one.y)
    return msgspec.structs.replace(one, time_s=time_s, x=x, y=y)


def _warnings(count: int, reasons: tuple[str, ...], crossing: list[float], *, doubtful: bool) -> Iterator[str]:
    parts = [reason if reason.startswith("moves") else f"is {reason}" for reason in reasons]
    ahead = " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    which = f"the one who {ahead}" if ahead else "one of them"
    if doubtful:
        yield f"{count} people are seen and are much alike: {which} was followed, which may be the wrong one"
    else:
        yield f"{count} people are seen: {which} was followed"
    if crossing:
        when = f"at {crossing[0]:.1f} s" if len(crossing) == 1 else f"from {crossing[0]:.1f} to {crossing[-1]:.1f} s"
        yield f"somebody else is beside or in front of the performer {when}: what is seen there may be of either"
