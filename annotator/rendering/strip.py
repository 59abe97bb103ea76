"""All that was recognised in a video, on one line of time each: a strip that is drawn once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from annotator.records import ImageArray, Segment
from annotator.rendering.labels import Colour, composed, font, shortened
from annotator.rendering.performance import is_movement
from annotator.rendering.recognised import Voice

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

_BACK: Final[Colour] = (22, 24, 29)
_LANE: Final[Colour] = (36, 39, 46)
_TEXT: Final[Colour] = (200, 204, 210)
_TICK: Final[Colour] = (70, 74, 82)
_DARK: Final[Colour] = (14, 15, 18)
_PLAYHEAD: Final[Colour] = (255, 70, 70)
_GUTTER: Final = 0.2  # of the width, at most, for names
# How far apart the marks of the time axis may be, in seconds.
_STEPS: Final = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
_LEAST_SHARE: Final = 0.45  # of a segment's colour, where its confidence is 0
_MOST_OF_HEIGHT: Final = 0.34


@dataclass(frozen=True)
class Marks:
    """Moments, in seconds of the video, that have a lane of their own, each in its colour."""

    name: str
    moments: tuple[tuple[float, Colour], ...]


class Strip:
    """The strip below the pictures: `height` pixels (even), a lane a recognizer and person, an axis of time.

    `marks` stand in a lane below the others.
    """

    def __init__(
        self, voices: Sequence[Voice], duration_s: float, width: int, height: int, marks: Marks | None = None
    ) -> None:
        self._voices, self._duration_s, self._width, self._marks = voices, max(duration_s, 1e-3), width, marks
        self._lanes = [(voice, lane) for voice in voices for lane in voice.lanes()]
        self._count = len(self._lanes) + (marks is not None)
        wanted = max(12.0, min(0.042 * height, 0.05 * width))
        self._lane = min(wanted, max(5.0, _MOST_OF_HEIGHT * height / (self._count + 1.6)))
        self._axis = max(11.0, 0.8 * self._lane)
        self._pad = round(0.3 * self._lane)
        self.height = round(2 * self._pad + self._count * self._lane + self._axis) // 2 * 2
        names = font(self._size)
        widest = max((names.getlength(composed(voice.name)) for voice in voices), default=0.0)
        if marks is not None:
            widest = max(widest, names.getlength(marks.name)) + 1
        self._left = round(min(widest, _GUTTER * width) + 2 * self._pad)
        self._right = width - 2 * self._pad
        self.picture = self._drawn()

    @property
    def _size(self) -> float:
        return max(8.0, 0.62 * self._lane)

    def draw(self, canvas: ImageArray, time_s: float) -> None:
        """Marks the moment in a copy of `picture` that stands in `canvas`, uint8 [height, width, 3]."""
        x = round(self._x(min(max(time_s, 0.0), self._duration_s)))
        thick = max(2, self._width // 400)
        canvas[self._pad : -max(2, round(self._axis)), max(0, x - thick // 2) : x - thick // 2 + thick] = _PLAYHEAD

    def _x(self, time_s: float) -> float:
        return self._left + (self._right - self._left) * time_s / self._duration_s

    def _drawn(self) -> ImageArray:
        from PIL import Image, ImageDraw

        image = Image.new("RGB", (self._width, self.height), _BACK)
        pen = ImageDraw.Draw(image)
        for number, (voice, segments) in enumerate(self._lanes):
            top, bottom = self._ground(pen, number, voice.name, voice.colour)
            for segment in segments:
                self._segment(pen, voice, segment, top, bottom)
        if self._marks is not None:
            self._moments(pen, self._marks)
        self._time_axis(pen)
        return np.array(image, np.uint8)

    def _ground(self, pen: ImageDraw, number: int, name: str, colour: Colour) -> tuple[float, float]:
        """An empty lane with its name; gives where it begins and ends."""
        top = self._pad + number * self._lane
        bottom = top + 0.82 * self._lane
        pen.rectangle((self._left, top, self._right, bottom), fill=_LANE)
        letters = font(self._size)
        shown = shortened(name, letters, self._left - 2 * self._pad)
        pen.text((self._left - self._pad, (top + bottom) / 2), shown, colour, letters, anchor="rm")
        return top, bottom

    def _moments(self, pen: ImageDraw, marks: Marks) -> None:
        """A lane with an arrowhead that points upwards at every moment."""
        top, bottom = self._ground(pen, len(self._lanes), marks.name, _TEXT)
        half = 0.3 * self._lane
        for time_s, colour in marks.moments:
            x = self._x(min(max(time_s, 0.0), self._duration_s))
            pen.polygon(((x, top), (x + half, bottom), (x - half, bottom)), fill=colour, outline=_DARK)

    def _segment(self, pen: ImageDraw, voice: Voice, segment: Segment, top: float, bottom: float) -> None:
        """A box as long as the segment, the paler the less sure it is, with its word where there is room."""
        left, right = self._x(max(0.0, segment.start_s)), self._x(min(segment.end_s, self._duration_s))
        share = _LEAST_SHARE + (1 - _LEAST_SHARE) * min(max(segment.confidence, 0.0), 1.0)
        colour = tuple(round(c * share + back * (1 - share)) for c, back in zip(voice.colour, _LANE, strict=True))
        pen.rectangle((left, top, max(left + 1, right - 1), bottom), fill=colour)
        letters = font(self._size)
        if word := self._word(segment, letters, right - left - 3):
            pen.text(((left + right) / 2, (top + bottom) / 2), word, _DARK, letters, anchor="mm")

    def _word(self, segment: Segment, letters: FreeTypeFont, room: float) -> str:
        """What is written in a box: the word or its beginning; of scored movements the number where room is short."""
        word = composed(segment.text or segment.label)
        if letters.getlength(word) > room:
            if self._marks is not None and is_movement(segment):
                return segment.label if letters.getlength(segment.label) <= room + 2 else ""
            word = shortened(word, letters, room)
        return word if len(word) > 1 or word == segment.text else ""

    def _time_axis(self, pen: ImageDraw) -> None:
        top = self._pad + self._count * self._lane
        letters = font(max(8.0, 0.9 * self._size))
        for time_s in self._ticks(letters.getlength("0:00:00") * 1.3):
            x = self._x(time_s)
            pen.line((x, top, x, top + 0.2 * self._axis), fill=_TICK)
            anchor = "mt" if x < self._right - 12 else "rt"
            pen.text((x, top + 0.3 * self._axis), clock(time_s), _TEXT, letters, anchor=anchor)

    def _ticks(self, room: float) -> Iterator[float]:
        scale = (self._right - self._left) / self._duration_s
        step = next((step for step in _STEPS if step * scale >= room), _STEPS[-1])
        return (float(n * step) for n in range(int(self._duration_s // step) + 1))


def clock(time_s: float, *, tenths: bool = False) -> str:
    """`1:02`, `1:00:02`, with `tenths` `1:02.5`."""
    count = int(time_s * 10 + 1e-6)
    minutes, seconds = divmod(count // 10, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{text}.{count % 10}" if tenths else text
