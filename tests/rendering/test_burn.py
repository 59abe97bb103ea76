"""Burned subtitles: in the pictures while a cue is shown, in their lower part, in real Hangul; all else as it was."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest
from clips import TIMES_S, all_frames, annotate, cues, decoded, ffmpeg, packets, shown_times, source_times

from annotator.records import Cue
from annotator.rendering import RenderOptions, render_video
from annotator.video import Quality, probe

pytestmark = pytest.mark.usefixtures("no_fonts")
FINE = Quality(crf=4, preset="ultrafast")
Mask = npt.NDArray[np.bool_]


def render(video: Path, **options: Any) -> Path:
    made = render_video(video, video.with_suffix(".json"), options=RenderOptions("burn", quality=FINE, **options))
    assert made.damage is None
    return made.path


def changed(video: Path, rendering: Path, read: Any = all_frames) -> tuple[Mask, npt.NDArray[np.float64]]:
    """Which pixels are another colour than in the video, bool [T, H, W], and the frames' times."""
    before, times_s = read(video)
    after, _ = read(rendering)
    assert before.shape == after.shape
    return np.abs(after.astype(np.int16) - before).max(axis=3) > 70, times_s


def on_frames(mask: Mask) -> list[bool]:
    return [bool(count > 30) for count in mask.sum(axis=(1, 2))]


@pytest.mark.parametrize("languages", [(), ("ko", "en")], ids=["one", "two"])
def test_pictures_change_exactly_while_a_cue_is_shown_and_only_below(clip: Path, languages: tuple[str, ...]) -> None:
    annotate(clip)
    mask, times_s = changed(clip, render(clip, languages=languages))
    assert on_frames(mask) == shown_times(times_s)
    assert any(on_frames(mask))
    height = mask.shape[1]
    assert mask[:, : height // 2].sum() < 30
    rows = np.flatnonzero(mask.any(axis=(0, 2)))
    assert rows.max() < height - 4


def test_sound_is_copied_and_the_mark_is_in_the_file(clip: Path) -> None:
    annotate(clip)
    path = render(clip)
    assert packets(path, "audio") == packets(clip, "audio")
    with av.open(str(path)) as file:
        assert "annotator render burn" in file.metadata["comment"]
        assert file.streams.video[0].codec_context.pix_fmt == "yuv420p"


def glyphs(clip: Path, word: str, name: str) -> Mask:
    """The pixels a word changes, cut out around it."""
    video = Path(shutil.copyfile(clip, clip.with_name(f"{name}.mp4")))
    annotate(video, [Cue(0.5, 1.5, (word,), (), "ko")])
    mask, times_s = changed(video, render(video))
    found = mask[int(np.searchsorted(times_s, 1.0))]
    rows, columns = np.flatnonzero(found.any(axis=1)), np.flatnonzero(found.any(axis=0))
    return found[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def test_hangul_is_drawn_where_there_is_no_font(clip: Path) -> None:
    """Boxes for missing characters would all look the same."""
    one, same, other = (glyphs(clip, word, name) for word, name in (("가가", "a"), ("가가", "b"), ("를를", "c")))
    assert one.shape == same.shape
    assert (one != same).mean() < 0.02
    side = tuple(min(pair) for pair in zip(one.shape, other.shape, strict=True))
    assert (one[: side[0], : side[1]] != other[: side[0], : side[1]]).mean() > 0.15


def test_a_video_that_begins_later(later: Path, tmp_path: Path) -> None:
    video = Path(shutil.copyfile(later, tmp_path / "later.mkv"))
    annotate(video)
    path = render(video)
    mask, times_s = changed(video, path)
    assert on_frames(mask) == shown_times(times_s)
    assert probe(path).start_s == pytest.approx(probe(video).start_s, abs=2e-3)


def test_a_phone_video_is_turned_and_uneven_pictures_keep_their_times(
    turned: Path, uneven: Path, tmp_path: Path
) -> None:
    phone = Path(shutil.copyfile(turned, tmp_path / "phone.mp4"))
    annotate(phone)
    made = probe(render(phone))
    assert (made.rotation, made.width, made.height) == (0, 240, 320)
    mask, times_s = changed(phone, tmp_path / "phone.burned.mp4")
    assert on_frames(mask) == shown_times(times_s)

    video = Path(shutil.copyfile(uneven, tmp_path / "uneven.mp4"))
    assert probe(video).vfr
    annotate(video)
    path = render(video)
    assert source_times(path) == pytest.approx(source_times(video), abs=1e-3)
    mask, times_s = changed(video, path, decoded)
    assert on_frames(mask) == shown_times(times_s)


@pytest.mark.parametrize("name", ["a, b.mp4", 'it\'s "q".mp4', "a:b [1];c=d.mp4", "한국어 100%.mp4", "-dash\\n.mp4"])
def test_names_that_filters_would_take_for_their_own(source: Path, tmp_path: Path, name: str) -> None:
    video = Path(shutil.copyfile(source, tmp_path / name))
    annotate(video, cues({"ko": ("안녕",)}))
    path = render(video)
    assert path.name == f"{video.stem}.burned.mp4"
    assert len(source_times(path)) == len(source_times(video))


def test_odd_sides_wide_pixels_and_other_sound(source: Path, tmp_path: Path) -> None:
    video = tmp_path / "odd.mkv"
    picture = [
        "-vf",
        "format=yuv444p,scale=161:121,setsar=2/1",
        "-pix_fmt",
        "yuv444p",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
    ]
    ffmpeg("-i", source, *picture, "-c:a", "pcm_s16le", video)
    annotate(video)
    made = render_video(video, video.with_suffix(".json"), options=RenderOptions("burn", quality=FINE))
    facts = probe(made.path)
    assert (facts.width, facts.height) == (322, 120)
    assert "coded as AAC" in " ".join(made.warnings)
    with av.open(str(made.path)) as file:
        assert [stream.codec_context.name for stream in file.streams.audio] == ["aac"]


def test_what_ass_would_take_for_commands_is_shown(clip: Path) -> None:
    annotate(clip, [Cue(*TIMES_S[0], ("{\\alpha&HFF&}가 {b}",), (), "ko")])
    mask, times_s = changed(clip, render(clip))
    assert on_frames(mask) == shown_times(times_s, TIMES_S[:1])
