"""Whole evaluations: who is paired with whom, which model speaks of which tier, and the figures that come out."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest
from building import annotation, truth

from annotator.errors import UsageError
from annotator.evaluation import Annotated, Evaluation, Known, evaluate
from annotator.records import Annotation

SIGNS = [("hello", 1.0, 3.0), ("thanks", 5.0, 7.0), ("go", 9.0, 11.0)]


def test_what_is_all_right() -> None:
    done = evaluate([annotation("a.mp4", SIGNS)], [truth("a.mp4", SIGNS)]).overall
    assert [each.f1 for each in done.detection] == [1, 1, 1]
    assert (done.words.rate, done.start.median_s, done.end.p90_s) == (0, 0, 0)
    assert (done.false_cues.at_rest, done.false_cues.rest_s) == (0, 14.0)
    assert {(each.truth, each.found) for each in done.confusions} == {(w, w) for w in ("안녕하세요", "감사", "가다")}


def test_what_is_not() -> None:
    said = [("hello", 1.5, 3.5), ("go", 5.0, 7.0), ("come", 14.0, 15.0), ("come", 16.0, 17.0)]
    done = evaluate([annotation("a.mp4", said)], [truth("a.mp4", SIGNS)]).tiers[0]
    assert (done.tier, done.model) == ("words", "ksl-words")
    assert [each.matched for each in done.measures.detection] == [1, 1, 0]
    assert done.measures.words.rate == pytest.approx(3 / 3)
    assert (done.measures.start.signed_median_s, done.measures.end.median_s) == (0.5, 0.5)
    assert done.measures.false_cues.per_minute == pytest.approx(2 / (14 / 60))
    wrong = {(each.truth, each.found): each.count for each in done.measures.confusions if each.truth != each.found}
    assert wrong == {("감사", "가다"): 1, ("", "오다"): 2, ("가다", ""): 1}


def test_letters_and_words_each_by_its_model() -> None:
    letters = [("ㅎ", 12.0, 12.5), ("ㅏ", 12.6, 13.0), ("ㄴ", 13.1, 13.5)]
    made = annotation("a.mp4", [*SIGNS, ("go", 12.2, 13.4)], letters=letters)
    done = evaluate([made], [truth("a.mp4", SIGNS, letters=letters, spelled=[("한", 12.0, 13.5)])])
    by_tier = {each.tier: each for each in done.tiers}
    assert {tier: each.model for tier, each in by_tier.items()} == {"letters": "ksl-letters", "words": "ksl-words"}
    assert by_tier["letters"].measures.detection[2].f1 == 1
    assert by_tier["letters"].measures.spelled.rate == 1
    assert by_tier["words"].measures.spelled.rate is None
    assert (by_tier["words"].measures.false_cues.at_rest, by_tier["words"].measures.false_cues.cross_tier) == (0, 1)
    rest = 20 - 6 - 1.5  # between the letters of a word nobody rests
    assert done.overall.false_cues.rest_s == pytest.approx(rest)
    assert done.videos[0].tiers[0].spelled[0].found == "한"


def test_videos_pool_by_counts() -> None:
    annotations = [annotation("a.mp4", SIGNS), annotation("b.mp4", SIGNS[:1])]
    done = evaluate(annotations, [truth("a.mp4", SIGNS), truth("b.mp4", SIGNS)])
    assert done.overall.detection[0].recall == pytest.approx(4 / 6)
    assert done.overall.words.rate == pytest.approx(2 / 6)
    assert [each.measures.words.rate for each in done.videos] == [0, pytest.approx(2 / 3)]


def test_a_model_that_finds_letters_where_there_are_only_words() -> None:
    letters = [("ㅎ", 14.0, 14.5), ("ㅏ", 1.5, 2.0)]
    annotations = [annotation("a.mp4", SIGNS, letters=letters), annotation("b.mp4", SIGNS, letters=[])]
    truths = [truth("a.mp4", SIGNS), truth("b.mp4", SIGNS, letters=[("ㄱ", 15.0, 16.0)])]
    done = {each.tier: each.measures for each in evaluate(annotations, truths).tiers}
    assert (done["letters"].truth, done["letters"].found) == (1, 2)
    assert (done["letters"].false_cues.at_rest, done["letters"].false_cues.cross_tier) == (1, 1)


def test_one_model_and_one_tier_belong_together() -> None:
    done = evaluate([annotation("a.mp4", SIGNS, model="mine")], [truth("a.mp4", SIGNS, tier="gestures")])
    assert (done.tiers[0].tier, done.tiers[0].model, done.notes) == ("gestures", "mine", ())


def test_where_names_do_not_say_it_the_user_does() -> None:
    made = [annotation("a.mp4", SIGNS, letters=[], model="mine")]
    known = [truth("a.mp4", SIGNS, letters=[("ㄱ", 15.0, 16.0)])]
    silent = evaluate(made, known)
    assert [each.tier for each in silent.tiers] == ["letters"]
    assert silent.notes == (
        "no model speaks of the tier words: left out",
        "the model mine fits no tier of the truth: left out",
    )
    assert [each.tier for each in evaluate(made, known, tiers={"mine": "words"}).tiers] == ["letters", "words"]
    with pytest.raises(UsageError, match="--tier"):
        evaluate([annotation("a.mp4", SIGNS, model="mine")], known)


def test_names_pair_across_extensions_and_paths(tmp_path: Path) -> None:
    assert evaluate([annotation("a.pose", SIGNS)], [truth("a.mp4", SIGNS)]).overall.words.rate == 0
    made = Annotated(annotation("renamed.mov", SIGNS), tmp_path / "a.json")
    assert evaluate([made], [Known(truth("a.mp4", SIGNS))]).overall.words.rate == 0
    two = evaluate([annotation("a.mov", SIGNS), annotation("a.mp4", SIGNS)], [truth("a.mp4", SIGNS)])
    assert (two.without_truth, len(two.videos)) == (("a.mov",), 1)


def test_the_same_name_in_two_folders(tmp_path: Path) -> None:
    made = [Annotated(annotation("a.mp4", SIGNS[:n]), tmp_path / "out" / place / "a.json")
            for n, place in ((1, "one"), (3, "two"))]  # fmt: skip
    known = [Known(truth("a.mp4", SIGNS[:n]), tmp_path / "in" / place / "a.truth.json")
             for n, place in ((3, "two"), (1, "one"))]  # fmt: skip
    assert evaluate(made, known).overall.detection[2].f1 == 1
    with pytest.raises(UsageError, match="several truths"):
        evaluate([Annotated(annotation("a.mp4", SIGNS), tmp_path / "a.json")], known)
    with pytest.raises(UsageError, match=r"both of the video a\.mp4"):
        evaluate(made, known[:1])


def test_missing_annotations_are_left_out_or_counted() -> None:
    made, known = [annotation("a.mp4", SIGNS)], [truth("a.mp4", SIGNS), truth("b.mp4", SIGNS)]
    left = evaluate(made, known)
    assert (left.without_annotation, left.overall.words.rate, len(left.videos)) == (("b.mp4",), 0, 1)
    counted = evaluate(made, known, missing="count")
    assert counted.overall.detection[0].recall == 0.5
    assert counted.overall.words.deletions == 3
    assert counted.overall.false_cues.rest_s == 14.0
    assert [each.annotated for each in counted.videos] == [True, False]


def test_nothing_to_compare() -> None:
    with pytest.raises(UsageError, match="none of 1 annotations has a truth among 1"):
        evaluate([annotation("a.mp4", SIGNS)], [truth("b.mp4", SIGNS)])
    with pytest.raises(UsageError, match="none of 0"):
        evaluate([], [])


def test_languages_need_not_be_the_same() -> None:
    done = evaluate([annotation("a.mp4", SIGNS, language="en")], [truth("a.mp4", SIGNS)])
    assert done.overall.words.rate == 0
    assert done.videos[0].tiers[0].truth[0].label == "hello"


def test_the_report_can_be_read_again() -> None:
    said = annotation("a.mp4", SIGNS[1:], letters=[("ㄱ", 15.0, 15.5), ("ㅏ", 15.5, 16.0)])
    done = evaluate([said], [truth("a.mp4", SIGNS, letters=[("ㄱ", 15.0, 16.0)], spelled=[("가", 15.0, 16.0)])])
    assert msgspec.json.decode(done.as_json(), type=Evaluation) == done
    raw = json.loads(done.as_json())
    assert raw["schema"] == "annotator-evaluation/1"
    assert "안녕하세요" in done.as_json().decode()


def test_a_video_in_which_nothing_was_found() -> None:
    empty: Annotation = annotation("a.mp4", [])
    done = evaluate([empty], [truth("a.mp4", SIGNS)]).overall
    assert (done.detection[0].f1, done.detection[0].precision, done.words.rate) == (0, None, 1)
