"""A contact sheet: a row for every class, with its word, its count and a few of its samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from annotator.charts import hangul_fonts, png_bytes
from annotator.datasets.dataset import Dataset, Sample
from annotator.datasets.thumbnails import thumbnail
from annotator.errors import AnnotatorError, one_line
from annotator.records import ImageArray

SIDE: Final = 112
COLUMNS: Final = 6
MOST_ROWS: Final = 120
_GAP: Final = 4
_CAPTION: Final = 170
_DPI: Final = 100
_LONGEST: Final = 20


def contact_sheet(dataset: Dataset, *, columns: int = COLUMNS, rows: int = MOST_ROWS) -> bytes:
    """PNG with a row for each of the first `rows` classes and up to `columns` samples of it, spread over the class.

    A sample that cannot be read is a crossed-out field. Raises MissingError where the Korean font is not installed.
    """
    from matplotlib.figure import Figure

    labels = dataset.labels[:rows]
    by_label: dict[int, list[Sample]] = {label: [] for label in labels}
    for sample in dataset.samples:
        if sample.label in by_label:
            by_label[sample.label].append(sample)
    step = SIDE + _GAP
    canvas = np.full((step * len(labels) + _GAP, _CAPTION + step * columns + _GAP, 3), 255, np.uint8)
    for number, label in enumerate(labels):
        for column, sample in enumerate(_spread(by_label[label], columns)):
            top, left = _GAP + number * step, _CAPTION + column * step
            canvas[top : top + SIDE, left : left + SIDE] = _field(dataset, sample)
    height, width = canvas.shape[:2]
    figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI)
    figure.figimage(canvas, 0, 0, origin="upper")
    for number, label in enumerate(labels):
        word, middle = one_line(dataset.word(label)), 1 - (_GAP + number * step + SIDE / 2) / height
        said = word if len(word) <= _LONGEST else f"{word[: _LONGEST - 1]}…"
        points = 13 if len(said) <= 10 else 9
        place: dict[str, Any] = {"fontproperties": hangul_fonts(), "ha": "left", "parse_math": False}
        figure.text(8 / width, middle, said, va="bottom", size=points, **place)
        figure.text(8 / width, middle, f"{label}   {len(by_label[label])} samples", va="top", size=8, **place)
    return png_bytes(figure, _DPI)


def _spread(samples: Sequence[Sample], count: int) -> list[Sample]:
    """At most `count` samples, evenly out of all."""
    if len(samples) <= count:
        return list(samples)
    return [samples[i * len(samples) // count] for i in range(count)]


def _field(dataset: Dataset, sample: Sample) -> ImageArray:
    try:
        return thumbnail(sample, dataset.medium, SIDE)
    except AnnotatorError:
        import cv2

        field = np.full((SIDE, SIDE, 3), 235, np.uint8)
        for start, end in (((0, 0), (SIDE, SIDE)), ((0, SIDE), (SIDE, 0))):
            cv2.line(field, start, end, (190, 30, 30), 2)
        return field
