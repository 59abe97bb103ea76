"""Who is in a video, kept beside its landmarks, so that no video is looked at twice."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

import msgspec

from annotator.errors import AnnotatorError
from annotator.files import write_atomic
from annotator.landmarks import PEOPLE_KIND, ExtractorConfig, LandmarkCache, content_fingerprint
from annotator.people.tracks import People
from annotator.records import Video

# Raised whenever the same video would give other people.
_SCHEMA: Final = 1


class _Entry(msgspec.Struct, frozen=True):
    """`modified_ns` and `content` tell the video from another one of the same fingerprint."""

    schema: int
    modified_ns: int
    content: str
    people: People


def stored_people(cache: LandmarkCache, video: Video, config: ExtractorConfig) -> People | None:
    """Who was seen in the frames that landmarks with `config` are made of, or None; a broken entry counts as absent."""
    with contextlib.suppress(AnnotatorError, OSError, msgspec.MsgspecError):
        entry = msgspec.json.decode(_place(cache, video, config).read_bytes(), type=_Entry)
        unchanged = video.path.stat().st_mtime_ns == entry.modified_ns
        if entry.schema == _SCHEMA and (unchanged or content_fingerprint(video.path) == entry.content):
            return entry.people
    return None


def store_people(cache: LandmarkCache, video: Video, config: ExtractorConfig, people: People) -> None:
    """Keeps who was seen; a cache that cannot be written costs nothing but the next look."""
    with contextlib.suppress(AnnotatorError, OSError):
        path = Path(video.path)
        entry = _Entry(_SCHEMA, path.stat().st_mtime_ns, content_fingerprint(path), people)
        target = _place(cache, video, config)
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(target, msgspec.json.encode(entry))


def _place(cache: LandmarkCache, video: Video, config: ExtractorConfig) -> Path:
    """The file: of all settings, only the rate and the size of the frames matter to who is seen."""
    return cache.beside(video, ExtractorConfig(max_rate=config.max_rate, max_side=config.max_side), PEOPLE_KIND)
