"""Strict profiles: cues keep to the rules wherever the segments leave a way, by a criterion written down here anew."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recordings import recordings

from annotator.records import Annotation, Cue, Run, Segment, Source
from annotator.subtitles import read_subtitles
from annotator.timeline import (
    READING_RULES,
    Finding,
    ReadingRules,
    lint_cues,
    make_cues,
    wrap,
)
from annotator.writers import SrtWriter

STRICT = [name for name in READING_RULES if name != "none"]
RATES = [None, Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(60)]
NEAR = 1e-5
# The only rules that segments can make impossible to keep.
MAY_REMAIN = {"too-short", "reading-speed", "gap", "lines"}


@pytest.mark.parametrize("name", STRICT)
@given(recording=recordings(), rate=st.sampled_from(RATES))
def test_cues_are_in_order_apart_within_the_video_and_show_every_segment(
    name: str, recording: tuple[list[Segment], float], rate: Fraction | None
) -> None:
    signs, duration_s = recording
    rules = READING_RULES[name]
    cues = make_cues(signs, "ko", duration_s=duration_s, frame_rate=rate, rules=rules)
    for cue in cues:
        assert 0 <= cue.start_s < cue.end_s <= duration_s
        assert cue.lines
        assert cue.end_s - cue.start_s <= rules.max_s + NEAR
    for before, after in itertools.pairwise(cues):
        assert before.end_s <= after.start_s
    assert {number for cue in cues for number in cue.segment_ids} == {s.id for s in signs}


OWN_RULES = st.builds(
    ReadingRules,
    strict=st.just(True),
    max_width=st.sampled_from([2.0, 3.5, 16.0, 40.0]),
    max_lines=st.integers(1, 3),
    min_s=st.sampled_from([0.01, 5 / 6, 2.0]),
    max_s=st.sampled_from([0.0, 2.0, 3.0, 7.0]),
    extend_s=st.sampled_from([0.0, 0.5, 5.0]),
    gap_s=st.sampled_from([0.0, 0.083, 1.0]),
    gap_frames=st.sampled_from([0, 2, 10]),
    close_s=st.sampled_from([0.0, 0.5, 2.0]),
    min_stack_s=st.sampled_from([0.0, 0.25, 2.0]),
    merge_gap_s=st.sampled_from([0.0, 0.5, 3.0]),
    merge_max_s=st.sampled_from([0.0, 7.0]),
    chars_per_s=st.sampled_from([None, 0.0, 1.0, 12.0]),
    ellipsis=st.booleans(),
    italics=st.booleans(),
    speaker_dash=st.booleans(),
)


@given(recording=recordings(), rate=st.sampled_from(RATES), rules=OWN_RULES)
def test_profiles_of_ones_own_keep_what_can_always_be_kept(
    recording: tuple[list[Segment], float], rate: Fraction | None, rules: ReadingRules
) -> None:
    signs, duration_s = recording
    cues = make_cues(signs, "ko", duration_s=duration_s, frame_rate=rate, rules=rules)
    for cue in cues:
        assert 0 <= cue.start_s < cue.end_s <= duration_s
    for before, after in itertools.pairwise(cues):
        assert before.end_s <= after.start_s
    assert {number for cue in cues for number in cue.segment_ids} == {s.id for s in signs}
    left = {each.rule for each in lint_cues(cues, rules, frame_rate=rate, duration_s=duration_s)}
    assert left <= MAY_REMAIN


@given(recording=recordings(), rate=st.sampled_from(RATES))
def test_no_text_is_lost(recording: tuple[list[Segment], float], rate: Fraction | None) -> None:
    signs, duration_s = recording
    rules = READING_RULES["netflix-ko"]
    cues = make_cues(signs, "ko", duration_s=duration_s, frame_rate=rate, rules=rules)
    for segment in signs:
        shown = "".join("".join(cue.lines) for cue in cues if segment.id in cue.segment_ids)
        left = iter(shown.replace(" ", ""))
        assert all(char in left for char in rules.polished(segment.text).replace(" ", ""))


@given(recording=recordings(), rate=st.sampled_from(RATES))
def test_segments_and_their_order_do_not_matter(recording: tuple[list[Segment], float], rate: Fraction | None) -> None:
    signs, duration_s = recording
    copies = list(signs)
    rules = READING_RULES["netflix-ko"]
    cues = make_cues(signs, "ko", duration_s=duration_s, frame_rate=rate, rules=rules)
    assert signs == copies
    assert make_cues(iter(signs[::-1]), "ko", duration_s=duration_s, frame_rate=rate, rules=rules) == cues


@pytest.mark.parametrize("name", STRICT)
@given(recording=recordings(), rate=st.sampled_from(RATES))
def test_what_lint_still_finds_is_impossible_to_avoid(
    name: str, recording: tuple[list[Segment], float], rate: Fraction | None
) -> None:
    signs, duration_s = recording
    rules = READING_RULES[name]
    cues = make_cues(signs, "ko", duration_s=duration_s, frame_rate=rate, rules=rules)
    judge = Judge(cues, {s.id: s for s in signs}, rules, rules.spacing(rate).gap_s, duration_s)
    for finding in lint_cues(cues, rules, frame_rate=rate, duration_s=duration_s):
        assert finding.rule in MAY_REMAIN, finding
        judge.check(finding)


class Judge:
    """Holds what was left against the criterion of docs/reading.md, from segments and cues alone."""

    def __init__(
        self, cues: list[Cue], segments: dict[int, Segment], rules: ReadingRules, gap_s: float, duration_s: float
    ) -> None:
        self.cues, self.segments, self.rules = cues, segments, rules
        self.gap_s, self.duration_s = gap_s, duration_s

    def check(self, finding: Finding) -> None:
        at = finding.cue - 1
        if finding.rule == "gap":
            assert float(finding.measured) < self.gap_s, "a gap that should be closed is always closed"
            assert self.cues[at + 1].start_s - self.cues[at].start_s < 2 * self.gap_s + NEAR, "no room for a gap"
        elif finding.rule == "lines":
            return self.check_lines(at)
        else:
            self.check_extended(at, finding)
        if self.is_whole(at):
            for first in (at - 1, at):
                if 0 <= first < len(self.cues) - 1 and self.is_whole(first) and self.is_whole(first + 1):
                    assert not self.may_merge(first, at), (finding, "could be merged")
        elif finding.rule == "reading-speed":
            self.check_parts(at)
        return None

    def check_extended(self, at: int, finding: Finding) -> None:
        """The out-time stands where the next cue, the video, or the limit of extension wants it."""
        cue = self.cues[at]
        assert cue.end_s > min(self.latest_s(at), cue.start_s + self.rules.max_s) - NEAR, (finding, "could be extended")

    def check_lines(self, at: int) -> None:
        """There is not the time to show the text in as many cues as it fills."""
        cue = self.cues[at]
        counts = []
        parts = [[line] for line in cue.lines]
        for size in range(len(parts) - 1, 0, -1):
            groups = [cue.lines[first : first + size] for first in range(0, len(parts), size)]
            if all(len(group) <= self.rules.max_lines for group in groups):
                counts.append(len(groups))
        least = min(counts)
        assert self.latest_s(at) - cue.start_s < least * self.rules.min_s + (least - 1) * self.gap_s + NEAR

    def check_parts(self, at: int) -> None:
        """The text was split, and all of it together has not the time it wants."""
        ids = self.cues[at].segment_ids
        first = last = at
        while first > 0 and self.cues[first - 1].segment_ids == ids and not self.is_whole(first - 1):
            first -= 1
        while last + 1 < len(self.cues) and self.cues[last + 1].segment_ids == ids and not self.is_whole(last + 1):
            last += 1
        wanted_s = sum(self.rules.wanted_s(cue.lines) for cue in self.cues[first : last + 1])
        mixed = any(
            set(ids) & set(cue.segment_ids) and not self.is_whole(number)
            for number, cue in enumerate(self.cues)
            if not first <= number <= last
        )
        if not mixed:
            room_s = self.latest_s(last) - self.cues[first].start_s - self.gap_s * (last - first)
            assert wanted_s > room_s - NEAR

    def latest_s(self, at: int) -> float:
        """How late the cue may end."""
        cue = self.cues[at]
        own_s = max(self.segments[number].end_s for number in cue.segment_ids)
        latest_s = min(own_s + self.rules.extend_s, self.duration_s)
        if at + 1 < len(self.cues):
            latest_s = min(latest_s, self.cues[at + 1].start_s - self.gap_s)
        return latest_s

    def texts(self, ids: set[int]) -> tuple[str, ...]:
        """The lines of a cue that shows these segments whole."""
        lanes: dict[tuple[str, int], list[Segment]] = {}
        for segment in sorted((self.segments[number] for number in ids), key=lambda s: (s.start_s, s.end_s, s.id)):
            lanes.setdefault((segment.recognizer, segment.person), []).append(segment)
        said: dict[str, int] = {}
        for lane in sorted(lanes):
            text = self.rules.polished(" ".join(" ".join(s.text.split()) for s in lanes[lane]))
            said.setdefault(text, lane[1])
        dashed = len(set(said.values())) > 1
        lines: list[str] = []
        for text in said:
            wrapped = wrap(text, self.rules.max_width - dashed)
            lines += ["- " + wrapped[0], *wrapped[1:]] if dashed else wrapped
        return tuple(lines)

    def is_whole(self, at: int) -> bool:
        cue = self.cues[at]
        return cue.lines == self.texts(set(cue.segment_ids))

    def may_merge(self, first: int, weak: int) -> bool:
        one, other = self.cues[first], self.cues[first + 1]
        lines = self.texts({*one.segment_ids, *other.segment_ids})
        fresh = [self.segments[number].start_s for number in other.segment_ids]
        length_s = other.end_s - one.start_s
        near = other.start_s - one.end_s <= self.rules.merge_gap_s
        timely = max(fresh) - one.start_s <= 2 * self.rules.min_s
        fits = len(lines) <= self.rules.max_lines and length_s <= min(self.rules.merge_max_s, self.rules.max_s)
        short = self.cues[weak].end_s - self.cues[weak].start_s < self.rules.min_s - NEAR
        latest_s = min(self.latest_s(first + 1) - one.start_s, self.rules.max_s)
        helps = short or max(length_s, latest_s) >= self.rules.wanted_s(lines) + NEAR
        return near and timely and fits and helps


@given(recording=recordings(), rate=st.sampled_from(RATES))
def test_a_segment_is_not_shown_long_before_it_is_signed(
    recording: tuple[list[Segment], float], rate: Fraction | None
) -> None:
    signs, duration_s = recording
    rules = READING_RULES["netflix-ko"]
    cues = make_cues(signs, "ko", duration_s=duration_s, frame_rate=rate, rules=rules)
    for segment in signs:
        first = next(cue for cue in cues if segment.id in cue.segment_ids)
        assert segment.start_s - first.start_s <= 2 * rules.min_s + rules.min_stack_s + NEAR


@given(recording=recordings(), rate=st.sampled_from(RATES))
def test_signs_of_one_recognizer_are_never_shown_late(
    recording: tuple[list[Segment], float], rate: Fraction | None
) -> None:
    signs, duration_s = recording
    mine = [segment for segment in signs if segment.recognizer == "r0"]
    rules = READING_RULES["netflix-ko"]
    cues = make_cues(mine, "ko", duration_s=duration_s, frame_rate=rate, rules=rules)
    for segment in mine:
        first = next(cue for cue in cues if segment.id in cue.segment_ids)
        assert first.start_s <= segment.start_s


@pytest.mark.parametrize("name", STRICT)
@given(recording=recordings(), rate=st.sampled_from(RATES))
def test_writing_subtitles_breaks_no_rule(
    name: str,
    recording: tuple[list[Segment], float],
    rate: Fraction | None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Times in whole milliseconds are not held against the cues: lint finds in the .srt what it finds in the cues."""
    signs, duration_s = recording
    rules = READING_RULES[name]
    cues = make_cues(signs, "ko", duration_s=duration_s, frame_rate=rate, rules=rules)
    path = tmp_path_factory.getbasetemp() / "written.ko.srt"
    path.write_text(SrtWriter().render(annotation(*cues), "ko"), "utf-8")
    found = read_subtitles(path)
    assert [cue.lines for cue in found.cues] == [cue.lines for cue in cues]
    again = lint_cues(found.cues, rules, frame_rate=rate, grain_s=found.grain_s)
    known = lint_cues(cues, rules, frame_rate=rate)
    assert {(each.cue, each.rule) for each in again} <= {(each.cue, each.rule) for each in known}


def annotation(*cues: Cue) -> Annotation:
    source = Source("a.mp4", 1, 1.0, 1.0, 1.0, "25", False, 0.0, 640, 480, 0, "h264")
    return Annotation(source=source, run=Run("annotator", "1", "f"), language="ko", cues=cues)


def sign(start_s: float, end_s: float, text: str, number: int, recognizer: str = "r0", person: int = 0) -> Segment:
    return Segment(start_s, end_s, 0, 0.9, id=number, text=text, recognizer=recognizer, person=person)


LONG = "오늘 학교에서 친구를 만나고 집에 갔습니다. 그리고 저녁을 먹고 책을 읽었습니다."
EXAMPLES: dict[str, tuple[list[Segment], list[tuple[float, float, str]]]] = {
    "extended": ([sign(1, 1.5, "안녕", 0)], [(1, 1.833, "안녕")]),
    "merged": ([sign(0, 0.4, "나", 0), sign(0.4, 0.8, "학교", 1), sign(0.8, 2, "가다", 2)], [(0, 2, "나 학교 가다")]),
    "a gap between": ([sign(0, 2, "나", 0), sign(2, 4, "학교", 1)], [(0, 1.92, "나"), (2, 4, "학교")]),
    "a gap closed": ([sign(0, 2, "나", 0), sign(2.4, 4, "학교", 1)], [(0, 2.32, "나"), (2.4, 4, "학교")]),
    "a gap left": ([sign(0, 2, "나", 0), sign(2.6, 4, "학교", 1)], [(0, 2, "나"), (2.6, 4, "학교")]),
    "split": (
        [sign(0, 6, LONG, 0)],
        [(0, 3.236, "오늘 학교에서 친구를/만나고 집에 갔습니다."), (3.316, 6, "그리고 저녁을 먹고/책을 읽었습니다.")],
    ),
    "cut short": ([sign(0, 20, "준비", 0)], [(0, 7, "준비")]),
    "a brief overlap": ([sign(0, 3, "가", 0), sign(2.5, 5, "나", 1, "r1")], [(0, 2.42, "가"), (2.5, 5, "나")]),
    "two persons": ([sign(0, 3, "어디", 0), sign(0, 3, "집", 1, "r0", 1)], [(0, 3, "- 어디/- 집")]),
    "a short sign inside a long one": (
        [sign(0, 6, "길다", 0), sign(3, 3.4, "짧다", 1, "r1")],
        [(0, 2.92, "길다"), (3, 3.833, "길다/짧다"), (3.913, 6, "길다")],
    ),
    "dots": ([sign(0, 2, "글쎄...", 0)], [(0, 2, "글쎄…")]),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(name: str) -> None:
    signs, expected = EXAMPLES[name]
    cues = make_cues(signs, "ko", duration_s=30, frame_rate=Fraction(25), rules=READING_RULES["netflix-ko"])
    assert [(round(c.start_s, 3), round(c.end_s, 3), "/".join(c.lines)) for c in cues] == expected


def test_a_sentence_is_made_of_all_that_is_merged() -> None:
    signs = [sign(0, 0.4, "나", 0), sign(0.4, 1, "가다", 1)]
    rules = READING_RULES["netflix-ko"]
    (cue,) = make_cues(signs, "ko", rules=rules, sentence=lambda words, _: f"{len(words)} words...")
    assert (cue.lines, cue.segment_ids) == (("2 words…",), (0, 1))
