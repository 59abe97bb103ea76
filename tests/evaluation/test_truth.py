"""Truth files: read as written, refused with the file and the field named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import DatasetError, UsageError
from annotator.truth import SpelledWord, Truth, TruthSegment, find_truth, load_truth, same_tier, truth_path, video_name

GOOD: dict[str, Any] = {
    "schema": "annotator-truth/1",
    "video": "손짓.mp4",
    "width": 640,
    "height": 480,
    "frame_rate": "30000/1001",
    "frames": 450,
    "duration_s": 15.015,
    "signer": "s017",
    "dominant_hand": "right",
    "seed": 17,
    "segments": [
        {
            "tier": "words",
            "token": "hello",
            "text": {"ko": "안녕하세요", "en": "hello"},
            "start_s": 1.2,
            "end_s": 2.3,
        },
        {"tier": "letters", "token": "giyeok", "text": {"ko": "ㄱ"}, "start_s": 3.0, "end_s": 3.5},
        {"tier": "words", "token": "thanks", "text": {"ko": "감사"}, "start_s": 4, "end_s": 5},
    ],
    "spelled": [{"text": "한글", "start_s": 3.0, "end_s": 6.1}],
}


def write(path: Path, content: dict[str, Any]) -> Path:
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return path


def test_everything_is_read(tmp_path: Path) -> None:
    truth = load_truth(write(tmp_path / "손짓.truth.json", GOOD | {"later": [1], "camera": {"lens": 2}}))
    assert truth.video == "손짓.mp4"
    assert (truth.width, truth.frame_rate, truth.signer, truth.seed) == (640, "30000/1001", "s017", 17)
    assert truth.tiers == ("letters", "words")
    assert truth.of("letters") == (TruthSegment("letters", "giyeok", 3.0, 3.5, {"ko": "ㄱ"}),)
    assert truth.segments[0].texts() == ("안녕하세요", "hello", "hello")
    assert truth.spelled == (SpelledWord("한글", 3.0, 6.1),)


def test_written_and_read_again_it_is_the_same(tmp_path: Path) -> None:
    truth = load_truth(write(tmp_path / "a.truth.json", GOOD))
    assert load_truth(truth.save(tmp_path / "b" / "b.truth.json")) == truth


def test_little_is_needed(tmp_path: Path) -> None:
    content = {"schema": "annotator-truth/1", "video": "a.mp4", "duration_s": 1, "segments": []}
    assert load_truth(write(tmp_path / "a.truth.json", content)) == Truth(video="a.mp4", duration_s=1.0, segments=())


def segment(**changes: Any) -> dict[str, Any]:
    return {"tier": "words", "token": "a", "start_s": 1.0, "end_s": 2.0} | changes


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"schema": "annotator-truth/2"}, "schema: is 'annotator-truth/2'"),
        ({"schema": "annotator/1"}, "schema: is 'annotator/1'"),
        ({"video": ""}, "video: is empty"),
        ({"duration_s": 0}, "duration_s: 0.0 is no length"),
        ({"duration_s": "15"}, "$.duration_s"),
        ({"frame_rate": "fast"}, "frame_rate: 'fast'"),
        ({"frame_rate": "30/0"}, "frame_rate: '30/0'"),
        ({"segments": [segment(start_s="1")]}, "$.segments[0].start_s"),
        ({"segments": [segment(tier="")]}, "segments[0].tier: is empty"),
        ({"segments": [segment(), segment(token="", start_s=2, end_s=3)]}, "segments[1].token: is empty"),
        ({"segments": [segment(start_s=2.0)]}, "segments[0]: [2.0, 2.0) is no stretch of time"),
        ({"segments": [segment(start_s=-1.0)]}, "segments[0]: [-1.0, 2.0)"),
        ({"segments": [segment(end_s=16.0)]}, "segments[0].end_s: 16.0 lies after the end"),
        ({"segments": [segment(), segment(start_s=1.5, end_s=3)]}, "segments of tier 'words': overlap"),
        ({"segments": [segment(start_s=5, end_s=6), segment()]}, "segments of tier 'words': overlap"),
        ({"spelled": [{"text": "한", "start_s": 3, "end_s": 2}]}, "spelled[0]"),
    ],
)
def test_faults_name_file_and_field(changes: dict[str, Any], told: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetError) as caught:
        load_truth(write(tmp_path / "bad.truth.json", GOOD | changes))
    assert told in caught.value.reason
    assert caught.value.path == tmp_path / "bad.truth.json"


@pytest.mark.parametrize("key", ["video", "duration_s", "segments"])
def test_what_is_needed_is_named(key: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=f"missing required field `{key}`"):
        load_truth(write(tmp_path / "bad.truth.json", {name: GOOD[name] for name in GOOD if name != key}))


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"\xff\xfe{}", b'{"video": "\xff"}'])
def test_what_is_no_truth_is_refused(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.truth.json").write_bytes(raw)
    with pytest.raises(DatasetError) as caught:
        load_truth(tmp_path / "bad.truth.json")
    assert caught.value.path == tmp_path / "bad.truth.json"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="cannot be read"):
        load_truth(tmp_path / "none.truth.json")


def test_tiers_may_touch_but_letters_and_words_may_overlap(tmp_path: Path) -> None:
    touching = [segment(), segment(start_s=2.0, end_s=3.0), segment(tier="letters", start_s=1.5, end_s=2.5)]
    assert len(load_truth(write(tmp_path / "a.truth.json", GOOD | {"segments": touching})).segments) == 3


def test_truth_is_found_in_folders_and_by_name(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    one, two = write(tmp_path / "deep" / "a.truth.json", GOOD), write(tmp_path / "b.truth.json", GOOD)
    odd = write(tmp_path / "odd.json", GOOD)
    assert find_truth([tmp_path]) == [two, one]
    assert find_truth([one, tmp_path, odd]) == [one, two, odd]
    with pytest.raises(UsageError, match="no such file"):
        find_truth([tmp_path / "none"])


def test_names() -> None:
    assert truth_path("a/b.c.mp4") == Path("a/b.c.truth.json")
    assert video_name("/some/where/clip.mp4") == "clip.mp4"
    assert video_name("C:\\videos\\clip.mp4") == "clip.mp4"
    assert video_name("한.mp4") == "한.mp4"


def test_which_model_speaks_of_which_tier() -> None:
    assert same_tier("words", "words")
    assert same_tier("words", "ksl-words")
    assert same_tier("words", "ksl-words-lstm")
    assert not same_tier("words", "ksl-letters")
    assert not same_tier("words", "ksl-swords-lstm")
    assert not same_tier("words", "crosswords")
