"""Videos made for the tests, whose pictures say which source frame they are, and a second opinion on real ones.

A source frame carries its number as a 4 x 3 grid of black and white fields (12 bits, first bit top left), which
survives coding, scaling and colour conversion.
"""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from annotator.records import Frames, Video
from annotator.video import FrameReader, find_ffmpeg, frames

Image = npt.NDArray[np.uint8]
REAL = Path(__file__).parents[2].parent / "shared" / "real"
COLUMNS, ROWS = 4, 3
TIME_BASE = Fraction(1, 90_000)


def picture(number: int, width: int, height: int) -> Image:
    """A source frame that shows `number`: uint8 [H, W, 3]."""
    bits = [(number >> bit) & 1 for bit in range(COLUMNS * ROWS)]
    grid = np.array(bits, np.uint8).reshape(ROWS, COLUMNS) * 215 + 20
    rows, columns = np.arange(height) * ROWS // height, np.arange(width) * COLUMNS // width
    return np.repeat(grid[rows][:, columns, None], 3, axis=2)


def number(image: Image) -> int:
    """The number a decoded picture shows."""
    height, width = image.shape[:2]
    rows = (np.arange(ROWS) * 2 + 1) * height // (2 * ROWS)
    columns = (np.arange(COLUMNS) * 2 + 1) * width // (2 * COLUMNS)
    bits = image[rows][:, columns].mean(axis=2).reshape(-1) > 128
    return int(sum(1 << bit for bit in np.flatnonzero(bits)))


def even_times(count: int, rate: Fraction | int, start_s: Fraction | float = 0) -> list[Fraction]:
    return [Fraction(start_s) + Fraction(k) / rate for k in range(count)]


def write_video(
    path: Path,
    times_s: Sequence[Fraction | float],
    *,
    size: tuple[int, int] = (64, 48),
    codec: str = "libx264",
    pixels: str = "yuv420p",
    rotation: int = 0,
    aspect: Fraction | None = None,
    declared: Fraction | int = 30,
    time_base: Fraction = TIME_BASE,
    options: dict[str, str] | None = None,
    container: dict[str, str] | None = None,
    noise: int = 0,
) -> Path:
    """Writes a video whose frame k is displayed at `times_s[k]` and shows the number k.

    `noise` makes every coded frame large, so that they and not the index are most of the file.
    """
    random = np.random.default_rng(0)
    with av.open(str(path), "w", options=container or {}) as file:
        stream: Any = file.add_stream(codec, rate=Fraction(declared), options=options or {})
        stream.width, stream.height = size
        stream.pix_fmt = pixels
        stream.codec_context.time_base = time_base
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        if rotation:
            stream.set_display_rotation(-rotation)
        for index, time_s in enumerate(times_s):
            image = picture(index, *size)
            if noise:
                image = np.clip(image + random.integers(-noise, noise + 1, image.shape), 0, 255).astype(np.uint8)
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = round(Fraction(time_s) / time_base), time_base
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def ffmpeg(*arguments: str | Path) -> None:
    """Runs ffmpeg, which must succeed."""
    command = [find_ffmpeg(), "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def read(video: Video, **asked: Any) -> tuple[Image, npt.NDArray[np.float64], FrameReader]:
    """All frames of a video: uint8 [T, H, W, 3], their times, and the reader at its end."""
    with frames(video, **asked) as reader:
        batches: list[Frames] = list(reader)
    if not batches:
        return np.zeros((0, reader.height, reader.width, 3), np.uint8), np.zeros(0), reader
    return np.concatenate([b.images for b in batches]), np.concatenate([b.times_s for b in batches]), reader


def numbers(video: Video, **asked: Any) -> list[int]:
    """What the frames of a synthesised video show."""
    images, _, _ = read(video, **asked)
    return [number(image) for image in images]


def displayed_at(
    times_s: Sequence[Fraction | float], moments_s: Iterable[Fraction | float], early_s: Fraction | float = 0
) -> list[int]:
    """Which source frame is on screen at each moment, for source frames that appear at `times_s` (sorted).

    A frame may be taken `early_s` before it appears.
    """
    starts = [Fraction(t) - Fraction(times_s[0]) for t in times_s]
    return [max(k for k, start in enumerate(starts) if start <= moment + early_s or k == 0) for moment in moments_s]


def earliest(rate: Fraction, source_rate: Fraction) -> Fraction:
    """How early a source frame may be shown: 0.45 of a source frame, no more than half an output frame."""
    return min(1 / (2 * rate), Fraction(9, 20) / source_rate)


def pyav_pictures(video: Video, limit: int | None = None) -> tuple[list[Image], list[float]]:
    """Every source frame as PyAV decodes it, turned as displayed, and when it is displayed; damage is passed over."""
    images, times_s = [], []
    with av.open(f"file:{video.path}") as container:
        for frame in itertools.islice(_decoded(container, video.stream_index), limit):
            turned = np.rot90(frame.to_ndarray(format="rgb24"), -video.rotation // 90)
            images.append(np.ascontiguousarray(turned))
            times_s.append(float(frame.pts * frame.time_base))
    return images, [time_s - times_s[0] for time_s in times_s]


def _decoded(container: Any, index: int) -> Iterable[Any]:
    for packet in container.demux(container.streams[index]):
        try:
            yield from packet.decode()
        except av.InvalidDataError:
            continue
