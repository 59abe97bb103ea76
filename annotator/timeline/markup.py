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


def split_layout(text: str) -> tuple[str, str]:
    """Tags of place and speaker that `text` begins with, and the rest of it."""
    match = _LAYOUT.match(text)
    head = match[0].strip() if match else ""
    return head, text[len(match[0]) :] if match else text


def _plain_block(match: re.Match[str]) -> str:
    plain = _ASS_STYLE.sub("", match[0])
    return "" if plain == "{}" else plain
