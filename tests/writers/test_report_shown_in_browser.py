"""The report in a real browser: what it shows of a recording, and how it looks."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import Browser, chromium
from report_pages import LANE_Y, SAMPLE, WORDS, rows, signed, spelled, written


def test_the_page_shows_what_was_found(sample: Browser) -> None:
    assert sample.text("#name") == SAMPLE.name
    assert sample.texts("#chips li")[:5] == ["0:00:12.400", "372 frames", "30 fps", "640 × 480", "h264"]
    assert rows(sample) == WORDS
    assert sample.texts("#segments .space .tr:first-child small")[:2] == ["0:00:02.592", "hello"]
    assert sample.text("#segments .space .tr:first-child .meter") == "95.0 %"
    assert sample.js("document.querySelector('video').videoWidth") == 640
    assert sample.complaints() == []


def test_what_lies_under_the_mouse_is_named(sample: Browser) -> None:
    sample.point("#lanes", 8.7 / 12.4, LANE_Y, press=False)
    said, tip = sample.text("#tip"), "document.getElementById('tip')"
    assert [each in said for each in ("너", "you", "0:00:08.315", "55.0 %", "ksl-words")] == [True] * 5
    # Nothing covers it or cuts it off: its corners are seen, and belong to it.
    corners = """((tip, box) => {
        tip.style.pointerEvents = 'auto';
        const places = [[box.left + 3, box.top + 12], [box.right - 3, box.bottom - 12]];
        return places.map(([x, y]) => tip.contains(document.elementFromPoint(x, y)));
    })"""
    assert sample.js(f"{corners}({tip}, {tip}.getBoundingClientRect())") == [True, True]
    sample.arrives(0, 0.0)


def test_the_subtitles_of_every_language_are_in_the_page(sample: Browser) -> None:
    one = signed(SAMPLE)
    for number, language in enumerate(("ko", "en")):
        expected = [[c.start_s, c.end_s, "\n".join(c.lines)] for c in one.cues if c.language == language]
        track = f"document.querySelector('video').textTracks[{number}]"
        assert sample.js(f"{track}.language") == language
        assert sample.js(f"[...{track}.cues].map((c) => [c.startTime, c.endTime, c.text])") == expected
    sample.click("#segments [data-key='1']")
    shown = "[...document.querySelector('video').textTracks].find((t) => t.mode === 'showing')"
    active = f"[...{shown}?.activeCues || []].map((c) => c.text)"
    assert sample.until(f"{active}.length && {active}") == ["만나다"]
    korean = sample.picture("video")
    sample.click("#languages [value=en]")
    assert sample.until(f"{active}[0] === 'meet' && {active}") == ["meet"]
    assert sample.text("#now .said b") == "meet"
    english = sample.picture("video")
    sample.click("#languages [value='-']")
    assert sample.js("[...document.querySelector('video').textTracks].map((t) => t.mode)") == ["hidden", "hidden"]
    sample.settle()
    assert len({korean, english, sample.picture("video")}) == 3


def test_hangul_is_drawn_and_no_boxes(sample: Browser) -> None:
    letters = "안녕하세요만나다좋친구"
    assert sample.shapes(letters) == len(letters)
    pictures = {key: sample.picture(f"#segments [data-key='{key}'] .word b") for key in (3, 4)}  # 나, 너
    assert pictures[3] != pictures[4]


def test_recognizers_people_letters_score_and_damage(browser: Browser, tmp_path: Path) -> None:
    browser.open(written(tmp_path, spelled()))
    lanes = browser.texts("#lane option")
    assert lanes == ["All recognizers", "letters · person 1", "words · person 1", "words · person 2"]
    value = browser.js("document.querySelectorAll('#lane option')[3].value")
    browser.choose("#lane", value)
    assert rows(browser) == ["집"]
    browser.click("#clear")
    browser.click("#segments [data-key='1']")
    letters = [text.split() for text in browser.texts("#details .letter")]
    assert [text[:2] for text in letters] == [["ㅎ", "0:00:01.000"], ["ㅏ", "0:00:02.000"], ["ㄴ", "0:00:03.000"]]
    browser.driver.find_elements("css selector", "#details .letter")[2].click()
    assert browser.text("#clock") == "0:00:03.000"
    assert browser.text("#now .letter-now") == "ㄴ"
    notices = browser.texts("#notices > *")
    assert "0:00:07.000 of 0:00:10.000" in notices[0]
    assert "2 warnings" in notices[1]
    assert "첫째 경고" in notices[1]
    about = browser.text("#about")
    for said in ("태극 1장", "7.5", "points", "0.3"):
        assert said in about
    assert browser.js("[...document.querySelectorAll('#about details')].map((d) => d.open)")[0] is True


def test_provenance_is_folded_away_but_there(sample: Browser) -> None:
    titles = sample.texts("#about summary")
    assert titles == ["Text", "The video", "The run"]
    run = sample.driver.find_elements("css selector", "#about summary")[2]
    run.click()
    assert "0.1.0" in sample.text("#about")


def test_dark_follows_the_system_until_it_is_switched(browser: Browser, tmp_path: Path) -> None:
    page = written(tmp_path, signed(SAMPLE), SAMPLE)
    ground = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]"
    canvas = "document.getElementById('overview').toDataURL()"
    browser.open(page)
    light = browser.js(canvas)
    assert browser.js(ground) > 200
    browser.open(page, dark=True)
    assert browser.js(ground) < 60
    assert browser.js(canvas) != light
    browser.click("#theme")
    assert browser.js(ground) > 200
    browser.click("#theme")
    assert browser.js(ground) < 60


@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_nothing_sticks_out(browser: Browser, tmp_path: Path, width: int) -> None:
    browser.open(written(tmp_path, spelled()), width=width)
    browser.click("#segments .space .tr")
    assert browser.js("document.documentElement.scrollWidth") <= width
    assert browser.js(
        "[...document.querySelectorAll('button, select, input')]"
        ".every((e) => e.hidden || e.getBoundingClientRect().right <= innerWidth + 1)"
    )


def test_every_control_has_a_name(sample: Browser) -> None:
    nameless = """[...document.querySelectorAll('button, input, select, [role=slider], [role=grid]')].filter((e) =>
        !e.ariaLabel && !e.textContent.trim() && !e.labels?.length).map((e) => e.outerHTML)"""
    assert sample.js(nameless) == []
    slider = sample.js(
        "((slider) => [slider.ariaValueNow, slider.ariaValueMax, slider.ariaValueText])"
        "(document.getElementById('timeline-slider'))"
    )
    assert slider == ["0.000", "12.400", "0:00:00.000"]


def test_the_interface_is_korean_where_the_browser_is(tmp_path: Path) -> None:
    with chromium(tmp_path, "--lang=ko-KR", "--accept-lang=ko-KR") as korean:
        korean.open(written(tmp_path, signed(SAMPLE), SAMPLE))
        assert korean.js("navigator.language") == "ko-KR"
        assert korean.js("document.documentElement.lang") == "ko"
        assert korean.text("#count") == "구간 6개"
        assert korean.texts("#segments .th")[:3] == ["시간", "단어", "신뢰도"]
        assert korean.js("document.getElementById('search').ariaLabel") == "단어와 라벨 검색"
        left = korean.js(
            "[...document.querySelectorAll('[data-t]')].map((e) => e.textContent).filter((t) => !/[가-힣]/.test(t))"
        )
        assert left == []
