"""What is said of recordings is said in Korean too: every sentence that code can say, whatever it is filled in with."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import annotator
from annotator.translation import LANGUAGES, in_languages, sentences, translated

ROOT = Path(annotator.__file__).parent
GAP = re.compile(r"\{\*?(\w+)(?:\.\.\.)?\}")
# Modules all of whose sentences reach a report or a table of a day.
SAYING = (
    "scoring/doubts.py", "scoring/following.py", "scoring/choosing.py", "scoring/panel.py", "scoring/scored.py",
    "people/choosing.py", "people/seeing.py", "performances/recording.py", "video/unreadable.py",
)  # fmt: skip
# Rooms whose errors are why a recording fails.
FAILING = ("video/probe.py", "video/streams.py", "video/reader.py", "video/process.py", "landmarks")
# Said to who calls wrongly, or of a cache that is then made anew.
ELSEWHERE = frozenset(
    {
        "there is no form to choose from", "there is no mark to take the mean of", "MediaPipe is not installed",
        "a batch must hold at least one frame, not {}", "the extractor has been closed", "not a whole cache entry",
        "the cache entry is of a picture of another size", "the cache entry is damaged: its checksum is wrong",
        "the cache entry's note is broken: {}", "MediaPipe cannot be imported: {}",
        'hand must be "any", "left" or "right", got {}', "rates must be positive, got {} and {}",
        # a number with what it counts, and the words of a list
        "{} {}{}", "is {}",
    }
)  # fmt: skip


def template(node: ast.AST) -> str | None:
    """A text as code has it, `{}` for whatever is filled in; None for what is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def said(node: ast.AST) -> Iterator[str]:
    """All texts of several words below a node, but for docstrings, hints, and what is in the gaps of others."""
    for child in ast.iter_child_nodes(node):
        is_docstring = isinstance(child, ast.Expr) and template(child.value) is not None
        if is_docstring or (isinstance(child, ast.keyword) and child.arg == "hint"):
            continue
        text = template(child)
        if text is None:
            yield from said(child)
        elif " " in text.strip():
            yield text


def errors(node: ast.AST) -> Iterator[str]:
    """What the errors that are made below a node say."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id.endswith("Error"):
            yield from (text for text in map(template, each.args[:1]) if text)


def parsed(place: str) -> Iterator[ast.Module]:
    path = ROOT / place
    for each in sorted(path.glob("*.py")) if path.is_dir() else [path]:
        yield ast.parse(each.read_text("utf-8"))


SENTENCES = sorted({text for place in SAYING for tree in parsed(place) for text in said(tree)})
ERRORS = sorted({text for place in FAILING for tree in parsed(place) for text in errors(tree)})


def test_there_is_something_to_translate() -> None:
    assert len(SENTENCES) > 40
    assert len(ERRORS) > 15
    assert {*SENTENCES, *ERRORS} >= ELSEWHERE, "an exception for what is said nowhere"


@pytest.mark.parametrize("text", [*SENTENCES, *ERRORS])
def test_everything_code_can_say_is_there_in_korean(text: str) -> None:
    if text not in ELSEWHERE:
        korean = translated(text.replace("{}", "7"), "ko")
        assert re.search("[가-힣]", korean)
        assert korean.count("7") == text.count("{}")


@pytest.mark.parametrize("english", sorted(sentences()))
def test_every_sentence_is_its_own_with_all_it_is_filled_in_with(english: str) -> None:
    korean = sentences()[english]
    names = GAP.findall(english)
    assert sorted(GAP.findall(korean)) == sorted(set(names))
    values = {name: f"x{at}" for at, name in enumerate(names)}
    told = translated(GAP.sub(lambda gap: values[gap[1]], english), "ko")
    assert told == GAP.sub(lambda gap: values[gap[1]], korean)


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        (
            "the recording ends after movement 5: movements 6 to 18 cannot be judged",
            "영상이 동작 5에서 끝남: 동작 6~18 판정하지 않음",
        ),
        (
            "the performer was out of the picture from 1.0 to 3.2 s: movement 4 cannot be judged",
            "선수가 화면 밖에 있었음 (1.0~3.2초): 동작 4 판정하지 않음",
        ),
        ("the recording could be read only as far as movement 12", "영상이 동작 12까지만 읽힘"),
        (
            "3 people are seen: the one who is larger, is more central and moves more was followed",
            "3명이 보임: 크기, 중앙 위치, 움직임에서 앞선 사람을 선수로 보았음",
        ),
        (
            "read 3.00 of 5.00 seconds: the file is cut off, 3.00 of 5.00 s could be read (ffmpeg: partial file)",
            "5.00초 중 3.00초만 읽음: 파일이 잘려 있음, 5.00초 중 3.00초까지 읽음 (ffmpeg: partial file)",
        ),
        (
            "which form this is cannot be told: it looks like taegeuk-1, koryo and mine alike",
            "어느 품새인지 알 수 없음: 여러 품새와 비슷하게 보임: taegeuk-1, koryo, mine",
        ),
        (
            "accuracy: 2 judges, too few to drop any mark: the plain mean (the rules have 5 or 7)",
            "정확도: 심판 2명: 최고점과 최저점을 빼기에 부족하여 단순 평균을 냄 (규칙: 5, 7)",
        ),
        ("not scored: nobody is seen in the recording", "채점하지 않음: 영상에 사람이 보이지 않음"),
        (
            "out/a.json was written by annotator run; -o another folder, or --overwrite replaces it",
            "out/a.json: annotator run에서 쓴 파일. -o로 다른 폴더를 정하거나 --overwrite로 덮어쓸 수 있음",
        ),
        ("its process was ended by SIGKILL", "작업 프로세스가 SIGKILL 신호로 끝남"),
        ("render: cannot be written: disk full [a.mp4]", "오버레이 영상: 쓸 수 없음: disk full [a.mp4]"),
    ],
)
def test_sentences_in_sentences(english: str, korean: str) -> None:
    assert translated(english, "ko") == translated(english, "ko-KR") == korean
    assert in_languages(english) == {"ko": korean, "en": english}


@given(st.text())
def test_what_has_no_words_stays(text: str) -> None:
    assert translated(text, "en") == text
    assert set(in_languages(text)) == set(LANGUAGES)
    assert translated(f"{text} §", "ko") == f"{text} §"


@pytest.mark.parametrize("part", [", of ", "a, b of ", ": ", "(ffmpeg: ", "movements ", " to ", "1 people are seen: "])
def test_long_texts_are_read_once_only(part: str) -> None:
    assert translated(part * 5000, "en") == part * 5000
    assert translated(f"{part * 5000}.", "ko")


@pytest.mark.parametrize("english", sorted(sentences()))
def test_gaps_can_be_told_apart(english: str) -> None:
    assert all(GAP.split(english)[2:-1:2])
