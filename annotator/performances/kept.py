"""The page of a recording that was scored before, of what was kept: no picture is searched for a body again.

the page that is there ──┐
or: landmarks, video ────┴── Material -> score_page
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from annotator.errors import AnnotatorError, ScoringError
from annotator.landmarks import LandmarkCache
from annotator.people import kept_performer
from annotator.performances.recording import aspect_of, described
from annotator.performances.settings import LANDMARKS, page_formats
from annotator.publishing import Page, account_of, digest_of
from annotator.records import Annotation, Landmarks, Source, Video
from annotator.scorecards import NO_MATERIAL, Material, gather, material_in, score_of, score_page
from annotator.scoring import FilmedBody

_SAME_LENGTH_S: Final = 0.5  # containers are probed a little differently by another version


def kept_pages(
    record: Annotation, place: Path, cache: LandmarkCache | None, warn: Callable[[str], object]
) -> Mapping[str, Page]:
    """What makes the page of an annotation that holds a score, by format; nothing for others.

    `place` is where the annotation lies. `warn` is told in one line what the page lacks: curves where the landmarks are
    not kept any more, stills where the video cannot be read either.
    """
    try:
        score_of(record)
    except ScoringError:
        return {}
    return page_formats(page_again(record, place, lambda video: _gathered(record, video, cache, warn)))


def page_again(record: Annotation, place: Path, gathered: Callable[[Path | None], Material | None]) -> Page:
    """What makes the page of the score in the annotation at `place`: with curves and stills out of the page that was
    written before, or else `gathered` of the video; with neither where that gives None.
    """
    keep = _Kept(record, place, gathered)
    return lambda annotation, context: score_page(annotation, keep.material(context.video), context)


class _Kept:
    """Curves and stills of one score, looked for once."""

    def __init__(self, record: Annotation, place: Path, gathered: Callable[[Path | None], Material | None]) -> None:
        self._record, self._place, self._gathered = record, place, gathered
        self._material: Material | None = None

    def material(self, video: Path | None) -> Material:
        if self._material is None:
            found = list(self._in_pages())
            whole = next((each for each in found if each.curves.times_s), None)
            self._material = whole or self._gathered(video) or next(iter(found), NO_MATERIAL)
        return self._material

    def _in_pages(self) -> Iterator[Material]:
        """What there is in pages that were written from the annotation, and that nobody has changed since."""
        for path, sha256 in account_of(self._record.outputs or (), self._place).items():
            if path.endswith(".html") and digest_of(Path(path)) == sha256:
                material = material_in(Path(path).read_bytes(), self._record.score or {})
                if material is not None:
                    yield material


def _gathered(
    record: Annotation, path: Path | None, cache: LandmarkCache | None, warn: Callable[[str], object]
) -> Material | None:
    """What can be had of the landmarks that are kept, and of the video."""
    video = _video(path, record.source)
    if video is None:
        warn(_lacking("neither curves nor stills", "the recording is not there, or is another one"))
        return None
    landmarks = _landmarks(video, cache)
    if landmarks is None:
        warn(_lacking("no curves, and its stills have no skeleton", "the landmarks are not kept any more"))
    body = FilmedBody(landmarks, aspect_of(video)) if landmarks is not None else None
    return gather(video, body, score_of(record))


def _video(path: Path | None, source: Source) -> Video | None:
    with contextlib.suppress(AnnotatorError):
        video = described(path) if path is not None else None
        return video if video is not None and _is_same(video, source) else None
    return None


def _landmarks(video: Video, cache: LandmarkCache | None) -> Landmarks | None:
    with contextlib.suppress(AnnotatorError):
        return kept_performer(video, LANDMARKS, cache)
    return None


def _is_same(video: Video, source: Source) -> bool:
    """Whether a video may be the one that was scored."""
    same_size = (video.width, video.height) == (source.width, source.height)
    return same_size and abs(video.duration_s - source.duration) <= _SAME_LENGTH_S


def _lacking(what: str, why: str) -> str:
    return f"the page of the score has {what}: {why}; annotator score makes it whole"
