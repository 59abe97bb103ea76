"""Text files as people have them: UTF-8 with or without byte order mark, UTF-16, or CP949."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Final

from annotator.errors import DatasetError

BOMS: Final = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_NAMES: Final = {"utf-8-sig": "UTF-8 with a byte order mark", "cp949": "CP949", "utf-16": "UTF-16"}
_HANGUL: Final = re.compile("[ㄱ-ㆎ가-힣]")


class UndecodableError(ValueError):
    """Bytes that are text in none of the encodings; the message names line and byte. Rooms make it their own error."""

    hint: Final = "save it as UTF-8"


def decode(data: bytes) -> tuple[str, str]:
    """The text, and the encoding it was found to be in: "utf-8", "utf-8-sig", "utf-16" or "cp949".

    Damaged UTF-8 is not read as CP949, however well it decodes. Raises UndecodableError.
    """
    encoding = next((name for bom, name in BOMS.items() if data.startswith(bom)), "utf-8")
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        if encoding == "utf-8" and not _is_damaged_utf8(data):
            try:
                return data.decode("cp949"), "cp949"
            except UnicodeDecodeError:
                pass
        line = data[: error.start].count(b"\n") + 1
        raise UndecodableError(
            f"line {line}: byte {error.start} is neither UTF-8 nor CP949 text"
            if encoding == "utf-8"
            else f"line {line}: broken {encoding} text at byte {error.start}"
        ) from error


def read_text(path: Path) -> tuple[str, str]:
    """The text of a file and the encoding it was found to be in; raises DatasetError."""
    try:
        return decode(path.read_bytes())
    except OSError as error:
        raise DatasetError(f"cannot be read: {error.strerror}", path=path) from error
    except UndecodableError as error:
        raise DatasetError(str(error), path=path, hint=error.hint) from error


def encoding_notes(path: Path, encoding: str) -> tuple[str, ...]:
    """What is said of an encoding that is not plain UTF-8."""
    return (f"{path.name} is {_NAMES.get(encoding, encoding)} text",) if encoding != "utf-8" else ()


def nfc(text: str) -> str:
    """`text` with composed Hangul (NFC; file names of macOS are not) and single spaces, none outside."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether most of what is not ASCII reads as Hangul in UTF-8."""
    text = data.decode("utf-8", "replace")
    return len(_HANGUL.findall(text)) > text.count("\ufffd")
