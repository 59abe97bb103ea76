"""Readers of labels: what they make of each form, which line is wrong, and what is left out with a word."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import AnnotatorError, DatasetError, NoLabelsError, UsageError
from annotator.labels import LABEL_FORMS, LabelFile, is_about, read_labels
from annotator.text import UndecodableError, decode

ASS = """[Script Info]
ScriptType: v4.00+
; Dialogue: no label

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,NanumGothic,20

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:09.00,Default,,0,0,0,,made by hand
Dialogue: 0,0:00:00.50,0:00:01.25,Default,,0,0,0,,{\\i1}안녕{\\i0}
Dialogue: 0,0:00:01.25,0:00:02.00,Default,,0,0,0,,감사,\\N정말
Dialogue: 0,0:00:02.00,0:00:02.50,Default,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}
Dialogue: 0,0:00:02.50,0:00:03.00,Default,,0,0,0,,{\\b1}
"""
OWN_CSV = """video,recognizer,tier,person,start,end,first_frame,last_frame,class_id,label,text,confidence,text_en
a.mp4,ksl-words,ksl-words,0,0.5,1.25,15,37,0,hello,안녕,0.98,hello
b.mp4,ksl-letters,,0,1,2,30,59,-1,,한글,0.9,
"""
EAF = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT><HEADER/><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="a" TIME_VALUE="500"/>
<TIME_SLOT TIME_SLOT_ID="b" TIME_VALUE="1250"/></TIME_ORDER>
<TIER TIER_ID="ksl-words"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="1" TIME_SLOT_REF1="a" TIME_SLOT_REF2="b">
<ANNOTATION_VALUE>안녕</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="ksl-words-en" PARENT_REF="ksl-words" LANG_REF="en"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="2"
 ANNOTATION_REF="1"><ANNOTATION_VALUE>hello</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>
<TIER TIER_ID="confidence" PARENT_REF="ksl-words"><ANNOTATION><REF_ANNOTATION ANNOTATION_ID="3"
 ANNOTATION_REF="1"><ANNOTATION_VALUE>0.98</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION></TIER>
</ANNOTATION_DOCUMENT>"""


def read(folder: Path, name: str, content: str | bytes) -> LabelFile:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_labels(path)


def times(file: LabelFile) -> list[tuple[float, float, str]]:
    return [(label.start_s, label.end_s, label.text) for label in file.labels]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
@pytest.mark.parametrize("suffix", [".ass", ".ssa"])
def test_dialogue_of_substation(tmp_path: Path, suffix: str, encoding: str) -> None:
    file = read(tmp_path, f"a{suffix}", ASS.encode(encoding))
    assert times(file) == [(0.5, 1.25, "안녕"), (1.25, 2.0, "감사, 정말")]
    assert [label.where for label in file.labels] == ["line 12", "line 13"]
    assert ("1 lines of dialogue without words" in " ".join(file.notes), "text" in file.notes[0]) == (
        True,
        encoding != "utf-8",
    )


def test_own_tables_keep_key_words_tier_and_video(tmp_path: Path) -> None:
    first, second = read(tmp_path, "a.csv", OWN_CSV.encode("utf-8-sig")).labels
    assert (first.video, first.tier, first.token, first.text, dict(first.texts)) == (
        "a.mp4", "ksl-words", "hello", "안녕", {"en": "hello"}
    )  # fmt: skip
    assert (second.video, second.tier, second.token, second.text, dict(second.texts)) == (
        "b.mp4", "ksl-letters", "", "한글", {}
    )  # fmt: skip


def test_milliseconds_are_known_by_whispers_header_and_whole_numbers(tmp_path: Path) -> None:
    ms = read(tmp_path, "a.tsv", "start\tend\ttext\n500\t1250\t안녕\n")
    assert times(ms) == [(0.5, 1.25, "안녕")]
    assert "milliseconds" in ms.notes[0]
    seconds = read(tmp_path, "b.tsv", "start\tend\ttext\n500\t1250\t안녕\n1300\t1300.5\t감사\n")
    assert (times(seconds)[0], seconds.notes) == ((500, 1250, "안녕"), ())
    assert times(read(tmp_path, "c.tsv", "start\tend\tlabel\n5\t12\t안녕\n")) == [(5, 12, "안녕")]
    assert times(read(tmp_path, "d.csv", "start,end,text\n5,12,안녕\n")) == [(5, 12, "안녕")]


def test_dependent_tiers_say_more_of_labels_and_are_none(tmp_path: Path) -> None:
    file = read(tmp_path, "a.eaf", EAF)
    (label,) = file.chosen()
    assert (label.start_s, label.text, dict(label.texts), label.tier) == (0.5, "안녕", {"en": "hello"}, "ksl-words")
    assert [label.text for label in file.chosen(("confidence",))] == ["안녕", "0.98"]


def test_letters_below_the_words_of_our_own_elan_files_are_none_either(tmp_path: Path) -> None:
    below = """<TIER TIER_ID="ksl-words [letters]" PARENT_REF="ksl-words"><ANNOTATION><ALIGNABLE_ANNOTATION
 ANNOTATION_ID="9" TIME_SLOT_REF1="a" TIME_SLOT_REF2="b"><ANNOTATION_VALUE>ㅇ</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION>
</ANNOTATION></TIER></ANNOTATION_DOCUMENT>"""
    letters = EAF.replace("</ANNOTATION_DOCUMENT>", below)
    assert "ㅇ" in letters
    file = read(tmp_path, "a.eaf", letters)
    assert [label.text for label in file.chosen()] == ["안녕"]
    assert [label.text for label in file.chosen(("ksl-words [letters]",))] == ["안녕", "ㅇ"]
    kept = read(tmp_path, "b.eaf", letters.replace("ksl-words [letters]", "glosses"))
    assert [label.text for label in kept.chosen()] == ["안녕", "ㅇ"], (
        "tiers of others with times of their own are labels"
    )


@pytest.mark.parametrize(
    "content",
    [
        {"version": "1.0", "results": {"a": [{"segment": [0.5, 1.25], "label": "안녕", "score": 0.9}], "b": []}},
        {
            "version": "1.0",
            "database": {"a": {"duration": 3, "annotations": [{"segment": [0.5, 1.25], "label": "안녕"}]}},
        },
        {"classes": ["감사", "안녕"], "labels": {"a": [{"label": 1, "timestamps": [0.5, 1.25]}], "b": None}},
        {"classes": None, "labels": {"a": [{"label": "안녕", "timestamps": [0.5, 1.25]}]}},
    ],
    ids=["ActivityNet results", "ActivityNet database", "FiftyOne", "FiftyOne by name"],
)
def test_json_of_others_names_its_videos(tmp_path: Path, content: object) -> None:
    (label,) = read(tmp_path, "labels.json", json.dumps(content)).labels
    assert (label.video, label.start_s, label.end_s, label.text) == ("a", 0.5, 1.25, "안녕")


SRT = "1\n00:00:00,500 --> 00:00:01,250\n안녕\n\n2\n00:00:01,250 --> 00:00:02,000\n감사\n"


def test_nothing_of_subtitles_is_lost_without_a_word(tmp_path: Path) -> None:
    told = read(tmp_path, "a.srt", SRT.replace("안녕", "안녕\n\n반가워요"))
    assert [text for _, _, text in times(told)] == ["안녕", "감사"]
    assert told.notes == ("a.srt has 1 lines that belong to no cue, left out, first line 5",)
    dense = read(tmp_path, "b.srt", SRT.replace("\n\n", "\n"))
    assert [text for _, _, text in times(dense)] == ["안녕", "감사"]
    vtt = "WEBVTT\n\nNOTE\nnothing\n\nfirst\n00:00.500 --> 00:01.250 align:start\n<c>안녕</c> &amp; 감사\n"
    file = read(tmp_path, "c.vtt", vtt)
    assert (times(file), file.notes) == ([(0.5, 1.25, "안녕 & 감사")], ())


@pytest.mark.parametrize(
    ("name", "content", "kind", "reason"),
    [
        ("a.srt", SRT.replace("00:00:01,250 -->", "00:00:01,250 ->"), DatasetError, "line 6: '00:00:01,250 -> "),
        ("a.srt", SRT.replace("00:00:01,250 -->", "00:00:61,250 -->"), DatasetError, "line 6: "),
        ("a.srt", "", DatasetError, "holds no cue"),
        ("a.ass", ASS.replace("0:00:01.25,0:00:02.00", "soon,0:00:02.00"), DatasetError, "line 13: Failed to parse"),
        ("a.ass", ASS + "Dialogue: 0,0:00:01.00\n", DatasetError, "line 16: the dialogue has not all of its fields"),
        ("a.ass", "[Events]\n", DatasetError, "holds no dialogue"),
        (
            "a.csv",
            "path,label,part\na.mp4,안녕,train\n",
            NoLabelsError,
            "line 1: has no column start and no column end",
        ),
        ("a.csv", "path,label,start,end\na.mp4,안녕,,\n", NoLabelsError, "line 2: has no times"),
        ("a.csv", OWN_CSV.replace("0.5,1.25", "0.5,later"), DatasetError, "line 2: 'later' is no time"),
        ("a.tsv", "start\tend\ttext\n1\t-2\tx\n", DatasetError, "line 2: '-2' is no time"),
        ("a.json", "[1, 2]", NoLabelsError, "is JSON, but"),
        ("a.json", '{"results": {"accuracy": 1}, "labels": {"0": "안녕"}, "data": [3]}', NoLabelsError, "is JSON, but"),
        ("a.json", '{"segments": [], "text": "", "language": "ko"}', NoLabelsError, "is JSON, but"),
        ("a.json", '{"results": {"a": [{"segment": [1], "label": "x"}]}}', DatasetError, "$.results"),
        (
            "a.json",
            '{"classes": [], "labels": {"a": [{"label": 0, "timestamps": [0, 1]}]}}',
            DatasetError,
            "no class 0",
        ),
        ("a.json", '{"labels": {"a": [{"label": "x"}]}}', DatasetError, "has neither timestamps nor support"),
        ("a.eaf", EAF.replace('ANNOTATION_REF="1"', 'ANNOTATION_REF="9"'), DatasetError, "refers to no annotation"),
        ("a.srt", b"\xff\xfe1\x00x", DatasetError, "broken utf-16 text"),
        ("a.srt", "안녕하세요 안녕하세요".encode()[:-1], DatasetError, "neither UTF-8 nor CP949"),
        ("a.txt", "안녕", UsageError, "is no file of labels"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, name: str, content: str | bytes, kind: type[AnnotatorError], reason: str
) -> None:
    with pytest.raises(kind) as told:
        read(tmp_path, name, content)
    assert type(told.value) is kind
    assert reason in told.value.reason
    assert told.value.path == tmp_path / name


def test_files_are_about_the_video_they_are_named_for() -> None:
    assert all(is_about(name, "a.b") for name in ("a.b.srt", "a.b.ko.vtt", "a.b_morpheme.json"))
    assert not any(is_about(name, "a") for name in ("ab.srt", "a-2.srt", "b.srt", "a_b.json"))
    assert LabelFile(Path("a.ko.srt"), ()).language == "ko"
    assert LabelFile(Path("a.expected.EN-us.srt"), ()).language == "en-us"
    assert LabelFile(Path("a.kor.srt"), ()).language == "ko"
    assert LabelFile(Path("a.old.srt"), ()).language == ""
    assert LabelFile(Path("a.1.srt"), ()).language == LabelFile(Path("a.srt"), ()).language == ""


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_text_is_read_as_it_was_written(text: str, encoding: str) -> None:
    if not text.startswith("\ufeff"):
        assert decode(text.encode(encoding))[0] == text


@given(st.binary(max_size=60), st.sampled_from(list(LABEL_FORMS)))
def test_any_bytes_are_read_or_refused_in_our_own_words(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(data)
    with contextlib.suppress(AnnotatorError):
        assert all(label.text for label in read_labels(path).labels)
    with contextlib.suppress(UndecodableError):
        assert isinstance(decode(data)[0], str)
