"""How the marks of a panel become one: the mean after the highest and the lowest are dropped.

marks 3.2 3.5 3.6 3.4 3.9, one dropped at each end -> (3.5 + 3.6 + 3.4) / 3 = 3.5
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from annotator.errors import UsageError
from annotator.scoring.ruleset import Panel

_DECIMALS = 3


class PanelMark(msgspec.Struct, frozen=True, kw_only=True):
    """One mark out of several.

    `mark` is the mean of those that were kept, `sum_of_all` the sum of all, by which ties are broken. `dropped` are the
    places (from 0) of those that were not kept; none where there were too few, and `mark` is then the plain mean.
    """

    mark: float
    marks: tuple[float, ...]
    dropped: tuple[int, ...]
    sum_of_all: float

    @property
    def kept(self) -> tuple[float, ...]:
        """The marks that count."""
        return tuple(mark for place, mark in enumerate(self.marks) if place not in self.dropped)


def panel_mark(marks: Sequence[float], panel: Panel) -> PanelMark:
    """The trimmed mean of marks; the plain one where dropping would leave none.

    Of equal marks the first is dropped. Raises UsageError where there is no mark.
    """
    if not marks:
        raise UsageError("there is no mark to take the mean of")
    dropped = _dropped(marks, panel)
    kept = [mark for place, mark in enumerate(marks) if place not in dropped]
    return PanelMark(
        mark=round(sum(kept) / len(kept), _DECIMALS),
        marks=tuple(marks),
        dropped=dropped,
        sum_of_all=round(sum(marks), _DECIMALS),
    )


def panel_notes(count: int, panel: Panel, who: str = "judge") -> tuple[str, ...]:
    """What is to be said of a panel that is not as the rules have it; `who` is the name of one of it."""
    if count in panel.judges:
        return ()
    wanted = " or ".join(map(str, panel.judges))
    told = f"{count} {who}{'' if count == 1 else 's'}"
    if count <= panel.drop_highest + panel.drop_lowest:
        return (f"{told}, too few to drop any mark: the plain mean (the rules have {wanted})",)
    return (f"{told}, where the rules have {wanted}",)


def ranks(marks: Sequence[tuple[float, float]]) -> tuple[int, ...]:
    """The rank of each (mark, sum of all marks), from 1; those that are equal in both share one, the next is left out.

    [(7.1, 35.0), (7.4, 36.0), (7.1, 35.5)] -> (3, 1, 2)
    """
    return tuple(1 + sum(other > own for other in marks) for own in marks)


def _dropped(marks: Sequence[float], panel: Panel) -> tuple[int, ...]:
    if len(marks) <= panel.drop_highest + panel.drop_lowest:
        return ()
    rising = sorted(range(len(marks)), key=lambda place: (marks[place], place))
    falling = sorted(range(len(marks)), key=lambda place: (-marks[place], place))
    lowest = rising[: panel.drop_lowest]
    highest = [place for place in falling if place not in lowest][: panel.drop_highest]
    return tuple(sorted((*lowest, *highest)))
