"""Marks inside subtitle text: HTML-like tags of SubRip and WebVTT, override blocks of ASS.

Some say how text looks (`<i>`, `<font ...>`, `{\\i1}`), others where it stands or who speaks (`{\\an8}`, `<v 민수>`).
None of them is read, so none of them has width.
"""

from __future__ import annotations

import re

_TAG = re.compile(r"</?[A-Za-z][^<>]*>|\{\\[^{}]*\}|<\d[\d:.]*>")
_HTML_STYLE = re.compile(r"</?(?:i|b|u|s|font|em|strong|c)(?:[ .][^<>]*)?>", re.IGNORECASE)
# An override of ASS that changes how letters look: slant, weight, lines, font, size, colour.
_ASS_STYLE = re.compile(r"\\(?:(?:i|b|u|s)\d+|fn[^\\}]*|fs[\d.]+|[1-4]?c(?:&H[0-9A-Fa-f]+&?)?(?=[\\}]))")
_ASS_BLOCK = re.compile(r"\{\\[^{}]*\}")
# A dash and a space, or a dash right before a word; `-5` is a number.
_SPEAKER = re.compile(r"[-‐‑–—](?:\s+(?=\S)|(?=[^\s\d\-‐‑–—]))")
_ASS_PLACE = re.compile(r"\\(?:an?\d+|pos\([^()]*\)|move\([^()]*\))")
_LAYOUT = re.compile(rf"(?:\s*(?:{_ASS_BLOCK.pattern}|<v[ .][^<>]*>))+")


def without_tags(text: str) -> str:
    """What is read of `text`: no tag of any kind."""
    return _TAG.sub("", text)


def style_tags(text: str) -> list[str]:
    """The tags in `text` that say how it looks."""
    blocks = [found for block in _ASS_BLOCK.findall(text) for found in _ASS_STYLE.findall(block)]
    return [match[0] for match in _HTML_STYLE.finditer(text)] + blocks


def without_style(text: str) -> str:
    """`text` without tags that say how it looks; those that say where it stands or who speaks are kept."""
    return _ASS_BLOCK.sub(_plain_block, _HTML_STYLE.sub("", text))


def place_of(text: str) -> str:
    """The override that puts `text` at a place of its own (`{\\an8}`, `{\\pos(1,2)}`); "" where there is none."""
    head, _ = split_layout(text)
    return "".join(_ASS_PLACE.findall(head))


def split_layout(text: str) -> tuple[str, str]:
    """Tags of place and speaker that `text` begins with, and the rest of it."""
    match = _LAYOUT.match(text)
    head = match[0].strip() if match else ""
    return head, text[len(match[0]) :] if match else text


def _plain_block(match: re.Match[str]) -> str:
    plain = _ASS_STYLE.sub("", match[0])
    return "" if plain == "{}" else plain


def speaker_mark(line: str) -> str:
    """The dash (and the spaces behind it) by which `line` says that somebody else speaks; "" where there is none."""
    match = _SPEAKER.match(line)
    return match[0] if match else ""


def speaker_fault(lines: tuple[str, ...]) -> str:
    """What is wrong with the dashes of two speakers; "" where nothing is, or where nobody speaks in turns."""
    marks = [speaker_mark(line) for line in lines]
    if len(lines) < 2 or not any(marks):
        return ""
    if wrong := next((line for mark, line in zip(marks, lines, strict=True) if mark not in ("", "- ")), ""):
        return wrong[:8]
    return "on 1 of 2 lines" if len(lines) == 2 and not all(marks) else ""
