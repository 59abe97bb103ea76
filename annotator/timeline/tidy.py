"""Cues of subtitle files, which have no segments, brought to a profile by the same order of repair."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from annotator.records import Cue, Segment
from annotator.timeline.drafts import Composer, Draft
from annotator.timeline.extension import Extension
from annotator.timeline.markup import place_of, speaker_fault, speaker_mark, split_layout, style_tags, without_tags
from annotator.timeline.reading import ReadingRules
from annotator.timeline.repair import Repair
from annotator.timeline.stack import Piece, stack
from annotator.timeline.wrapping import text_width


@dataclass(frozen=True)
class _Given:
    """A cue as it was found: its tags of place and speaker, its lines without them, and what is said, by speaker."""

    head: str
    lines: tuple[str, ...]
    segments: tuple[Segment, ...]


def repair_cues(
    cues: Iterable[Cue],
    rules: ReadingRules,
    *,
    frame_rate: Fraction | None = None,
    duration_s: float | None = None,
) -> list[Cue]:
    """The cues of one language after the repair, in order of time; `segment_ids` are the numbers (from 1) of the cues
    each was made of.

    A cue that breaks no rule stays as it is. Cues without text are left out; cues that are shown at once for as long
    as `min_stack_s` become lines of one. What stands at a place of its own (`{\\\\an8}`) is left as it is.
    """
    numbered = list(enumerate(cues, 1))
    placed = [Cue(c.start_s, c.end_s, c.lines, (n,), c.language) for n, c in numbered if place_of("".join(c.lines[:1]))]
    others = [(n, c) for n, c in numbered if not place_of("".join(c.lines[:1])) and any(map(_read, c.lines))]
    limit_s = math.inf if duration_s is None else duration_s
    given = {number: found for number, found in _given(others, rules) if found.segments}
    segments = [segment for found in given.values() for segment in found.segments if segment.start_s < limit_s]
    pieces = [replace(piece, end_s=min(piece.end_s, limit_s)) for piece in stack(segments, rules.min_stack_s)]
    bench = _Bench(given, rules)
    repaired = bench.strict(pieces, frame_rate, limit_s) if rules.strict else bench.gentle(pieces, frame_rate, limit_s)
    language = numbered[0][1].language if numbered else ""
    made = [Cue(start_s, end_s, lines, numbers, language) for start_s, end_s, lines, numbers in repaired]
    return sorted([*made, *placed], key=lambda cue: (cue.start_s, cue.end_s))


class _Bench:
    """Where pieces of given cues are repaired."""

    def __init__(self, given: Mapping[int, _Given], rules: ReadingRules) -> None:
        self._given = given
        self._rules = rules
        self._composer = Composer(rules, lambda segments: rules.polished(" ".join(s.text for s in segments)), dash=True)

    def strict(
        self, pieces: Sequence[Piece], rate: Fraction | None, limit_s: float
    ) -> Iterator[tuple[float, float, tuple[str, ...], tuple[int, ...]]]:
        """Start, end, lines and numbers of what strict rules make of the pieces."""
        drafts = [draft for draft in map(self._draft, pieces) if draft.lines]
        for draft, out_s in Repair(self._composer, self._rules.spacing(rate), limit_s).repaired(drafts):
            yield draft.start_s, out_s, *self._finished(draft.lines, draft.segments)

    def gentle(
        self, pieces: Sequence[Piece], rate: Fraction | None, limit_s: float
    ) -> Iterator[tuple[float, float, tuple[str, ...], tuple[int, ...]]]:
        """The same for rules that are not strict."""
        gap_s = self._rules.spacing(rate).gap_s
        repair = Extension(self._rules, gap_s, limit_s, lambda piece: self._draft(piece).lines)
        for piece in repair.repaired(list(pieces)):
            if lines := repair.lines(piece):
                yield piece.start_s, piece.end_s, *self._finished(lines, piece.segments)

    def _draft(self, piece: Piece) -> Draft:
        """A piece as a draft; one that shows one cue, and all of it, keeps that cue's lines where they are good."""
        draft = self._composer.of_piece(piece)
        numbers = {segment.id for segment in piece.segments}
        found = self._given[min(numbers)]
        if len(numbers) > 1 or len(piece.segments) < len(found.segments):
            return draft
        styled = any(map(style_tags, found.lines)) and self._rules.italics
        if styled or self._is_good(found.lines):
            draft = replace(draft, lines=tuple(map(self._rules.polished, found.lines)))
        return replace(draft, fixed=bool(found.head) or len(found.segments) > 1, frozen=styled)

    def _is_good(self, lines: tuple[str, ...]) -> bool:
        rules, read = self._rules, tuple(map(_read, lines))
        fits = len(read) <= rules.max_lines and all(text_width(line) <= rules.max_width for line in read)
        return fits and not (rules.speaker_dash and speaker_fault(read))

    def _finished(self, lines: tuple[str, ...], segments: Sequence[Segment]) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """The lines with their tags of place and speaker, and the numbers of the cues they came from."""
        numbers = tuple(sorted({segment.id for segment in segments}))
        head = self._given[numbers[0]].head if len(numbers) == 1 else ""
        return (head + lines[0], *lines[1:]), numbers


def _given(numbered: Sequence[tuple[int, Cue]], rules: ReadingRules) -> Iterator[tuple[int, _Given]]:
    """The cues with what each says; those that are shown at once stand in lanes of their own."""
    free_s: list[float] = []  # from when on each lane is free
    for number, cue in sorted(numbered, key=lambda pair: (pair[1].start_s, pair[1].end_s, pair[0])):
        start_s = max(cue.start_s, 0.0)
        end_s = cue.end_s if cue.end_s > start_s else start_s + (rules.min_s or 1.0)
        lane = next((at for at, until_s in enumerate(free_s) if until_s <= start_s), len(free_s))
        free_s[lane : lane + 1] = [end_s]
        head, first = split_layout(cue.lines[0])
        lines = tuple(filter(_read, (" ".join(line.split()) for line in (first, *cue.lines[1:]))))
        said = [(person, " ".join(_read(text).split())) for person, text in enumerate(_turns(lines))]
        segments = tuple(
            Segment(start_s, end_s, 0, 1.0, id=number, text=text, recognizer=f"{lane:04d}", person=person)
            for person, text in said
            if text
        )
        yield number, _Given(head, lines, segments)


def _turns(lines: tuple[str, ...]) -> list[str]:
    """What is said in turns: a turn a speaker where dashes tell them apart, otherwise one."""
    marks = [speaker_mark(_read(line)) for line in lines]
    if not any(marks[1:]):
        return [" ".join(lines)]
    turns: list[list[str]] = []
    for mark, line in zip(marks, lines, strict=True):
        text = _read(line)[len(mark) :]
        if mark or not turns:
            turns.append([])
        turns[-1].append(text)
    return [" ".join(turn) for turn in turns]


def _read(line: str) -> str:
    return " ".join(without_tags(line).split())
