"""Cues: in order, apart, readable, complete."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import RecognizerError
from annotator.records import Cue, Segment
from annotator.timeline import READING_RULES, ReadingRules, join_words, make_cues, text_width, wrap

MIN_S = 5 / 6


def sign(start_s: float, end_s: float, text: str, number: int = 0, recognizer: str = "a", **texts: str) -> Segment:
    return Segment(start_s, end_s, 0, 0.9, id=number, text=text, texts=texts, recognizer=recognizer)


def shown(cues: list[Cue]) -> list[tuple[float, float, str]]:
    return [(round(cue.start_s, 3), round(cue.end_s, 3), "/".join(cue.lines)) for cue in cues]


def test_no_segments_give_no_cues() -> None:
    assert make_cues([], "ko", duration_s=5) == []


def test_a_long_segment_is_a_cue_as_it_is() -> None:
    (cue,) = make_cues([sign(1, 3, "안녕", 7)], "ko", duration_s=5)
    assert cue == Cue(1, 3, ("안녕",), (7,), "ko")


def test_a_short_one_is_extended_where_there_is_room() -> None:
    assert shown(make_cues([sign(1, 1.5, "안녕")], "ko")) == [(1, 1.833, "안녕")]
    assert shown(make_cues([sign(1, 1.1, "안녕")], "ko")) == [(1, 1.6, "안녕")], "by half a second at most"
    assert shown(make_cues([sign(1, 1.5, "안녕")], "ko", duration_s=1.6)) == [(1, 1.6, "안녕")]
    assert shown(make_cues([sign(1, 1.5, "가"), sign(1.7, 3, "나")], "ko", rules=ReadingRules(merge_gap_s=-1))) == [
        (1, 1.7, "가"),
        (1.7, 3, "나"),
    ]


def test_short_neighbours_are_merged_where_there_is_none() -> None:
    signs = [sign(0, 0.4, "나", 1), sign(0.4, 0.8, "학교", 2), sign(0.8, 1.2, "가다", 3), sign(3, 5, "끝", 4)]
    assert make_cues(signs, "ko") == [
        Cue(0, 1.2, ("나 학교 가다",), (1, 2, 3), "ko"),
        Cue(3, 5, ("끝",), (4,), "ko"),
    ]


def test_the_last_one_is_merged_with_the_one_before_unless_that_shows_it_far_too_early() -> None:
    assert shown(make_cues([sign(0, 1, "가"), sign(1, 1.2, "나")], "ko", duration_s=1.2)) == [(0, 1.2, "가 나")]
    assert shown(make_cues([sign(0, 4, "가"), sign(4, 4.2, "나")], "ko", duration_s=4.2)) == [
        (0, 4, "가"),
        (4, 4.2, "나"),
    ]


def test_what_does_not_fit_is_not_merged() -> None:
    wide = "가나다라마바사아자차카타파하거너"
    assert len(make_cues([sign(at / 4, (at + 1) / 4, wide, at) for at in range(4)], "ko")) == 2


def test_overlapping_recognizers_are_stacked() -> None:
    both = [sign(0, 4, "아래막기", 1, "poomsae"), sign(2, 6, "시작", 2, "sign")]
    assert shown(make_cues(both, "ko")) == [(0, 2, "아래막기"), (2, 4, "아래막기/시작"), (4, 6, "시작")]


def test_a_line_keeps_its_place_while_the_other_changes() -> None:
    signs = [sign(0, 9, "길다", 1, "b"), sign(1, 3, "가", 2, "a"), sign(5, 7, "나", 3, "a")]
    assert shown(make_cues(signs, "ko")) == [
        (0, 1, "길다"),
        (1, 3, "가/길다"),
        (3, 5, "길다"),
        (5, 7, "나/길다"),
        (7, 9, "길다"),
    ]


def test_a_brief_overlap_is_not_stacked() -> None:
    assert shown(make_cues([sign(0, 2.1, "가", 1, "a"), sign(2, 4, "나", 2, "b")], "ko")) == [
        (0, 2, "가"),
        (2, 4, "나"),
    ]


def test_a_short_sign_inside_a_long_one_takes_time_from_it() -> None:
    signs = [sign(0, 9, "길다", 1, "a"), sign(4, 4.4, "짧다", 2, "b")]
    assert shown(make_cues(signs, "ko")) == [(0, 4, "길다"), (4, 4.833, "길다/짧다"), (4.833, 9, "길다")]
    signs = [sign(0, 5, "길다", 1, "a"), sign(4, 4.4, "짧다", 2, "b")]
    assert shown(make_cues(signs, "ko")) == [(0, 4, "길다"), (4, 5, "길다/짧다")]


def test_recognizers_that_agree_say_it_once() -> None:
    assert shown(make_cues([sign(0, 2, "집", 1, "a"), sign(0, 2, "집", 2, "b")], "ko")) == [(0, 2, "집")]


def test_languages_fall_back_to_the_text_and_nothing_is_shown_for_nothing() -> None:
    signs = [sign(0, 1, "안녕", 1, en="hello"), sign(2, 3, "집", 2), sign(4, 5, " ", 3)]
    assert shown(make_cues(signs, "en")) == [(0, 1, "hello"), (2, 3, "집")]
    assert join_words(signs, "en") == "hello 집"


def test_a_sentence_can_be_made_of_the_words() -> None:
    cues = make_cues([sign(0, 0.4, "나"), sign(0.4, 1, "가다")], "ko", sentence=lambda *_: "나는 간다.")
    assert shown(cues) == [(0, 1, "나는 간다.")]


def test_reading_speed_extends_the_out_time() -> None:
    rules = ReadingRules(chars_per_s=12)
    assert shown(make_cues([sign(0, 1, "가나다라마바사아자차카타파하")], "ko", rules=rules)) == [
        (0, 1.167, "가나다라마바사아자차카타파하")
    ]


@pytest.mark.parametrize("times", [(1, 1), (2, 1), (math.nan, 2), (1, math.inf)], ids=str)
def test_a_segment_without_length_is_refused(times: tuple[float, float]) -> None:
    with pytest.raises(RecognizerError, match="the segment 3 has no length"):
        make_cues([sign(*times, "가", 3)], "ko")


def test_what_lies_outside_the_video_is_cut() -> None:
    signs = [sign(-3, -1, "가"), sign(-1, 1, "나"), sign(4, 9, "다"), sign(6, 9, "라")]
    assert shown(make_cues(signs, "ko", duration_s=5)) == [(0, 1, "나"), (4, 5, "다")]


TEXTS = st.text("가나다 abcdef1", min_size=1, max_size=24).filter(str.strip)


@st.composite
def recordings(draw: st.DrawFn) -> tuple[list[Segment], float]:
    """Signs of up to three recognizers, each one's apart, and the video's length."""
    signs: list[Segment] = []
    for lane in range(draw(st.integers(0, 3))):
        clock = draw(st.floats(0, 2))
        for _ in range(draw(st.integers(0, 8))):
            length_s = draw(st.sampled_from([0.001, 0.1, 0.2, 0.4, 0.8, 1, 1.3, 4, 9]))
            signs.append(sign(clock, clock + length_s, draw(TEXTS), len(signs), f"r{lane}"))
            clock += length_s + draw(st.sampled_from([0, 0, 0.01, 0.1, 0.45, 0.6, 3]))
    return signs, max((s.end_s for s in signs), default=0.0) + draw(st.floats(0, 2))


RULES = {
    "none": READING_RULES["none"],
    "strict": ReadingRules(gap_s=2 / 24, chars_per_s=12),
    "no-merging": ReadingRules(merge_gap_s=-1),
    "narrow": ReadingRules(max_width=3, max_lines=1),
}


@pytest.mark.parametrize("name", RULES)
@given(recording=recordings())
def test_cues_are_in_order_apart_within_the_video_and_show_every_segment(
    name: str, recording: tuple[list[Segment], float]
) -> None:
    signs, duration_s = recording
    rules = RULES[name]
    cues = make_cues(signs, "ko", duration_s=duration_s, rules=rules)
    for cue in cues:
        assert 0 <= cue.start_s < cue.end_s <= duration_s
        assert cue.lines
        assert all(0 < text_width(line) <= rules.max_width for line in cue.lines)
    for before, after in itertools.pairwise(cues):
        assert before.end_s <= after.start_s
    assert {number for cue in cues for number in cue.segment_ids} == {s.id for s in signs}


@given(recording=recordings())
def test_a_segment_is_shown_without_a_hole_when_it_is_signed(recording: tuple[list[Segment], float]) -> None:
    signs, duration_s = recording
    rules = READING_RULES["none"]
    cues = make_cues(signs, "ko", duration_s=duration_s)
    for segment in signs:
        mine = [cue for cue in cues if segment.id in cue.segment_ids]
        early_s, late_s = segment.start_s - mine[0].start_s, segment.end_s - mine[-1].end_s
        assert -2 * rules.min_stack_s < early_s <= 2 * rules.min_s + rules.min_stack_s
        assert late_s <= 2 * rules.min_stack_s
        assert all(a.end_s == b.start_s for a, b in itertools.pairwise(mine))


def touch(one: Cue, other: Cue) -> bool:
    return one.start_s == other.end_s or one.end_s == other.start_s


@given(recording=recordings())
def test_a_cue_is_short_only_where_there_is_no_room(recording: tuple[list[Segment], float]) -> None:
    signs, duration_s = recording
    rules = READING_RULES["none"]
    cues = make_cues(signs, "ko", duration_s=duration_s)
    for before, cue, after in zip([None, *cues], cues, [*cues[1:], None], strict=False):
        room_s = after.start_s if after else duration_s
        beside = [other.segment_ids for other in (before, after) if other and touch(cue, other)]
        if set(cue.segment_ids) <= {number for numbers in beside for number in numbers}:
            continue  # what also stands right beside needs no length of its own
        own = [s for s in signs if s.id in cue.segment_ids]
        length_s = cue.end_s - cue.start_s
        extended_s = cue.end_s - max(s.end_s for s in own)
        assert length_s > rules.min_s - 1e-6 or cue.end_s == room_s or extended_s > rules.extend_s - 1e-6


@given(recording=recordings())
def test_segments_and_their_order_do_not_matter(recording: tuple[list[Segment], float]) -> None:
    signs, duration_s = recording
    copies = list(signs)
    cues = make_cues(signs, "ko", duration_s=duration_s)
    assert signs == copies
    assert make_cues(iter(signs[::-1]), "ko", duration_s=duration_s) == cues


WRAPPED = {
    "one line": ("안녕하세요 반갑습니다", ("안녕하세요 반갑습니다",)),
    "balanced": ("오늘 학교에서 친구를 만나고 집에 갔습니다", ("오늘 학교에서 친구를", "만나고 집에 갔습니다")),
    "latin is half as wide": ("the quick brown fox jumps over", ("the quick brown fox jumps over",)),
    "a long word is cut": ("가" * 20, ("가" * 16, "가" * 4)),
    "three lines rather than lost": ("가" * 40, ("가" * 16, "가" * 16, "가" * 8)),
    "line breaks are spaces": (" 가\n나\t다 ", ("가 나 다",)),
    "nothing": ("  ", ()),
}


@pytest.mark.parametrize("name", WRAPPED)
def test_wrapping(name: str) -> None:
    text, lines = WRAPPED[name]
    assert wrap(text) == lines


@given(st.text("가힣a1 \n👍́", max_size=60), st.integers(1, 20))
def test_wrapping_loses_nothing_and_is_done_once(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line) <= width or len(line) == 1 for line in lines)
    assert wrap(" ".join(lines), width) == lines


def test_width_counts_hangul_as_one_and_others_as_half() -> None:
    assert [text_width(t) for t in ("가", "a", "가 나", "ㄱ", "1.", "e\u0301", "")] == [1, 0.5, 2.5, 1, 1, 0.5, 0]
