"""Pages of combined performances: what they are called, and where each camera's recording and report lie from there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

from annotator.errors import AnnotatorError
from annotator.performances.combining import Combination, told_of
from annotator.performances.settings import REPORT
from annotator.records import Annotation
from annotator.scorecards import Angle, PerformanceRow, performance_page
from annotator.scoring import load_form
from annotator.text import nfc
from annotator.writers import Context, read_annotation

# What some file system does not take in a name.
_UNSAFE: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\ud800-\udfff]+')
_LONGEST: Final = 120  # bytes of a name, of the 255 that file systems take


def page_names(names: Iterable[str], taken: Iterable[str] = (), start: str = "performance-") -> list[str]:
    """What the pages of performances are called, each another, and none as one of the files `taken`.

    `["final 2", "final/2"]` -> `["performance-final 2.html", "performance-final-2.html"]`
    """
    used = {name.casefold() for name in taken}
    found = []
    for name in names:
        wanted = _UNSAFE.sub("-", nfc(name)).encode()[:_LONGEST].decode("utf-8", "ignore").strip("-. ") or "1"
        called, number = f"{start}{wanted}.html", 1
        while called.casefold() in used:
            number += 1
            called = f"{start}{wanted} ({number}).html"
        used.add(called.casefold())
        found.append(called)
    return found


def combination_page(combination: Combination, angles: Sequence[Angle]) -> bytes:
    """The page of a combined performance; `angles` are the recordings of its cameras."""
    return performance_page(told_of(combination), angles, title_of(combination))


def combination_row(combination: Combination, page: str) -> PerformanceRow:
    """Its line in the index of the day; `page` is the name of its page."""
    cameras = combination.cameras
    return PerformanceRow(
        name=combination.name,
        page=quote(os.fsencode(page)),
        performer=combination.performer,
        form_title=title_of(combination),
        mark=cameras.accuracy.mark if cameras is not None and cameras.accuracy is not None else None,
        cameras=cameras.cameras if cameras is not None else (),
        rank=combination.rank,
    )


def title_of(combination: Combination) -> Mapping[str, str]:
    """What the form is called, by language; its id where that is not known."""
    if combination.cameras is not None:
        return combination.cameras.form.title
    try:
        title = load_form(combination.form).title
    except AnnotatorError:
        return {"en": combination.form}
    return {"ko": title.ko, "en": title.en}


def angle_of(camera: str, annotation: Annotation, page: Path, video: Path, report: Path | None) -> Angle:
    """A camera's recording as seen from a page."""
    there = report is not None and report.is_file()
    return Angle(
        camera,
        annotation,
        Context(output=page, video=video).relative_url(annotation),
        Context(output=page, video=report).relative_url(annotation) if there else "",
    )


def angles_beside(combination: Combination, page: Path) -> list[Angle]:
    """The recordings of a performance that was combined from annotations: where these say they lie."""
    angles = []
    for camera, path in combination.recorded.items():
        annotation = read_annotation(path)
        video = path.parent / (annotation.source.location or annotation.source.path)
        pages = [each.path for each in annotation.outputs or () if each.format in (REPORT[0], "html")]
        report = next((path.parent / each for each in pages if (path.parent / each).is_file()), None)
        angles.append(angle_of(camera, annotation, page, video, report))
    return angles
