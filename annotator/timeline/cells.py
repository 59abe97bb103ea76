"""Where in time a window's decision lies.

A window of one second that is half sign, half rest looks about as much like the one as like the other, so it speaks
for its middle, not for its end. Each window therefore gets a cell of time around its centre, reaching to half way to
the centres of its neighbours; the first and the last one of a stretch reach to the window's own edge. Cells of a
stretch touch and never overlap, so neither do segments, and nothing is late by half a window. Window 4 s, stride 1 s:

    seconds     0   1   2   3   4   5   6   7   8
    the sign                [------------------------  begins at 3.0
    window 0    [---- rest ----]                       centre 2.0, a quarter of it is sign
    window 1        [---- ???? ----]                   centre 3.0, half of it is sign
    window 2            [---- sign ----]               centre 4.0, three quarters are
    cells       [    0    | 1 |    2    ]
                0        2.5 3.5        6              so the sign is found to begin at 2.5 or 3.5

A hole between two windows longer than `break_s` (no hand was seen) ends the stretch: windows on its two sides do not
speak of one another. Where windows are further apart than they are long, `break_s` has to cover that distance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from annotator.errors import RecognizerError
from annotator.records import Prediction

Scores = npt.NDArray[np.float64]

# Times this close are the same: 6 steps of 1/30 s are 0.2 s, whatever floats make of it.
SAME_S = 1e-6

# Float32 softmax may leave 0..1 by this much.
_TOLERANCE = 1e-3


@dataclass(frozen=True)
class Cell:
    """The time `[start_s, end_s)` a window speaks for, its own centre, its scores (float64 [C]).

    `opens` says that the cell begins a stretch.
    """

    start_s: float
    end_s: float
    centre_s: float
    scores: Scores = field(repr=False)
    opens: bool


def cells(predictions: Iterable[Prediction], classes: int, break_s: float) -> Iterator[Cell]:
    """The cells of predictions in order of time, one each; holds one prediction back.

    Raises RecognizerError for scores that are not `classes` probabilities, and for windows that do not move forward.
    """
    before: Prediction | None = None
    start_s, opens = 0.0, True
    for prediction in checked(predictions, classes):
        if before is None:
            start_s = prediction.start_s
        elif prediction.start_s - before.end_s > break_s + SAME_S:
            yield _cell(before, start_s, before.end_s, opens)
            start_s, opens = prediction.start_s, True
        else:
            middle_s = (_centre(before) + _centre(prediction)) / 2
            yield _cell(before, start_s, middle_s, opens)
            start_s, opens = middle_s, False
        before = prediction
    if before is not None:
        yield _cell(before, start_s, before.end_s, opens)


def checked(predictions: Iterable[Prediction], classes: int) -> Iterator[Prediction]:
    """`predictions`, each found to hold `classes` probabilities and to lie after the one before."""
    before: Prediction | None = None
    for prediction in predictions:
        window = f"the window [{prediction.start_s:.3f}, {prediction.end_s:.3f}) s"
        if len(prediction.scores) != classes:
            raise RecognizerError(
                f"{window} has {len(prediction.scores)} scores for {classes} classes",
                hint="the model and its token list do not belong together",
            )
        if not np.isfinite(prediction.scores).all() or not np.isfinite([prediction.start_s, prediction.end_s]).all():
            raise RecognizerError(f"{window} has scores or times that are no numbers", hint="the model is broken")
        if classes and not -_TOLERANCE <= prediction.scores.min() <= prediction.scores.max() <= 1 + _TOLERANCE:
            raise RecognizerError(
                f"{window} has scores from {prediction.scores.min():.3g} to {prediction.scores.max():.3g}",
                hint="scores are probabilities, 0 to 1: apply softmax or sigmoid to logits",
            )
        if before is not None and not _centre(before) < (_centre(before) + _centre(prediction)) / 2:
            raise RecognizerError(f"{window} does not come after [{before.start_s:.3f}, {before.end_s:.3f}) s")
        yield prediction
        before = prediction


def _centre(prediction: Prediction) -> float:
    return (prediction.start_s + prediction.end_s) / 2


def _cell(prediction: Prediction, start_s: float, end_s: float, opens: bool) -> Cell:
    scores = np.clip(prediction.scores.astype(np.float64), 0.0, 1.0)
    return Cell(start_s, end_s, _centre(prediction), scores, opens)
