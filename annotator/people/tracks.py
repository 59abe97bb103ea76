"""Who was seen when: bodies found in single pictures, linked into people over time."""

from __future__ import annotations

import statistics
from typing import Final

import msgspec

_REACH: Final = (0.7, 1.2)  # in radii: how far somebody may be from where they were, at once and for each second
_LONGEST_S: Final = 6.0  # who was gone for longer is somebody new
_RESIZED: Final = 1.7
_ALIKE: Final = 1.4
_WALKED_S: Final = 1.0  # from sightings further apart, nobody knows where one was going


class Sighting(msgspec.Struct, frozen=True):
    """One person in one picture.

    `x` and `y`: the middle of the hips, `radius`: half of the person's height, all in picture heights from the upper
    left corner. `motion`: how much the picture differs there from the one before, 0 to 1. `score`: the detector's.
    """

    time_s: float
    x: float
    y: float
    radius: float
    motion: float
    score: float

    def distance(self, x: float, y: float) -> float:
        """How far a point is from the hips, in radii."""
        return float(((self.x - x) ** 2 + (self.y - y) ** 2) ** 0.5) / max(self.radius, 1e-6)


class People(msgspec.Struct, frozen=True):
    """Who is in a video: the times in seconds that were looked at, and the sightings of each person, in time order.

    `aspect` is the picture's width by height.
    """

    aspect: float
    times_s: tuple[float, ...]
    tracks: tuple[tuple[Sighting, ...], ...]

    def at(self, time_s: float) -> list[tuple[int, Sighting]]:
        """Who is seen at one of `times_s`: the number of each in `tracks`, and the sighting."""
        seen = []
        for number, track in enumerate(self.tracks):
            seen += [(number, each) for each in track if each.time_s == time_s]
        return seen


class Linker:
    """Links the sightings of one picture after the other to people; nothing leaks from one video into the next."""

    def __init__(self) -> None:
        self._tracks: list[list[Sighting]] = []

    @property
    def tracks(self) -> tuple[tuple[Sighting, ...], ...]:
        """Everybody so far, in the order in which they were first seen.

        Whoever appears after somebody of much the same size has gone is taken for that one.
        """
        joined: list[list[Sighting]] = []
        for track in self._tracks:
            gone = [each for each in joined if each[-1].time_s < track[0].time_s and _sized_alike(each, track)]
            if gone:
                max(gone, key=lambda each: each[-1].time_s).extend(track)
            else:
                joined.append(list(track))
        return tuple(tuple(track) for track in joined)

    def add(self, sightings: list[Sighting]) -> None:
        """Takes what was seen in the next picture: the nearest pairs of the right size belong together."""
        pairs = sorted(
            (cost, number, at)
            for number, track in enumerate(self._tracks)
            for at, sighting in enumerate(sightings)
            if (cost := _cost(track, sighting)) is not None
        )
        taken: set[int] = set()
        continued: set[int] = set()
        for _, number, at in pairs:
            if number not in continued and at not in taken:
                continued.add(number)
                taken.add(at)
                self._tracks[number].append(sightings[at])
        self._tracks += [[sighting] for at, sighting in enumerate(sightings) if at not in taken]


def _sized_alike(one: list[Sighting], other: list[Sighting]) -> bool:
    sizes = [statistics.median(each.radius for each in track) for track in (one, other)]
    return max(sizes) <= _ALIKE * min(sizes)


def _cost(track: list[Sighting], now: Sighting) -> float | None:
    """How unlikely it is that somebody seen before is seen now; None: impossible.

    Who walks is expected to walk on, or to stand where they were last seen.
    """
    before = track[-1]
    elapsed_s = now.time_s - before.time_s
    resized = max(before.radius, now.radius) / max(min(before.radius, now.radius), 1e-6)
    distance = before.distance(now.x, now.y)
    if elapsed_s > _LONGEST_S or resized > _RESIZED or distance > _REACH[0] + _REACH[1] * elapsed_s:
        return None
    return min(distance, _distance_ahead(track, now)) + (resized - 1)


def _distance_ahead(track: list[Sighting], now: Sighting) -> float:
    """How far somebody is from where they would be had they walked on, in radii."""
    if len(track) < 2 or track[-1].time_s - track[-2].time_s > _WALKED_S:
        return float("inf")
    before, last = track[-2:]
    times = (now.time_s - last.time_s) / (last.time_s - before.time_s)
    return last.distance(now.x - times * (last.x - before.x), now.y - times * (last.y - before.y))
