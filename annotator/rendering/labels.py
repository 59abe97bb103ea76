"""Texts and panels drawn once (by Pillow, with a font that has Hangul) and laid over many pictures."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from annotator.charts import hangul_font_file
from annotator.records import ImageArray

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

Colour = tuple[int, int, int]
# How many captions are kept: those of now and of a moment ago, so that memory stays flat.
_KEPT: Final = 16
_WHITE: Final[Colour] = (255, 255, 255)
_EDGE: Final[Colour] = (12, 12, 14)
_SPACING: Final = 1.25
_HALF: Final = np.uint16(127)


@dataclass(frozen=True)
class Label:
    """A drawn thing, ready to be laid over pictures: `light`, uint16 [h, w, 3], is its colour times its opacity
    (0..255 each) and half of 255, which rounds; `rest`, uint16 [h, w, 3], what of the picture is still seen (0..255).

    Both are as deep as pictures are: numpy is several times quicker where nothing is broadcast."""

    light: npt.NDArray[np.uint16]
    rest: npt.NDArray[np.uint16]

    @property
    def height(self) -> int:
        return len(self.light)

    @property
    def width(self) -> int:
        return self.light.shape[1]

    def lay(self, picture: ImageArray, left: float, top: float) -> None:
        """Lays it over a picture, uint8 [H, W, 3]; what stands out is cut off."""
        x, y = round(left), round(top)
        cut_x, cut_y = max(0, -x), max(0, -y)
        part = picture[max(0, y) : max(0, y + self.height), max(0, x) : max(0, x + self.width)]
        rows, columns = (slice(cut_y, cut_y + part.shape[0]), slice(cut_x, cut_x + part.shape[1]))
        part[...] = (part * self.rest[rows, columns] + self.light[rows, columns]) // 255


def as_label(image: Image) -> Label:
    """A Label of an RGBA picture."""
    values = np.asarray(image, np.uint16)
    opacity = np.repeat(values[..., 3:], 3, axis=2)
    return Label(values[..., :3] * opacity + _HALF, np.uint16(255) - opacity)


def drawn(width: float, height: float, draw: Callable[[ImageDraw], object]) -> Label:
    """A Label of this size, on which `draw` has drawn."""
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", (max(1, round(width)), max(1, round(height))), (0, 0, 0, 0))
    draw(ImageDraw.Draw(image))
    return as_label(image)


@functools.cache
def font(size: float) -> FreeTypeFont:
    """Nanum Gothic, characters `size` pixels high; raises MissingError."""
    from PIL import ImageFont

    return ImageFont.truetype(str(hangul_font_file()), max(6.0, round(size * 2) / 2))


@functools.lru_cache(maxsize=_KEPT)
def caption(lines: tuple[str, ...], size: float, edge: float, room: float) -> Label:
    """White lines below one another, each in the middle, with a dark edge; wrapped where they need more than `room`."""
    letters, border = font(size), max(1, round(edge))
    shown = [part for line in lines for part in wrapped(composed(line), letters, room)]
    width = max(letters.getlength(line) for line in shown) + 2 * border + 2
    step = size * _SPACING

    def draw(pen: ImageDraw) -> None:
        for number, line in enumerate(shown):
            place = (width / 2, border + number * step + size)
            pen.text(place, line, _WHITE, letters, anchor="ms", stroke_width=border, stroke_fill=_EDGE)

    return drawn(width, step * len(shown) + 2 * border, draw)


def wrapped(line: str, letters: FreeTypeFont, room: float) -> list[str]:
    """A line in parts that fit into `room` pixels: broken at spaces where it can be, else within a word."""
    if letters.getlength(line) <= room:
        return [line]
    fits = next((n for n in range(len(line) - 1, 1, -1) if letters.getlength(line[:n]) <= room), 1)
    at = line.rfind(" ", 1, fits + 1)
    cut = at if at > 0 else fits
    return [line[:cut].rstrip(), *wrapped(line[cut:].lstrip(), letters, room)]


def fitted(text: str, letters: FreeTypeFont, room: float, most: int) -> list[str]:
    """`text` in at most so many lines of `room` pixels; what is left over is cut off, with an ellipsis."""
    lines = wrapped(composed(text), letters, room)
    return lines if len(lines) <= most else [*lines[: most - 1], shortened(" ".join(lines[most - 1 :]), letters, room)]


def shortened(text: str, letters: FreeTypeFont, room: float) -> str:
    """`text`, or as much of its beginning as fits into `room` pixels, with an ellipsis."""
    text = composed(text)
    if letters.getlength(text) <= room:
        return text
    fits: Sequence[int] = [n for n in range(len(text)) if letters.getlength(text[:n] + "…") <= room]
    return text[: fits[-1]].rstrip() + "…" if fits else ""


def composed(text: str) -> str:
    """Hangul in one character a syllable, as fonts have it; on one line."""
    return " ".join(unicodedata.normalize("NFC", text).split())
