"""Segments in lanes without overlap, as ELAN's tiers want them, in whole milliseconds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from annotator.records import Segment
from annotator.writers.text import one_line, span_ms


@dataclass(frozen=True)
class Placed:
    """A segment and its `[start, end)` in milliseconds."""

    segment: Segment
    span: tuple[int, int]

    def letters(self) -> Iterator[tuple[int, int, str]]:
        """The words inside the segment (the letters of a spelled one) that have room in it, one after the other."""
        earliest_ms, last_ms = self.span
        for word in sorted(self.segment.words, key=lambda word: (word.start_s, word.end_s)):
            start_ms, end_ms = span_ms(word.start_s, word.end_s, earliest_ms)
            if start_ms < last_ms and (text := one_line(word.word)):
                earliest_ms = min(end_ms, last_ms)
                yield start_ms, earliest_ms, text


@dataclass
class Lane:
    """Segments of one recognizer, tier and person that do not overlap, and a name no other lane has."""

    name: str
    recognizer: str
    person: int
    placed: list[Placed] = field(default_factory=list)

    @property
    def end_ms(self) -> int:
        """Where the last segment ends."""
        return self.placed[-1].span[1] if self.placed else 0

    def below(self, what: str) -> str:
        """The name of a tier that belongs to this one."""
        return f"{self.name} [{what}]"


def lanes(segments: Iterable[Segment]) -> list[Lane]:
    """The segments in as few lanes as there are overlaps, in order of recognizer, tier and person."""
    groups: dict[tuple[str, str, int], list[Segment]] = {}
    for segment in segments:
        groups.setdefault((segment.recognizer, segment.tier, segment.person), []).append(segment)
    made: list[Lane] = []
    names: set[str] = set()
    for (recognizer, tier, person), members in sorted(groups.items()):
        own: list[Lane] = []
        for segment in sorted(members, key=lambda each: (each.start_s, each.end_s, each.id)):
            span = span_ms(segment.start_s, segment.end_s)
            free = next((lane for lane in own if lane.end_ms <= span[0]), None)
            if free is None:
                name = _unique(_name(recognizer, tier, person), names)
                free = Lane(name, one_line(recognizer), person)
                own.append(free)
            free.placed.append(Placed(segment, span))
        made += own
    return made


def _name(recognizer: str, tier: str, person: int) -> str:
    recognizer, tier = one_line(recognizer), one_line(tier)
    parts = [recognizer, tier if tier != recognizer else "", f"person {person}" if person else ""]
    return " ".join(filter(None, parts)) or "segments"


def _unique(name: str, taken: set[str]) -> str:
    """`name`, numbered from 2 on where it is taken; the one given is taken then."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name} ({number})"
    taken.add(found)
    return found
