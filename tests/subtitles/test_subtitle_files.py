"""Subtitle files of all sorts: what is read, what is kept, what is refused."""

from __future__ import annotations

from pathlib import Path

import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import AnnotatorError
from annotator.records import Cue
from annotator.subtitles import read_subtitles

SRT = "1\n00:00:01,000 --> 00:00:02,500\n안녕하세요\n<i>반갑습니다</i>\n\n2\n00:00:03,000 --> 00:00:04,000\n1984\n"
VTT = """WEBVTT - 제목

STYLE
::cue { color: white }

intro
00:01.000 --> 00:02.500 line:10% align:start
<v 민수>안녕하세요
42

NOTE kept from nobody

00:01:03.000 --> 00:01:04.000
끝
"""
ASS = """[Script Info]
Title: 시험
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: 기본,NanumGothic,20,&H00FFFFFF,&H000000FF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,2,2,2,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,기본,,0,0,0,,메모
Dialogue: 0,0:00:01.00,0:00:02.50,기본,민수,0,0,0,,안녕하세요\\N{\\i1}반갑습니다{\\i0}, 여러분
Dialogue: 0,0:00:01.00,0:00:02.50,기본,,0,0,0,,{\\p1}m 0 0 l 100 0 100 100{\\p0}
"""


def written(tmp_path: Path, name: str, data: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


ENCODED = {
    "utf-8": SRT.encode(),
    "utf-8-sig": SRT.encode("utf-8-sig"),
    "utf-16": SRT.encode("utf-16"),
    "cp949": SRT.encode("cp949"),
}


@pytest.mark.parametrize("encoding", ENCODED)
@pytest.mark.parametrize("breaks", [b"\n", b"\r\n", b"\r"], ids=["lf", "crlf", "cr"])
def test_encodings_are_found_out(encoding: str, breaks: bytes, tmp_path: Path) -> None:
    data = ENCODED[encoding]
    if encoding != "utf-16":
        data = data.replace(b"\n", breaks)
    found = read_subtitles(written(tmp_path, "a.SRT", data))
    assert found.encoding == encoding
    assert found.cues == (Cue(1, 2.5, ("안녕하세요", "<i>반갑습니다</i>")), Cue(3, 4, ("1984",)))


def test_webvtt_keeps_settings_and_header_and_takes_no_identifier_for_text(tmp_path: Path) -> None:
    found = read_subtitles(written(tmp_path, "a.vtt", VTT))
    assert found.cues == (Cue(1, 2.5, ("<v 민수>안녕하세요", "42")), Cue(63, 64, ("끝",)))
    assert found.settings == ("line:10% align:start", "")
    text = found.rendered([Cue(1, 3, ("하나", "둘"), (1,)), Cue(4, 5, ("셋",), (2,))]).decode()
    assert text.startswith("WEBVTT - 제목\n\nSTYLE\n::cue { color: white }\n\n")
    assert "00:00:01.000 --> 00:00:03.000 line:10% align:start\n하나\n둘\n\n00:00:04.000 --> 00:00:05.000\n셋\n" in text


def test_ass_keeps_styles_comments_and_drawings(tmp_path: Path) -> None:
    found = read_subtitles(written(tmp_path, "a.ass", ASS))
    assert found.cues == (Cue(1, 2.5, ("안녕하세요", r"{\i1}반갑습니다{\i0}, 여러분")),)
    again = pysubs2.SSAFile.from_string(found.rendered([Cue(1, 3.25, ("하나", "둘"), (1,))]).decode())
    assert [(e.start, e.end, e.type, e.text) for e in again] == [
        (0, 1000, "Comment", "메모"),
        (1000, 2500, "Dialogue", r"{\p1}m 0 0 l 100 0 100 100{\p0}"),
        (1000, 3250, "Dialogue", r"하나\N둘"),
    ]
    assert again[2].style == "기본"
    assert again[2].name == "민수"
    assert again.styles["기본"].fontname == "NanumGothic"


EMPTY = {
    "a.srt": "",
    "b.srt": "\n\n",
    "c.vtt": "WEBVTT\n",
    "d.ass": "[Script Info]\n",
    "e.vtt": "WEBVTT\n\nNOTE no cue\n",
}


@pytest.mark.parametrize("name", EMPTY)
def test_a_file_without_cues_is_good(name: str, tmp_path: Path) -> None:
    assert read_subtitles(written(tmp_path, name, EMPTY[name])).cues == ()


BROKEN = {
    "a.srt": ("1\n00:00:01,000 --> 0:0x:02\n가\n", "line 2: '00:00:01,000 --> 0:0x:02' are no times"),
    "b.srt": ("1\n100:00:01,000 --> 100:00:02,000\n가\n", "line 2"),
    "c.srt": ("1\n00:00:01,000 -->\n가\n", "line 2"),
    "d.srt": ("그냥 글", "holds no times: no SubRip file"),
    "e.vtt": ("WEBVTT\n\n1:00 --> 2:00\n가\n", "line 3"),
    "f.vtt": ("그냥 글", "no WebVTT file"),
    "g.ass": ("그냥 글", "no ASS file"),
    "h.ass": (ASS.replace("0:00:02.50", "soon"), "broken ASS file"),
    "i.srt": (b"\xff\xfe\x00", "broken utf-16 text"),
    "j.srt": (b"\x81\xff\xff", "neither UTF-8 nor CP949"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_said_with_its_line(name: str, tmp_path: Path) -> None:
    data, message = BROKEN[name]
    with pytest.raises(AnnotatorError, match=message) as caught:
        read_subtitles(written(tmp_path, name, data))
    assert str(tmp_path / name) in str(caught.value)


def test_an_arrow_in_a_text_is_text(tmp_path: Path) -> None:
    found = read_subtitles(written(tmp_path, "a.srt", "1\n00:00:01,000 --> 00:00:02,000\n서울 --> 부산\n"))
    assert found.cues[0].lines == ("서울 --> 부산",)
    assert "서울 -> 부산" in found.rendered(found.cues).decode()


LINES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=9).filter(
    lambda line: "-->" not in line and "\\" not in line
)


@pytest.mark.parametrize("suffix", [".srt", ".vtt"])
@given(
    times=st.lists(st.integers(1, 10**6), min_size=1, max_size=5),
    texts=st.lists(st.lists(LINES, min_size=1, max_size=3), min_size=5, max_size=5),
)
def test_what_is_written_is_read_again(
    suffix: str, times: list[int], texts: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    cues, clock = [], 0
    for length, lines in zip(times, texts, strict=False):
        cues.append(Cue(clock / 1000, (clock + length) / 1000, tuple(lines), ()))
        clock += length
    path = tmp_path_factory.getbasetemp() / f"again{suffix}"
    path.write_bytes(b"" if suffix == ".srt" else b"WEBVTT\n")
    path.write_bytes(read_subtitles(path).rendered(cues))
    assert read_subtitles(path).cues == tuple(cues)
