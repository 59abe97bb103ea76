"""One decode for several: rates and sizes derived from it."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.frames import adapt, union
from annotator.recognizer import FrameInput
from annotator.records import Frames


def numbered(count: int, rate: Fraction, sizes: list[int]) -> list[Frames]:
    """Frames whose pixels hold their number, cut into batches of the given sizes."""
    batches, at = [], 0
    for size in [*sizes, count]:
        n = min(size, count - at)
        if n > 0:
            numbers = np.arange(at, at + n)
            images = np.broadcast_to(numbers[:, None, None, None], (n, 4, 6, 3)).astype(np.uint8)
            batches.append(Frames(images, numbers / float(rate)))
            at += n
    return batches


rates = st.sampled_from([Fraction(5), Fraction(10), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60)])


@given(st.integers(1, 120), rates, rates, st.lists(st.integers(1, 20), max_size=6))
def test_every_result_is_the_frame_displayed_then(
    count: int, decoded: Fraction, wanted: Fraction, sizes: list[int]
) -> None:
    batches = list(adapt(numbered(count, decoded, sizes), FrameInput(decoded), FrameInput(wanted)))
    times = [float(time) for batch in batches for time in batch.times_s]
    pixels = [int(image[0, 0, 0]) for batch in batches for image in batch.images]
    expected = range(ceil(count * wanted / decoded))
    assert times == pytest.approx([float(k / wanted) for k in expected])
    assert pixels == [int(k * decoded / wanted) for k in expected]


def test_one_wish_is_granted_as_it_is() -> None:
    wish = FrameInput(Fraction(10), 32, 16, "contain")
    assert union([wish, wish]) == wish
    assert union([wish, FrameInput(Fraction(25), 8, 8)]) == FrameInput(Fraction(25))


@pytest.mark.parametrize("fit", ["stretch", "contain", "cover"])
def test_fits_as_ffmpeg_does(fit: str) -> None:
    image = np.zeros((90, 160, 3), np.uint8)
    image[:, 40:120] = 255
    frames = Frames(image[None], np.zeros(1))
    [fitted] = adapt([frames], FrameInput(Fraction(10)), FrameInput(Fraction(10), 45, 45, fit))  # type: ignore[arg-type]
    row = fitted.images[0, 22, :, 0]
    assert fitted.images.shape == (1, 45, 45, 3)
    expected = {"stretch": (11, 34), "contain": (11, 34), "cover": (2, 43)}[fit]
    light = np.flatnonzero(row > 127)
    assert (light[0], light[-1] + 1) == pytest.approx(expected, abs=1)
    column = fitted.images[0, :, 22, 0]
    assert (column[0] > 127) == (fit != "contain")
