"""What streams a file holds, and which of them another container can hold."""

from __future__ import annotations

import functools
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from annotator.video.probe import opened

Container = Literal["mp4", "mkv"]
Kind = Literal["video", "picture", "audio", "subtitle", "attachment", "data"]
# ffmpeg's names of the containers.
FORMATS: Final[dict[str, str]] = {"mp4": "mp4", "mkv": "matroska"}
# Subtitles that are words; others are pictures, and stay as they are or stay away.
TEXT_SUBTITLES: Final = frozenset(["ass", "mov_text", "srt", "ssa", "subrip", "text", "webvtt"])
# May stand in an MP4 file, but hardly a player finds them there.
_UNPLAYED: Final = frozenset(["vorbis"])
# What the handlers of chapters are called in MP4.
_CHAPTERS: Final = ("chapter", "subtitle", "text")
_MP4_FAMILY: Final = frozenset([".mp4", ".m4v"])


@dataclass(frozen=True)
class Stream:
    """A stream of a file: its index there, what it is ("picture": cover art), and its codec ("" where unknown)."""

    index: int
    kind: Kind
    codec: str

    @property
    def is_text(self) -> bool:
        """Whether these are subtitles of words, which every container holds in a form of its own."""
        return self.kind == "subtitle" and self.codec in TEXT_SUBTITLES

    def __str__(self) -> str:
        return f"{self.kind} (stream {self.index}{f', {self.codec}' if self.codec else ''})"


@dataclass(frozen=True)
class Contents:
    """The streams of a file in order, and when its container says that it begins, in seconds.

    Chapters and time code are not among them, though MP4 keeps them as streams: containers make those anew.

    `keeps_start` tells containers whose times may begin anywhere by intent (MP4, Matroska) from those whose clock
    merely runs on (transport streams).
    """

    path: Path
    streams: tuple[Stream, ...]
    start_s: float
    keeps_start: bool

    @property
    def shift_s(self) -> float:
        """What is added to all times on the way into another container."""
        return 0.0 if self.keeps_start else -self.start_s

    def of(self, *kinds: Kind) -> list[Stream]:
        """The streams of these kinds, in order."""
        return [stream for stream in self.streams if stream.kind in kinds]


def read_contents(path: Path) -> Contents:
    """The streams of a media file; raises MediaError where it cannot be read."""
    with opened(path) as container:
        names = set(container.format.name.split(","))
        start_s = (container.start_time or 0) / 1_000_000
        told = [each for each in container.streams if not _is_made_anew(each, container)]
        streams = tuple(Stream(each.index, _kind(each), _codec(each)) for each in told)
        return Contents(path, streams, start_s, bool(names & {"mp4", "mov", "matroska", "webm"}))


def can_hold(container: Container, stream: Stream) -> bool:
    """Whether a container can take a stream as it is, so that common players find it."""
    if stream.kind == "data":
        return False
    if stream.kind == "attachment":
        return container == "mkv"
    if container == "mp4" and (stream.codec in _UNPLAYED or stream.codec.startswith("pcm_")):
        return False
    return stream.codec in _held(container)


def is_mp4_name(path: Path) -> bool:
    """Whether a file is named like MP4."""
    return path.suffix.lower() in _MP4_FAMILY


def _kind(stream: Any) -> Kind:
    from av.stream import Disposition

    if stream.type == "video" and stream.disposition & Disposition.attached_pic:
        return "picture"
    kinds: dict[str, Kind] = {
        "video": "video",
        "audio": "audio",
        "subtitle": "subtitle",
        "attachment": "attachment",
    }
    return kinds.get(stream.type, "data")


def _is_made_anew(stream: Any, container: Any) -> bool:
    if stream.type != "data":
        return False
    handler = stream.metadata.get("handler_name", "").lower()
    is_chapters = container.chapters() and any(word in handler for word in _CHAPTERS)
    return bool(is_chapters) or "timecode" in stream.metadata


def _codec(stream: Any) -> str:
    context = stream.codec_context
    return str(context.codec.canonical_name) if context is not None else ""


@functools.cache
def _held(container: Container) -> frozenset[str]:
    """The codecs that the muxer of a container has a place for."""
    import av

    with av.open(io.BytesIO(), "w", format=FORMATS[container]) as output:
        return frozenset(output.supported_codecs)
