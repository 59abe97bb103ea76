"""The index of a day in a real browser: ranked, sorted, searched, in the reader's language."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from browser import Browser, chromium
from performances import annotated, made

from annotator.scorecards import Row, day_page, row_of


def day(folder: Path) -> Path:
    rows = [
        row_of(annotated(made()), quote("보고서 1#.html"), "day/태극 1장.mp4"),
        Row("b.mp4", "b.html", performer="김철수", form="taegeuk-1", points=3.9, max_points=4.0, deducted=0.1, minor=1),
        Row("c.mp4", "c.html", performer="이영희", form="taegeuk-2", form_title={"ko": "태극 2장"}, points=3.5),
        Row("d.mp4", status="failed", reason="the file is empty"),
    ]
    page = folder / "index.html"
    page.write_bytes(day_page(rows, "대회 첫날"))
    (folder / "보고서 1#.html").write_text("<title>there</title>", "utf-8")
    return page


def performers(browser: Browser) -> list[str]:
    return browser.listed("#videos", ".named > *")


def test_the_index_ranks_sorts_searches_and_links(browser: Browser, tmp_path: Path) -> None:
    browser.open(day(tmp_path))
    assert browser.text("#name") == "대회 첫날"
    assert performers(browser) == ["김철수", "홍길동", "이영희", "d.mp4"]
    ranks = "[...document.querySelectorAll('#videos .space [data-column=rank]')].map((e) => e.innerText.trim())"
    assert browser.js(ranks) == ["1", "2", "1", "–"]
    assert "3.3 / 4.0" in browser.text("#videos [data-key='1']")
    assert browser.texts("#videos [data-key='1'] .count") == ["1", "2", "0"]
    assert "the file is empty" in browser.text("#videos [data-key='3']")
    each = "[...document.querySelectorAll('#totals div')]"
    totals = dict(browser.js(f"{each}.map((e) => [e.dataset.total, e.querySelector('dd').textContent])"))
    assert totals == {
        "performances": "4", "scored": "3", "highest": "3.9", "mean points": "3.57", "failed": "1", "partial": "0",
        "with warnings": "1",
    }  # fmt: skip
    browser.click(".th[data-column='points'] button")
    assert performers(browser) == ["홍길동", "이영희", "김철수", "d.mp4"]
    browser.write("#search", "이영")
    assert performers(browser) == ["이영희"]
    browser.choose("#search", "")
    browser.choose("#form", "taegeuk-1")
    assert performers(browser) == ["홍길동", "김철수"]
    assert browser.complaints() == []
    browser.click("#videos [data-key='1'] a")
    browser.until("document.title === 'there'")


def test_only_what_has_no_points_is_called_not_scored(browser: Browser, tmp_path: Path) -> None:
    rows = [
        Row("a.mp4", performer="A", form="taegeuk-1", points=3.9, max_points=4.0, reason="render: disk full"),
        Row("b.mp4", performer="B", form="poses", poses=9, reason="render: disk full"),
        Row("c.mp4", performer="C", form="taegeuk-1", reason="nobody is seen in the recording"),
    ]
    page = tmp_path / "index.html"
    page.write_bytes(day_page(rows, "day"))
    browser.open(page)
    assert performers(browser) == ["A", "C", "B"]
    became = {each: browser.text(f"#videos [data-key='{at}'] .became") for at, each in enumerate("ACB")}
    assert [each for each, told in became.items() if "not scored" in told] == ["C"]
    assert "disk full" in became["A"]
    assert "poses: 9" in became["B"]


def test_the_index_is_korean_where_the_browser_is(tmp_path: Path) -> None:
    page = day(tmp_path)
    with chromium(tmp_path, "--lang=ko-KR", "--accept-lang=ko-KR") as korean:
        korean.open(page)
        assert "빈 파일임" in korean.text("#videos [data-key='3']")
        warned = "document.querySelector(\"#videos [data-key='1'] .warned\").title"
        assert korean.js(warned) == "두 발이 모두 보이는 장면이 40%뿐임: 차기를 놓쳤을 수 있음"
        korean.write("#search", "빈 파일")
        assert performers(korean) == ["d.mp4"]
        assert korean.complaints() == []
