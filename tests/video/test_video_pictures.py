"""What stands in the pictures: turned, stretched, padded or cropped as asked, in the right colours."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from annotator.records import Fit
from annotator.video import frames, probe

from .media import Image, even_times, pyav_pictures, read, write_video

RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 180, 30), (30, 30, 200), (230, 230, 230)
# Corners as coded: top left, top right, bottom left, bottom right.
SIZE = (96, 64)
CORNERS = np.array([[RED, GREEN], [BLUE, WHITE]], np.uint8)


def write_corners(
    path: Path, *, size: tuple[int, int] = (96, 64), rotation: int = 0, aspect: Fraction | None = None
) -> Path:
    """One second of a picture whose four quarters have each their colour."""
    width, height = size
    image = CORNERS[np.arange(height) * 2 // height][:, np.arange(width) * 2 // width]
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=10, options={"crf": "5"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv444p"
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        if rotation:
            stream.set_display_rotation(-rotation)
        for _ in range(10):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")))
        file.mux(stream.encode(None))
    return path


def corners(image: Image) -> Image:
    """The colours in the middle of the four quarters: uint8 [2, 2, 3]."""
    height, width = image.shape[:2]
    return image[[height // 4, height * 3 // 4]][:, [width // 4, width * 3 // 4]]


def assert_colours(actual: Image, expected: Image) -> None:
    assert np.abs(actual.astype(int) - expected.astype(int)).max() <= 8


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_pictures_are_upright(media: Path, rotation: int) -> None:
    video = probe(write_corners(media / f"upright-{rotation}.mp4", rotation=rotation))

    images, _, _ = read(video)

    assert images.shape[1:] == ((96, 64, 3) if rotation % 180 else (64, 96, 3))
    for image in images:
        assert_colours(corners(image), np.rot90(CORNERS, -rotation // 90))


@pytest.mark.parametrize("rotation", [0, 90])
def test_pixels_are_square(media: Path, rotation: int) -> None:
    video = probe(write_corners(media / f"square-{rotation}.mp4", rotation=rotation, aspect=Fraction(3, 2)))

    images, _, _ = read(video)

    assert images.shape[1:] == ((144, 64, 3) if rotation else (64, 144, 3))
    assert_colours(corners(images[0]), np.rot90(CORNERS, -rotation // 90))


@pytest.mark.parametrize("size", [(33, 17), (1, 1), (1, 200), (172, 172), (97, 65), (300, 300)], ids=str)
def test_stretch_fills_any_size(media: Path, size: tuple[int, int]) -> None:
    images, _, _ = read(probe(write_corners(media / "stretch.mp4")), size=size)

    assert images.shape == (10, size[1], size[0], 3)
    if min(size) > 8:
        assert_colours(corners(images[-1]), CORNERS)


def test_contain_pads_with_black(media: Path) -> None:
    video = probe(write_corners(media / "contain.mp4"))

    tall = read(video, size=(60, 60), fit="contain")[0][0]
    wide = read(video, size=(120, 40), fit="contain")[0][0]

    assert tall.shape == (60, 60, 3)
    assert_colours(corners(tall[10:50]), CORNERS)
    assert tall[:9].max() == 0
    assert tall[-9:].max() == 0
    assert wide.shape == (40, 120, 3)
    assert_colours(corners(wide[:, 30:90]), CORNERS)
    assert wide[:, :29].max() == 0
    assert wide[:, -29:].max() == 0


def test_cover_crops_the_longer_side(media: Path) -> None:
    video = probe(write_corners(media / "cover.mp4"))

    image = read(video, size=(64, 64), fit="cover")[0][0]

    assert image.shape == (64, 64, 3)
    assert_colours(corners(image), CORNERS)
    assert_colours(image[[4, 60]][:, [4, 60]], CORNERS)
    left, right = image[4, :28], image[4, 36:]
    assert_colours(left, np.broadcast_to(CORNERS[0, 0], left.shape))
    assert_colours(right, np.broadcast_to(CORNERS[0, 1], right.shape))


@pytest.mark.parametrize("fit", ["stretch", "contain", "cover"])
@pytest.mark.parametrize("rotation", [0, 90])
def test_every_fit_gives_the_size_asked(media: Path, fit: Fit, rotation: int) -> None:
    video = probe(write_corners(media / f"fit-{rotation}.mp4", size=(98, 66), rotation=rotation, aspect=Fraction(5, 4)))

    for size in [(7, 200), (200, 7), (31, 31), (98, 66)]:
        with frames(video, size=size, fit=fit, end_s=0.1) as reader:
            assert next(reader).images.shape == (1, size[1], size[0], 3)


@pytest.mark.parametrize(
    ("longest", "expected"), [(48, (48, 32)), (96, (96, 64)), (500, (96, 64)), (1, (1, 1))], ids=str
)
def test_longest_side(media: Path, longest: int, expected: tuple[int, int]) -> None:
    with frames(probe(write_corners(media / "longest.mp4")), max_side=longest) as reader:
        assert (reader.width, reader.height) == expected
        assert next(reader).images.shape[1:] == (expected[1], expected[0], 3)


@pytest.mark.parametrize("size", [(65, 49), (2, 2), (127, 33)], ids=str)
def test_odd_sizes(media: Path, size: tuple[int, int]) -> None:
    path = write_video(
        media / f"odd-{size[0]}.mkv", even_times(5, 10), size=size, codec="ffv1", pixels="yuv444p", declared=10
    )
    video = probe(path)

    images, _, _ = read(video)

    assert images.shape == (5, size[1], size[0], 3)
    for image, expected in zip(images, pyav_pictures(video)[0], strict=True):
        assert np.abs(image.astype(int) - expected.astype(int)).max() <= 6


def test_reducing_averages_all_pixels(media: Path) -> None:
    """A fine pattern must come out grey, not as a few pixels picked from it."""
    path = media / "fine.mkv"
    pattern = np.indices((720, 1280)).sum(axis=0) % 2 * 255
    image = np.repeat(pattern[..., None], 3, axis=2).astype(np.uint8)
    with av.open(str(path), "w") as file:
        stream = file.add_stream("ffv1", rate=10)
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv444p"
        file.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        file.mux(stream.encode(None))

    small = read(probe(path), size=(172, 172))[0][0]

    assert np.abs(small.astype(int) - 127).max() < 20


@pytest.mark.parametrize("side", [60, 90], ids=str)
def test_reducing_keeps_the_colours_of_small_things(media: Path, side: int) -> None:
    """Red and blue stripes that do not lie on every second pixel of the reduced picture."""
    path = media / "stripes.mkv"
    stripes = np.array([[220, 20, 20], [20, 20, 220]], np.uint8)[(np.arange(360) + 6) // 12 % 2]
    image = np.ascontiguousarray(np.broadcast_to(stripes, (360, 360, 3)))
    with av.open(str(path), "w") as file:
        stream = file.add_stream("ffv1", rate=10)
        stream.width, stream.height, stream.pix_fmt = 360, 360, "yuv420p"
        file.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        file.mux(stream.encode(None))

    small = read(probe(path), size=(side, side))[0][0]

    expected = stripes.reshape(side, 360 // side, 3).mean(axis=1)
    assert np.abs(small[side // 2] - expected).mean() < 12


RANGES = {"tv": (16, 235), "pc": (0, 255)}


@pytest.mark.parametrize("size", [(64, 48), (32, 24), (80, 60)], ids=str)
@pytest.mark.parametrize("span", RANGES)
@pytest.mark.parametrize("matrix", ["bt709", "smpte170m"])
def test_colour_matrix_and_range_are_followed(media: Path, span: str, matrix: str, size: tuple[int, int]) -> None:
    """Pure colours, put into YUV by hand and marked as such."""
    red_share, blue_share = {"bt709": (0.2126, 0.0722), "smpte170m": (0.299, 0.114)}[matrix]
    colour = np.array([200, 80, 40]) / 255
    luma = red_share * colour[0] + (1 - red_share - blue_share) * colour[1] + blue_share * colour[2]
    chroma = [(colour[2] - luma) / (2 - 2 * blue_share), (colour[0] - luma) / (2 - 2 * red_share)]
    if span == "tv":
        values = [16 + 219 * luma, *(128 + 224 * c for c in chroma)]
    else:
        values = [255 * luma, *(128 + 255 * c for c in chroma)]
    planes = np.empty((3, 48, 64), np.uint8)
    planes[:] = np.round(values).astype(np.uint8)[:, None, None]
    path = media / f"colour-{span}-{matrix}.mp4"
    with av.open(str(path), "w") as file:
        marks = {"crf": "1", "x264-params": f"colormatrix={matrix}:range={span}:colorprim={matrix}:transfer={matrix}"}
        stream = file.add_stream("libx264", rate=10, options=marks)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv444p"
        frame = av.VideoFrame.from_ndarray(planes, format="yuv444p")
        frame.color_range = stream.codec_context.color_range = {"tv": 1, "pc": 2}[span]
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))

    image = read(probe(path), size=size)[0][0]

    assert np.abs(image[5:-5, 5:-5].reshape(-1, 3).mean(axis=0) - colour * 255).max() < 3
