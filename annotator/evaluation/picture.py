"""The timeline picture: for each video and tier a row of what is true above one of what was found.

The same label has the same colour. What became of a segment is seen without colour too:

    right     filled                       mistimed  hatched /
    wrong     hatched x, thick border, ×   missed    empty, dashed border, –
    false     dotted, thick border, !
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from annotator.charts import hangul_fonts, png_bytes
from annotator.errors import one_line
from annotator.evaluation.confusion import Fate
from annotator.evaluation.picture_layout import PAGES, ROW_IN, Page, Strip, lay_out, strip_seconds
from annotator.evaluation.report import Bar, Evaluation
from annotator.files import write_atomic

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI: Final = 100
WIDTH_IN: Final = 16.0
_LEFT_IN, _RIGHT_IN = 1.75, 0.25
_STYLES: Final[dict[Fate, dict[str, Any]]] = {
    "right": {"linewidth": 0.8},
    "mistimed": {"linewidth": 1.2, "hatch": "//"},
    "wrong": {"linewidth": 2.2, "hatch": "xx"},
    "missed": {"linewidth": 1.4, "linestyle": (0, (4, 2)), "facecolor": "white"},
    "false": {"linewidth": 2.2, "hatch": "..", "facecolor": "white"},
}
_SIGNS: Final[dict[Fate, str]] = {"right": "", "mistimed": "", "wrong": "× ", "missed": "– ", "false": "! "}
_MEANINGS: Final[dict[Fate, str]] = {
    "right": "right",
    "mistimed": "mistimed",
    "wrong": "wrong",
    "missed": "missed",
    "false": "false",
}


@dataclass(frozen=True)
class Drawn:
    """The files that were written, and how many videos are not in them."""

    paths: tuple[Path, ...]
    left_out: int


def save_pictures(evaluation: Evaluation, path: Path) -> Drawn:
    """Writes the picture as PNG, further pages as NAME-2.png, NAME-3.png and so on, at most `PAGES`.

    Further pages of an earlier, longer picture are removed.
    Raises OutputError where it cannot be written, MissingError where the font is not installed.
    """
    colours = _colours(bar.label for video in evaluation.videos for tier in video.tiers for bar in tier.truth)
    seconds = strip_seconds(evaluation.videos)
    pages, left_out = lay_out(evaluation.videos)
    paths = [path if n == 1 else path.with_stem(f"{path.stem}-{n}") for n in range(1, len(pages) + 1)]
    for page, target in zip(pages, paths, strict=True):
        write_atomic(target, png_bytes(_draw_page(page, seconds, colours), DPI))
    for number in range(len(pages) + 1, PAGES + 1):
        path.with_stem(f"{path.stem}-{number}").unlink(missing_ok=True)
    return Drawn(tuple(paths), left_out)


def _colours(labels: Iterable[str]) -> dict[str, Any]:
    """A light colour for each label; neighbours in the alphabet lie far apart on the colour circle."""
    ordered = sorted(set(labels))
    return {
        label: colorsys.hls_to_rgb(0.618034 * n % 1, (0.72, 0.82, 0.64)[n % 3], 0.75) for n, label in enumerate(ordered)
    }


def _draw_page(page: Page, seconds: float, colours: dict[str, Any]) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH_IN, page.height_in))
    _draw_legend(figure, page)
    for number, strip in enumerate(page.strips):
        fresh = number == 0 or page.strips[number - 1].video is not strip.video
        if fresh:
            _write_title(figure, page, strip)
        _draw_strip(figure, page, strip, seconds, colours)
    return figure


def _draw_legend(figure: Figure, page: Page) -> None:
    axes = figure.add_axes((_LEFT_IN / WIDTH_IN, 1 - 0.45 / page.height_in, 0.6, ROW_IN / page.height_in))
    axes.set_xlim(0, 0.6 * WIDTH_IN)
    axes.set_ylim(1, 0)
    axes.axis("off")
    for number, (fate, meaning) in enumerate(_MEANINGS.items()):
        bar = Bar(number * 1.5, number * 1.5 + 1.2, meaning, fate)
        _draw_bar(axes, bar, 0, (0.8, 0.8, 0.8), DPI)


def _write_title(figure: Figure, page: Page, strip: Strip) -> None:
    text = strip.video.video + ("" if strip.video.annotated else "  (no annotation)")
    figure.text(
        0.15 / WIDTH_IN,
        1 - (strip.top_in - 0.08) / page.height_in,
        one_line(text),
        fontproperties=hangul_fonts(),
        fontsize=12,
        verticalalignment="bottom",
        parse_math=False,
    )


def _draw_strip(figure: Figure, page: Page, strip: Strip, seconds: float, colours: dict[str, Any]) -> None:
    scale_in = (WIDTH_IN - _LEFT_IN - _RIGHT_IN) / seconds
    length_s, height_in = strip.end_s - strip.start_s, strip.rows * ROW_IN
    axes = figure.add_axes(
        (
            _LEFT_IN / WIDTH_IN,
            1 - (strip.top_in + height_in) / page.height_in,
            length_s * scale_in / WIDTH_IN,
            height_in / page.height_in,
        )
    )
    axes.set_xlim(strip.start_s, strip.end_s)
    axes.set_ylim(strip.rows, 0)
    _dress_axes(axes, strip)
    for row, bars in enumerate(bars for tier in strip.video.tiers for bars in (tier.truth, tier.found)):
        for bar in _visible(bars, strip):
            _draw_bar(axes, bar, row, colours.get(bar.label, (0.85, 0.85, 0.85)), scale_in * DPI)


def _dress_axes(axes: Axes, strip: Strip) -> None:
    """Seconds below, the names of the rows on the left, a line between tiers."""
    from matplotlib.ticker import MultipleLocator

    axes.xaxis.set_major_locator(MultipleLocator(1))
    axes.tick_params(axis="x", labelsize=8, length=2, pad=2)
    axes.set_yticks([])
    axes.grid(axis="x", color="0.9", linewidth=0.6)
    axes.set_axisbelow(True)
    names = [name for tier in strip.video.tiers for name in (f"{tier.tier}: true", f"{tier.model}: found")]
    for row, name in enumerate([*names, "seconds"]):
        axes.text(
            -0.14 / (axes.get_position().width * WIDTH_IN),
            row + 0.5,
            _cut(one_line(name), 24),
            transform=axes.get_yaxis_transform(),
            fontproperties=hangul_fonts(),
            fontsize=9,
            horizontalalignment="right",
            verticalalignment="center",
            parse_math=False,
        )
    for row in range(2, strip.rows, 2):
        axes.axhline(row, color="0.5", linewidth=0.8)


def _visible(bars: Sequence[Bar], strip: Strip) -> list[Bar]:
    return [bar for bar in bars if bar.start_s < strip.end_s and bar.end_s > strip.start_s]


def _draw_bar(axes: Axes, bar: Bar, row: int, colour: Any, pixels_a_second: float) -> None:
    from matplotlib.patches import Rectangle

    style = {"facecolor": colour, "edgecolor": "black", **_STYLES[bar.fate]}
    axes.add_patch(Rectangle((bar.start_s, row + 0.08), bar.end_s - bar.start_s, 0.84, **style))
    low, high = axes.get_xlim()
    start_s, end_s = max(bar.start_s, low), min(bar.end_s, high)
    text, size = fitting(_SIGNS[bar.fate], one_line(bar.label), (end_s - start_s) * pixels_a_second - 2)
    if text:
        plate = {"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85} if "hatch" in style else None
        axes.text(
            (start_s + end_s) / 2,
            row + 0.5,
            text,
            fontproperties=hangul_fonts(),
            fontsize=size,
            horizontalalignment="center",
            verticalalignment="center_baseline",
            bbox=plate,
            parse_math=False,
        )


def fitting(sign: str, label: str, width_px: float) -> tuple[str, float]:
    """What can be written into so many pixels, and in which size (points): cut, or without its sign, where it must."""
    for text, sizes in ((sign + label, (10.0, 9.0)), (label, (10.0, 9.0, 8.0, 7.0))):
        for size in sizes:
            if _width_px(text, size) <= width_px:
                return text, size
    shorter = (_cut(label, count) for count in range(len(label) - 1, 1, -1))
    return next(((text, 7.0) for text in shorter if _width_px(text, 7.0) <= width_px), ("", 7.0))


def _width_px(text: str, points: float) -> float:
    """About how wide a text is; Hangul is as wide as high."""
    return sum(0.95 if char >= "ᄀ" else 0.58 for char in text) * points * DPI / 72


def _cut(text: str, count: int) -> str:
    return text if len(text) <= count else text[: count - 1] + "…"
