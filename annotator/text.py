"""Text files as people have them: UTF-8 with or without byte order mark, UTF-16, or CP949 (the Windows of Korea)."""

from __future__ import annotations

from typing import Final

_BOMS: Final = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def marked_encoding(data: bytes) -> str:
    """The encoding a byte order mark at the front speaks of; "" where there is none."""
    return next((name for bom, name in _BOMS.items() if data.startswith(bom)), "")


def decode_text(data: bytes) -> tuple[str, str]:
    """The text and the encoding it was found to be in; raises UnicodeDecodeError where it is none of those known."""
    marked = marked_encoding(data)
    if marked:
        return data.decode(marked), marked
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp949"), "cp949"
