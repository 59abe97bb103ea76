"""The report in a real browser where something is amiss, or lies elsewhere: the video, what was found, its texts."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar
from urllib.parse import quote, unquote

import msgspec
from annotations import annotation
from browser import Browser
from report_pages import SAMPLE, signed, written
from selenium.webdriver.common.keys import Keys
from test_html import HOSTILE, hostile


class ListeningHandler(SimpleHTTPRequestHandler):
    """Serves a folder and remembers what was asked for."""

    asked: ClassVar[set[str]] = set()

    def log_message(self, *_: object) -> None:
        self.asked.add(unquote(self.path))


def test_from_a_web_server_it_asks_for_the_video_and_nothing_else(browser: Browser, tmp_path: Path) -> None:
    page = written(tmp_path, signed(SAMPLE), SAMPLE).relative_to(tmp_path).as_posix()
    handler = partial(ListeningHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        browser.open(f"http://127.0.0.1:{server.server_port}/{quote(page)}")
        browser.until("document.querySelector('video').videoWidth === 640")
        assert browser.js("document.getElementById('unplayable').hidden")
        browser.driver.get("about:blank")
        server.shutdown()
    # The icon is what browsers ask every server for.
    assert ListeningHandler.asked - {"/favicon.ico"} == {f"/{page}", "/첫 날, 100% #1?/인사.mp4"}


def test_a_video_that_is_missing_is_named_and_all_else_works(browser: Browser, tmp_path: Path) -> None:
    browser.open(written(tmp_path, signed(SAMPLE)))
    browser.until("!document.getElementById('unplayable').hidden")
    told = browser.text("#unplayable")
    assert "../첫 날, 100% #1?/인사.mp4" in told
    assert "H264" in told
    browser.click("#segments [data-key='4']")
    assert browser.text("#clock") == "0:00:08.315"
    assert browser.text("#now .said b") == "너"
    browser.press(" ")  # the clock runs without pictures
    browser.until("document.querySelector('#details h3').textContent === '친구'")
    browser.press(" ")


def test_a_file_that_is_no_video_is_told_of(browser: Browser, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video" * 100)
    browser.open(written(tmp_path, signed(SAMPLE), broken))
    browser.until("!document.getElementById('unplayable').hidden")


def test_nothing_found_is_said(browser: Browser, tmp_path: Path) -> None:
    browser.open(written(tmp_path, annotation()))
    assert browser.text("#nothing").startswith("Nothing was recognised")
    browser.press(Keys.ARROW_DOWN, Keys.ARROW_UP, "r")
    assert [each for each in browser.complaints() if "ERR_FILE_NOT_FOUND" not in each] == []


def test_hostile_texts_do_nothing(browser: Browser, tmp_path: Path) -> None:
    one = hostile()
    short = msgspec.structs.replace(one, source=msgspec.structs.replace(one.source, path="a.mp4"))
    browser.open(written(tmp_path, short))
    for at in range(len(HOSTILE)):
        browser.js("document.getElementById('segments').scrollTop = arguments[0] * 56", at)
        browser.until("!!document.querySelector(`#segments [data-key='${arguments[0]}']`)", at)
        browser.driver.execute_script("document.querySelector(`#segments [data-key='${arguments[0]}']`).click()", at)
        assert browser.js("document.querySelector('#details h3').textContent") == HOSTILE[at]
    assert browser.js("document.querySelectorAll('#details b:not(.meter b, .letter b), img, main script').length") == 0
    cues = browser.js(
        "[...document.querySelector('video').textTracks[0].cues].map((c) => c.getCueAsHTML().textContent)"
    )
    visible = [text for text in (" ".join(text.split()) for text in HOSTILE) if text]
    assert [text.replace("\ufffd", "\0") for text in cues] == visible
    assert [each for each in browser.complaints() if "ERR_FILE_NOT_FOUND" not in each] == []
