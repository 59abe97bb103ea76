"""The report in a real browser: searching, filters, sorting, and finding one's way in two hours."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import Browser
from report_pages import LANE_Y, WORDS, long, rows, written
from selenium.webdriver.common.keys import Keys

QUERIES: dict[str, list[str]] = {
    "친구": ["친구"],
    "치": ["친구"],
    "ㅊ": ["친구"],
    "FRIEND": ["친구"],
    "안녕 하세": ["안녕하세요"],
    "\u1106\u1161\u11ab": ["만나다"],  # as macOS writes file names
    "만낟": ["만나다"],  # on the way to 만나다
    "조": ["좋다"],
    "학교": WORDS,  # what each of them might have been
    "nothing": [],
}


@pytest.mark.parametrize(("query", "expected"), QUERIES.items())
def test_search(sample: Browser, query: str, expected: list[str]) -> None:
    sample.choose("#search", query)
    assert rows(sample) == expected
    assert sample.js("document.getElementById('none').hidden") == bool(expected)
    if expected != WORDS:
        assert sample.text("#count") == f"{len(expected)} of 6"
    sample.click("#clear")
    assert rows(sample) == WORDS


def test_filters_and_sorting(browser: Browser, sample: Browser) -> None:
    browser.choose("#least", "70")
    assert rows(browser) == WORDS[:3]
    browser.choose("#least", "0")
    browser.click("[data-column=confidence] button")
    assert rows(browser) == WORDS[::-1]
    assert browser.js("document.querySelector('[role=columnheader][data-column=confidence]').ariaSort") == "ascending"
    browser.click("[data-column=confidence] button")
    assert rows(browser) == WORDS
    browser.click("[data-column=word] button")
    assert rows(browser) == ["나", "너", "만나다", "안녕하세요", "좋다", "친구"]
    browser.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    assert browser.text("#details h3") in WORDS
    assert browser.js("document.getElementById('segments').getAttribute('aria-rowcount')") == "7"


def test_two_hours_with_five_thousand_segments(browser: Browser, tmp_path: Path) -> None:
    browser.open(written(tmp_path, long()))
    assert browser.text("#count") == "5,000 segments"
    assert len(rows(browser)) < 60
    browser.js("document.getElementById('segments').scrollTop = 56 * 4000")
    browser.until("!!document.querySelector(\"#segments [data-key='4001']\")")
    browser.driver.execute_script("document.querySelector(\"#segments [data-key='4001']\").click()")
    assert browser.text("#clock") == "1:36:01.440"
    for _ in range(8):
        browser.click("#zoom-in")
    shown = "parseFloat(document.getElementById('window').style.width)"
    browser.until(f"Math.abs({shown} - {100 / 2**8}) < 0.004")
    # What was chosen stays in sight, and a click beside it finds its neighbour.
    left = browser.js("parseFloat(document.getElementById('window').style.left)") / 100 * 7200
    browser.point("#lanes", (4003.4 * 1.44 - left) / (7200 / 2**8), LANE_Y - 44)
    assert browser.text("#clock") == "1:36:04.320"
    browser.choose("#search", "학교")
    assert browser.text("#count") == "1,250 of 5,000"
    browser.click("#zoom-fit")
    browser.until("document.getElementById('zoom-fit').disabled")


def test_the_wheel_zooms_about_the_mouse(sample: Browser) -> None:
    turn = """document.getElementById('lanes').dispatchEvent(new WheelEvent('wheel', {deltaY: -400, bubbles: true,
        cancelable: true, clientX: document.getElementById('lanes').getBoundingClientRect().left}))"""
    assert sample.js(turn) is False  # taken: the page does not scroll
    shown = "parseFloat(document.getElementById('window').style.width)"
    assert 10 < sample.until(f"{shown} < 90 && {shown}") < 90
    assert sample.js("document.getElementById('window').style.left") == "0%"
