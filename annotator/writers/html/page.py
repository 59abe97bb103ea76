"""One self-contained page: template, styles, scripts and data become a single file that asks for nothing else.

Data stand as JSON in a script element of their own, so that no text of an annotation is ever read as markup; the
Content-Security-Policy lets only our own style and script run, each by its hash, and forbids every connection.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from annotator.writers.html.font import hangul_in, hangul_subset

FONT_FAMILY: Final = "annotator-hangul"
# What would end a script element, begin a comment in it, or be read as a line break by old scripts.
_UNSAFE: Final = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}
# Text that is laid out before the embedded font is ready keeps the boxes it was given.
_BEGIN: Final = f"""document.fonts.load('1em "{FONT_FAMILY}"', "가").catch(() => []).then(() => {{
"use strict";
"""
_END: Final = "});\n"
_KOREAN: Final = "한국어"  # as browsers name the language
_SLOT: Final = re.compile(r"\{\{(\w+)\}\}")
_PART: Final = re.compile(r"^\{\{> ([\w.-]+)\}\}\n", re.MULTILINE)  # the markup of another file, on a line of its own


def page(
    template: str,
    styles: Sequence[str],
    scripts: Sequence[str],
    title: str,
    data: Mapping[str, str],
    *,
    folder: Traversable | None = None,
    has_pictures: bool = False,
) -> bytes:
    """The page made of asset files: `styles` and `scripts` are joined in their order.

    `data` are JSON texts by the id of the element that holds them. `folder` is where files are looked for first, for
    pages of other rooms; what it does not have is one of those beside this module. `has_pictures`: pictures inside the
    page (`data:`) may be shown. Where the Korean font is at hand, the glyphs of all Hangul that can be shown are
    embedded, as the last choice after the reader's own fonts.
    """

    def asset(name: str) -> str:
        return _read(folder / name) if folder is not None and (folder / name).is_file() else _asset(name)

    def markup(name: str) -> str:
        return _PART.sub(lambda part: markup(part[1]), asset(name))

    script = f"{_BEGIN}{''.join(map(asset, scripts))}{_END}"
    style = _font_face(title + script + _KOREAN + "".join(data.values())) + "".join(map(asset, styles))
    blocks = "\n".join(
        f'<script type="application/json" id="{html.escape(name)}">{text.translate(_UNSAFE)}</script>'
        for name, text in data.items()
    )
    slots = {
        "title": html.escape(title),
        "policy": html.escape(_policy(style, script, has_pictures=has_pictures)),
        "style": f"<style>{style}</style>",
        "data": blocks,
        "script": f"<script>{script}</script>",
    }
    # One pass, so that what is put in is never searched for slots itself.
    return _SLOT.sub(lambda slot: slots[slot[1]], markup(template)).encode("utf-8", "backslashreplace")


@cache
def _asset(name: str) -> str:
    """The text of a file beside this module."""
    return _read(resources.files(__package__) / "assets" / name)


def _read(file: Traversable) -> str:
    """Text with line feeds only (the hashes are of what browsers read)."""
    return file.read_text("utf-8")


def _policy(style: str, script: str, *, has_pictures: bool) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(script)}",
            f"style-src {_hash(style)}",
            *(["img-src data:"] if has_pictures else []),
            "media-src 'self' file:",
            "font-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _font_face(text: str) -> str:
    """The style that embeds the Hangul of `text`; "" where there is none or no font."""
    used = hangul_in(text)
    data = hangul_subset(used) if used else b""
    if not data:
        return ""
    source = f'url("data:font/woff;base64,{base64.b64encode(data).decode()}") format("woff")'
    reach = "unicode-range:U+1100-11FF,U+3000-303F,U+3130-318F,U+A960-A97F,U+AC00-D7FF"
    return f'@font-face{{font-family:"{FONT_FAMILY}";src:{source};{reach}}}\n'
