"""A damaged video gives what can be read of it and says so; a whole one is never called damaged."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from annotator.errors import DecodeError, MediaError
from annotator.video import probe

from .media import even_times, ffmpeg, number, numbers, read, write_video

KINDS = ["mp4", "mkv", "avi", "flv", "mov", "webm", "ts"]
SECONDS, RATE = 12, 10


@pytest.fixture(scope="module")
def whole(media: Path) -> Callable[[str], Path]:
    def write(kind: str) -> Path:
        path = media / f"whole.{kind}"
        if not path.exists():
            fast = {"movflags": "faststart"} if kind in {"mp4", "mov"} else {}
            options = {"g": "10"} | ({"deadline": "realtime", "cpu-used": "8", "b": "800000"} if kind == "webm" else {})
            write_video(
                path,
                even_times(SECONDS * RATE, RATE),
                codec={"webm": "libvpx", "avi": "mjpeg"}.get(kind, "libx264"),
                pixels="yuvj420p" if kind == "avi" else "yuv420p",
                declared=RATE,
                time_base=Fraction(1, RATE),
                options=options,
                container=fast,
                size=(128, 96),
                noise=40,
            )
        return path

    return write


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_video_is_not_damaged(whole: Callable[[str], Path], kind: str) -> None:
    images, _, reader = read(probe(whole(kind)))

    assert [number(image) for image in images] == list(range(SECONDS * RATE))
    assert reader.damage is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.03, 0.1, 0.3, 0.5, 0.51, 0.7, 0.9])
def test_a_cut_off_video_gives_its_beginning(
    whole: Callable[[str], Path], tmp_path: Path, kind: str, share: float
) -> None:
    data = whole(kind).read_bytes()
    path = tmp_path / f"cut.{kind}"
    path.write_bytes(data[: int(len(data) * share)])

    try:
        video = probe(path)
        images, _, reader = read(video)
    except MediaError as error:
        assert share <= 0.3, "nothing at all was read of a large part"
        assert error.reason  # noqa: PT017
        return

    # The last pictures may lack one that is coded after them but shown before: the one before it then holds.
    shown = [number(image) for image in images]
    assert shown[:-5] == list(range(len(shown)))[:-5]
    assert reader.decoded_s == pytest.approx(len(images) / RATE)
    assert len(images) < SECONDS * RATE
    if kind != "ts":  # a transport stream keeps no record of how long it was
        assert reader.damage
    if share >= 0.5:
        assert len(images) > SECONDS * RATE * (share - 0.15)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_a_video_broken_inside_is_read_to_its_end(
    whole: Callable[[str], Path], tmp_path: Path, kind: str, seed: int
) -> None:
    data = bytearray(whole(kind).read_bytes())
    start = int(len(data) * (0.45 + 0.1 * seed))
    data[start : start + len(data) // 8] = bytes((17 * i + seed) % 256 for i in range(len(data) // 8))
    path = tmp_path / f"broken.{kind}"
    path.write_bytes(data)

    images, times_s, reader = read(probe(path))

    assert reader.damage
    shown = [number(image) for image in images]
    assert shown[:30] == list(range(30))
    if kind == "avi":  # it keeps no times, so what comes after a hole moves up
        return
    # What comes after the hole stands at its own time.
    assert shown[-5:] == list(range(SECONDS * RATE - 5, SECONDS * RATE))
    assert times_s[-1] == pytest.approx((SECONDS * RATE - 1) / RATE)


def test_nothing_but_damage_is_an_error(whole: Callable[[str], Path], tmp_path: Path) -> None:
    data = bytearray(whole("mp4").read_bytes())
    start = data.index(b"mdat") + 4
    data[start:] = bytes(len(data) - start)
    path = tmp_path / "hollow.mp4"
    path.write_bytes(data)

    with pytest.raises(DecodeError) as raised:
        read(probe(path))

    assert raised.value.path == path
    assert raised.value.stage == "decode"
    assert raised.value.reason
    assert "@ 0x" not in raised.value.reason


def test_a_file_that_goes_away_before_it_is_decoded(whole: Callable[[str], Path], tmp_path: Path) -> None:
    path = tmp_path / "gone.mp4"
    path.write_bytes(whole("mp4").read_bytes())
    video = probe(path)
    path.unlink()

    with pytest.raises(DecodeError, match="No such file"):
        read(video)


@pytest.mark.parametrize("kind", ["mp4", "mkv", "flv", "ts"])
def test_sound_that_goes_on_after_the_picture_is_no_damage(
    whole: Callable[[str], Path], tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"sound.{kind}"
    sound = ["-f", "lavfi", "-i", "sine=sample_rate=44100:duration=20"]
    ffmpeg(*sound, "-i", whole("mp4"), "-c:v", "copy", "-c:a", "mp3", path)
    if kind == "mkv":
        _without_tags(path)

    images, _, reader = read(probe(path))

    assert [number(image) for image in images] == list(range(SECONDS * RATE))
    assert reader.damage is None


def _without_tags(path: Path) -> None:
    """Renames the durations that ffmpeg tags streams with, as other writers of Matroska leave them out."""
    data = path.read_bytes()
    assert b"DURATION" in data
    path.write_bytes(data.replace(b"DURATION", b"UNKNOWN_"))
    assert probe(path).duration_s == pytest.approx(20, abs=0.1)


def test_a_part_of_a_damaged_video_is_judged_by_that_part(whole: Callable[[str], Path], tmp_path: Path) -> None:
    data = whole("mp4").read_bytes()
    path = tmp_path / "part.mp4"
    path.write_bytes(data[: len(data) // 2])
    video = probe(path)

    _, _, beginning = read(video, end_s=3.0)
    _, _, end = read(video, start_s=3.0)

    assert beginning.decoded_s == 3.0
    assert beginning.damage is None
    assert end.damage


def test_damage_tells_how_far_it_came(whole: Callable[[str], Path], tmp_path: Path) -> None:
    data = whole("mkv").read_bytes()
    path = tmp_path / "far.mkv"
    path.write_bytes(data[: len(data) // 2])

    _, _, reader = read(probe(path))

    assert reader.damage is not None
    assert reader.damage.startswith(f"the file is cut off, {reader.decoded_s:.2f} of 12.00 s could be read (ffmpeg: ")


def test_a_recording_that_begins_between_key_frames_is_read_from_the_first(
    whole: Callable[[str], Path], tmp_path: Path
) -> None:
    """As transport streams cut by a clock do."""
    data = whole("ts").read_bytes()
    path = tmp_path / "between.ts"
    path.write_bytes(data[188 * (len(data) // 188 // 3) :])

    shown = numbers(probe(path))

    assert shown == list(range(shown[0], SECONDS * RATE))
    assert 30 < shown[0] < 50
