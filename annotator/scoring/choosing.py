"""Which form is performed: every form is tried on the same strokes, and named where it is clearly the cheapest.

A form is compared by what it saves. Leaving out a movement costs `ANY_COST` here, what a movement costs at which it
may be any: a form saves by each movement that is cheaper, and loses by strokes that it does not explain. Movements that
are not in the recording save nothing and lose nothing, so that a long form stands no worse than a short one, and a
recording that begins late or ends early is compared by the part it holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from annotator.errors import ScoringError
from annotator.scoring.alignment import MOST_STROKES, Alignment, align_candidates
from annotator.scoring.costs import candidates
from annotator.scoring.filmed import FilmedBody
from annotator.scoring.following import check_body
from annotator.scoring.form import Form
from annotator.scoring.forms import load_forms
from annotator.scoring.scored import FormGuess

ANY_COST: Final = 0.95  # the right form costs 0.25 to 0.75 a movement
LIKE_COST: Final = 0.82  # a form that costs more is like nothing,
CLEAR_COST: Final = 0.9  # unless it costs no more than this
CLEAR_GAP: Final = 0.2  # and so much less than the second; forms that are not the right one lie closer together
LEAST_GAIN: Final = 1.0  # so much more than the second a form must save
LEAST_MOVEMENTS: Final = 4  # fewer are alike in many forms
_MIRRORED_GAIN: Final = 2.0


@dataclass(frozen=True)
class Choice:
    """Which form a performance is, or why none is named.

    `guesses` are all forms that were tried, the likeliest first, each with what a movement of the recording costs on
    average if it is this form. `form` is the likeliest, or None where it cannot be told; `reason` then says why.
    `first` and `last` are the numbers of the first and the last movement of the likeliest form that were found: the
    part of it that the recording holds (0 where none was). `mirrored`: the video fits only as a mirror shows it.
    """

    guesses: tuple[FormGuess, ...]
    form: Form | None
    reason: str
    first: int
    last: int
    mirrored: bool


@dataclass(frozen=True)
class _Tried:
    """A form with its alignment, and how much it saves."""

    form: Form
    alignment: Alignment
    saved: float

    @property
    def numbers(self) -> list[int]:
        return [each.number for each in self.alignment.movements if each.span is not None]

    @property
    def held(self) -> int:
        """How many movements lie between the first and the last that were found, both counted."""
        numbers = self.numbers
        return numbers[-1] - numbers[0] + 1 if numbers else 0


def choose_form(body: FilmedBody, forms: Sequence[Form] | None = None) -> Choice:
    """Names the form in the landmarks of a performance.

    Tried are `forms` (None: all that come with annotator), as they are and as a mirror shows them. Parts of a form are
    recognised as the form. Raises ScoringError where no body is in the landmarks, or no form was given.
    """
    among = load_forms() if forms is None else tuple(forms)
    if not among:
        raise ScoringError("there is no form to choose from")
    check_body(body.evidence)
    plain, other = _tried(among, body), _tried(among, body.mirrored)
    mirrored = other[0].saved > plain[0].saved + _MIRRORED_GAIN
    tried = other if mirrored else plain
    best = tried[0]
    held = max(best.held, 1)
    guesses = tuple(FormGuess(each.form.name, round(ANY_COST - each.saved / held, 3)) for each in tried)
    reason = _reason(tried, guesses)
    numbers = best.numbers or [0]
    return Choice(guesses, None if reason else best.form, reason, numbers[0], numbers[-1], mirrored)


def _tried(forms: Sequence[Form], body: FilmedBody) -> list[_Tried]:
    """Every form with what it saves, the one that saves most first."""
    seen = candidates(body.evidence, body.strokes, MOST_STROKES)
    tried = []
    for form in forms:
        alignment = align_candidates(form, seen, body.strokes, omitted=ANY_COST)
        tried.append(_Tried(form, alignment, ANY_COST * len(form.movements) - alignment.cost))
    return sorted(tried, key=lambda each: -each.saved)


def _reason(tried: Sequence[_Tried], guesses: Sequence[FormGuess]) -> str:
    """Why the likeliest form is not named; empty where it is."""
    best = tried[0]
    if not best.numbers:
        return "there is no movement that looks like one of a form"
    if not _like(guesses):
        return f"it looks like none of the forms; the least unlike is {best.form.name}"
    alike = [each.form.name for each in tried[1:] if best.saved - each.saved < LEAST_GAIN]
    if alike:
        return f"it looks like {_joined([best.form.name, *alike])} alike"
    if best.held < LEAST_MOVEMENTS:
        return f"{best.held} movements are too few to tell forms apart; they look most like {best.form.name}"
    return ""


def _like(guesses: Sequence[FormGuess]) -> bool:
    """Whether the likeliest form is like what is seen at all."""
    clear = len(guesses) > 1 and guesses[1].cost - guesses[0].cost >= CLEAR_GAP
    return guesses[0].cost <= (CLEAR_COST if clear else LIKE_COST)


def _joined(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
