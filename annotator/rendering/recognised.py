"""Who recognised what at a moment of a video, and in which colour it is shown."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from annotator.records import Annotation, Segment
from annotator.rendering.labels import Colour

# Told apart also by those who do not see red and green alike (after Okabe and Ito, "Color Universal Design", 2008).
PALETTE: Final[tuple[Colour, ...]] = (
    (86, 180, 233),
    (240, 180, 40),
    (50, 200, 150),
    (225, 140, 190),
    (240, 120, 60),
    (240, 228, 90),
    (120, 150, 255),
    (190, 190, 190),
)


@dataclass(frozen=True)
class Voice:
    """A recognizer with all its segments, in order of time; `idle` are its classes that mean nothing is signed."""

    name: str
    colour: Colour
    segments: tuple[Segment, ...]
    idle: frozenset[int]
    _starts: tuple[float, ...]
    _ends: tuple[float, ...]  # the latest end of this segment and all before it

    def at(self, time_s: float) -> Segment | None:
        """The segment in which `time_s` lies; the one that began last, where there are several."""
        for number in range(bisect.bisect_right(self._starts, time_s) - 1, -1, -1):
            if self._ends[number] <= time_s:
                return None
            if time_s < self.segments[number].end_s:
                return self.segments[number]
        return None

    def before(self, time_s: float) -> Segment | None:
        """The segment that began last, up to `time_s`."""
        number = bisect.bisect_right(self._starts, time_s) - 1
        return self.segments[number] if number >= 0 else None

    def only(self, chosen: Callable[[Segment], bool]) -> Voice:
        """The same recognizer with some of its segments."""
        return _made(self.name, self.colour, filter(chosen, self.segments), self.idle)

    def lanes(self) -> list[list[Segment]]:
        """The segments by tier and person, which may speak at the same time."""
        found: dict[tuple[str, int], list[Segment]] = {}
        for segment in self.segments:
            found.setdefault((segment.tier, segment.person), []).append(segment)
        return [found[key] for key in sorted(found)] or [[]]


def voices(annotation: Annotation) -> list[Voice]:
    """The recognizers of an annotation, in its order, also those that recognised nothing."""
    told = [info.name for info in annotation.recognizers]
    names = dict.fromkeys([*told, *(segment.recognizer for segment in annotation.segments)])
    return [_voice(name, colour, annotation) for name, colour in zip(names, itertools.cycle(PALETTE), strict=False)]


def _voice(name: str, colour: Colour, annotation: Annotation) -> Voice:
    mine = (segment for segment in annotation.segments if segment.recognizer == name)
    policies = (info.policy for info in annotation.recognizers if info.name == name)
    idle = frozenset(each for policy in policies for each in _whole_numbers(policy.get("idle")))
    return _made(name, colour, mine, idle)


def _made(name: str, colour: Colour, unordered: Iterable[Segment], idle: frozenset[int]) -> Voice:
    segments = tuple(sorted(unordered, key=lambda segment: (segment.start_s, segment.end_s)))
    starts = tuple(segment.start_s for segment in segments)
    ends = tuple(itertools.accumulate((segment.end_s for segment in segments), max))
    return Voice(name, colour, segments, idle, starts, ends)


def _whole_numbers(value: object) -> list[int]:
    return [each for each in value if isinstance(each, int)] if isinstance(value, list | tuple) else []
