"""The pages as files: complete in themselves, pictures only from inside, and every text is data."""

from __future__ import annotations

import base64
import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
import pytest
from annotations import CASES
from performances import annotated, made, walking
from test_html import HOSTILE, Elements, embedded

from annotator.errors import ScoringError
from annotator.records import Annotation, Video
from annotator.scorecards import NO_MATERIAL, Material, Row, day_page, gather, row_of, score_page
from annotator.scoring import FilmedBody, FollowedForm, FollowedMovement, FormGuess, Measured
from annotator.writers import Context, HtmlWriter

DRAWN = gather(Video(Path("a.pose"), 8.0, 25, 640, 480, codec="pose"), FilmedBody(walking(), 4 / 3), made())  # type: ignore[arg-type]


def replaced(value: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(value, **changes)


def hostile() -> Annotation:
    """A score every text of which would do harm where it is taken for markup."""
    base = made()
    texts = [{"ko": text, "en": text, text: text} for text in HOSTILE]
    deductions = tuple(
        replaced(base.deductions[0], text=texts[at], rule=text, finding=text, measured=Measured(text, 1.0, text))
        for at, text in enumerate(HOSTILE)
    )
    movements = tuple(
        FollowedMovement(at + 1, texts[at], "found", at, at + 0.5, 0.5, (text,)) for at, text in enumerate(HOSTILE)
    )
    score = made(
        form=FollowedForm(HOSTILE[0], HOSTILE[1], texts[2], 1), performer=HOSTILE[10], unscored=HOSTILE[3],
        guesses=(FormGuess(HOSTILE[0], 1.0),), deductions=deductions, movements=movements, warnings=tuple(HOSTILE),
        presentation=HOSTILE[0], note=HOSTILE[1],
        not_judged=tuple(replaced(base.not_judged[0], text=each, reason=each, rule=each["ko"]) for each in texts),
        proxies=tuple(replaced(base.proxies[1], text=each, unit=each["ko"], name=each["ko"]) for each in texts),
    )  # fmt: skip
    return annotated(score, f"{''.join(HOSTILE)}.mp4", text="".join(HOSTILE))


ROWS = [row_of(hostile(), "a%20b.html", text) for text in HOSTILE] + [Row(t, status=t, reason=t) for t in HOSTILE]
PAGES = {
    "score": score_page(hostile(), DRAWN),
    "plain score": score_page(annotated(made()), DRAWN),
    "bare score": score_page(annotated(made(accuracy=None, deductions=(), unscored="x")), NO_MATERIAL),
    "day": day_page(ROWS, "".join(HOSTILE)),
    "empty day": day_page([], ""),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_a_page_asks_for_nothing(page: bytes) -> None:
    elements = Elements(page)
    for tag, attributes in elements.found:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base"}
        assert "src" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    [(_, style)] = elements.of("style")
    assert style.count("url(") == style.count('url("data:font/woff;base64,')
    for text in (style, elements.code):
        assert "://" not in text
    assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|sendBeacon|import\(|eval\(|Function\(", elements.code)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc", elements.code)


def test_only_the_page_of_a_score_shows_pictures_and_only_its_own() -> None:
    assert Elements(PAGES["score"]).policy["img-src"] == "data:"
    for page in (PAGES["day"], HtmlWriter().render(CASES["korean"], "ko")):
        assert "img-src" not in Elements(page).policy


def test_hostile_texts_stay_texts() -> None:
    for one, other in (("score", "plain score"), ("day", "empty day")):
        assert [tag for tag, _ in Elements(PAGES[one]).found] == [tag for tag, _ in Elements(PAGES[other]).found]
        assert Elements(PAGES[one]).code == Elements(PAGES[other]).code
    score = json.loads(Elements(PAGES["score"]).data("annotation"))["score"]
    assert [each["rule"] for each in score["deductions"]] == HOSTILE
    entries = json.loads(Elements(PAGES["day"]).data("entries"))
    assert {each["reason"] for each in entries} >= set(HOSTILE)


def test_the_page_holds_annotation_curves_and_stills(tmp_path: Path) -> None:
    one = annotated(made())
    context = Context(output=tmp_path / "out" / "a.html", video=tmp_path / "첫 날" / "태극 1장.mp4")
    elements = Elements(score_page(one, DRAWN, context))
    assert json.loads(elements.data("annotation")) == json.loads(one.as_json())
    material = json.loads(elements.data("material"))
    assert [each["at"] for each in material["stills"]] == [2.48, 4.0, 5.48]
    assert base64.b64decode(material["stills"][0]["jpeg"]) == DRAWN.stills[0].jpeg
    assert material["curves"] == json.loads(msgspec.json.encode(DRAWN.curves))
    view = json.loads(elements.data("view"))
    words = view.pop("words")
    assert words["stance length"] == {"ko": "서기 길이", "en": "stance length"}
    assert words[made().rules.title] == dict.fromkeys(("ko", "en"), made().rules.title)
    assert set(words) > {made().note, made().presentation, *made().warnings}
    assert view == {"video": "../%EC%B2%AB%20%EB%82%A0/%ED%83%9C%EA%B7%B9%201%EC%9E%A5.mp4", "language": "ko"}
    [(_, title)] = elements.of("title")
    assert title == "홍길동 · 태극 1장 · 태극 1장.mp4"
    assert ord("홍") in embedded(PAGES["plain score"]).getBestCmap()
    assert score_page(one, DRAWN, context) == score_page(one, DRAWN, context)


def test_the_score_of_an_earlier_version_has_a_page_with_the_same_words() -> None:
    data = made().as_dict()
    for part, name in ((data, "presentation_text"), (data["rules"], "text")):
        del part[name]
    older = json.loads(Elements(score_page(replaced(annotated(made()), score=data), NO_MATERIAL)).data("view"))
    assert older == json.loads(Elements(score_page(annotated(made()), NO_MATERIAL)).data("view"))
    assert older["words"][made().warnings[0]]["ko"] == "두 발이 모두 보이는 장면이 40%뿐임: 차기를 놓쳤을 수 있음"


def test_an_annotation_without_a_score_has_no_page() -> None:
    with pytest.raises(ScoringError, match="no score in the annotation of 수어 영상"):
        score_page(CASES["korean"], Material(NO_MATERIAL.curves, ()))


def test_the_day_is_in_the_order_of_ranks() -> None:
    broken = Row("a\udcb0.mp4", status="failed", reason="r")
    rows = [broken, *(row_of(annotated(made()), f"{at}.html", f"{at}.mp4") for at in range(2))]
    entries = json.loads(Elements(day_page(rows, "\udcb0")).data("entries"))
    assert [(each["rank"], each["name"]) for each in entries] == [(1, "0.mp4"), (1, "1.mp4"), (None, "a\\udcb0.mp4")]
    assert [each["warnings"] for each in entries] == [1, 1, 0]
    assert [[each["en"] for each in entry["warned"]] for entry in entries] == [[*made().warnings]] * 2 + [[]]
    assert entries[2]["why"] == {"ko": "r", "en": "r"}
    assert b'<meta name="generator" content="annotator">' in day_page(rows, "")


def assets(room: str, ending: str) -> str:
    folder = resources.files(room) / "assets"
    return "\n".join(each.read_text("utf-8") for each in folder.iterdir() if each.name.endswith(ending))


def korean(text: str) -> dict[str, str]:
    pairs = re.findall(r'^  ("(?:[^"\\]|\\.)*"): ("(?:[^"\\]|\\.)*"),$', text, re.MULTILINE)
    return {json.loads(english): json.loads(words) for english, words in pairs}


def test_every_word_of_the_interface_is_there_in_korean() -> None:
    scripts, markup = assets("annotator.scorecards", ".js"), assets("annotator.scorecards", ".html")
    [table] = re.findall(r"Object\.assign\(KO, (\{.*?\n\})\);", scripts, re.DOTALL)
    own, shared = korean(table), korean(assets("annotator.writers.html", "korean.js"))
    assert len(own) == len(table.splitlines()) - 2, "a word stands there twice"
    assert not set(own) & set(shared)
    code = scripts.replace(table, "")
    said = set(re.findall(r'\bt\("([^"]+)"', code)) | set(re.findall(r"data-t>([^<]+)<", markup))
    said |= set(re.findall(r'(?:aria-label|title|placeholder)="([^"]+)"', markup))
    assert said <= set(own) | set(shared)
    values = {
        "s",
        "degrees",
        "leg lengths",
        "torso lengths",
        "torso lengths/s",
        "squared deviations",
        "facing",
        "hands",
        "kick",
    }
    quoted = set(re.findall(r'"((?:[^"\\\n]|\\.)*)"', code)) | set(re.findall(r"(\w+):", code)) | said
    assert set(own) - quoted <= values, "Korean for what is said nowhere"
    for english, words in own.items():
        assert sorted(re.findall(r"\{\w+\}", english)) == sorted(re.findall(r"\{\w+\}", words))
        assert re.search("[가-힣]", words)
