"""Which files belong together, which are replaced, and what is refused."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from string import ascii_lowercase

import av
import msgspec
import pytest
from clips import annotate, annotation, ffmpeg, source_times

from annotator.errors import AnnotatorError, MediaError, OutputError, UsageError
from annotator.records import Cue
from annotator.rendering import (
    RenderOptions,
    State,
    as_ass,
    chosen_languages,
    iso_639_2,
    lay_out,
    render_video,
    rendering_path,
    state_of,
    title_of,
)
from annotator.video import Quality, read_mark


def test_a_rendering_is_known_again_by_what_it_was_made_from(clip: Path) -> None:
    path, options = annotate(clip), RenderOptions()
    target = rendering_path(clip, options)
    mark = options.mark(clip, path)
    assert state_of(target, mark) is State.MISSING
    render_video(clip, path)
    assert state_of(target, mark) is State.CURRENT
    assert read_mark(target) == mark
    assert state_of(target, replace(options, languages=("ko",)).mark(clip, path)) is State.OLDER
    assert replace(options, quality=Quality(30)).mark(clip, path) == mark  # coding is no matter of tracks
    annotate(clip, [])
    assert state_of(target, options.mark(clip, path)) is State.OLDER


def test_files_of_others_are_not_replaced(clip: Path) -> None:
    path = annotate(clip)
    target = Path(shutil.copyfile(clip, clip.with_name("clip.subtitled.mp4")))
    before = target.read_bytes()
    with pytest.raises(OutputError, match="--overwrite"):
        render_video(clip, path)
    assert target.read_bytes() == before
    assert read_mark(render_video(clip, path, overwrite=True).path) is not None
    with pytest.raises(UsageError, match="the video itself"):
        render_video(clip, path, clip, overwrite=True)


def test_the_comment_of_the_video_is_kept(clip: Path) -> None:
    video = clip.with_name("noted.mp4")
    ffmpeg("-i", clip, "-c", "copy", "-metadata", "comment=day 3", "-metadata", "title=축제", video)
    made = render_video(video, annotate(video))
    with av.open(str(made.path)) as file:
        assert file.metadata["comment"].splitlines()[0] == "day 3"
        assert file.metadata["title"] == "축제"


def test_annotations_of_other_videos(clip: Path) -> None:
    about = annotation(clip)
    path = clip.with_suffix(".json")
    source = msgspec.structs.replace(about.source, size=1)
    msgspec.structs.replace(about, source=source).save(path)
    assert "another video" in " ".join(render_video(clip, path).warnings)
    source = msgspec.structs.replace(about.source, duration=60.0)
    msgspec.structs.replace(about, source=source).save(path)
    with pytest.raises(AnnotatorError, match=r"of 60\.0 seconds, this one has 2\.5"):
        render_video(clip, path, overwrite=True)


def test_partial_annotations_and_videos_are_told(clip: Path, tmp_path: Path) -> None:
    about = annotation(clip, status="partial")
    source = msgspec.structs.replace(about.source, decoded_duration=1.0)
    path = msgspec.structs.replace(about, source=source).save(clip.with_suffix(".json"))
    assert "ends 1.0 seconds" in " ".join(render_video(clip, path).warnings)
    whole = tmp_path / "whole.mkv"
    ffmpeg("-i", clip, "-c", "copy", whole)
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    for how in ("track", "burn", "overlay"):
        options = RenderOptions(how, quality=Quality(30, "ultrafast"), landmarks=False)  # type: ignore[arg-type]
        made = render_video(cut, promising(cut), options=options)
        assert made.damage
        assert 0.3 < made.rendered_s < 2.2
        assert len(source_times(made.path)) > 5


def promising(video: Path) -> Path:
    """An annotation of a video that was whole once."""
    about = annotation(video)
    source = msgspec.structs.replace(about.source, duration=2.5)
    return msgspec.structs.replace(about, source=source).save(video.with_suffix(".json"))


def test_what_cannot_be_rendered_leaves_nothing(clip: Path) -> None:
    path = annotate(clip)
    broken = clip.with_name("broken.mp4")
    broken.write_bytes(b"\0" * 5000)
    with pytest.raises(MediaError):
        render_video(broken, path)
    (clip.with_name("bad.json")).write_bytes(b'{"schema": "annot')
    with pytest.raises(AnnotatorError, match="broken JSON"):
        render_video(clip, clip.with_name("bad.json"))
    with pytest.raises(AnnotatorError, match="No such file"):
        render_video(clip, clip.with_name("none.json"))
    with pytest.raises(AnnotatorError, match="no subtitles in fr; it has ko, en"):
        render_video(clip, path, options=RenderOptions(languages=("fr",)))
    assert sorted(each.name for each in clip.parent.iterdir()) == ["bad.json", "broken.mp4", "clip.json", "clip.mp4"]


def test_options_that_make_no_sense() -> None:
    for wrong in (
        {"how": "paint"},
        {"container": "avi"},
        {"track_format": "vtt"},
        {"quality": Quality(52)},
        {"quality": Quality(20, "hasty")},
        {"track_format": "ass", "container": "mp4"},
    ):
        with pytest.raises(UsageError):
            RenderOptions(**wrong)  # type: ignore[arg-type]


def test_languages_as_containers_have_them() -> None:
    every = [iso_639_2(one + two) for one in ascii_lowercase for two in ascii_lowercase]
    found = [code for code in every if code != "und"]
    assert (len(found), len(set(found)), {len(code) for code in found}) == (183, 183, {3})
    known = {"ko": "kor", "en": "eng", "ko-KR": "kor", "pt-BR": "por", "zh-Hant": "zho", "kvk": "kvk", "xx": "und"}
    assert {tag: iso_639_2(tag) for tag in known} == known
    assert (title_of("ko"), title_of("pt-BR"), title_of("kvk")) == ("한국어", "Português (BR)", "kvk")


def test_which_languages_are_there(clip: Path) -> None:
    about = annotation(clip, [Cue(0, 1, ("a",), (), "ja")])
    assert chosen_languages(about, ()) == ("ko", "en", "ja")
    assert chosen_languages(about, ("ja", "ko")) == ("ja", "ko")


def test_languages_stand_clear_of_each_other(clip: Path) -> None:
    shown = [Cue(0, 2, ("위",), (), "ko"), Cue(3, 4, ("위",), (), "ko"), Cue(1, 3, ("a", "b"), (), "en")]
    upper, lower = lay_out(annotation(clip, shown), ("ko", "en"), 640, 360).lanes
    assert [each.bottom for each in lower.shown] == [pytest.approx(0.045 * 360)]
    assert upper.shown[0].bottom > lower.shown[0].bottom + 40
    assert upper.shown[1].bottom == lower.shown[0].bottom


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920), (320, 240), (64, 48)])
def test_sixteen_syllables_fit_every_picture(clip: Path, width: int, height: int) -> None:
    layout = lay_out(annotation(clip), ("ko",), width, height)
    if width > 100:
        assert 16 * layout.size <= width - 2 * layout.side
    assert f"PlayResX: {width}" in as_ass(layout)
