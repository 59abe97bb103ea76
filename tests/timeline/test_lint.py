"""Lint: every rule at its limit and beyond, and which findings of annotations are impossible to avoid."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.records import Annotation, Cue, Run, Segment, Source
from annotator.timeline import (
    LINT_RULES,
    READING_RULES,
    ReadingRules,
    frame_rate_of,
    lint_annotation,
    lint_cues,
    make_cues,
    repair_cues,
)

KO = READING_RULES["netflix-ko"]
RATE = Fraction(25)
WIDE = "가나다라마바사아자차카타파하거너"


def cue(start_s: float, end_s: float, *lines: str, ids: tuple[int, ...] = (), language: str = "") -> Cue:
    return Cue(start_s, end_s, lines or ("안녕",), ids, language)


GOOD = {
    "nothing": [],
    "one": [cue(0, 2)],
    "two frames": [cue(0, 2), cue(2.08, 4)],
    "half a second": [cue(0, 2), cue(2.48, 4)],
    "as long as may be": [cue(0, 7, WIDE, WIDE)],
    "as short as may be": [cue(0, 5 / 6)],
    "as fast as may be": [cue(0, 16 / 12, WIDE)],
    "a gap that cannot be closed": [cue(0, 6.9), cue(7.2, 9)],
    "speakers": [cue(0, 3, "- 어디 가요?", "- 집에 가요")],
    "numbers": [cue(0, 3, "-5도입니다", "어제는 3도")],
    "layout": [cue(0, 3, r"{\an8}안녕")],
}


@pytest.mark.parametrize("name", GOOD)
def test_nothing_is_found_at_the_limits(name: str) -> None:
    assert lint_cues(GOOD[name], KO, frame_rate=RATE) == []


BAD = {
    "empty": ([cue(0, 2, " ")], ["empty"]),
    "only tags": ([cue(0, 2, r"{\an8}")], ["empty"]),
    "backwards": ([cue(5, 7), cue(0, 2)], ["order"]),
    "no length": ([cue(2, 2)], ["order"]),
    "ends first": ([cue(3, 2)], ["order"]),
    "overlap": ([cue(0, 2), cue(1.5, 4)], ["overlap"]),
    "short": ([cue(0, 0.8)], ["too-short"]),
    "long": ([cue(0, 7.1)], ["too-long"]),
    "fast": ([cue(0, 1.3, WIDE)], ["reading-speed"]),
    "no gap": ([cue(0, 2), cue(2, 4)], ["gap"]),
    "one frame": ([cue(0, 2), cue(2.04, 4)], ["gap"]),
    "to be closed": ([cue(0, 2), cue(2.12, 4)], ["gap"]),
    "to be closed too": ([cue(0, 2), cue(2.44, 4)], ["gap"]),
    "wide": ([cue(0, 3, WIDE + "a")], ["line-length"]),
    "lines": ([cue(0, 3, "가", "나", "다")], ["lines"]),
    "dots": ([cue(0, 3, "글쎄...")], ["ellipsis"]),
    "italics": ([cue(0, 3, "<i>안녕</i>")], ["markup"]),
    "colour": ([cue(0, 3, '<font color="red">안녕</font>')], ["markup"]),
    "override": ([cue(0, 3, r"{\i1}안녕")], ["markup"]),
    "dash without space": ([cue(0, 3, "-어디 가요?", "-집에 가요")], ["speakers"]),
    "one dash": ([cue(0, 3, "어디 가요?", "- 집에 가요")], ["speakers"]),
}


@pytest.mark.parametrize("name", BAD)
def test_each_rule_is_found_beyond_its_limit(name: str) -> None:
    cues, rules = BAD[name]
    found = lint_cues(cues, KO, frame_rate=RATE)
    assert [each.rule for each in found] == rules
    assert all(each.fix for each in found)
    assert all(each.impossible is None for each in found)


def test_every_rule_has_an_example() -> None:
    assert {rule for _, rules in BAD.values() for rule in rules} == set(LINT_RULES)


def test_a_finding_says_where_and_how_much() -> None:
    found = lint_cues([cue(0, 3), cue(4, 4.5)], KO, frame_rate=RATE, duration_s=4.6)
    (short,) = found
    assert (short.rule, short.cue, short.start_s, short.unit) == ("too-short", 2, 4, "s")
    assert (short.measured, short.allowed) == (0.5, pytest.approx(5 / 6))
    assert short.fix == "merge it: the video ends at 0:04.600"
    (long_enough,) = lint_cues([cue(4, 4.5)], KO)
    assert long_enough.fix == "end it at 0:04.833"


def test_what_the_format_rounds_away_is_forgiven() -> None:
    cues = [cue(0, 0.833), cue(0.899, 2)]
    assert lint_cues(cues, KO, frame_rate=Fraction(30), grain_s=0.001) == []
    assert [each.rule for each in lint_cues(cues, KO, frame_rate=Fraction(30))] == ["too-short", "gap"]


def test_the_profile_none_asks_for_little() -> None:
    cues = [cue(0, 60, "<i>글쎄...</i>"), cue(60, 61, "- 가", "나")]
    assert lint_cues(cues, READING_RULES["none"]) == []


def test_what_stands_elsewhere_may_be_shown_at_once() -> None:
    assert lint_cues([cue(0, 4), cue(1, 3, r"{\an8}위"), cue(4.08, 6)], KO, frame_rate=RATE) == []


def annotation(segments: list[Segment], cues: list[Cue]) -> Annotation:
    source = Source("a.mp4", 1, 1.0, 10.0, 10.0, "25", False, 0.0, 640, 480, 0, "h264")
    run = Run("annotator", "1", "f")
    return Annotation(source=source, run=run, language="ko", segments=tuple(segments), cues=tuple(cues))


def sign(start_s: float, end_s: float, text: str, number: int, person: int = 0) -> Segment:
    return Segment(start_s, end_s, 0, 0.9, id=number, text=text, person=person, recognizer=f"r{person}")


def test_an_annotation_knows_what_its_segments_make_impossible() -> None:
    """Two signs of 16 characters 0.2 s apart have no room; one with nothing behind it only has to be extended."""
    signs = [sign(0, 0.2, WIDE * 2, 0), sign(0.2, 4, WIDE * 2, 1), sign(6, 6.4, "끝", 2)]
    cues = [
        cue(0, 0.2, WIDE, WIDE, ids=(0,), language="ko"),
        cue(0.2, 4, WIDE, WIDE, ids=(1,), language="ko"),
        cue(6, 6.4, "끝", ids=(2,), language="ko"),
    ]
    found = {(each.cue, each.rule): each.impossible for each in lint_annotation(annotation(signs, cues), KO)}
    assert found == {(1, "too-short"): True, (1, "reading-speed"): True, (1, "gap"): False, (3, "too-short"): False}


def test_languages_are_looked_at_apart() -> None:
    cues = [cue(0, 2, language="ko"), cue(0, 2, "hello", language="en"), cue(3, 3.1, "b", language="en")]
    (found,) = lint_annotation(annotation([], cues), KO)
    assert (found.rule, found.cue, found.language, found.impossible) == ("too-short", 3, "en", None)


def test_two_persons_of_an_annotation_want_dashes() -> None:
    signs = [sign(0, 3, "어디", 0, 0), sign(0, 3, "집", 1, 1)]
    cues = make_cues(signs, "ko", rules=READING_RULES["none"])
    assert [each.rule for each in lint_annotation(annotation(signs, cues), KO)] == ["speakers"]
    assert [c.lines for c in make_cues(signs, "ko", rules=KO)] == [("- 어디", "- 집")]


def test_the_rate_of_an_annotation() -> None:
    assert frame_rate_of(annotation([], [])) == 25


TEXTS = st.lists(
    st.sampled_from(["나", "학교", "안녕하세요", "- 집", "-집", "...", "<i>가다</i>", "hello", WIDE, "5"]),
    min_size=1,
    max_size=9,
).map(" ".join)


@st.composite
def files(draw: st.DrawFn) -> list[Cue]:
    """Cues as they are found: out of order, overlapping, without length or text, with tags."""
    cues, clock = [], 0.0
    for _ in range(draw(st.integers(0, 10))):
        clock = max(clock + draw(st.sampled_from([-1.0, -0.2, 0, 0.04, 0.2, 0.6, 2])), 0.0)
        length_s = draw(st.sampled_from([-1.0, 0, 0.1, 0.5, 1, 2.5, 6.9, 12]))
        lines = tuple(draw(st.lists(TEXTS, min_size=1, max_size=3)))
        cues.append(Cue(round(clock, 3), round(max(clock + length_s, 0), 3), lines))
        clock += max(length_s, 0)
    return cues


def letters(cues: list[Cue]) -> set[str]:
    return set("".join("".join(each.lines) for each in cues)) & set("나학교안녕하세요집가다hello5" + WIDE)


@pytest.mark.parametrize("rate", [None, RATE], ids=str)
@given(cues=files())
def test_a_repaired_file_breaks_only_what_has_no_room(rate: Fraction | None, cues: list[Cue]) -> None:
    repaired = repair_cues(cues, KO, frame_rate=rate)
    for before, after in itertools.pairwise(repaired):
        assert before.start_s < before.end_s <= after.start_s
    assert letters(repaired) >= letters([c for c in cues if c.end_s > c.start_s])
    assert {n for c in repaired for n in c.segment_ids} == set(range(1, len(cues) + 1))
    gap_s = KO.spacing(rate).gap_s
    for each in lint_cues(repaired, KO, frame_rate=rate):
        at = each.cue - 1
        assert each.rule in {"too-short", "reading-speed", "gap", "lines", "speakers"}, each
        if each.rule in {"too-short", "reading-speed"}:
            own_s = max((cues[n - 1].end_s for n in repaired[at].segment_ids), default=0.0)
            next_s = repaired[at + 1].start_s - gap_s if at + 1 < len(repaired) else float("inf")
            longest_s = repaired[at].start_s + KO.max_s
            assert repaired[at].end_s > min(next_s, own_s + KO.extend_s, longest_s) - 1e-5, "could be extended"


@given(cues=files())
def test_a_file_in_which_nothing_is_found_stays_as_it_is(cues: list[Cue]) -> None:
    for some in (cues, *([each] for each in cues)):
        if not lint_cues(some, KO, frame_rate=RATE):
            repaired = repair_cues(some, KO, frame_rate=RATE)
            assert [(c.start_s, c.end_s, c.lines) for c in repaired] == [(c.start_s, c.end_s, c.lines) for c in some]


@given(cues=files())
def test_gentle_rules_only_extend_merge_and_wrap(cues: list[Cue]) -> None:
    repaired = repair_cues(cues, ReadingRules())
    for before, after in itertools.pairwise(repaired):
        assert before.start_s < before.end_s <= after.start_s
    assert letters(repaired) >= letters([c for c in cues if c.end_s > c.start_s])


REPAIRED: dict[str, tuple[list[Cue], list[tuple[float, float, str]]]] = {
    "extended": ([cue(1, 1.5)], [(1, 1.833, "안녕")]),
    "merged": ([cue(0, 0.4, "나"), cue(0.5, 2, "학교")], [(0, 2, "나 학교")]),
    "closed": ([cue(0, 2), cue(2.2, 4)], [(0, 2.12, "안녕"), (2.2, 4, "안녕")]),
    "apart": ([cue(0, 2), cue(2, 4)], [(0, 1.92, "안녕"), (2, 4, "안녕")]),
    "wrapped": ([cue(0, 4, "오늘 학교에서 친구를 만나고 왔어요")], [(0, 4, "오늘 학교에서/친구를 만나고 왔어요")]),
    "one word too long": ([cue(0, 9)], [(0, 7, "안녕")]),
    "sorted": ([cue(5, 7, "나"), cue(0, 2, "가")], [(0, 2, "가"), (5, 7, "나")]),
    "style": ([cue(0, 2, "<i>안녕...</i>")], [(0, 2, "안녕…")]),
    "dashes": ([cue(0, 3, "-어디?", "–집")], [(0, 3, "- 어디?/- 집")]),
    "shown at once": ([cue(0, 4, "가"), cue(2, 6, "나")], [(0, 1.92, "가"), (2, 3.92, "가/나"), (4, 6, "나")]),
    "an overlap": ([cue(0, 2.2, "가"), cue(2, 4, "나")], [(0, 1.92, "가"), (2, 4, "나")]),
    "backwards": ([cue(3, 2)], [(3, 3.833, "안녕")]),
    "place": ([cue(1, 1.2, r"{\an8}위"), cue(1, 3)], [(1, 1.2, r"{\an8}위"), (1, 3, "안녕")]),
    "a voice": ([cue(0, 0.5, "<v 민수>안녕")], [(0, 0.833, "<v 민수>안녕")]),
}  # fmt: skip


@pytest.mark.parametrize("name", REPAIRED)
def test_repairs(name: str) -> None:
    cues, expected = REPAIRED[name]
    repaired = repair_cues(cues, KO, frame_rate=RATE)
    assert [(round(c.start_s, 3), round(c.end_s, 3), "/".join(c.lines)) for c in repaired] == expected


def test_a_long_cue_is_split_by_what_there_is_to_read_with_a_gap_between() -> None:
    long = cue(0, 10, "오늘 학교에서 친구를 만났다.", "그리고 집에 왔다.")
    first, second = repair_cues([long], KO, frame_rate=RATE)
    assert (first.lines, second.lines) == (("오늘 학교에서 친구를 만났다.",), ("그리고 집에 왔다.",))
    assert (first.start_s, second.end_s) == (0, 10)
    assert second.start_s - first.end_s == pytest.approx(0.08)
    assert (first.segment_ids, second.segment_ids) == ((1,), (1,))
