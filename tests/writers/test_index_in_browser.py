"""The index page in a real browser: sorting, searching, and links to reports with any name."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from annotations import CASES, SOURCE
from browser import Browser
from selenium.webdriver.common.keys import Keys
from test_html import HOSTILE

from annotator.writers import HtmlWriter, IndexEntry, index_entry, index_page

NAMES = ["plain.mp4", "day 1/with spaces.mp4", "a, b & c.mp4", "100% #1?.mp4", "여름/수어 영상.mp4", 'it\'s "here".mp4']


def listed() -> list[IndexEntry]:
    return [
        IndexEntry("b.html", "b.mp4", "complete", 60.0, 10, "안녕하세요 친구", ("ksl-words",), ("ko",), 0.9, 0),
        IndexEntry(
            "a.html", "a.mp4", "partial", 3600.0, 30, "학교", ("ksl-words", "ksl-letters"), ("ko", "en"), 0.5, 2
        ),
        IndexEntry("", "video 10.mp4", "failed", reason="probe: moov atom not found"),
        IndexEntry("2.html", "video 2.mp4", "complete", 5.5, 0, languages=("ko",)),
    ]


def names(browser: Browser) -> list[str]:
    return browser.listed("#videos", ".named > *")


@pytest.fixture
def index(browser: Browser, tmp_path: Path) -> Browser:
    page = tmp_path / "index.html"
    page.write_bytes(index_page(listed(), "recordings/여름"))
    browser.open(page)
    return browser


def test_totals(index: Browser) -> None:
    assert index.text("#name") == "recordings/여름"
    each = "[...document.querySelectorAll('#totals div')]"
    totals = dict(index.js(f"{each}.map((e) => [e.dataset.total, e.querySelector('dd').textContent])"))
    assert totals == {
        "videos": "4",
        "of video": "1:01:06",
        "segments": "40",
        "mean confidence": "60.0 %",
        "failed": "1",
        "partial": "1",
        "with warnings": "1",
    }
    assert index.complaints() == []


def test_rows_say_what_there_is_to_say(index: Browser) -> None:
    failed = index.text("#videos [data-key='2']")
    assert "failed" in failed
    assert "moov atom not found" in failed
    assert not index.driver.find_elements("css selector", "#videos [data-key='2'] a")
    partial = index.text("#videos [data-key='1']")
    for said in (
        "a.mp4",
        "partial",
        "1:00:00.000",
        "30",
        "학교",
        "50.0 %",
        "2",
        "한국어 · English · ksl-words · ksl-letters",
    ):
        assert said in partial
    assert "nothing found" in index.text("#videos [data-key='3']")


def test_sorting(index: Browser) -> None:
    assert names(index) == ["a.mp4", "b.mp4", "video 2.mp4", "video 10.mp4"]  # numbers as numbers
    index.click("[data-column=length] button")
    assert names(index) == ["video 10.mp4", "video 2.mp4", "b.mp4", "a.mp4"]
    index.click("[data-column=length] button")
    assert names(index)[0] == "a.mp4"
    index.click("[data-column=status] button")
    assert names(index)[:2] == ["video 10.mp4", "a.mp4"]
    index.click("[data-column=confidence] button")
    assert names(index) == ["a.mp4", "b.mp4", "video 10.mp4", "video 2.mp4"]  # those without come last, either way
    index.click("[data-column=confidence] button")
    assert names(index)[:2] == ["b.mp4", "a.mp4"]


def test_searching_and_choosing_a_status(index: Browser) -> None:
    for query, expected in {
        "치": ["b.mp4"],
        "MOOV": ["video 10.mp4"],
        "letters": ["a.mp4"],
        "video 1": ["video 10.mp4"],
    }.items():
        index.choose("#search", query)
        assert names(index) == expected
    index.choose("#search", "not there")
    assert index.text("#none") == "No video fits the search."
    index.choose("#search", "")
    index.click("#statuses [value=failed]")
    assert (names(index), index.text("#count")) == (["video 10.mp4"], "1 of 4")


def test_links_lead_to_reports_of_any_name(browser: Browser, tmp_path: Path) -> None:
    entries = []
    for name in NAMES:
        report = (tmp_path / name).with_suffix(".html")
        report.parent.mkdir(exist_ok=True)
        one = msgspec.structs.replace(CASES["segments"], source=msgspec.structs.replace(SOURCE, path=Path(name).name))
        report.write_bytes(HtmlWriter().render(one, "ko"))
        entries.append(index_entry(one, quote(report.relative_to(tmp_path).as_posix()), name))
    (tmp_path / "index.html").write_bytes(index_page(entries, "links"))
    for at, name in enumerate(NAMES):
        browser.open(tmp_path / "index.html")
        browser.click(f"#videos [data-key='{at}'] a")
        browser.until("!!document.getElementById('video') && document.getElementById('name').textContent !== ''")
        assert browser.text("#name") == Path(name).name


def test_keys_and_rows_open_reports(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "b.html").write_bytes(HtmlWriter().render(CASES["korean"], "ko"))
    (tmp_path / "index.html").write_bytes(index_page(listed(), "keys"))
    for open_it in (
        lambda: browser.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER),
        lambda: browser.click("#videos [data-key='0'] [data-column=found]"),
    ):
        browser.open(tmp_path / "index.html")
        open_it()
        browser.until("document.getElementById('name')?.textContent === '수어 영상.mp4'")


def test_five_thousand_videos(browser: Browser, tmp_path: Path) -> None:
    entries = [
        IndexEntry(f"{at}.html", f"video {at}.mp4", "complete", at, at, "안녕하세요", confidence=0.5)
        for at in range(5000)
    ]
    (tmp_path / "index.html").write_bytes(index_page(entries, "many"))
    browser.open(tmp_path / "index.html")
    assert names(browser)[:3] == ["video 0.mp4", "video 1.mp4", "video 2.mp4"]
    assert len(names(browser)) < 60
    browser.click("[data-column=segments] button")
    browser.click("[data-column=segments] button")
    assert names(browser)[0] == "video 4999.mp4"
    browser.choose("#search", "4321")
    assert names(browser) == ["video 4321.mp4"]


def test_hostile_names_and_addresses_do_nothing(browser: Browser, tmp_path: Path) -> None:
    addresses = [
        *HOSTILE,
        "https://example.org/",
        "//example.org/",
        "data:text/html,x",
        "file:///etc",
        "C:\\x",
        "\\\\host\\x",
    ]
    entries = [IndexEntry(each, each, "failed", text=each, recognizers=(each,), reason=each) for each in addresses]
    (tmp_path / "index.html").write_bytes(index_page(entries, "</title><script>document.title = 'x'</script>"))
    browser.open(tmp_path / "index.html", height=3000)
    assert sorted(names(browser)) == sorted(addresses)
    assert browser.js("document.querySelectorAll('img, #videos b, #videos script').length") == 0
    addresses = browser.js("[...document.querySelectorAll('#videos a')].map((a) => a.href)")
    assert [each for each in addresses if not each.startswith(tmp_path.as_uri() + "/")] == []
    assert browser.complaints() == []


def test_an_index_of_nothing_says_so(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_bytes(index_page([], "none"))
    browser.open(tmp_path / "index.html")
    assert browser.text("#none") == "There are no videos here yet."
    browser.press(Keys.ARROW_DOWN, Keys.ENTER)
    assert browser.complaints() == []


@pytest.mark.parametrize("width", [360, 900, 1920])
def test_nothing_sticks_out(browser: Browser, tmp_path: Path, width: int) -> None:
    (tmp_path / "index.html").write_bytes(index_page(listed(), "recordings/2026/여름/" * 5))
    browser.open(tmp_path / "index.html", width=width, dark=True)
    assert browser.js("document.documentElement.scrollWidth") <= width
    assert browser.js("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]") < 60
