"""Whether a video was read whole: what ffmpeg said, and how far it came.

ffmpeg complains of much that is no damage: odd headers, unknown metadata, pictures before the first key frame. What
counts is listed in `_CUT_OFF` and `_BROKEN`: packets that gave no picture, pictures ffmpeg itself holds to be corrupt,
and containers whose structure is broken. A failing exit status counts, and so does a video that ends earlier than
promised by more than `tolerance_s`, unless the end of the file shows that its last picture simply is earlier (sound
that goes on after it).
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from annotator.errors import MediaError
from annotator.records import Video

_CUT_OFF: Final = re.compile(r"partial file|ended prematurely|unexpected end of file", re.IGNORECASE)
_BROKEN: Final = re.compile(
    # the program: about packets and pictures of the stream that is read
    r"error submitting packet|error submitting a packet|decoding error|error while decoding|corrupt decoded frame"
    r"|corrupt input packet|packet corrupt|error during demuxing|error retrieving a packet|conversion failed"
    # decoders: about pieces of a picture
    r"|error at mb|-tex damaged|concealing"
    # Matroska and FLV
    r"|ebml|master element|invalid length|packet mismatch|input/output error",
    re.IGNORECASE,
)
# What ffmpeg says last when it gives up, and never the cause.
_EMPTY_WORDS: Final = re.compile(
    r"^(conversion failed|nothing was written|last message repeated|error opening input file|exiting|at least one)",
    re.IGNORECASE,
)
_SOURCE: Final = re.compile(r"^(\[[^\]]*\] )+")
_TAIL_BYTES: Final = 64 << 20
_ALLOWED_S: Final = 0.25


def bare(line: str) -> str:
    """A line of ffmpeg's without what speaks, "[h264 @ 0x55d1] [error] "."""
    return _SOURCE.sub("", line).strip()


def judge(
    video: Video, rate: Fraction, reached_s: float, wanted_s: float, status: int, lines: Iterable[str]
) -> str | None:
    """Why a video is damaged, for a person to read, or None.

    `reached_s`, `wanted_s`: until when pictures came, and until when they were asked for, in seconds from the first
    displayed frame; `status`: how ffmpeg ended; `lines`: what it said.
    """
    said = [bare(line) for line in lines]
    cut = next((line for line in said if _CUT_OFF.search(line)), "")
    sign = cut or next((line for line in said if _BROKEN.search(line)), "")
    short = reached_s < wanted_s - tolerance_s(video, rate) and ends_early(video, reached_s, rate)
    if not short and not sign and status == 0:
        return None
    what = "the file is cut off" if cut else "the file is damaged" if sign else "the file ends early"
    if status and not sign:
        what, sign = f"ffmpeg failed ({status})", _last_word(said)
    how_far = f", {reached_s:.2f} of {wanted_s:.2f} s could be read" if short else ""
    return f"{what}{how_far}" + (f" (ffmpeg: {sign})" if sign else "")


def failure(status: int, lines: Iterable[str]) -> str:
    """Why nothing at all could be decoded."""
    last = _last_word([bare(line) for line in lines])
    if last:
        return f"nothing could be decoded (ffmpeg: {last})"
    return f"nothing could be decoded (ffmpeg ended with {status})" if status else "it holds no picture"


def _last_word(said: list[str]) -> str:
    return next((line for line in reversed(said) if line and not _EMPTY_WORDS.match(line)), "")


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
    # Where a container cannot seek to a place without key frames (FLV), nothing comes: it is then read from the start.
    last_picture_s, last_s = _ends(video, reached_s) or _ends(video, None) or (0.0, 0.0)
    return last_s < video.duration_s - allowed_s or last_picture_s > reached_s + allowed_s


def _ends(video: Video, from_s: float | None) -> tuple[float, float] | None:
    """When the last packet of the stream, and of any stream, ends: seconds from the first displayed frame.

    Looks from `from_s` on; None when nothing comes.
    """
    from annotator.video.probe import opened

    last = {True: 0.0, False: 0.0}
    taken = 0
    with contextlib.suppress(MediaError), opened(video.path) as container:
        if from_s is not None:
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
    return (last[True], max(last.values())) if taken else None
