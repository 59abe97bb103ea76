"""SRT, to the letter."""

from __future__ import annotations

from annotations import CASES, spoken

from annotator.records import Annotation
from annotator.writers import SrtWriter


def srt(annotation: Annotation, language: str = "ko") -> str:
    return SrtWriter().render(annotation, language)


def test_two_cues() -> None:
    assert srt(CASES["korean"]) == (
        "1\n00:00:00,000 --> 00:00:01,500\n안녕하세요\n\n2\n00:00:02,000 --> 00:00:03,000\n안녕하세요\n\n"
    )


def test_no_cues_are_an_empty_file() -> None:
    assert srt(CASES["empty"]) == ""


def test_times_of_hours_are_rounded_to_milliseconds() -> None:
    assert "02:00:03,000 --> 02:00:05,000" in srt(CASES["two hours"])
    assert "100:00:00,000 --> 100:00:01,000" in srt(spoken((360_000, 360_001)))


def test_an_arrow_in_the_text_is_no_arrow() -> None:
    assert srt(CASES["arrow"]).splitlines()[2] == "a -> b -> c"


def test_a_line_break_in_the_text_cannot_end_a_cue() -> None:
    assert srt(CASES["breaks in the text"]) == "1\n00:00:00,000 --> 00:00:01,000\na 2 b\n\n"


def test_each_language_has_its_own_cues() -> None:
    assert "house" not in srt(CASES["two languages"])
    assert srt(CASES["two languages"], "en").splitlines()[2] == "house"


def test_cues_closer_than_a_millisecond_stay_apart() -> None:
    assert [line for line in srt(spoken((0, 1.0004), (1.0004, 1.00049), (1.00049, 2))).splitlines() if ">" in line] == [
        "00:00:00,000 --> 00:00:01,000",
        "00:00:01,000 --> 00:00:01,001",
        "00:00:01,001 --> 00:00:02,000",
    ]
