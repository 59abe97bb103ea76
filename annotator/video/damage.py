"""Whether a video was read whole: what ffmpeg said, and how far it came.

Not everything ffmpeg reports as an error is damage: it complains about odd headers, missing reference lists and
timestamps of files that play from end to end. Damage is

- a message that data could not be decoded or was missing (`_SIGNS`), or ffmpeg ending with a failure;
- a video that ends earlier than promised by more than `tolerance_s`, unless the end of the file shows that its last
  frame is simply earlier (sound that goes on after the picture).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from annotator.errors import MediaError
from annotator.records import Video

_SIGNS: Final = re.compile(
    r"invalid data|invalid nal|error while decoding|error submitting|error decoding|decoding error|error parsing"
    r"|error splitting|error during demuxing|error retrieving|partial file|ended prematurely|truncat|corrupt"
    r"|i/o error|input/output error|cannot allocate|conversion failed|no such file|permission denied"
    r"|read error|overread|damaged|out of range|end of file|bitstream",
    re.IGNORECASE,
)
# What ffmpeg says last when it gives up, and never the cause.
_EMPTY_WORDS: Final = re.compile(
    r"^(conversion failed!|last message repeated|error opening input files?\b|exiting)", re.I
)
_SOURCE: Final = re.compile(r"^(\[[^\]]*\] )+")
_TAIL_BYTES: Final = 64 << 20
_ALLOWED_S: Final = 0.25


def said(lines: Iterable[str]) -> str:
    """The last line of ffmpeg's that says something, without its "[h264 @ 0x55...]"; "" when there is none."""
    bare = [_SOURCE.sub("", line).strip() for line in lines]
    return next((line for line in reversed(bare) if line and not _EMPTY_WORDS.match(line)), "")


def signs(lines: Iterable[str]) -> list[str]:
    """Those lines of ffmpeg's that tell of data lost."""
    return [line for line in lines if _SIGNS.search(line)]


def tolerance_s(video: Video, rate: Fraction) -> float:
    """By how much a whole video may end before its promise: a quarter second, or two frames where they are longer.

    Promises are rounded, count the last frame's length or not, and may be those of the sound beside it.
    """
    return max(_ALLOWED_S, float(2 / video.frame_rate), float(2 / rate))


def ends_early(video: Video, reached_s: float, rate: Fraction) -> bool:
    """Whether pictures that end at `reached_s` (from the first displayed frame) fall short of what the file holds."""
    allowed_s = tolerance_s(video, rate)
    if reached_s >= video.duration_s - allowed_s:
        return False
    try:
        last_picture_s, last_s = _ends(video, reached_s)
    except MediaError:
        return True
    return last_s < video.duration_s - allowed_s or last_picture_s > reached_s + allowed_s


def _ends(video: Video, from_s: float) -> tuple[float, float]:
    """When the last packet of the stream, and of any stream, ends: seconds from the first displayed frame."""
    from annotator.video.probe import opened

    last = {True: 0.0, False: 0.0}
    taken = 0
    with opened(video.path) as container:
        container.seek(int((video.start_s + from_s) * 1e6), backward=True)
        for packet in container.demux():
            if packet.pts is None:
                continue
            end_s = float((packet.pts + (packet.duration or 0)) * packet.time_base) - video.start_s
            ours = packet.stream_index == video.stream_index
            last[ours] = max(last[ours], end_s)
            taken += packet.size
            if taken > _TAIL_BYTES:
                break
    return last[True], max(last.values())


def judge(video: Video, rate: Fraction, reached_s: float, wanted_s: float, status: int, lines: list[str]) -> str | None:
    """Why a video is damaged, for a person to read, or None.

    `reached_s`, `wanted_s`: until when pictures came, and until when they were asked for, in seconds from the first
    displayed frame; `status`: how ffmpeg ended; `lines`: what it said.
    """
    short = reached_s < wanted_s - tolerance_s(video, rate) and ends_early(video, reached_s, rate)
    lost = signs(lines)
    if not short and not lost and status == 0:
        return None
    cause = said(lost) or said(lines) or ("the file ends early" if status == 0 else f"ffmpeg ended with {status}")
    return f"read {reached_s:.2f} of {wanted_s:.2f} s promised: {cause}" if short else cause


def failure(status: int, lines: list[str]) -> str:
    """Why nothing at all could be decoded."""
    return said(lines) or (f"ffmpeg ended with {status}" if status else "the file holds no picture that can be decoded")
