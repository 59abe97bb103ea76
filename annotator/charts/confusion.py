"""A confusion matrix as a heat map: what is true downwards, what was found to the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from annotator.charts.figure import png_bytes
from annotator.charts.font import hangul_fonts
from annotator.errors import one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NUMBERED: Final = 48  # columns up to which every cell can hold its count
_CELL_IN: Final = 0.34
_LONGEST: Final = 16  # characters of a word


def confusion_chart(
    counts: Sequence[Sequence[int]],
    truth: Sequence[str],
    found: Sequence[str] | None = None,
    *,
    title: str = "",
) -> bytes:
    """PNG of `counts[true][found]`; a cell is the darker the greater its share of what is true.

    `truth` are the words of the rows, `found` those of the columns (None: the same). A row without anything is pale.
    Raises MissingError where the Korean font is not installed.
    """
    from matplotlib.figure import Figure

    table = np.array(counts, np.float64).reshape(len(truth), -1)
    columns = truth if found is None else found
    cell_in = _CELL_IN if len(columns) <= _NUMBERED else max(_CELL_IN * _NUMBERED / len(columns), 0.12)
    width_in = max(5.0, cell_in * len(columns) + 2.6)
    height_in = cell_in * len(truth) + 2.6
    figure = Figure(figsize=(width_in, height_in), layout="constrained")
    axes = figure.add_subplot()
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="equal", interpolation="nearest")
    _name(axes, truth, columns, points=9.0 if cell_in >= _CELL_IN else 6.0)
    if len(columns) <= _NUMBERED:
        _number(axes, table, shares)
    if title:
        axes.set_title(one_line(title), **_text(11))
    return png_bytes(figure)


def _name(axes: Axes, truth: Sequence[str], found: Sequence[str], points: float) -> None:
    axes.set_xticks(range(len(found)), [_short(word) for word in found], rotation=90, **_text(points))
    axes.set_yticks(range(len(truth)), [_short(word) for word in truth], **_text(points))
    axes.set_xlabel("found", **_text(10))
    axes.set_ylabel("true", **_text(10))
    axes.tick_params(length=0)
    axes.set_xticks(np.arange(-0.5, len(found)), minor=True)
    axes.set_yticks(np.arange(-0.5, len(truth)), minor=True)
    axes.grid(which="minor", color="0.88", linewidth=0.5)
    axes.tick_params(which="minor", length=0)


def _number(axes: Axes, table: np.ndarray[Any, Any], shares: np.ndarray[Any, Any]) -> None:
    for row, column in np.argwhere(table > 0):
        count = table[row, column]
        shown = f"{count:.0f}" if count < 10_000 else f"{count / 1000:.0f}k"
        colour = "white" if shares[row, column] > 0.55 else "black"
        axes.text(column, row, shown, ha="center", va="center", color=colour, fontsize=7 if len(shown) < 4 else 5.5)


def _text(points: float) -> dict[str, Any]:
    fonts = hangul_fonts().copy()
    fonts.set_size(points)
    return {"fontproperties": fonts, "parse_math": False}


def _short(word: str) -> str:
    word = one_line(word)
    return word if len(word) <= _LONGEST else word[: _LONGEST - 1] + "…"
