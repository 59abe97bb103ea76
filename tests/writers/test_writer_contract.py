"""What every writer keeps to, and what other programs read in its files."""

from __future__ import annotations

import os
import re
from pathlib import Path

import msgspec
import pytest
from annotations import CASES, NAMES, named, sign
from reading_back import by_ffmpeg, by_pysubs2

from annotator.records import Annotation
from annotator.writers import BUILTIN_WRITERS, Context, Writer

WRITERS = {writer.name: writer for writer in BUILTIN_WRITERS}
SUBTITLES = ("srt", "vtt", "ass")


def rendered(writer: type[Writer], annotation: Annotation, language: str = "ko") -> str:
    data = writer().render(annotation, language)
    return data if isinstance(data, str) else data.decode()


@pytest.mark.parametrize("name", WRITERS)
def test_names_and_extensions(name: str) -> None:
    writer = WRITERS[name]()
    assert writer.extension == writer.extension.lower()
    assert writer.extension.startswith(".")


def test_no_two_writers_share_a_name_or_an_extension() -> None:
    assert len(WRITERS) == len({writer.extension for writer in BUILTIN_WRITERS}) == len(BUILTIN_WRITERS)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", WRITERS)
def test_every_case_is_written_the_same_way_each_time(name: str, case: str) -> None:
    writer = WRITERS[name]()
    first = writer.render(CASES[case], "ko")
    assert first == writer.render(CASES[case], "ko")
    assert first == WRITERS[name]().render(CASES[case], "ko")


@pytest.mark.parametrize("name", WRITERS)
def test_hangul_is_written_as_it_is(name: str) -> None:
    both = msgspec.structs.replace(CASES["korean"], segments=(sign(0, 1.5, "안녕하세요"),))
    assert "안녕하세요" in rendered(WRITERS[name], both)


@pytest.mark.parametrize("video", NAMES)
@pytest.mark.parametrize("name", WRITERS)
def test_videos_of_any_name_are_written_about(name: str, video: str, tmp_path: Path) -> None:
    place = Context(tmp_path / "o ut, 한글" / f"a{WRITERS[name].extension}", tmp_path / video)
    data = WRITERS[name]().render_in(named(video), "ko", place)
    (data if isinstance(data, bytes) else data.encode()).decode()


# Both take what stands in braces for commands, in any format; test_any_annotation reads those texts by the letter.
@pytest.mark.parametrize("case", [case for case in CASES if case != "braces and tags"])
@pytest.mark.parametrize("name", SUBTITLES)
def test_pysubs2_and_ffmpeg_find_the_cues(name: str, case: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{name}"
    path.write_text(rendered(WRITERS[name], CASES[case]), encoding="utf-8")
    grain = 10 if name == "ass" else 1
    expected = [cue for cue in CASES[case].cues if cue.language in ("", "ko") and cue.lines]
    readings = [by_pysubs2(path.read_text("utf-8"), name)]
    if expected:
        readings.append(by_ffmpeg(path))
    for found in readings:
        assert len(found) == len(expected)
        for heard, cue in zip(found, expected, strict=True):
            assert heard.start_ms == pytest.approx(cue.start_s * 1000, abs=grain / 2 + 0.1)
            assert heard.end_ms == pytest.approx(cue.end_s * 1000, abs=grain / 2 + 0.1)
            text = "\n".join(" ".join(line.split()) for line in cue.lines if line.strip())
            assert heard.text == (re.sub("-{2,}>", "->", text) if name == "srt" else text)


def test_a_relative_address_leads_from_the_file_to_the_video(tmp_path: Path) -> None:
    place = Context(tmp_path / "out" / "수어.html", tmp_path / "in 1" / "50%, #1.mp4")
    assert place.relative_url(CASES["korean"]) == "../in%201/50%25%2C%20%231.mp4"
    assert place.video_url() == (tmp_path / "in 1" / "50%, #1.mp4").as_uri()
    assert Context().relative_url(named("수어 영상.mp4")) == "%EC%88%98%EC%96%B4%20%EC%98%81%EC%83%81.mp4"
    assert os.sep not in Context().video_url()
