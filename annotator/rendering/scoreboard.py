"""The movement going on, at the top left of a picture, and at its right what has been deducted up to now."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from annotator.records import Annotation, ImageArray, Segment
from annotator.rendering.labels import Colour, Label, composed, drawn, fitted, font, shortened, wrapped
from annotator.rendering.performance import Deducted, Performance, is_movement, performance_of
from annotator.rendering.recognised import Voice
from annotator.rendering.strip import Marks
from annotator.translation import translated

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

MINOR: Final[Colour] = (250, 200, 60)
MAJOR: Final[Colour] = (255, 105, 90)
_BACK: Final = (16, 18, 22, 180)
_IDLE: Final = (16, 18, 22, 150)
_WHITE: Final[Colour] = (255, 255, 255)
_GREY: Final[Colour] = (190, 194, 200)
_DIM: Final[Colour] = (150, 154, 160)
_HELD_S: Final = 1.0  # a name stays so long after its movement, where the next one has not begun
_SHOWN: Final = 4
_NAMES: Final = ("ko", "en")  # below one another
_NAME_LINES: Final = (3, 4)
_BIG_LINES: Final = 2  # a longer name is written smaller
_NEWEST_LINES: Final = 3
_TEXT_LINES: Final = 2
# No more than these shares of the picture, so that the performer in the middle stays free.
_OF_WIDTH: Final = 0.31
_OF_HEIGHT: Final = 0.05
_UNITS: Final = 8.2
_LEAST: Final = 10.0
# All in units, which are the size of big characters.
_PAD: Final = 0.35
_MARGIN: Final = 0.5
_BIG: Final = 0.84
_MIDDLE: Final = 0.62
_SMALL: Final = 0.52
_LINE: Final = 1.22  # from one line to the next, in characters
_NOTE: Final = ("심사 보조 자료", "aid, not a verdict")
_WORDS: Final[dict[str, dict[str, str]]] = {
    "ko": {"accuracy": "정확도", "deductions": "감점", "earlier": "앞선 감점 {}건", "unscored": "채점하지 않음"},
    "en": {"accuracy": "accuracy", "deductions": "deductions", "earlier": "+{} earlier", "unscored": "not scored"},
}


def scoreboard_of(
    annotation: Annotation, spoken: Sequence[Voice], languages: Sequence[str], size: tuple[int, int]
) -> Scoreboard | None:
    """The scoreboard of an annotation's performance, None where it has no score that can be shown."""
    performance, _ = performance_of(annotation)
    if performance is None:
        return None
    moving = (voice.only(is_movement) for voice in spoken if any(map(is_movement, voice.segments)))
    return Scoreboard(performance, next(moving, None), languages[0] if languages else annotation.language, size)


class Scoreboard:
    """The two panels of a scored performance, each as high as what it says.

    `movements` are the segments of the form's movements, `language` is that of deductions (the names of movements are
    told in Korean and English), `size` that of the picture.
    """

    def __init__(self, performance: Performance, movements: Voice | None, language: str, size: tuple[int, int]) -> None:
        self._performance, self._movements, self._language = performance, movements, language
        self._words = _WORDS.get(language.partition("-")[0], _WORDS["en"])
        width, height = size
        self._width = _OF_WIDTH * width
        self._unit = max(_LEAST, min(_OF_HEIGHT * height, self._width / _UNITS))
        self._named = functools.lru_cache(maxsize=4)(self._name_drawn)
        self._counted = functools.lru_cache(maxsize=2)(self._count_drawn)

    @property
    def marks(self) -> Marks:
        """The deductions, for the strip of time."""
        moments = tuple((each.at_s, _colour(each)) for each in self._performance.deductions)
        return Marks(self._words["deductions"], moments)

    @property
    def bottom(self) -> float:
        """Below this the left side is free."""
        if self._movements is None:
            return 0.0
        lines = 2 * _MIDDLE + sum(n * size for n, size in zip(_NAME_LINES, (_MIDDLE, _SMALL), strict=True))
        return self._unit * (_MARGIN + 2 * _PAD + _LINE * lines)

    def draw(self, picture: ImageArray, time_s: float, right: float, top: float) -> None:
        """Draws both panels of this moment into a picture; `right` and `top` is the corner of the right one."""
        margin = _MARGIN * self._unit
        if self._movements is not None:
            segment, going_on = _current(self._movements, time_s)
            self._named(_names(segment), segment.label if segment else "", going_on).lay(picture, margin, margin)
        board = self._counted(self._performance.count(time_s))
        board.lay(picture, right - board.width, top)

    def _name_drawn(self, names: tuple[str, ...], number: str, going_on: bool) -> Label:
        count = self._performance.movements
        title = self._performance.title.get(self._language) or next(iter(self._performance.title.values()), "")
        voice = self._movements.colour if self._movements else _WHITE
        sheet = _Sheet(self._width, self._unit, voice if going_on else _DIM)
        sheet.pair(title, f"{number} / {count}" if number and count else number, voice, _WHITE if going_on else _DIM)
        sheet.skip(0.3)
        for place, name in enumerate(names):
            shade = (_GREY if place else _WHITE) if going_on else _DIM
            size = _SMALL if place else _BIG if sheet.fits(name, _BIG, _BIG_LINES) else _MIDDLE
            sheet.text(name, size, shade, _NAME_LINES[min(place, 1)])
            sheet.skip(0.12)
        return sheet.label(_BACK if names else _IDLE)

    def _count_drawn(self, count: int) -> Label:
        told, left = self._performance.deductions[:count], self._performance.left(count)
        sheet = _Sheet(self._width, self._unit, MAJOR if told else _DIM)
        if left is None or self._performance.max is None:
            sheet.text(self._words["unscored"], _MIDDLE, _WHITE, 1)
            sheet.text(translated(self._performance.unscored, self._language), _SMALL, _GREY, _NEWEST_LINES)
        else:
            points = f"{_points(left)} / {_points(self._performance.max)}"
            sheet.pair(self._words["accuracy"], points, _GREY, _WHITE, _BIG)
        sheet.either(" · ".join(_NOTE), _NOTE, _SMALL, _GREY)
        if told:
            sheet.skip(0.25)
        if len(told) > _SHOWN:
            sheet.text(self._words["earlier"].format(len(told) - _SHOWN), _SMALL, _DIM, 1)
        for each in told[-_SHOWN:]:
            sheet.item(f"–{_points(each.points)}", _colour(each), self._told(each), newest=each is told[-1])
        return sheet.label(_BACK)

    def _told(self, deducted: Deducted) -> str:
        text = _text(deducted.text, self._language)
        return text if deducted.movement is None else f"{deducted.movement}. {text}"


@dataclass(frozen=True)
class _Line:
    """A text on a sheet: where (pixels; `top` of its line), what, how big, in which colour, `anchor` "l" or "r"."""

    x: float
    top: float
    text: str
    letters: FreeTypeFont
    colour: Colour
    anchor: str = "l"


class _Sheet:
    """A dark ground with lines of text, written from the top downwards; as high as what stands on it."""

    def __init__(self, width: float, unit: float, mark: Colour) -> None:
        self._width, self._unit, self._mark = width, unit, mark
        self._left, self._right = (_PAD + 0.2) * unit, width - _PAD * unit
        self._y = _PAD * unit
        self._lines: list[_Line] = []

    def skip(self, units: float) -> None:
        """Leaves room."""
        self._y += units * self._unit

    def fits(self, text: str, size: float, most: int) -> bool:
        """Whether a text needs no more than so many lines."""
        return len(wrapped(composed(text), font(size * self._unit), self._right - self._left)) <= most

    def text(self, text: str, size: float, colour: Colour, most: int) -> None:
        """A text in at most so many lines."""
        letters = font(size * self._unit)
        for line in fitted(text, letters, self._right - self._left, most):
            self._put(_Line(self._left, self._y, line, letters, colour), size)

    def either(self, whole: str, parts: Sequence[str], size: float, colour: Colour) -> None:
        """A text on one line where that fits, else its parts below one another."""
        for line in (whole,) if self.fits(whole, size, 1) else parts:
            self.text(line, size, colour, 1)

    def pair(self, left: str, right: str, colour: Colour, other: Colour, size: float = _MIDDLE) -> None:
        """Two texts on one line, the right one of `size`; the left one gives way."""
        big, letters = font(size * self._unit), font(_MIDDLE * self._unit)
        room = self._right - self._left - big.getlength(right) - 0.4 * self._unit
        down = (size - _MIDDLE) * self._unit  # both stand on one line
        self._lines.append(_Line(self._left, self._y + down, shortened(left, letters, max(0.0, room)), letters, colour))
        self._put(_Line(self._right, self._y, right, big, other, "r"), size)

    def item(self, head: str, colour: Colour, text: str, *, newest: bool) -> None:
        """A short head, and beside it a text, told at more length where it is the newest."""
        letters = font(_SMALL * self._unit)
        indent = self._left + letters.getlength(head) + 0.3 * self._unit
        self._lines.append(_Line(self._left, self._y, head, letters, colour))
        for line in fitted(text, letters, self._right - indent, _NEWEST_LINES if newest else _TEXT_LINES):
            self._put(_Line(indent, self._y, line, letters, _WHITE if newest else _GREY), _SMALL)

    def label(self, back: tuple[int, int, int, int]) -> Label:
        """What was written, drawn."""
        height = self._y + _PAD * self._unit

        def draw(pen: ImageDraw) -> None:
            pen.rectangle((0, 0, self._width, height), fill=back)
            pen.rectangle((0, 0, max(2, 0.16 * self._unit), height), fill=self._mark)
            for line in self._lines:
                pen.text((line.x, line.top), line.text, line.colour, line.letters, anchor=f"{line.anchor}a")

        return drawn(self._width, height, draw)

    def _put(self, line: _Line, size: float) -> None:
        self._lines.append(line)
        self._y += size * _LINE * self._unit


def _colour(deducted: Deducted) -> Colour:
    """The colour of a minor fault, or of one that takes more."""
    return MINOR if deducted.kind == "minor" else MAJOR


def _text(texts: Mapping[str, str], language: str) -> str:
    """What is said in a language, else in English, else in any."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def _points(value: float) -> str:
    """`3.4`, and `3.45` where a tenth does not say it."""
    return f"{value:.1f}" if abs(value - round(value, 1)) < 1e-6 else f"{value:.2f}"


def _current(voice: Voice, time_s: float) -> tuple[Segment | None, bool]:
    """The movement going on, or the one that ended a moment ago; and whether it is going on."""
    segment = voice.at(time_s)
    if segment is not None:
        return segment, True
    before = voice.before(time_s)
    return (before, False) if before is not None and time_s < before.end_s + _HELD_S else (None, False)


def _names(segment: Segment | None) -> tuple[str, ...]:
    if segment is None:
        return ()
    names = tuple(filter(None, (segment.texts.get(language, "") for language in _NAMES)))
    return names or (segment.text or segment.label,)
