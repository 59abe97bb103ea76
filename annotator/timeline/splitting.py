"""One cue as several: where its text is cut, and how its time is shared out.

    0 s                                                9 s
    |  오늘 학교에서 친구를 만나고 / 집에 갔다가 다시 나왔습니다 |      longer than the longest cue
    |  오늘 학교에서 친구를 만나고   | |  집에 갔다가 ...      |      two, by how much there is to read, a gap between

Cuts between lanes (what different recognizers or persons say) come before cuts after a sentence's or a clause's end,
and these before cuts between any two words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from annotator.timeline.drafts import DASH, Atom, Composer, Draft, Lane, texts_of
from annotator.timeline.reading import SAME_S
from annotator.timeline.wrapping import cut_word, text_width

_CLAUSE_ENDS = (".", "?", "!", "…", ",", "。", "？", "！", ")", ";")


@dataclass(frozen=True)
class _Unit:
    """A word and where it stands: in which of the draft's texts, at which place there."""

    text: int
    place: int
    word: str


class Cutter:
    """The texts of a draft, ready to be cut into parts that each fit a cue."""

    def __init__(self, draft: Draft, composer: Composer) -> None:
        self._draft = draft
        self._composer = composer
        # Lanes that say the same stand together.
        self._texts: dict[str, list[Lane]] = {}
        for lane, text in texts_of(draft.lanes):
            if text:
                self._texts.setdefault(text, []).append(lane)
        persons = {lane[2] for lanes in self._texts.values() for lane in lanes}
        width = composer.rules.max_width - (text_width(DASH) if composer.dash and len(persons) > 1 else 0)
        self._units = [
            _Unit(number, place, word)
            for number, text in enumerate(self._texts)
            for place, word in enumerate(piece for word in text.split() for piece in cut_word(word, width))
        ]
        self._counts = Counter(unit.text for unit in self._units)
        self._reach = self._reaches()

    @property
    def most(self) -> int:
        """Into how many parts it can be cut at most."""
        return len(self._units)

    @property
    def least(self) -> int:
        """Into how few parts it must be cut for each to fit a cue."""
        count, at = 0, 0
        while at < len(self._units):
            count, at = count + 1, self._reach[at]
        return count

    def parts(self, count: int) -> list[dict[Lane, tuple[Atom, ...]]]:
        """The lanes of `count` parts (`least` to `most`), as alike in width as the better places for cuts allow."""
        cuts = [0, *self._cuts(count)]
        return [self._lanes(first, last) for first, last in pairwise(cuts)]

    def _reaches(self) -> list[int]:
        """For every unit, up to which one (exclusive) a part that begins with it can go."""
        limit, last, reach = self._composer.rules.max_lines, 0, []
        for first in range(len(self._units)):
            last = max(last, first + 1)
            while last < len(self._units) and len(self._lines(first, last + 1)) <= limit:
                last += 1
            reach.append(last)
        return reach

    def _cuts(self, count: int) -> list[int]:
        """Where the parts end: the cheapest of all ways, found from the front."""
        total = len(self._units)
        widths = [0.0, *accumulate(text_width(unit.word) + 0.5 for unit in self._units)]
        fair = widths[-1] / count
        best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
        for number in range(1, count + 1):
            found: dict[int, tuple[float, int]] = {}
            for first, (cost, _) in best[-1].items():
                # Enough units have to be left for the parts that follow.
                furthest = min(self._reach[first], total - (count - number)) if first < total else first
                for last in range(first + 1, furthest + 1):
                    price = cost + (widths[last] - widths[first] - fair) ** 2 + self._price(last) * fair**2
                    if last not in found or price < found[last][0]:
                        found[last] = (price, first)
            best.append(found)
        cuts, at = [], total
        for found in reversed(best[1:]):
            cuts.append(at)
            at = found[at][1]
        return cuts[::-1]

    def _price(self, cut: int) -> float:
        """How bad it is to cut before the unit `cut`, in fair shares."""
        if cut == len(self._units) or self._units[cut - 1].text != self._units[cut].text:
            return 0.0
        return 0.25 if self._units[cut - 1].word.endswith(_CLAUSE_ENDS) else 0.5

    def _lines(self, first: int, last: int) -> tuple[str, ...]:
        return self._composer.set_lines(self._lanes(first, last))

    def _lanes(self, first: int, last: int) -> dict[Lane, tuple[Atom, ...]]:
        lanes: dict[Lane, tuple[Atom, ...]] = {}
        for number, shared in enumerate(self._texts.values()):
            units = [unit for unit in self._units[first:last] if unit.text == number]
            if len(units) == self._counts[number]:
                lanes |= {lane: self._draft.lanes[lane] for lane in shared}
            elif units:
                part = (units[0].place, units[-1].place + 1)
                text = " ".join(unit.word for unit in units)
                for lane in shared:
                    segments = tuple(each for atom in self._draft.lanes[lane] for each in atom.segments)
                    lanes[lane] = (Atom(segments, text, part),)
        return dict(sorted(lanes.items()))


def shared_out(total_s: float, wanted_s: Sequence[float], widths: Sequence[float], least_s: float) -> list[float]:
    """How long each of several cues stands that have `total_s` together, which is at least `least_s` for each.

    As they want, stretched alike, where that fits; otherwise by how much there is to read, none below `least_s`.
    """
    if sum(wanted_s) <= total_s + SAME_S:
        return [total_s * wanted / sum(wanted_s) for wanted in wanted_s]
    short: set[int] = set()
    while True:
        others = sum(width for at, width in enumerate(widths) if at not in short)
        if not others:
            return [total_s / len(widths)] * len(widths)
        rest_s = total_s - least_s * len(short)
        lengths = [least_s if at in short else rest_s * width / others for at, width in enumerate(widths)]
        more = {at for at, length_s in enumerate(lengths) if length_s < least_s} - short
        if not more:
            return lengths
        short |= more
