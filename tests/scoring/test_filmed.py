"""A body in a recording: what is measured of it is worked out once, and is that of its landmarks."""

from __future__ import annotations

import numpy as np
from performer import ASPECT, perform

from annotator.landmarks import mirror
from annotator.scoring import FilmedBody, activity, body_evidence, find_strokes, load_form


def test_what_is_measured_is_that_of_the_landmarks() -> None:
    body = FilmedBody(perform(load_form("taegeuk-1")).landmarks, ASPECT)
    for each, landmarks in ((body, body.landmarks), (body.mirrored, mirror(body.landmarks))):
        evidence = body_evidence(landmarks, ASPECT)
        np.testing.assert_array_equal(each.evidence.facing, evidence.facing)
        np.testing.assert_array_equal(each.activity, activity(evidence))
        assert each.strokes == tuple(find_strokes(evidence.times_s, activity(evidence)))
        assert len(each.strokes) >= 18


def test_it_is_worked_out_once() -> None:
    body = FilmedBody(perform(load_form("taegeuk-1")).landmarks, ASPECT)
    assert body.evidence is body.evidence
    assert body.strokes is body.strokes
    assert body.mirrored.evidence is body.mirrored.evidence
