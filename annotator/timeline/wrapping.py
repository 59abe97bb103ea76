"""How wide text is, and how it is wrapped."""

from __future__ import annotations

import unicodedata


def text_width(text: str) -> float:
    """The width of `text` in Hangul syllables: wide characters count 1, others 0.5, combining marks nothing."""
    return sum(_char_width(char) for char in text)


def wrap(text: str, max_width: float = 16) -> tuple[str, ...]:
    """`text` in as few lines as have at most `max_width` each; of two lines, the ones most alike in width.

    Lines break at spaces; a word too wide for a line is cut. Text of spaces alone gives no line.
    """
    words = [piece for word in text.split() for piece in cut_word(word, max_width)]
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


def cut_word(word: str, max_width: float) -> list[str]:
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
