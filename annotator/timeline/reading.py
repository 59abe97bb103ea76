"""What makes a cue readable: its rules, how wide text is, how it is wrapped."""

from __future__ import annotations

import unicodedata

import msgspec


class ReadingRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How cues are timed and wrapped; the defaults are the profile "none", which only keeps cues from flashing.

    `max_width`: characters a line, Hangul as 1, others as 0.5; `max_lines` as far as the text allows; `min_s`: shortest
    cue where there is room; `extend_s`: how far an out-time may move for reading; `gap_s`: least distance an extension
    leaves; `min_stack_s`: shortest overlap of two recognizers that is shown as such; `merge_gap_s`: how far apart cues
    that are too short may be merged, up to `merge_max_s` long together; `chars_per_s`: reading speed (None: no limit).
    """

    max_width: float = 16
    max_lines: int = 2
    min_s: float = 5 / 6
    extend_s: float = 0.5
    gap_s: float = 0.0
    min_stack_s: float = 0.25
    merge_gap_s: float = 0.5
    merge_max_s: float = 7.0
    chars_per_s: float | None = None

    def wanted_s(self, lines: tuple[str, ...]) -> float:
        """How long the lines should stand."""
        reading_s = sum(map(text_width, lines)) / self.chars_per_s if self.chars_per_s else 0.0
        return max(self.min_s, reading_s)


READING_RULES: dict[str, ReadingRules] = {"none": ReadingRules()}


def text_width(text: str) -> float:
    """The width of `text` in Hangul syllables: wide characters count 1, others 0.5, combining marks nothing."""
    return sum(_char_width(char) for char in text)


def wrap(text: str, max_width: float = 16) -> tuple[str, ...]:
    """`text` in as few lines as have at most `max_width` each; of two lines, the ones most alike in width.

    Lines break at spaces; a word too wide for a line is cut. Text of spaces alone gives no line.
    """
    words = [piece for word in text.split() for piece in _cut(word, max_width)]
    lines: list[list[str]] = []
    for word in words:
        if lines and text_width(" ".join([*lines[-1], word])) <= max_width:
            lines[-1].append(word)
        else:
            lines.append([word])
    if len(lines) == 2:
        lines = _balanced(words, max_width)
    return tuple(" ".join(line) for line in lines)


def _balanced(words: list[str], max_width: float) -> list[list[str]]:
    splits = [(words[:at], words[at:]) for at in range(1, len(words))]
    widths = {at: (text_width(" ".join(a)), text_width(" ".join(b))) for at, (a, b) in enumerate(splits)}
    fitting = [at for at, pair in widths.items() if max(pair) <= max_width]
    best = min(fitting, key=lambda at: abs(widths[at][0] - widths[at][1]))
    return list(splits[best])


def _cut(word: str, max_width: float) -> list[str]:
    """`word` in pieces of at most `max_width`, each of at least one character."""
    pieces = [""]
    for char in word:
        if pieces[-1] and text_width(pieces[-1] + char) > max_width:
            pieces.append("")
        pieces[-1] += char
    return pieces


def _char_width(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(char) in "WF" else 0.5
