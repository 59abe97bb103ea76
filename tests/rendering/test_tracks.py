"""Subtitle tracks: read back by another reader, in step with the video, and nothing else touched."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import av
import pytest
from clips import TEXTS, TIMES_S, annotate, cues, ffmpeg, packets, subtitles

from annotator.errors import OutputError
from annotator.records import Cue
from annotator.rendering import RenderOptions, render_video
from annotator.video import probe


def render(video: Path, **options: Any) -> Path:
    made = render_video(video, video.with_suffix(".json"), options=RenderOptions(**options))
    assert made.damage is None
    return made.path


def in_step(path: Path, number: int, language: str, start_s: float = 0.0) -> None:
    """The track has the texts of a language, at the cues' times from the first displayed frame on."""
    found = subtitles(path, number)
    assert [text for *_, text in found] == list(TEXTS[language])
    for (begin_s, end_s, _), (from_s, to_s) in zip(found, TIMES_S, strict=True):
        assert (begin_s - start_s, end_s - start_s) == (pytest.approx(from_s, abs=2e-3), pytest.approx(to_s, abs=2e-3))


@pytest.mark.parametrize("container", ["mp4", "mkv"])
def test_tracks_are_read_back_and_nothing_else_is_touched(clip: Path, container: Any) -> None:
    annotate(clip)
    path = render(clip, container=container)
    assert path.name == f"clip.subtitled.{container}"
    for kind in ("video", "audio"):
        assert packets(path, kind) == packets(clip, kind)
    in_step(path, 0, "ko")
    in_step(path, 1, "en")
    with av.open(str(path)) as file:
        tracks = file.streams.subtitles
        assert [track.language for track in tracks] == ["kor", "eng"]
        titles = [track.metadata.get("title") or track.metadata.get("name") for track in tracks]
        assert titles == ["한국어", "English"]
        assert [bool(track.disposition & av.stream.Disposition.default) for track in tracks] == [True, False]
    assert probe(path).duration_s == pytest.approx(probe(clip).duration_s, abs=2e-3)


@pytest.mark.parametrize("container", ["mp4", "mkv"])
def test_a_video_that_begins_later_keeps_its_start(later: Path, tmp_path: Path, container: Any) -> None:
    video = Path(shutil.copyfile(later, tmp_path / "later.mkv"))
    annotate(video)
    path = render(video, container=container)
    start_s = probe(video).start_s
    assert start_s == pytest.approx(1.5, abs=0.01)
    assert probe(path).start_s == pytest.approx(start_s, abs=2e-3)
    in_step(path, 0, "ko", start_s)


def test_a_clock_that_runs_on_is_set_to_zero(source: Path, tmp_path: Path) -> None:
    video = tmp_path / "broadcast.ts"
    ffmpeg("-i", source, "-c", "copy", "-output_ts_offset", "3600", video)
    annotate(video)
    path = render(video)
    assert path.name == "broadcast.subtitled.mkv"
    assert probe(video).start_s > 3600
    assert probe(path).start_s < 1
    in_step(path, 0, "ko", probe(path).start_s)


@pytest.mark.parametrize("container", ["mp4", "mkv"])
def test_a_phone_video_stays_turned(turned: Path, tmp_path: Path, container: Any) -> None:
    video = Path(shutil.copyfile(turned, tmp_path / "phone.mp4"))
    annotate(video)
    path = render(video, container=container)
    for each in (probe(video), probe(path)):
        assert (each.rotation, each.width, each.height) == (270, 240, 320)


def test_all_sound_and_other_subtitles_are_kept_and_what_is_left_out_is_said(clip: Path, tmp_path: Path) -> None:
    (tmp_path / "old.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\nolder words\n\n", "utf-8")
    video = tmp_path / "rich.mkv"
    sounds = ["-map", "0:v", "-map", "0:a", "-map", "0:a", "-map", "1", "-c", "copy", "-c:a:1", "flac"]
    attached = ["-attach", tmp_path / "old.srt", "-metadata:s:t", "mimetype=text/plain"]
    ffmpeg("-i", clip, "-i", tmp_path / "old.srt", *sounds, *attached, video)
    annotate(video)
    kept = render(video, languages=("en",))
    in_step(kept, 0, "en")
    assert [text for *_, text in subtitles(kept, 1)] == ["older words"]
    with av.open(str(kept)) as file:
        assert [stream.codec_context.name for stream in file.streams.audio] == ["aac", "flac"]
        assert len(file.streams.attachments) == 1
    options = RenderOptions(container="mp4")
    made = render_video(video, video.with_suffix(".json"), options=options)
    assert [text for *_, text in subtitles(made.path, 2)] == ["older words"]
    assert "attachment" in " ".join(made.warnings)


@pytest.mark.parametrize("container", ["mp4", "mkv"])
def test_chapters_cover_and_time_code_stay(clip: Path, tmp_path: Path, container: Any) -> None:
    chapters = "".join(f"[CHAPTER]\nTIMEBASE=1/1\nSTART={n}\nEND={n + 1}\ntitle={t}\n" for n, t in enumerate("하나"))
    (tmp_path / "chapters.txt").write_text(f";FFMETADATA1\ntitle=축제\n{chapters}", "utf-8")
    ffmpeg("-i", clip, "-frames:v", "1", tmp_path / "cover.png")
    video = tmp_path / "rich.mp4"
    inputs = ["-i", clip, "-i", tmp_path / "cover.png", "-i", tmp_path / "chapters.txt"]
    ffmpeg(*inputs, "-map", "0", "-map", "1", "-map_metadata", "2", "-c", "copy",
           "-disposition:v:1", "attached_pic", "-timecode", "01:00:00:00", video)  # fmt: skip
    annotate(video)
    made = render_video(video, video.with_suffix(".json"), options=RenderOptions(container=container))
    with av.open(str(made.path)) as file:
        assert [chapter["metadata"]["title"] for chapter in file.chapters()] == ["하", "나"]
        tags = {name.lower(): value for name, value in file.metadata.items()}
        pictures = len(file.streams.video)
        timecodes = [
            value for each in file.streams for name, value in each.metadata.items() if "timecode" in name.lower()
        ]
    assert tags["title"] == "축제"
    assert tags.get("timecode", *timecodes[:1]) == "01:00:00:00"
    told = "" if container == "mp4" else "mkv has no place for: picture (stream 5, png)"
    assert (pictures, ", ".join(made.warnings)) == (2 if container == "mp4" else 1, told)


def test_sound_that_mp4_does_not_hold(clip: Path, tmp_path: Path) -> None:
    video = tmp_path / "camera.mov"
    ffmpeg("-i", clip, "-c", "copy", "-c:a", "pcm_s16le", video)
    annotate(video)
    assert render(video).name == "camera.subtitled.mkv"
    with pytest.raises(OutputError, match="--container mkv"):
        render(video, container="mp4")
    assert not (tmp_path / "camera.subtitled.mp4").exists()


def test_mov_becomes_mp4_where_it_can(clip: Path, tmp_path: Path) -> None:
    video = tmp_path / "phone.mov"
    ffmpeg("-i", clip, "-c", "copy", video)
    annotate(video)
    path = render(video)
    assert path.name == "phone.subtitled.mp4"
    assert packets(path, "audio") == packets(video, "audio")


def test_ass_tracks(clip: Path) -> None:
    annotate(clip)
    path = render(clip, track_format="ass")
    assert path.suffix == ".mkv"
    with av.open(str(path)) as file:
        assert [stream.codec_context.codec.canonical_name for stream in file.streams.subtitles] == ["ass"] * 2
        assert b"NanumGothic" in bytes(file.streams.subtitles[0].codec_context.extradata or b"")
    assert TEXTS["ko"][0] in subtitles(path)[0][2]


def test_an_annotation_without_subtitles_is_rendered_and_said(clip: Path) -> None:
    annotate(clip, [])
    made = render_video(clip, clip.with_suffix(".json"))
    assert "nothing was recognised" in " ".join(made.warnings)
    assert packets(made.path, "video") == packets(clip, "video")
    with av.open(str(made.path)) as file:
        assert not file.streams.subtitles


def test_lines_and_marks_come_through_as_they_are(clip: Path) -> None:
    annotate(clip, [Cue(0.2, 1.0, ("첫째 {\\b1} 줄", "둘째 & <i>"), (), "ko"), *cues({"en": ("a",)})])
    assert subtitles(render(clip, container="mkv"))[0][2] == "첫째 {\\b1} 줄\n둘째 & <i>"
