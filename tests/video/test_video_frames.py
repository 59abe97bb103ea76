"""Frame k is the source frame that is displayed at k / rate, whatever the container and the timestamps."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from annotator.errors import UsageError
from annotator.video import frames, probe

from .media import displayed_at, earliest, even_times, ffmpeg, number, numbers, read, write_video

NTSC = Fraction(30_000, 1001)


def test_every_source_frame_comes_once_at_its_own_rate(plain: Path) -> None:
    images, times_s, reader = read(probe(plain))

    assert [number(image) for image in images] == list(range(60))
    assert times_s == pytest.approx(np.arange(60) / 30)
    assert reader.decoded_s == 2.0
    assert reader.damage is None


@pytest.mark.parametrize("rate", [5, 10, 15, 20, 24, 25, Fraction(25, 2), NTSC, 60], ids=str)
def test_another_rate_shows_what_is_on_screen_at_each_time(plain: Path, rate: Fraction) -> None:
    rate = Fraction(rate)
    images, times_s, _ = read(probe(plain), rate=rate)

    moments = [k / rate for k in range(len(images))]
    expected = displayed_at(even_times(60, 30), moments, earliest(rate, Fraction(30)))
    assert [number(image) for image in images] == expected
    assert times_s == pytest.approx([float(moment) for moment in moments], abs=1e-12)
    assert len(images) == -(-2 * rate.numerator // rate.denominator)


CONTAINERS = {
    "mp4": ("x.mp4", {}),
    "mov": ("x.mov", {}),
    "mkv-milliseconds": ("x.mkv", {}),
    "webm-vp9": ("x.webm", {"codec": "libvpx-vp9", "options": {"deadline": "realtime", "cpu-used": "8"}}),
    "ts": ("x.ts", {"options": {"g": "15"}}),
    "avi-mpeg4": ("x.avi", {"codec": "mpeg4", "time_base": Fraction(1, 30)}),
    "avi-mjpeg": ("mj.avi", {"codec": "mjpeg", "pixels": "yuvj420p", "time_base": Fraction(1, 30)}),
    "mpg": ("x.mpg", {"codec": "mpeg2video", "time_base": Fraction(1, 30)}),
    "hevc-10bit": (
        "h.mp4",
        {"codec": "libx265", "pixels": "yuv420p10le", "options": {"x265-params": "log-level=0"}},
    ),
    "av1-mkv": ("a.mkv", {"codec": "libsvtav1", "options": {"preset": "12", "svtav1-params": "lp=1"}}),
    "fragmented-mp4": ("f.mp4", {"container": {"movflags": "frag_keyframe+empty_moov"}}),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_containers(media: Path, name: str) -> None:
    file, how = CONTAINERS[name]
    path = write_video(media / f"container-{file}", even_times(30, 30), **how)

    video = probe(path)

    assert video.frame_rate == 30
    assert not video.vfr
    assert numbers(video) == list(range(30))
    assert numbers(video, rate=Fraction(10)) == list(range(0, 30, 3))


UNEVEN = {
    "pause": [*even_times(15, 30), *even_times(15, 30, start_s=2.0)],
    "slowing": [Fraction(k * k, 300) for k in range(30)],
    "jitter": [Fraction(k, 30) + Fraction((-1) ** k * 8, 1000) + Fraction(8, 1000) for k in range(60)],
    "two-rates": [*even_times(20, 60), *even_times(20, 15, start_s=0.5)],
}


@pytest.mark.parametrize("name", UNEVEN)
@pytest.mark.parametrize("kind", ["mp4", "mkv"])
def test_uneven_frames_hold_until_the_next_one(media: Path, name: str, kind: str) -> None:
    times_s = UNEVEN[name]
    path = write_video(media / f"uneven-{name}.{kind}", times_s)
    video = probe(path)

    shown = numbers(video, rate=Fraction(120))

    assert video.vfr
    # Where a frame's time stands on a step of the grid, rounding in the container decides: both are right.
    moments = [Fraction(k, 120) for k in range(int((times_s[-1] - times_s[0]) * 120))]
    early, rounding = earliest(Fraction(120), video.frame_rate), Fraction(1, 1000)
    least = displayed_at(times_s, moments, early - rounding)
    most = displayed_at(times_s, moments, early + rounding)
    assert [k for k in range(len(moments)) if not least[k] <= shown[k] <= most[k]] == []


@pytest.mark.parametrize("rate", [5, 25, 30], ids=str)
def test_uneven_frames_are_never_shown_long_before_their_time(media: Path, rate: int) -> None:
    times_s = UNEVEN["two-rates"]
    video = probe(write_video(media / "early.mp4", times_s))

    shown = numbers(video, rate=Fraction(rate))

    early = earliest(Fraction(rate), video.frame_rate)
    assert all(times_s[source] <= Fraction(k, rate) + early + Fraction(1, 1000) for k, source in enumerate(shown))
    assert shown == sorted(shown)


@pytest.fixture(scope="module")
def sound(media: Path) -> Path:
    path = media / "sound.wav"
    ffmpeg("-f", "lavfi", "-i", "sine=frequency=440:duration=3", path)
    return path


@pytest.mark.parametrize("kind", ["mp4", "mkv", "ts"])
@pytest.mark.parametrize("offset_s", [0.75, 1.0], ids=str)
def test_time_starts_at_the_first_picture_when_sound_starts_before(
    media: Path, plain: Path, sound: Path, kind: str, offset_s: float
) -> None:
    path = media / f"late-{offset_s}.{kind}"
    ffmpeg("-i", sound, "-itsoffset", str(offset_s), "-i", plain, "-c:v", "copy", "-c:a", "aac", path)

    video = probe(path)
    images, times_s, reader = read(video)

    assert [number(image) for image in images] == list(range(60))
    assert times_s[0] == 0.0
    assert reader.damage is None
    assert video.duration_s == pytest.approx(2.0, abs=0.05)


def test_late_start_is_told(media: Path, plain: Path, sound: Path) -> None:
    path = media / "told.mkv"
    ffmpeg("-i", sound, "-itsoffset", "0.75", "-i", plain, "-c:v", "copy", "-c:a", "aac", path)

    assert probe(path).start_s == pytest.approx(0.75, abs=0.06)


def test_a_recording_trimmed_without_coding_starts_where_it_was_cut(media: Path, plain: Path) -> None:
    """Such files hold frames before their beginning (negative times), which no player shows."""
    path = media / "trimmed.mp4"
    ffmpeg("-ss", "0.7", "-i", plain, "-c", "copy", path)

    video = probe(path)

    assert numbers(video) == list(range(21, 60))
    assert video.duration_s == pytest.approx(1.3, abs=0.02)


def test_negative_times_are_shown_from_the_first_frame(media: Path) -> None:
    whole = write_video(media / "whole.mkv", even_times(30, 30), options={"g": "1", "bf": "0"})
    path = media / "negative.ts"
    early = ["-avoid_negative_ts", "disabled", "-muxdelay", "0", "-muxpreload", "0"]
    ffmpeg("-itsoffset", "-0.3", "-i", whole, "-c", "copy", "-copyts", *early, path)

    video = probe(path)
    _, times_s, _ = read(video)

    assert video.start_s == pytest.approx(-0.3, abs=0.001)
    assert times_s[0] == 0.0
    assert numbers(video) == list(range(30))


@pytest.mark.parametrize("kind", ["mp4", "mkv", "webm", "ts", "avi"])
def test_one_frame(media: Path, kind: str) -> None:
    codec = {"webm": "libvpx", "avi": "mpeg4"}.get(kind, "libx264")
    path = write_video(media / f"one.{kind}", [0], codec=codec, time_base=Fraction(1, 30))

    _, times_s, reader = read(probe(path))

    assert times_s.tolist() == [0.0]
    assert reader.damage is None


@pytest.mark.parametrize("kind", ["mp4", "fragmented.mp4", "mkv", "ts"])
@pytest.mark.parametrize("span", [(0.5, 1.5), (0.51, None), (0.0, 0.25), (1.4, 1.41), (1.9, 9.0)], ids=str)
@pytest.mark.parametrize("rate", [30, 12], ids=str)
def test_a_part_is_the_same_as_cut_from_the_whole(
    media: Path, kind: str, span: tuple[float, float | None], rate: int
) -> None:
    path = media / f"part.{kind}"
    if not path.exists():
        how = {"movflags": "frag_keyframe+empty_moov"} if kind.startswith("fragmented") else {}
        write_video(path, even_times(60, 30, start_s=1), options={"g": "15", "bf": "2"}, container=how)
    video = probe(path)
    start_s, end_s = span

    whole, whole_times_s, _ = read(video, rate=Fraction(rate))
    part, part_times_s, reader = read(video, rate=Fraction(rate), start_s=start_s, end_s=end_s)

    inside = (whole_times_s >= start_s) & (whole_times_s < (9.0 if end_s is None else end_s))
    assert part_times_s == pytest.approx(whole_times_s[inside])
    assert np.array_equal(part, whole[inside])
    assert reader.damage is None


@pytest.mark.parametrize("kind", ["mp4", "mkv", "ts"])
def test_a_part_that_begins_in_a_pause_shows_the_picture_from_before(media: Path, kind: str) -> None:
    video = probe(write_video(media / f"paused.{kind}", UNEVEN["pause"], options={"g": "5"}))

    shown = numbers(video, rate=Fraction(10), start_s=1.7)

    assert shown[:3] == [14, 14, 14]
    assert shown == numbers(video, rate=Fraction(10))[17:]


def test_a_part_after_the_end_is_empty(plain: Path) -> None:
    assert numbers(probe(plain), start_s=5.0) == []


def test_a_picture_that_changes_its_size_on_the_way_keeps_the_clock(media: Path) -> None:
    small = write_video(media / "small.ts", even_times(30, 30), options={"bf": "0"})
    large = write_video(media / "large.ts", even_times(30, 30, start_s=1), size=(128, 96), options={"bf": "0"})
    path = media / "grows.ts"
    ffmpeg("-i", f"concat:{small}|{large}", "-c", "copy", path)
    video = probe(path)

    images, times_s, _ = read(video)

    assert images.shape[1:3] == (48, 64)
    assert times_s == pytest.approx(np.arange(len(images)) / 30)
    shown = [number(image) for image in images]
    assert shown[:30] == list(range(30))
    assert shown[-30:] == list(range(30))


def test_batches_are_no_larger_than_asked_and_follow_each_other(plain: Path) -> None:
    with frames(probe(plain), batch=7) as reader:
        batches = list(reader)

    assert [len(batch) for batch in batches] == [7] * 8 + [4]
    assert np.concatenate([batch.times_s for batch in batches]) == pytest.approx(np.arange(60) / 30)


def test_batches_of_large_pictures_stay_small(plain: Path) -> None:
    with frames(probe(plain), size=(3840, 2160), batch=1000, end_s=0.2) as reader:
        held = [batch.images.nbytes for batch in reader]

    assert max(held) <= 50e6
    assert len(held) == 6 / 2 or sum(held) == 6 * 3840 * 2160 * 3


def test_taken_batches_are_the_callers_own(plain: Path) -> None:
    with frames(probe(plain), batch=10) as reader:
        first = next(reader)
        copy = first.images.copy()
        list(reader)

    assert np.array_equal(first.images, copy)


@pytest.mark.parametrize(
    "asked",
    [
        {"rate": Fraction(0)},
        {"rate": Fraction(-5)},
        {"size": (0, 10)},
        {"max_side": 0},
        {"size": (10, 10), "max_side": 10},
        {"batch": 0},
        {"start_s": -1.0},
        {"start_s": 2.0, "end_s": 1.0},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(plain: Path, asked: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        frames(probe(plain), **asked)  # type: ignore[arg-type]
