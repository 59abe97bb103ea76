"""What became of each segment, spelled words, and names in several languages."""

from __future__ import annotations

from building import annotation
from hypothesis import given
from test_measures import apart

from annotator.evaluation.confusion import fates
from annotator.evaluation.naming import Vocabulary
from annotator.evaluation.spans import Span
from annotator.evaluation.spelled import spelled_words, words_of
from annotator.records import Segment
from annotator.truth import SpelledWord, TruthSegment


def test_every_fate() -> None:
    truth = [Span(0, 2, "a"), Span(3, 5, "b"), Span(6, 8, "c"), Span(9, 11, "d")]
    found = [Span(0.1, 2, "a"), Span(3, 5, "x"), Span(7.6, 8.8, "c"), Span(12, 13, "a")]
    done = fates(truth, found)
    assert done.truth == ("right", "wrong", "mistimed", "missed")
    assert done.found == ("right", "wrong", "mistimed", "false")
    assert done.right == ((0, 0),)
    assert done.labels == {("a", "a"): 1, ("b", "x"): 1, ("c", "c"): 1, ("d", ""): 1, ("", "a"): 1}


def test_a_neighbours_edge_is_no_confusion() -> None:
    done = fates([Span(0, 2, "a"), Span(2, 4, "b")], [Span(1.9, 4, "b")])
    assert (done.truth, done.found) == (("missed", "right"), ("right",))


def test_the_same_label_goes_before_a_greater_overlap() -> None:
    done = fates([Span(0, 2, "a")], [Span(0, 1.1, "b"), Span(1.2, 2, "a")])
    assert (done.truth, done.found) == (("right",), ("false", "right"))


@given(apart(), apart())
def test_every_segment_is_counted_once(truth: list[Span], found: list[Span]) -> None:
    done = fates(truth, found)
    assert sum(count for (true, _), count in done.labels.items() if true) == len(truth)
    assert sum(count for (_, read), count in done.labels.items() if read) == len(found)
    for fate in ("right", "wrong", "mistimed"):
        assert done.truth.count(fate) == done.found.count(fate)
    assert done.truth.count("right") == len(done.right)


def spelled(letters: str, start: float, gap: float = 0.0) -> list[Segment]:
    """The letters as a run finds them, half a second each, joined to words."""
    signs = [(letter, start + n * (0.5 + gap), start + n * (0.5 + gap) + 0.5) for n, letter in enumerate(letters)]
    return [each for each in annotation("a.mp4", [], letters=signs).segments if each.tier == "ksl-letters"]


def test_spelled_words_are_right_letter_for_letter() -> None:
    segments = [*spelled("ㅎㅏㄴㄱㅡㄹ", 1.0), *spelled("ㅇㅗㅂㅏ", 10.0)]
    words = [SpelledWord("한글", 1.1, 4.0), SpelledWord("오빠", 10.0, 12.5), SpelledWord("말", 15, 16)]
    done = spelled_words(words, words_of(segments))
    assert [(each.found, each.right) for each in done] == [("한글", True), ("오바", False), ("", False)]


def test_a_found_word_stands_for_one_spelled_word() -> None:
    words = [SpelledWord("한글", 1.0, 3.0), SpelledWord("한글", 3.0, 4.0)]
    assert [each.right for each in spelled_words(words, spelled("ㅎㅏㄴㄱㅡㄹ", 1.0))] == [True, False]


def test_a_word_of_one_letter() -> None:
    assert [each.right for each in spelled_words([SpelledWord("ㅎ", 1.0, 1.4)], spelled("ㅎ", 1.0))] == [True]


def test_letters_inside_words_are_spans_of_their_own() -> None:
    truth = [
        TruthSegment("letters", "hieut", 1.0, 1.5, {"ko": "ㅎ"}),
        TruthSegment("letters", "a", 1.5, 2, {"ko": "ㅏ"}),
    ]
    for language in ("ko", "en"):
        vocabulary = Vocabulary(truth, language)
        found = vocabulary.found_spans(spelled("ㅎㅏ", 1.0))
        assert [(span.start_s, span.end_s) for span in found] == [(1.0, 1.5), (1.5, 2.0)]
        assert [span.label for span in found] == [span.label for span in vocabulary.truth_spans(truth)]
    assert [span.label for span in Vocabulary(truth, "ko").found_spans(spelled("ㄱ", 1.0))] == ["ㄱ"]


def found(text: str, label: str = "", **texts: str) -> Segment:
    return Segment(0, 1, 0, 1.0, label=label, text=text, texts=texts)


def test_the_annotations_language_decides_where_the_truth_has_it() -> None:
    vocabulary = Vocabulary([TruthSegment("words", "go", 0, 1, {"ko": "가다", "en": "go"})], "ko")
    assert vocabulary.of_found(found("가다", "1", ko="가다")) == "가다"
    assert vocabulary.of_found(found("가다")) == "가다"
    assert vocabulary.of_found(found("오다", "go", ko="오다", en="go")) == "오다"


def test_else_the_token_and_else_any_shared_language() -> None:
    vocabulary = Vocabulary([TruthSegment("words", "go", 0, 1, {"en": "go away"})], "ko")
    assert vocabulary.of_found(found("가다", "go", ko="가다")) == "go"
    assert vocabulary.of_found(found("가다", "가다", ko="가다", en="go away")) == "go"
    assert vocabulary.of_found(found("가다", "가다", ko="가다", en="come")) == "가다"


def test_hangul_is_the_same_composed_and_not() -> None:
    decomposed = "\u1100\u1161\u1103\u1161"
    assert decomposed != "가다"
    vocabulary = Vocabulary([TruthSegment("words", "go", 0, 1, {"ko": decomposed})], "ko")
    assert vocabulary.of_found(found("가다", ko="가다")) == vocabulary.of_truth(
        TruthSegment("words", "go", 0, 1, {"ko": "가다"})
    )
