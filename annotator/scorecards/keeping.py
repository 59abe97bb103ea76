"""What pages of scores hold can be taken out of them again: curves and stills cost a look at the video."""

from __future__ import annotations

import base64
import contextlib
import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from annotator.scorecards.curves import Curves
from annotator.scorecards.material import Material
from annotator.scorecards.stills import Still

_DATA: Final = rb'<script type="application/json" id="%s">(.*?)</script>'


class _Still(msgspec.Struct):
    at: float
    deductions: tuple[int, ...]
    width: int
    height: int
    jpeg: str


class _Material(msgspec.Struct):
    curves: Curves
    stills: tuple[_Still, ...]


class _Annotation(msgspec.Struct):
    score: dict[str, Any] | None = None


def material_in(page: bytes, score: Mapping[str, Any]) -> Material | None:
    """The curves and stills in the page of a score, as `score_page` made it; None where it is not the page of `score`
    (a score as plain data), or has been changed beyond reading.
    """
    with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError, ValueError):
        annotation = msgspec.json.decode(_data(page, b"annotation"), type=_Annotation)
        if annotation.score == score:
            found = msgspec.json.decode(_data(page, b"material"), type=_Material)
            return Material(found.curves, tuple(map(_read, found.stills)))
    return None


def _data(page: bytes, name: bytes) -> bytes:
    found = re.search(_DATA % name, page, re.DOTALL)
    return found[1] if found else b""


def _read(still: _Still) -> Still:
    jpeg = base64.b64decode(still.jpeg, validate=True)
    return Still(still.at, still.deductions, still.width, still.height, jpeg)
