"""What a rendering is: how, of what, and the fingerprint by which a finished one is known again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, Literal

import msgspec

from annotator.errors import AnnotatorError, UsageError
from annotator.video import PRESETS, Container, Mark, Quality
from annotator.writers import read_annotation

How = Literal["track", "burn", "overlay"]
# What stands between a video's name and the ending of its rendering.
TAGS: Final[dict[How, str]] = {"track": "subtitled", "burn": "burned", "overlay": "overlay"}
TRACK_FORMATS: Final = ("srt", "ass")
# Raised whenever the same video, annotation and options would look another way.
_SCHEMA: Final = 1
_MAX_CRF: Final = 51


@dataclass(frozen=True)
class RenderOptions:
    """How videos are rendered; plain values, so that they cross to worker processes.

    `how`: "track" puts subtitles beside the pictures, "burn" into them, "overlay" draws all that was found. `languages`
    of the subtitles (none: all for tracks, else the annotation's own). `container`: "mp4" or "mkv" (None: for tracks
    the video's own where it can hold subtitles, else MP4). `track_format`: what tracks are in Matroska. `landmarks`,
    `subtitles`: whether an overlay has them. Raises UsageError for values that make no sense.
    """

    how: How = "track"
    languages: tuple[str, ...] = ()
    container: Container | None = None
    track_format: str = "srt"
    quality: Quality = field(default_factory=Quality)
    landmarks: bool = True
    subtitles: bool = True

    def __post_init__(self) -> None:
        if self.how not in TAGS:
            raise UsageError(f"a rendering is one of {', '.join(TAGS)}, not {self.how!r}")
        if self.container not in (None, "mp4", "mkv"):
            raise UsageError(f"a container is mp4 or mkv, not {self.container!r}")
        if self.track_format not in TRACK_FORMATS:
            raise UsageError(f"a track is one of {', '.join(TRACK_FORMATS)}, not {self.track_format!r}")
        if not 0 <= self.quality.crf <= _MAX_CRF:
            raise UsageError(f"crf must lie in 0..{_MAX_CRF}, not {self.quality.crf}")
        if self.quality.preset not in PRESETS:
            raise UsageError(f"a preset is one of {', '.join(PRESETS)}, not {self.quality.preset!r}")
        if self.track_format == "ass" and self.container == "mp4":
            raise UsageError("MP4 holds no ASS tracks", hint="--container mkv")

    def mark(self, video: Path, annotation: Path) -> Mark:
        """The mark of a rendering made of these two files by these options.

        The video is known by size and modification time, the annotation by all but its account of other files. Raises
        AnnotatorError where either cannot be read.
        """
        told = msgspec.structs.replace(read_annotation(annotation), outputs=None)
        try:
            stat = video.stat()
        except OSError as error:
            raise AnnotatorError(f"cannot be read: {error.strerror}", path=video, stage="read") from error
        known = [stat.st_size, stat.st_mtime_ns, hashlib.sha256(told.as_json()).hexdigest()]
        facts = json.dumps([_SCHEMA, known, self._that_matter()], sort_keys=True)
        return Mark(self.how, hashlib.sha256(facts.encode()).hexdigest()[:32])

    def _that_matter(self) -> dict[str, object]:
        """The options that change what this kind of rendering looks like."""
        passed_over = {
            "track": {"quality", "landmarks", "subtitles"},
            "burn": {"track_format", "landmarks", "subtitles"},
            "overlay": {"track_format"},
        }[self.how]
        return {name: value for name, value in asdict(self).items() if name not in passed_over}
