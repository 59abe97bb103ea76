"""Every recording made by others gives the right pictures at the right times, or says plainly why not."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from annotator.errors import MediaError, NoVideoStreamError
from annotator.video import probe

from .media import Image, pyav_pictures, read

pytestmark = pytest.mark.real

NTSC = Fraction(30_000, 1001)
# file: codec, frame rate, displayed size, degrees clockwise, source frames
WHOLE = {
    "media/av1_video.mkv": ("av1", Fraction(25), (640, 360), 0, 125),
    "media/bt709_full_range.mp4": ("h264", Fraction(30), (1280, 720), 0, 30),
    "media/h264_10bits.mp4": ("h264", Fraction(30), (200, 200), 0, 30),
    "media/h265_10bits.mp4": ("hevc", Fraction(30), (200, 200), 0, 30),
    "media/h265_video.mp4": ("hevc", Fraction(10), (128, 128), 0, 10),
    "media/nasa_13013.mp4": ("h264", NTSC, (480, 270), 0, 390),
    "media/unordered.mov": ("h264", Fraction(32), (50, 50), 0, 4),
    "media/video_0.mov": ("h264", Fraction(30), (568, 320), 0, 3),
    "media/video_90.mov": ("h264", Fraction(30), (320, 568), 90, 3),
    "media/video_180.mov": ("h264", Fraction(30), (568, 320), 180, 3),
    "media/video_270.mov": ("h264", Fraction(30), (320, 568), 270, 3),
    "pose/signer.mp4": ("h264", Fraction(359, 12), (540, 720), 0, 58),
}
OTHERWISE = {"media/corrupted.mp4", "media/sine_mono_s16.wav", "media/LICENSE.decord", "media/LICENSE.torchcodec"}


def test_every_file_is_tested(real: Path) -> None:
    found = {f"media/{path.name}" for path in (real / "media").iterdir()}

    assert found <= WHOLE.keys() | OTHERWISE


@pytest.mark.parametrize("name", WHOLE)
def test_what_it_holds(real: Path, name: str) -> None:
    codec, rate, (width, height), rotation, count = WHOLE[name]

    video = probe(real / name)

    assert (video.codec, video.frame_rate) == (codec, rate)
    assert (video.width, video.height, video.rotation) == (width, height, rotation)
    assert video.duration_s == pytest.approx(float(count / rate), abs=0.002)
    assert video.start_s == 0.0
    assert not video.vfr


@pytest.mark.parametrize("name", WHOLE)
def test_every_picture_comes_once_at_its_time(real: Path, name: str) -> None:
    _, rate, (width, height), _, count = WHOLE[name]
    video = probe(real / name)

    images, times_s, reader = read(video)

    expected, expected_times_s = pyav_pictures(video)
    assert images.shape == (count, height, width, 3)
    assert times_s == pytest.approx(expected_times_s, abs=0.001)
    assert times_s == pytest.approx([float(k / rate) for k in range(count)])
    for index, image in enumerate(images):
        _assert_shows(image, expected, index)
    assert reader.damage is None
    assert reader.decoded_s == pytest.approx(video.duration_s, abs=0.002)


@pytest.mark.parametrize("name", WHOLE)
def test_ten_a_second(real: Path, name: str) -> None:
    video = probe(real / name)

    images, times_s, _ = read(video, rate=Fraction(10))

    expected, _ = pyav_pictures(video)
    assert times_s == pytest.approx(np.arange(len(images)) / 10)
    assert len(images) == int(np.ceil(video.duration_s * 10 - 4.5 / float(video.frame_rate)))
    for index, image in enumerate(images):
        nearest = min(round(index * video.frame_rate / 10 - Fraction(1, 100)), len(expected) - 1)
        _assert_shows(image, expected, nearest)


def test_the_smaller_stream_on_demand(real: Path) -> None:
    video = probe(real / "media/nasa_13013.mp4", stream=0)

    images, times_s, _ = read(video, end_s=1.0)

    assert (video.stream_index, video.width, video.height, video.frame_rate) == (0, 320, 180, 25)
    assert times_s == pytest.approx(np.arange(25) / 25)
    assert _difference(images[24], pyav_pictures(video, 25)[0][24]) < 1.5


def test_colours_of_full_range_are_those_of_the_matrix(real: Path) -> None:
    """Converted by hand: BT.709, full range, luma and chroma straight from the decoder."""
    import av

    path = real / "media/bt709_full_range.mp4"
    with av.open(str(path)) as container:
        planes = next(container.decode(video=0)).to_ndarray(format="yuv444p").astype(float)
    luma, blue, red = planes[0], planes[1] - 128, planes[2] - 128
    expected = np.stack([luma + 1.5748 * red, luma - 0.1873 * blue - 0.4681 * red, luma + 1.8556 * blue], axis=2)

    images, _, _ = read(probe(path), end_s=0.01)

    assert _difference(images[0], expected.clip(0, 255)) < 2
    assert expected.max() > 200


def test_the_corrupted_one_gives_what_can_be_read_and_says_so(real: Path) -> None:
    """It says 50 frames; a plain reader stops at 28, ffmpeg passes over one and reads on."""
    video = probe(real / "media/corrupted.mp4")

    images, times_s, reader = read(video)

    expected, expected_times_s = pyav_pictures(video)
    assert len(expected) >= 28
    assert video.duration_s == 5.0
    assert 28 <= len(images) <= 50
    assert reader.decoded_s == pytest.approx(len(images) / 10)
    assert reader.damage
    assert "Invalid data" in reader.damage
    for image, time_s in zip(expected[:28], expected_times_s, strict=False):
        assert _difference(images[round(time_s * 10)], image) < 1.5
    assert times_s == pytest.approx(np.arange(len(images)) / 10)


def test_sound_alone_is_told(real: Path) -> None:
    with pytest.raises(NoVideoStreamError, match="only sound"):
        probe(real / "media/sine_mono_s16.wav")


def test_text_is_told(real: Path) -> None:
    with pytest.raises(MediaError, match="this is text"):
        probe(real / "media/LICENSE.decord")


def _assert_shows(image: Image, expected: list[Image], index: int) -> None:
    """That a picture is `expected[index]`, and no other near it: converters differ a little, most with 10 bits."""
    right = _difference(image, expected[index])
    assert right < 4
    assert all(right <= _difference(image, other) + 0.1 for other in expected[max(0, index - 2) : index + 3])


def _difference(image: Image, other: object) -> float:
    return float(np.abs(image.astype(np.int16) - np.asarray(other).astype(np.int16)).mean())
