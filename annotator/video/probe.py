"""What a video file holds, read with PyAV: size, rate, duration, rotation."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from annotator.errors import MediaError
from annotator.records import Video
from annotator.video.ffmpeg import ALLOWED_PROTOCOLS, file_url
from annotator.video.streams import choose_stream, promised_end
from annotator.video.timing import exact_rate, is_uneven
from annotator.video.unreadable import check_readable, why_unreadable

# How far a probe reads for timestamps, whichever is reached first.
_MAX_PACKETS: Final = 300
_MAX_BYTES: Final = 24 << 20
# Packets come in decoding order: the last of those read may still lack neighbours that are shown before them.
_REORDER: Final = 16
# A sample aspect ratio beyond this is a damaged header, and would ask for pictures of any size.
_WIDEST: Final = Fraction(8)
# An average that far from the rate of the beginning shows that frames come unevenly later on.
_DRIFT: Final = Fraction(1, 100)


@dataclass(frozen=True)
class _FirstPicture:
    width: int
    height: int
    rotation: int
    time_s: float | None


def probe(path: Path, *, stream: int | None = None) -> Video:
    """What a video file holds; no more than its beginning is read.

    The stream is the one ffmpeg would choose (the default one, then the largest picture, then the first; cover art is
    not video); `stream` names another by its index in the file. Width and height are in square pixels after rotation:
    the height (before rotation) is kept and the width follows the sample aspect ratio.

    Raises NoVideoStreamError when the file holds no video (or `stream` is none), MediaError when it cannot be read.
    """
    path = Path(path)
    check_readable(path)
    with opened(path) as container:
        chosen = choose_stream(container, path, stream)
        return _describe(path, container, chosen)


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The PyAV container of a file; what PyAV cannot read raises MediaError with a plain reason."""
    import av

    try:
        # Titles need not be UTF-8; nothing is done with them.
        options = {"protocol_whitelist": ALLOWED_PROTOCOLS}
        with av.open(file_url(path), options=options, metadata_errors="replace") as container:
            yield container
    except (av.FFmpegError, OSError) as error:
        raise MediaError(why_unreadable(path, error), path=path) from error


def _describe(path: Path, container: Any, stream: Any) -> Video:
    ticks, first = _beginning(container, stream)
    picture = _looks(first, stream)
    start_s = picture.time_s
    if start_s is None:
        start_s = float(stream.start_time * stream.time_base) if stream.start_time is not None else 0.0
    width, height = _displayed_size(picture, stream.sample_aspect_ratio)
    end_s = promised_end(container, stream)
    rate = exact_rate(ticks, stream.time_base, _declared_rate(stream))
    return Video(
        path=path,
        duration_s=max(0.0, end_s - start_s) if end_s is not None else 0.0,
        frame_rate=rate,
        width=width,
        height=height,
        rotation=picture.rotation,
        start_s=start_s,
        vfr=is_uneven(ticks) or _is_uneven_later(container, stream, rate),
        codec=stream.codec_context.codec.canonical_name,
        stream_index=stream.index,
    )


def _declared_rate(stream: Any) -> Fraction | None:
    """What the container, else the codec, says; a guess of ffmpeg's (which may count fields) only at last."""
    return stream.average_rate or stream.codec_context.framerate or stream.guessed_rate or None


def _is_uneven_later(container: Any, stream: Any, rate: Fraction) -> bool:
    """Whether the average over the whole video, which MP4 and QuickTime know exactly, belies the beginning."""
    known = "mov" in container.format.name.split(",") and stream.average_rate
    return bool(known and abs(stream.average_rate - rate) > _DRIFT * rate)


def _beginning(container: Any, stream: Any) -> tuple[list[int], Any | None]:
    """Sorted times (in ticks) of the first frames, and the first frame that decodes, if any does."""
    import av

    shown: set[int] = set()
    first, taken, complete = None, 0, True
    with contextlib.suppress(av.FFmpegError):
        for packet in container.demux(stream):
            if first is None:
                first = _decoded(packet)
            time = packet.pts if packet.pts is not None else packet.dts
            if time is not None:
                shown.add(time)
            taken += packet.size
            if len(shown) >= _MAX_PACKETS or taken >= _MAX_BYTES:
                complete = False
                break
    ticks = sorted(shown)
    return (ticks if complete or len(ticks) <= 2 * _REORDER else ticks[:-_REORDER]), first


def _decoded(packet: Any) -> Any | None:
    import av

    try:
        return next(iter(packet.decode()), None)
    except av.FFmpegError:
        return None


def _looks(frame: Any | None, stream: Any) -> _FirstPicture:
    """What the first frame looks like; where none decodes, what the header says of it."""
    if frame is None:
        context = stream.codec_context
        return _FirstPicture(context.width, context.height, 0, None)
    return _FirstPicture(frame.width, frame.height, _quarter_turns(-frame.rotation), frame.time)


def _quarter_turns(clockwise: float) -> int:
    """Degrees as ffmpeg takes them: a turn that is no quarter turn leaves the picture's sides as they are."""
    nearest = round(clockwise / 90) * 90
    return nearest % 360 if abs(clockwise - nearest) <= 1 else 0


def _displayed_size(picture: _FirstPicture, aspect: Fraction | None) -> tuple[int, int]:
    width, height = picture.width, picture.height
    if aspect is not None and 1 / _WIDEST <= aspect <= _WIDEST:
        width = max(1, round(width * aspect))
    return (height, width) if picture.rotation % 180 else (width, height)
