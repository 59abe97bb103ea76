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
# How many broken packets are passed over in search of a first picture.
_MAX_ATTEMPTS: Final = 250


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
        with av.open(file_url(path), options={"protocol_whitelist": ALLOWED_PROTOCOLS}) as container:
            yield container
    except (av.FFmpegError, OSError) as error:
        raise MediaError(why_unreadable(path, error), path=path) from error


def _describe(path: Path, container: Any, stream: Any) -> Video:
    ticks = _timestamps(container, stream)
    picture = _first_picture(container, stream)
    start_s = picture.time_s
    if start_s is None:
        start_s = float(stream.start_time * stream.time_base) if stream.start_time is not None else 0.0
    width, height = _displayed_size(picture, stream.sample_aspect_ratio)
    end_s = promised_end(container, stream)
    return Video(
        path=path,
        duration_s=max(0.0, end_s - start_s) if end_s is not None else 0.0,
        frame_rate=exact_rate(ticks, stream.time_base, stream.average_rate or stream.guessed_rate),
        width=width,
        height=height,
        rotation=picture.rotation,
        start_s=start_s,
        vfr=is_uneven(ticks),
        codec=stream.codec_context.codec.canonical_name,
        stream_index=stream.index,
    )


def _timestamps(container: Any, stream: Any) -> list[int]:
    """Sorted presentation times (in ticks) of the first frames that will be shown."""
    import av

    shown: list[int] = []
    taken, complete = 0, True
    with contextlib.suppress(av.FFmpegError):
        for packet in container.demux(stream):
            time = packet.pts if packet.pts is not None else packet.dts
            if time is not None and not packet.is_discard:
                shown.append(time)
            taken += packet.size
            if len(shown) >= _MAX_PACKETS or taken >= _MAX_BYTES:
                complete = False
                break
    ticks = sorted(set(shown))
    return ticks if complete or len(ticks) <= 2 * _REORDER else ticks[:-_REORDER]


def _first_picture(container: Any, stream: Any) -> _FirstPicture:
    """The first frame that decodes; where none does, what the header says of it."""
    frame = _first_frame(container, stream)
    if frame is None:
        context = stream.codec_context
        return _FirstPicture(context.width, context.height, 0, None)
    clockwise = round(-frame.rotation / 90) * 90 % 360
    return _FirstPicture(frame.width, frame.height, clockwise, frame.time)


def _first_frame(container: Any, stream: Any) -> Any | None:
    import av

    with contextlib.suppress(av.FFmpegError):
        container.seek(0, backward=True, any_frame=False)
    failures = 0
    with contextlib.suppress(av.FFmpegError):
        for packet in container.demux(stream):
            try:
                for frame in packet.decode():
                    return frame
            except av.FFmpegError:
                failures += 1
            if failures > _MAX_ATTEMPTS:
                break
    return None


def _displayed_size(picture: _FirstPicture, aspect: Fraction | None) -> tuple[int, int]:
    width, height = picture.width, picture.height
    if aspect is not None and aspect > 0:
        width = max(1, round(width * aspect))
    return (height, width) if picture.rotation % 180 else (width, height)
