"""The windows of labelled stretches."""

from __future__ import annotations

import numpy as np

from annotator.measuring import WHOLE, Gatherer
from annotator.records import Prediction


def window(start_s: float, end_s: float, *scores: float) -> Prediction:
    return Prediction(start_s, end_s, np.array(scores, np.float32))


def test_a_stretch_has_the_windows_whose_middle_lies_in_it() -> None:
    gatherer = Gatherer([(1.0, 2.0), (2.0, 3.0), WHOLE])
    for prediction in (window(0, 2, 1, 0), window(1, 2.5, 0.5, 0.5), window(1, 3, 0, 1), window(9, 11, 0, 1)):
        gatherer.hear(prediction)
    first, second, whole = gatherer.scored()
    assert first.windows == 2
    assert first.scores is not None
    assert first.scores.tolist() == [0.75, 0.25]
    assert second.windows == 1
    assert second.scores is not None
    assert second.scores.tolist() == [0, 1]
    assert whole.windows == 4


def test_a_stretch_too_short_for_a_middle_has_the_window_that_overlaps_it_longest() -> None:
    gatherer = Gatherer([(1.1, 1.3)])
    for prediction in (window(0, 1.15, 1, 0), window(0.8, 2, 0.2, 0.8), window(2, 3, 0, 1)):
        gatherer.hear(prediction)
    (scored,) = gatherer.scored()
    assert scored.windows == 1
    assert scored.scores is not None
    np.testing.assert_allclose(scored.scores, [0.2, 0.8], atol=1e-7)


def test_nothing_heard_is_nothing_said() -> None:
    gatherer = Gatherer([(5.0, 6.0)])
    gatherer.hear(window(0, 1, 1, 0))
    assert gatherer.scored()[0].scores is None
