"""The report in a real browser: clicks, keys and links that lead the film somewhere, and playing it."""

from __future__ import annotations

from pathlib import Path

from browser import Browser
from report_pages import LANE_Y, SAMPLE, WORDS, rows, signed, written
from selenium.webdriver.common.keys import Keys

FRAME_S = 1 / 30


def test_a_click_in_the_list_leads_the_video_there(sample: Browser) -> None:
    sample.click("#segments [data-key='2']")
    sample.arrives(4.55, 0.002)
    assert sample.text("#details h3") == "좋다"
    details = sample.text("#details")
    for said in (
        "0:00:04.550",
        "0:00:05.472",
        "136",
        "163",
        "good",
        "75.0 %",
        "학교",
        "4.0 %",
        "hand",
        "right",
        "ksl-words",
    ):
        assert said in details
    assert sample.text("#clock") == "0:00:04.551"
    assert sample.text("#frame") == "· frame 136"
    assert sample.text("#now .said b") == "좋다"


def test_a_click_on_the_timeline_leads_the_video_there(sample: Browser) -> None:
    sample.point("#lanes", 10.4 / 12.4, LANE_Y)
    sample.arrives(9.662, 0.002)
    assert sample.text("#details h3") == "친구"
    assert sample.js("document.querySelector('[aria-selected=true] .word b').textContent") == "친구"
    sample.point("#lanes", 6.2 / 12.4, LANE_Y)  # between two signs
    sample.arrives(6.2, 0.05)
    sample.point("#lanes", 3.1 / 12.4, 10)  # the ruler
    sample.arrives(3.1, 0.05)
    sample.point("#lanes", 3.5 / 12.4, LANE_Y - 44)  # a cue
    sample.arrives(2.974, 0.002)


def test_playing_moves_everything(sample: Browser) -> None:
    sample.click("#segments [data-key='0']")
    sample.press(" ")
    sample.until("!document.querySelector('video').paused")
    before = sample.js("document.getElementById('playhead').style.transform")
    # The list follows: the next sign is chosen when it begins.
    sample.until("document.querySelector('#details h3').textContent === '만나다'")
    assert sample.js("document.querySelector('#segments .now .word b').textContent") == "만나다"
    assert sample.js("document.getElementById('playhead').style.transform") != before
    sample.press(" ")
    sample.until("document.querySelector('video').paused")


def test_after_a_click_the_keys_are_the_films(sample: Browser) -> None:
    sample.click("#after")
    sample.press(" ")
    sample.until("!document.querySelector('video').paused")
    sample.press(" ")
    sample.until("document.querySelector('video').paused")


def test_keys(sample: Browser) -> None:
    sample.press(Keys.ARROW_RIGHT)
    sample.arrives(1.5 * FRAME_S, 0.002)
    sample.press(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_LEFT)
    sample.arrives(2.5 * FRAME_S, 0.002)
    sample.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    sample.arrives(2.974, 0.002)
    sample.press(Keys.ARROW_UP)
    sample.arrives(0.92, 0.002)
    sample.press(Keys.END)
    sample.arrives(12.2, 0.21)
    sample.press("j")
    sample.arrives(10.4, 0.1)
    sample.press(Keys.HOME, "l")
    sample.until("!document.querySelector('video').paused")
    sample.press("l")
    assert sample.until("document.querySelector('video').playbackRate") == 1.25
    sample.press("k")
    assert sample.until("document.querySelector('video').paused && document.querySelector('video').playbackRate") == 1
    sample.press("]", "]")
    speeds = "[document.querySelector('video').playbackRate, document.getElementById('speed').value]"
    assert sample.js(speeds) == [
        1.5,
        "1.5",
    ]
    sample.press("?")
    assert sample.until("document.getElementById('keys').open")
    sample.press(Keys.ESCAPE)
    assert sample.until("!document.getElementById('keys').open")
    sample.press("/", "j", "k")  # letters of a search are no commands
    assert sample.js("[document.activeElement.id, document.activeElement.value]") == ["search", "jk"]
    sample.press(Keys.ESCAPE)
    assert sample.js("[document.activeElement.id, document.getElementById('search').value]") == ["", ""]
    assert rows(sample) == WORDS


def test_hangul_keys_work_like_their_letters(sample: Browser) -> None:
    sample.press(Keys.END)
    sample.arrives(12.2, 0.21)
    sample.js("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ㅓ', code: 'KeyJ', bubbles: true}))")
    sample.arrives(10.4, 0.1)


def test_a_chosen_segment_is_repeated(sample: Browser) -> None:
    sample.click("#segments [data-key='3']")
    sample.press("r", " ")
    sample.until("!document.querySelector('video').paused")
    sample.js("(window.turns = 0, document.querySelector('video').addEventListener('seeked', () => window.turns++), 1)")
    sample.until("window.turns >= 2")
    sample.arrives(7.5, 0.5)
    sample.press(" ", "r")
    assert sample.js("document.getElementById('loop').getAttribute('aria-pressed')") == "false"


def test_a_moment_can_be_linked_to(browser: Browser, tmp_path: Path) -> None:
    browser.open(written(tmp_path, signed(SAMPLE), SAMPLE).as_uri() + "#t=7.5")
    browser.until("document.querySelector('video').readyState >= 2")
    browser.arrives(7.5, 0.01)
