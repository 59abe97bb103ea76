"""What `probe` says of videos of every kind, and of files that are none."""

from __future__ import annotations

import os
import shutil
from fractions import Fraction
from pathlib import Path

import av
import pytest

from annotator.errors import MediaError, NoVideoStreamError
from annotator.video import MEDIA_EXTENSIONS, is_media_name, probe

from .media import even_times, ffmpeg, numbers, picture, write_video

NTSC = Fraction(30_000, 1001)
RATES = [Fraction(24_000, 1001), 24, 25, NTSC, 30, 50, Fraction(60_000, 1001), 60, Fraction(359, 12), 7, Fraction(1, 2)]


@pytest.mark.parametrize("kind", ["mp4", "mov", "mkv", "ts", "flv"])
@pytest.mark.parametrize("rate", RATES, ids=str)
def test_frame_rate_is_exact(media: Path, kind: str, rate: Fraction | int) -> None:
    path = write_video(
        media / f"rate-{Fraction(rate).numerator}-{Fraction(rate).denominator}.{kind}",
        even_times(50, rate),
        declared=rate,
        time_base=1 / Fraction(rate),
    )

    video = probe(path)

    assert video.frame_rate == rate
    assert not video.vfr
    assert video.duration_s == pytest.approx(float(50 / Fraction(rate)), abs=0.01 + float(1 / Fraction(rate)))


@pytest.mark.parametrize("rate", [NTSC, Fraction(30), Fraction(24)], ids=str)
def test_rate_is_found_when_the_container_tells_none_that_fits(media: Path, rate: Fraction) -> None:
    """As when a recorder writes a wrong nominal rate and right times."""
    path = write_video(media / f"wrong-{rate.numerator}.mkv", even_times(200, rate), declared=1000)

    assert probe(path).frame_rate == rate


@pytest.mark.parametrize("rate", [NTSC, Fraction(30), Fraction(60)], ids=str)
def test_rate_is_found_in_times_that_were_once_milliseconds(media: Path, rate: Fraction) -> None:
    """As when Matroska is put into another container, whose finer ticks do not bring the times back."""
    once = write_video(media / f"once-{rate.numerator}.mkv", even_times(250, rate), declared=1000)
    path = media / f"once-{rate.numerator}.mov"
    ffmpeg("-i", once, "-c", "copy", "-video_track_timescale", "90000", path)

    assert probe(path).frame_rate == rate


def test_a_few_lost_frames_do_not_change_the_rate(media: Path) -> None:
    times_s = [time_s for k, time_s in enumerate(even_times(400, 30)) if k not in (100,)]

    video = probe(write_video(media / "lost.mp4", times_s))

    assert video.vfr
    assert video.frame_rate == 30


def test_a_video_that_becomes_uneven_later_is_told(media: Path) -> None:
    """Farther on than a probe reads."""
    times_s = [*even_times(400, 30), *even_times(200, 15, start_s=Fraction(400, 30))]

    video = probe(write_video(media / "later.mp4", times_s))

    assert video.vfr
    assert video.frame_rate == 30


def test_a_senseless_aspect_ratio_is_passed_over(media: Path) -> None:
    video = probe(write_video(media / "senseless.mkv", even_times(3, 30), aspect=Fraction(1000, 1)))

    assert (video.width, video.height) == (64, 48)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("aspect", [None, Fraction(4, 3), Fraction(1, 2)], ids=str)
def test_size_is_as_displayed(media: Path, rotation: int, aspect: Fraction | None) -> None:
    name = f"shape-{rotation}-{str(aspect).replace('/', '-')}.mp4"
    path = write_video(media / name, even_times(3, 30), size=(96, 48), rotation=rotation, aspect=aspect)

    video = probe(path)

    width = 96 * (aspect or 1)
    assert video.rotation == rotation
    assert (video.width, video.height) == ((48, width) if rotation % 180 else (width, 48))


def test_an_oblique_rotation_leaves_the_sides(media: Path) -> None:
    path = write_video(media / "oblique.mp4", even_times(3, 30), rotation=50)

    video = probe(path)

    assert (video.width, video.height, video.rotation) == (64, 48, 0)
    assert len(numbers(video)) == 3


@pytest.fixture(scope="module")
def two_streams(media: Path) -> Path:
    """A small stream (index 0), then a larger one (index 1)."""
    small = write_video(media / "two-small.mp4", even_times(30, 30), size=(64, 48))
    large = write_video(media / "two-large.mp4", even_times(25, 25), size=(128, 96), declared=25)
    path = media / "two.mkv"
    ffmpeg("-i", small, "-i", large, "-map", "0", "-map", "1", "-c", "copy", "-disposition", "0", path)
    return path


def test_of_several_streams_the_largest_is_read(two_streams: Path) -> None:
    video = probe(two_streams)

    assert (video.stream_index, video.width, video.frame_rate) == (1, 128, 25)
    assert numbers(video) == list(range(25))


def test_of_several_streams_the_default_one_is_read(two_streams: Path, media: Path) -> None:
    path = media / "two-default.mkv"
    ffmpeg("-i", two_streams, "-map", "0", "-c", "copy", "-disposition:0", "default", "-disposition:1", "0", path)

    assert probe(path).stream_index == 0


def test_another_stream_on_demand(two_streams: Path) -> None:
    video = probe(two_streams, stream=0)

    assert (video.stream_index, video.width, video.frame_rate) == (0, 64, 30)
    assert numbers(video) == list(range(30))


def test_a_stream_that_is_no_video_is_refused(two_streams: Path) -> None:
    with pytest.raises(NoVideoStreamError, match="stream 7 is not video; video is in: 0, 1"):
        probe(two_streams, stream=7)


def test_cover_art_is_not_video(media: Path) -> None:
    image, sound, path = media / "cover.png", media / "cover.wav", media / "cover.m4a"
    av.VideoFrame.from_ndarray(picture(5, 64, 48), format="rgb24").save(image)
    ffmpeg("-f", "lavfi", "-i", "sine=duration=1", sound)
    ffmpeg("-i", sound, "-i", image, "-map", "0", "-map", "1", "-c:v", "png", "-disposition:v", "attached_pic", path)

    with pytest.raises(NoVideoStreamError, match="only sound and cover art"):
        probe(path)


NAMES = ["한국어 수어.mp4", "with  spaces.mp4", "line\nbreak.mp4", "-dash.mp4", "a:b.mp4", "100%.mp4", "%03d.mp4", "x"]
WILD_NAMES = ["[x]'\".mp4", "http:x.mp4", "concat:a|b.mp4", "$(x);&.mp4", "\udcff.mp4"]


@pytest.mark.parametrize("name", NAMES + WILD_NAMES, ids=repr)
def test_any_name_is_a_files_name(plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    shutil.copy(plain, tmp_path / name)
    monkeypatch.chdir(tmp_path)

    for path in (tmp_path / name, Path(name)):
        video = probe(path)
        assert video.path == path
        assert numbers(video) == list(range(60))


def test_a_deep_folder(plain: Path, tmp_path: Path) -> None:
    folder = tmp_path.joinpath(*["수" * 60] * 5)
    folder.mkdir(parents=True)
    shutil.copy(plain, folder / "x.mp4")

    assert probe(folder / "x.mp4").width == 64


def _moov_cut_off(plain: Path) -> bytes:
    data = plain.read_bytes()
    return data[: data.index(b"moov")]


@pytest.mark.parametrize("kind", ["avi", "mkv", "mp4"])
def test_a_title_that_is_not_utf8(media: Path, kind: str) -> None:
    """As Korean recorders write them (CP949)."""
    path = media / f"title.{kind}"
    untitled = write_video(media / "untitled.mkv", even_times(5, 10), declared=10)
    ffmpeg("-i", untitled, "-c:v", "mjpeg", "-metadata", "title=XXXX", path)
    data = path.read_bytes()
    assert b"XXXX" in data
    path.write_bytes(data.replace(b"XXXX", "수어".encode("cp949")))

    assert len(numbers(probe(path))) == 5


UNREADABLE = {
    "empty": (lambda _: b"", "the file is empty"),
    "text": (lambda _: "한글로 쓴 글\n".encode() * 1000, "this is text"),
    "zeros": (lambda _: bytes(10_000), "only zeros"),
    "noise": (lambda _: bytes(range(1, 256)) * 100, "not video, or its beginning is damaged"),
    "moov-missing": (_moov_cut_off, "cut off or was never finished"),
    "header-only": (lambda plain: plain.read_bytes()[:20], "cut off or was never finished"),
    "playlist": (lambda _: b"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://localhost:1/x.ts\n", "this is text"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_video_is_told_plainly(plain: Path, tmp_path: Path, name: str) -> None:
    content, reason = UNREADABLE[name]
    path = tmp_path / "clip.mp4"
    path.write_bytes(content(plain))

    with pytest.raises(MediaError, match=reason) as raised:
        probe(path)

    assert raised.value.path == path
    assert raised.value.stage == "probe"
    assert "Errno" not in raised.value.reason
    assert str(path) not in raised.value.reason


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="there is no such file"):
        probe(tmp_path / "none.mp4")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="a folder, not a file"):
        probe(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")

    with pytest.raises(MediaError, match="not a plain file"):
        probe(tmp_path / "pipe.mp4")


def test_no_permission(plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "locked.mp4"
    shutil.copy(plain, path)
    path.chmod(0)
    if os.access(path, os.R_OK):  # the superuser reads everything

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)

    with pytest.raises(MediaError, match="no permission to read this file"):
        probe(path)


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="File name too long"):
        probe(tmp_path / ("x" * 300 + ".mp4"))


def test_a_name_with_a_zero_byte(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="no file name"):
        probe(tmp_path / "a\0b.mp4")


@pytest.mark.parametrize("name", ["a.mp4", "A.MP4", "수어.MoV", "x.y.mkv", "-.webm", "a/b.avi", "x.MTS"])
def test_media_names(name: str) -> None:
    assert is_media_name(Path(name))
    assert is_media_name(name)


@pytest.mark.parametrize("name", ["a.txt", "mp4", ".mp4", "", "a.mp4.part", "._a.mp4", "a.srt", "a.json", "a.jpg"])
def test_other_names(name: str) -> None:
    assert not is_media_name(name)


def test_extensions_are_lower_case_with_their_dot() -> None:
    assert all(extension == extension.lower() and extension.startswith(".") for extension in MEDIA_EXTENSIONS)
