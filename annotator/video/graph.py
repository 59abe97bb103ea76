"""The ffmpeg command that turns a video into raw RGB frames at a constant rate and size."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from annotator.errors import UsageError
from annotator.records import Fit, Video
from annotator.video.ffmpeg import ALLOWED_PROTOCOLS, file_url

# Containers with an index of key frames: ffmpeg can seek in them; all others are read from their beginning.
_INDEXED: Final = frozenset([".mp4", ".m4v", ".mov", ".mkv", ".webm"])
# The index of MP4 tells when frames are decoded, some frames before they are shown: seeking aims that much earlier.
# Where frames come unevenly that may be any time, and nothing is sought.
_SEEK_MARGIN_S: Final = 0.5
_REORDER: Final = 20
_NAME: Final = "the video"
# A source frame that comes this much of a frame late still counts as in time: timestamps are rounded and jitter.
# Not a half, which is where source frames stand between two output frames (25 to 10 a second).
_LATE: Final = Fraction(9, 20)
# While frames are put on the grid a tick is no longer than this, and an output frame lasts a whole number of them.
_TICK_S: Final = Fraction(1, 100_000)
_MIN_TICKS: Final = 1000
# No video is longer than so many times its promise and so many seconds more.
_OVERLONG: Final = 2
_OVERLONG_S: Final = 60
# Rates are rounded to a denominator that leaves ffmpeg's 32-bit fractions room.
_MAX_DENOMINATOR: Final = 10_000
# From this reduction on, averaging (area) is as good as a cubic filter and costs a fraction of it.
_AREA_FROM: Final = 2


@dataclass(frozen=True)
class Plan:
    """What is asked of ffmpeg: frames `first` <= k < `last` (None: to the end), frame k at k / `rate` seconds."""

    video: Video
    rate: Fraction
    width: int
    height: int
    fit: Fit
    first: int
    last: int | None

    @property
    def frame_bytes(self) -> int:
        return self.width * self.height * 3


def plan(
    video: Video,
    rate: Fraction | None,
    size: tuple[int, int] | None,
    fit: Fit,
    max_side: int | None,
    start_s: float,
    end_s: float | None,
) -> Plan:
    """Checks what is asked and works out the frames and their size; raises UsageError for what makes no sense."""
    rate = (video.frame_rate if rate is None else Fraction(rate)).limit_denominator(_MAX_DENOMINATOR)
    if rate <= 0:
        raise UsageError(f"a frame rate must be positive, not {rate}")
    if start_s < 0 or (end_s is not None and end_s < start_s):
        raise UsageError(f"not a stretch of time: from {start_s} to {end_s} seconds")
    width, height = _output_size(video, size, max_side)
    last = None if end_s is None else _first_frame_at(end_s, rate)
    return Plan(video, rate, width, height, fit, _first_frame_at(start_s, rate), last)


def _first_frame_at(time_s: float, rate: Fraction) -> int:
    """The first k with k / rate >= time_s; a time that is a frame's own but for float rounding counts as such."""
    return math.ceil(Fraction(time_s) * rate - Fraction(1, 10**6))


def _output_size(video: Video, size: tuple[int, int] | None, max_side: int | None) -> tuple[int, int]:
    if size is not None and max_side is not None:
        raise UsageError("give a size or a longest side, not both")
    asked = (*(size or ()), *((max_side,) if max_side is not None else ()))
    if any(side < 1 for side in asked):
        raise UsageError(f"a picture must have at least one pixel a side, not {asked}")
    if size is not None:
        return size
    longest = max(video.width, video.height)
    if max_side is None or longest <= max_side:
        return video.width, video.height
    return _rounded(video.width * max_side / longest), _rounded(video.height * max_side / longest)


def _rounded(side: float) -> int:
    return max(1, round(side))


def fitted_size(video: Video, width: int, height: int, fit: Fit) -> tuple[int, int]:
    """The size the whole picture takes before it is padded ("contain") or cropped ("cover") to width x height."""
    if fit == "stretch":
        return width, height
    across, down = width / video.width, height / video.height
    factor = min(across, down) if fit == "contain" else max(across, down)
    return _rounded(video.width * factor), _rounded(video.height * factor)


def command(program: str, asked: Plan) -> list[str]:
    """The ffmpeg command: raw RGB frames of `asked` on its standard output."""
    import ffmpeg

    video = asked.video
    seek_s = _seek_s(asked)
    # ffmpeg-python cannot take names that are no UTF-8: the name comes in when the graph is an argument list.
    source = ffmpeg.input(_NAME, **_input_options(seek_s))
    pictures = source[str(video.stream_index)]
    if asked.rate > video.frame_rate:  # pictures are repeated, and then scaled only once
        stream = _on_grid(_scaled(pictures, asked), asked, seek_s)
    else:
        stream = _scaled(_on_grid(pictures, asked, seek_s), asked)
    output = stream.output("pipe:1", format="rawvideo", pix_fmt="rgb24", **_limit(asked))
    output = output.global_args("-filter_complex_threads", "1", "-nostdin", "-hide_banner", "-v", "level+warning")
    url = file_url(video.path)
    return [url if argument == _NAME else str(argument) for argument in output.compile(cmd=program)]


def _seek_s(asked: Plan) -> float | None:
    """The container's time to seek to, before the first frame asked for; None to read from the beginning."""
    video = asked.video
    margin_s = max(_SEEK_MARGIN_S, float(_REORDER / video.frame_rate))
    target_s = video.start_s + float(asked.first / asked.rate) - margin_s
    return target_s if can_seek(video) and target_s > video.start_s else None


def can_seek(video: Video) -> bool:
    """Whether a frame far inside can be had without decoding everything before it."""
    return Path(video.path).suffix.lower() in _INDEXED and not video.vfr


def _input_options(seek_s: float | None) -> dict[str, Any]:
    """Options before `-i`; `reinit_filter` 0 keeps the clock running when the picture changes its size on the way."""
    options: dict[str, Any] = {"protocol_whitelist": ALLOWED_PROTOCOLS, "reinit_filter": 0}
    if seek_s is not None:
        options |= {"seek_timestamp": 1, "ss": f"{seek_s:.6f}"}
    return options


def _limit(asked: Plan) -> dict[str, int]:
    """No more frames than asked for, nor than a video of that length could have (broken times may be centuries)."""
    ends = [] if asked.last is None else [asked.last]
    if asked.video.duration_s:
        ends.append(math.ceil((_OVERLONG * asked.video.duration_s + _OVERLONG_S) * asked.rate))
    return {"frames:v": max(0, min(ends) - asked.first)} if ends else {}


def _on_grid(stream: Any, asked: Plan, seek_s: float | None) -> Any:
    """Frames at k / rate, from frame `first` on: each the source frame that is displayed then.

    ffmpeg's `fps` filter shows in frame k the last source frame whose time rounds to k, so one that comes up to half
    an output frame later. All times are therefore shifted so that it is no more than `_LATE` of a source frame (and
    the end too: a last picture that lasts less than that gives no frame). 30 to 10 a second; a bar stands where the
    next output frame begins to take source frames:

        source frames    0   1   2   3   4   5   6   7   8
        k / rate         0           1           2
        fps alone              |           |           |        shows 1, 4, 7
        shifted            |           |           |            shows 0, 3, 6
    """
    rate, ticks = asked.rate, _ticks(asked.rate)
    tick = 1 / (rate * ticks)
    late = min(1 / (2 * rate), _LATE / asked.video.frame_rate)
    shift = round((1 / (2 * rate) - late) / tick) - asked.first * ticks
    # After a seek ffmpeg counts from there, else from the container's start, which need not be that of the pictures.
    origin = "STARTPTS" if seek_s is None else f"round({asked.video.start_s - seek_s:.6f}/TB)"
    stream = stream.filter("settb", _text(tick)).filter("setpts", f"PTS-({origin})+({shift})")
    return stream.filter("fps", fps=_text(rate), start_time=0)


def _ticks(rate: Fraction) -> int:
    return max(_MIN_TICKS, math.ceil(1 / (rate * _TICK_S)))


def _scaled(stream: Any, asked: Plan) -> Any:
    width, height = fitted_size(asked.video, asked.width, asked.height, asked.fit)
    if (width, height) != (asked.video.width, asked.video.height):
        # Scaled straight to RGB, colours would be halved across; this way they are whole, and it is faster besides.
        stream = stream.filter("scale", width, height, flags=_scaler(asked.video, width, height))
        stream = stream.filter("format", "yuv444p")
    stream = stream.filter("scale", width, height).filter("format", "rgb24")
    left, top = abs(asked.width - width) // 2, abs(asked.height - height) // 2
    if asked.fit == "contain":
        return stream.filter("pad", asked.width, asked.height, left, top, "black")
    if asked.fit == "cover":
        return stream.filter("crop", asked.width, asked.height, left, top)
    return stream


def _scaler(video: Video, width: int, height: int) -> str:
    smaller = min(video.width / width, video.height / height)
    return "area" if smaller >= _AREA_FROM else "bicubic"


def _text(fraction: Fraction) -> str:
    return f"{fraction.numerator}/{fraction.denominator}"
