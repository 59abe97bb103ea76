"""Cues in the making: what is shown, in which lanes, over which lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from annotator.records import Segment
from annotator.timeline.reading import ReadingRules
from annotator.timeline.stack import Piece
from annotator.timeline.wrapping import text_width, wrap

# What is said by one recognizer, in one tier, by one person; below one another in a cue.
Lane: TypeAlias = tuple[str, str, int]
Say: TypeAlias = Callable[[Sequence[Segment]], str]

DASH = "- "


@dataclass(frozen=True, eq=False)
class Atom:
    """Segments of one lane and their text: all of it, or its words `part[0]` to `part[1]` (half-open)."""

    segments: tuple[Segment, ...]
    text: str
    part: tuple[int, int] | None = None


Lanes: TypeAlias = Mapping[Lane, tuple[Atom, ...]]


@dataclass(frozen=True, eq=False)
class Draft:
    """A cue from `start_s`; `end_s` is its own end, before anything was done for reading.

    `newest_s`: when the newest of what it shows begins. `fixed`: it is not to be merged; `frozen`: nor to be split.
    """

    start_s: float
    end_s: float
    lanes: Lanes = field(repr=False)
    lines: tuple[str, ...]
    newest_s: float
    fixed: bool = False
    frozen: bool = False

    @property
    def segments(self) -> tuple[Segment, ...]:
        """All that is shown, in order of time."""
        together = {id(each): each for atoms in self.lanes.values() for atom in atoms for each in atom.segments}
        return tuple(sorted(together.values(), key=lambda each: (each.start_s, each.end_s, each.id)))

    @property
    def says_one_thing(self) -> bool:
        """Whether there is one text alone in it."""
        return len({text for _, text in texts_of(self.lanes) if text}) == 1

    def shows_less_than(self, other: Draft) -> bool:
        """Whether all that is shown stands in `other` too."""
        return all(_keys(atoms) <= _keys(other.lanes.get(lane, ())) for lane, atoms in self.lanes.items())


@dataclass(frozen=True)
class Composer:
    """Makes drafts: `say` gives the text of segments that share a lane, `dash` whether persons are told apart."""

    rules: ReadingRules
    say: Say
    dash: bool

    def of_piece(self, piece: Piece) -> Draft:
        """A piece as a draft."""
        lanes: dict[Lane, list[Segment]] = {}
        for segment in piece.segments:
            lanes.setdefault((segment.recognizer, segment.tier, segment.person), []).append(segment)
        said = {lane: (Atom(tuple(lanes[lane]), self.say(lanes[lane])),) for lane in sorted(lanes)}
        newest_s = max(segment.start_s for segment in piece.segments)
        return Draft(piece.start_s, piece.end_s, said, self.set_lines(said), newest_s)

    def joined(self, first: Draft, second: Draft) -> Draft | None:
        """One draft over the time of both that shows what either shows; None where parts of texts would be mixed up."""
        lanes: dict[Lane, tuple[Atom, ...]] = {}
        for lane in sorted({*first.lanes, *second.lanes}):
            atoms = self._joined_atoms(first.lanes.get(lane, ()), second.lanes.get(lane, ()))
            if atoms is None:
                return None
            lanes[lane] = atoms
        end_s, newest_s = max(first.end_s, second.end_s), max(first.newest_s, second.newest_s)
        return Draft(first.start_s, end_s, lanes, self.set_lines(lanes), newest_s)

    def set_lines(self, lanes: Lanes) -> tuple[str, ...]:
        """The lines of a cue: lanes below one another, each wrapped; what several say stands once."""
        texts = {text: lane[2] for lane, text in reversed(texts_of(lanes)) if text}
        dashed = self.dash and len(set(texts.values())) > 1
        lines: list[str] = []
        for text in reversed(texts):
            wrapped = wrap(text, self.rules.max_width - (text_width(DASH) if dashed else 0))
            lines += [DASH + wrapped[0], *wrapped[1:]] if dashed else wrapped
        return tuple(lines)

    def _joined_atoms(self, first: tuple[Atom, ...], second: tuple[Atom, ...]) -> tuple[Atom, ...] | None:
        if not (first and second):
            return first or second
        if all(atom.part is None for atom in (*first, *second)):
            together = {id(each): each for atom in (*first, *second) for each in atom.segments}
            segments = tuple(sorted(together.values(), key=lambda each: (each.start_s, each.end_s, each.id)))
            same = len(first) == 1 and _keys(first) == frozenset(together)
            return first if same else (Atom(segments, self.say(segments)),)
        if not _keys(first) & _keys(second):
            return (*first, *second)
        last, following = first[-1], second[0]
        goes_on = last.part and following.part and last.part[1] == following.part[0]
        shared = _keys(first) & _keys(second) == _keys((last,)) & _keys((following,))
        return (*first, *second) if goes_on and shared else None


def texts_of(lanes: Lanes) -> list[tuple[Lane, str]]:
    """What every lane says."""
    return [(lane, " ".join(filter(None, (atom.text for atom in atoms)))) for lane, atoms in lanes.items()]


def _keys(atoms: Iterable[Atom]) -> frozenset[int]:
    return frozenset(id(segment) for atom in atoms for segment in atom.segments)
