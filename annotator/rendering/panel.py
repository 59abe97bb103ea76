"""What each recognizer recognises now: its word, how sure it is of it, and what else it might have been."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from annotator.records import ImageArray, Segment
from annotator.rendering.labels import Colour, Label, drawn, font, shortened
from annotator.rendering.recognised import Voice

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

_BACK: Final = (16, 18, 22, 180)
_IDLE: Final = (16, 18, 22, 150)
_BAR: Final = (84, 88, 96, 210)
_WHITE: Final[Colour] = (255, 255, 255)
_GREY: Final[Colour] = (190, 194, 200)
# All in parts of the panel's unit, the height of a big character.
_NAME: Final = 0.58
_SMALL: Final = 0.6
_PAD: Final = 0.35
_BLOCK: Final = 3.4
_GAP: Final = 0.3
_ALTERNATIVES: Final = 2
_WORTH: Final = 0.005  # what is less sure than that is not shown
_WIDTH: Final = 8.2
# No more than these shares of the picture.
_OF_WIDTH: Final = 0.31
_OF_HEIGHT: Final = 0.62
_LEAST: Final = 10.0


class Panel:
    """Blocks at the left of a picture from `top` downwards, one a recognizer, that stay in their place."""

    def __init__(self, voices: Sequence[Voice], width: int, height: int, top: float = 0.0) -> None:
        self._voices = voices
        wanted = min(0.05 * height, _OF_WIDTH * width / _WIDTH)  # a face in the middle stays free
        fitting = (_OF_HEIGHT * height - top) / max(1, len(voices)) / (_BLOCK + _GAP)
        self._unit = max(_LEAST, min(wanted, fitting))
        self._width = _WIDTH * self._unit
        self._margin, self._top = 0.5 * self._unit, top
        self._block = functools.lru_cache(maxsize=48)(self._drawn)

    def draw(self, picture: ImageArray, time_s: float) -> None:
        """Draws the blocks of this moment into a picture."""
        top = self._top + self._margin
        for number, voice in enumerate(self._voices):
            segment = voice.at(time_s)
            small = _aside(segment, voice, time_s) if segment else ""
            word = (segment.text or segment.label or str(segment.class_id)) if segment else ""
            confidence = round(segment.confidence * 100) if segment else -1
            self._block(number, word, confidence, small).lay(picture, self._margin, top)
            top += (_BLOCK + _GAP) * self._unit

    def _drawn(self, number: int, word: str, percent: int, small: str) -> Label:
        unit, voice = self._unit, self._voices[number]
        pad = _PAD * unit
        left, right = pad + 0.2 * unit, self._width - pad

        def draw(pen: ImageDraw) -> None:
            pen.rectangle((0, 0, self._width, _BLOCK * unit), fill=_BACK if percent >= 0 else _IDLE)
            pen.rectangle((0, 0, max(2, 0.16 * unit), _BLOCK * unit), fill=voice.colour)
            names, words, asides = font(_NAME * unit), font(unit), font(_SMALL * unit)
            pen.text((left, 0.28 * unit), shortened(voice.name, names, right - left), voice.colour, names, anchor="lt")
            if percent < 0:
                return
            told = f"{percent}%"
            share = asides.getlength(told)
            shown = shortened(word, words, right - left - share - pad)
            pen.text((left, 1.92 * unit), shown, _WHITE, words, anchor="ls")
            pen.text((right, 1.92 * unit), told, _WHITE, asides, anchor="rs")
            bar = (left, 2.2 * unit, right, 2.2 * unit + max(2, 0.12 * unit))
            pen.rectangle(bar, fill=_BAR)
            pen.rectangle((*bar[:2], left + (right - left) * min(100, percent) / 100, bar[3]), fill=voice.colour)
            pen.text((left, 3.1 * unit), shortened(small, asides, right - left), _GREY, asides, anchor="ls")

        return drawn(self._width, _BLOCK * unit, draw)


def _aside(segment: Segment, voice: Voice, time_s: float) -> str:
    """The letters of a spelled word up to now, or what else the segment might have been."""
    if segment.words:
        return " ".join(word.word for word in segment.words if word.start_s <= time_s)
    worth = [each for each in segment.alternatives if each.class_id not in voice.idle and each.confidence >= _WORTH]
    return " · ".join(f"{each.label or each.class_id} {each.confidence:.0%}" for each in worth[:_ALTERNATIVES])
