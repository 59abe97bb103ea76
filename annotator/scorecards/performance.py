"""The page of a performance that several cameras recorded, or judges marked: films side by side, and who saw what."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from annotator.records import Annotation
from annotator.scorecards.page import ASSETS, KOREAN, score_of
from annotator.translation import in_languages
from annotator.writers import page

_STYLES: Final = ("base.css", "report.css", "score.css", "performance.css")
_SCRIPTS: Final = (
    *KOREAN, "base.js", "player.js", "listing.js", "score-words.js", "score-movements.js", "score-parts.js",
    "performance-films.js", "performance-parts.js", "performance.js",
)  # fmt: skip


@dataclass(frozen=True)
class Angle:
    """A camera's recording of a performance, whose annotation holds a score.

    `video` and `report` are addresses as seen from the page, percent-encoded ("": there is none).
    """

    camera: str
    annotation: Annotation
    video: str = ""
    report: str = ""


@dataclass(frozen=True)
class PerformanceRow:
    """A combined performance in the index of a day; `page` is the address of its own page, `mark` its accuracy."""

    name: str
    page: str = ""
    performer: str = ""
    form_title: Mapping[str, str] = field(default_factory=dict)
    mark: float | None = None
    cameras: tuple[str, ...] = ()
    rank: int | None = None


def performance_page(combination: Mapping[str, Any], angles: Sequence[Angle], form_title: Mapping[str, str]) -> bytes:
    """A page that is opened in a browser beside the videos: everything but these is inside.

    `combination` is a performance as plain data, as `performances.json` lists it; `angles` are the recordings of its
    cameras (none where only judges marked it). Raises ScoringError where an angle's annotation holds no score.
    """
    title = " · ".join(filter(None, (combination["performer"], form_title.get("ko", ""), combination["name"])))
    language = next((angle.annotation.language for angle in angles if angle.annotation.language), "ko")
    data = {
        "combination": _json(combination),
        "angles": _json([_told(angle) for angle in angles]),
        "view": _json({"title": form_title, "language": language, "said": _said(combination, angles)}),
    }
    return page("performance.html", _STYLES, _SCRIPTS, title, data, folder=ASSETS)


def _said(combination: Mapping[str, Any], angles: Sequence[Angle]) -> dict[str, dict[str, str]]:
    """What is said in English of cameras and judges, in every language."""
    notes = [note for who in ("cameras", "judges") for note in (combination[who] or {}).get("notes", ())]
    unscored = [score_of(angle.annotation).unscored for angle in angles]
    return {text: in_languages(text) for text in [*notes, *unscored] if text}


def _json(value: object) -> str:
    """As JSON; what a file name has that is no Unicode is written as an escape."""
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False).encode("utf-8", "backslashreplace").decode()


def _told(angle: Angle) -> dict[str, Any]:
    score, source = score_of(angle.annotation), angle.annotation.source
    return {
        "camera": angle.camera,
        "video": angle.video,
        "report": angle.report,
        "file": source.path,
        "duration": max(source.duration, source.decoded_duration),
        "width": source.width,
        "height": source.height,
        "left": score.accuracy.left if score.accuracy else None,
        "unscored": score.unscored,
        "movements": score.movements,
    }
