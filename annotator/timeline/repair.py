"""Drafts that keep to strict rules, as far as what they show allows: cues never overlap, in-times stay.

The order: extend the out-time, merge short neighbours, split, wrap, close small gaps. What is merged or split changes
what its neighbours may do, so a draft is looked at again until nothing more helps.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from annotator.timeline.drafts import Composer, Draft, Lanes
from annotator.timeline.reading import SAME_S, ReadingRules, Spacing
from annotator.timeline.splitting import Cutter, shared_out
from annotator.timeline.wrapping import text_width


class Repair:
    """Brings drafts in order of time, each with a beginning of its own, to what the rules ask for."""

    def __init__(self, composer: Composer, spacing: Spacing, limit_s: float) -> None:
        self._composer = composer
        self._rules: ReadingRules = composer.rules
        self._spacing = spacing
        self._limit_s = limit_s
        self._drafts: list[Draft] = []

    def repaired(self, drafts: Sequence[Draft]) -> list[tuple[Draft, float]]:
        """The drafts after the repair, each with its out-time."""
        self._drafts = list(drafts)
        self._merge(pushing=True)
        self._split()
        self._merge(pushing=False)
        return [(draft, self._out_s(draft, after)) for draft, after in zip_longest(self._drafts, self._drafts[1:])]

    # Extending, and never overlapping.

    def _out_s(self, draft: Draft, after: Draft | None) -> float:
        """When the draft ends: late enough for reading, early enough for what follows; small gaps are closed."""
        rules, start_s = self._rules, draft.start_s
        end_s = max(draft.end_s, min(start_s + rules.wanted_s(draft.lines), draft.end_s + rules.extend_s))
        latest_s = start_s + rules.max_s if rules.max_s else math.inf
        end_s = min(end_s, latest_s)
        if after is None:
            return min(end_s, self._limit_s)
        wall_s = after.start_s - self._spacing.gap_s
        if end_s > wall_s:
            # Without room for a gap and as much of a cue, the cue comes first.
            return wall_s if wall_s - start_s >= self._spacing.gap_s and wall_s > start_s else after.start_s
        return wall_s if self._spacing.is_loose(after.start_s - end_s) and wall_s <= latest_s else end_s

    # Merging.

    def _merge(self, *, pushing: bool) -> None:
        at = 0
        while at < len(self._drafts):
            if self._needs_help(at) and ((pushing and self._pushed_on(at)) or self._merged(at)):
                at = max(at - 2, 0)
            else:
                at += 1

    def _needs_help(self, at: int) -> bool:
        draft, after = self._drafts[at], self._after(at)
        length_s = self._out_s(draft, after) - draft.start_s
        tight = after is not None and after.start_s - draft.start_s - length_s < self._spacing.gap_s - SAME_S
        return tight or length_s < self._rules.wanted_s(draft.lines) - SAME_S

    def _merged(self, at: int) -> bool:
        """Gives the draft a neighbour to stand with: the next one, or the one before; whether either was possible."""
        for first in (at, at - 1):
            if 0 <= first < len(self._drafts) - 1 and (both := self._united(first, at)):
                self._drafts[first : first + 2] = [both]
                return True
        return False

    def _pushed_on(self, at: int) -> bool:
        """Lets what follows begin later, where it only shows less and keeps the time it wants itself."""
        draft, after = self._drafts[at], self._after(at)
        if after is None or not after.shows_less_than(draft) or after.start_s - draft.end_s > SAME_S:
            return False
        out_s = min(draft.start_s + self._rules.wanted_s(draft.lines), draft.end_s + self._rules.extend_s)
        start_s = out_s + self._spacing.gap_s
        kept_s = self._out_s(after, self._after(at + 1)) - start_s
        if start_s <= after.start_s + SAME_S or kept_s < self._rules.wanted_s(after.lines):
            return False
        self._drafts[at + 1] = replace(after, start_s=start_s)
        return True

    def _united(self, first: int, weak: int) -> Draft | None:
        """The drafts `first` and the next as one, where that may be and helps `weak`, which is one of them."""
        one, other = self._drafts[first], self._drafts[first + 1]
        if any(draft.fixed or draft.frozen for draft in (one, other)):
            return None
        apart_s = other.start_s - self._out_s(one, other)
        early_s = other.newest_s - one.start_s
        if apart_s > self._rules.merge_gap_s or early_s > self._rules.min_s * 2:
            return None
        both = self._composer.joined(one, other)
        if both is None or len(both.lines) > self._rules.max_lines:
            return None
        length_s = self._out_s(both, self._after(first + 1)) - both.start_s
        own_s = self._out_s(other, self._after(first + 1)) - both.start_s
        longest_s = min(self._rules.merge_max_s, self._rules.max_s or math.inf)
        if max(length_s, own_s) > longest_s + SAME_S:
            return None
        draft = self._drafts[weak]
        stands_s = self._out_s(draft, self._after(weak)) - draft.start_s
        if stands_s < self._rules.min_s - SAME_S or self._is_tight(weak):
            return both
        return both if length_s >= self._rules.wanted_s(both.lines) - SAME_S else None

    def _is_tight(self, at: int) -> bool:
        draft, after = self._drafts[at], self._after(at)
        return after is not None and after.start_s - self._out_s(draft, after) < self._spacing.gap_s - SAME_S

    def _after(self, at: int) -> Draft | None:
        return self._drafts[at + 1] if at + 1 < len(self._drafts) else None

    # Splitting.

    def _split(self) -> None:
        followed = list(zip_longest(self._drafts, self._drafts[1:]))
        self._drafts = [part for draft, after in followed for part in self._parts(draft, after)]

    def _parts(self, draft: Draft, after: Draft | None) -> list[Draft]:
        """The draft in as many parts as its lines or its length ask for, if there is time for each."""
        rules, gap_s = self._rules, self._spacing.gap_s
        wall_s = self._limit_s if after is None else after.start_s - gap_s
        own_s = min(draft.end_s, wall_s) - draft.start_s
        # What several say at once is not shown one after the other for being long: it is cut short.
        too_long = bool(rules.max_s) and own_s > rules.max_s + SAME_S and draft.says_one_thing
        if draft.frozen or (not too_long and len(draft.lines) <= rules.max_lines):
            return [draft]
        cutter = Cutter(draft, self._composer)
        by_time = math.ceil((own_s + gap_s) / (rules.max_s + gap_s) - SAME_S) if too_long else 1
        for count in sorted({min(max(cutter.least, by_time), cutter.most), cutter.least}, reverse=True):
            lanes = cutter.parts(count) if count > 1 else []
            lines = [self._composer.set_lines(each) for each in lanes]
            wanted = [rules.wanted_s(each) for each in lines]
            gaps_s = gap_s * (count - 1)
            room_s = min(max(own_s, sum(wanted) + gaps_s), draft.end_s + rules.extend_s - draft.start_s)
            time_s = min(room_s, wall_s - draft.start_s) - gaps_s
            if count > 1 and time_s >= rules.min_s * count - SAME_S:
                widths = [sum(map(text_width, each)) for each in lines]
                lengths = shared_out(time_s, wanted, widths, rules.min_s)
                return placed(draft, lanes, lines, lengths, gap_s)
        return [draft]


def placed(
    draft: Draft, lanes: Sequence[Lanes], lines: Sequence[tuple[str, ...]], lengths_s: Sequence[float], gap_s: float
) -> list[Draft]:
    """The parts of a draft one after another."""
    parts: list[Draft] = []
    start_s = draft.start_s
    for shown, each, length_s in zip(lanes, lines, lengths_s, strict=True):
        part = replace(draft, start_s=start_s, end_s=start_s + length_s, lanes=shown, lines=each)
        newest_s = start_s if parts else max(segment.start_s for segment in part.segments)
        parts.append(replace(part, newest_s=newest_s))
        start_s += length_s + gap_s
    parts[-1] = replace(parts[-1], end_s=draft.end_s)
    return parts
