"""Which stream of a container is read, and until when the container promises it lasts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from annotator.errors import MediaError, NoVideoStreamError

_CLOCK: Final = re.compile(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)")
_MICROSECOND: Final = 1e-6


def choose_stream(container: Any, path: Path, index: int | None) -> Any:
    """The video stream to read: `index`, or the default one, then the one of the largest picture, then the first.

    Raises NoVideoStreamError where there is none, MediaError where nothing here can decode it.
    """
    from av.stream import Disposition

    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not streams:
        raise NoVideoStreamError(f"no video in this file, only {_contents(container)}", path=path)
    if index is not None:
        chosen = next((s for s in streams if s.index == index), None)
        if chosen is None:
            held = ", ".join(str(s.index) for s in streams)
            raise NoVideoStreamError(f"stream {index} is not video; video is in: {held}", path=path)
    else:
        chosen = max(streams, key=lambda s: (bool(s.disposition & Disposition.default), _area(s), -s.index))
    if chosen.codec_context is None or _area(chosen) == 0:
        raise MediaError("its video is in a format that cannot be decoded, or its header is damaged", path=path)
    return chosen


def _area(stream: Any) -> int:
    context = stream.codec_context
    return 0 if context is None else int(context.width * context.height)


def _contents(container: Any) -> str:
    names = {"audio": "sound", "video": "cover art", "subtitle": "subtitles"}
    kinds = list(dict.fromkeys(names.get(stream.type, "data") for stream in container.streams))
    return " and ".join(kinds) if kinds else "an empty container"


def promised_end(container: Any, stream: Any) -> float | None:
    """When the stream ends, in the container's own seconds: by the stream's header, its tags, or the container's.

    The container's (Matroska, FLV) counts from zero, or from the first time; the earlier end is taken.
    """
    from av.format import Flags

    if container.format.name == "avi" and stream.frames and stream.average_rate:
        return float(stream.frames / stream.average_rate)  # its duration is what is left of the file
    if stream.duration:
        return float(((stream.start_time or 0) + stream.duration) * stream.time_base)
    tagged = _tagged_end(stream.metadata)
    if tagged is not None:
        return tagged
    # Where times are not kept, a duration is guessed from the bit rate; that is no promise.
    if container.duration and not container.format.flags & Flags.no_timestamps.value:
        return float(min(0, container.start_time or 0) + container.duration) * _MICROSECOND
    return None


def _tagged_end(tags: dict[str, str]) -> float | None:
    """Matroska keeps no duration for a stream, but its writers tag one: `DURATION=00:01:02.500000000`."""
    for name, value in tags.items():
        match = _CLOCK.match(value) if name.upper().split("-")[0] == "DURATION" else None
        if match:
            hours, minutes, seconds = match.groups()
            return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    return None
