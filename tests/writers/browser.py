"""A real browser for tests: headless Chromium, driven by what is installed, never by what is downloaded."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

SETTLED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
HINT = "install Chromium and its driver (Debian: apt-get install chromium chromium-driver), or set $CHROMIUM"
ARGUMENTS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--autoplay-policy=no-user-gesture-required",
)  # fmt: skip


def browser_and_driver() -> tuple[str, str]:
    """Where both lie; skips where one of them is missing."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    browser = next((found for name in names if name and (found := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    if browser is None or driver is None:
        pytest.skip(f"needs a browser and chromedriver: {HINT}")
    return browser, driver


@contextmanager
def chromium(folder: Path, *arguments: str) -> Iterator[Browser]:
    """A browser with a profile of its own in `folder`."""
    program, driver = browser_and_driver()
    options = Options()
    options.binary_location = program
    for argument in (*ARGUMENTS, f"--user-data-dir={folder / 'profile'}", *arguments):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    try:
        yield Browser(chrome)
    finally:
        chrome.quit()


@pytest.fixture(scope="module", name="browser")
def english_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser in English for all tests of a module; a conftest imports it."""
    with chromium(tmp_path_factory.mktemp("browser"), "--lang=en-US", "--accept-lang=en-US") as found:
        yield found


class Browser:
    """What the tests do with a page."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def open(self, page: Path | str, *, width: int = 1280, height: int = 1000, dark: bool = False) -> None:
        """Shows a page at a size and waits until it has built itself; what an earlier one kept is forgotten."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        self.driver.get("about:blank")
        self.driver.get_log("browser")
        self.driver.get(page if isinstance(page, str) else page.as_uri())
        self.until("document.getElementById('name').textContent !== '' && document.getElementById('count').textContent")

    def js(self, script: str, *arguments: Any) -> Any:
        """The value of an expression in the page."""
        return self.driver.execute_script(f"return ({script})", *arguments)

    def until(self, script: str, *arguments: Any, seconds: float = 20) -> Any:
        """Waits until an expression holds, and gives its value."""
        return WebDriverWait(self.driver, seconds, poll_frequency=0.05).until(lambda _: self.js(script, *arguments))

    def settle(self) -> None:
        """Waits until what was done has been drawn."""
        self.until(SETTLED)

    def has_film(self) -> None:
        """Waits until the film of a page can be seen."""
        self.until("document.querySelector('video').readyState >= 2 && !document.querySelector('video').seeking")

    def arrives(self, time_s: float, within_s: float = 0.002) -> None:
        """Waits until the film stands at a time: what was pressed is done one after the other, when the browser can."""
        there = "!video.seeking && Math.abs(video.currentTime - arguments[0]) <= arguments[1]"
        look = f"{SETTLED}.then(() => {{ const video = document.querySelector('video'); return {there}; }})"
        self.until(look, time_s, within_s)

    def listed(self, table: str, cell: str) -> list[str]:
        """What the cells of a table's rows say from top to bottom, as far as rows are seen."""
        self.settle()
        rows = "[...document.querySelector(arguments[0]).querySelectorAll('.space .tr')]"
        order = "sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)"
        return list(self.js(f"{rows}.{order}.map((row) => row.querySelector(arguments[1]).textContent)", table, cell))

    def shapes(self, letters: str) -> int:
        """How many different shapes the page's font draws letters with: boxes would all look the same."""
        drawn = """[...arguments[0]].map((letter) => {
            const canvas = Object.assign(document.createElement('canvas'), {width: 60, height: 60});
            const pen = canvas.getContext('2d');
            pen.font = `40px ${getComputedStyle(document.body).fontFamily}`;
            pen.fillText(letter, 5, 45);
            return canvas.toDataURL();
        })"""
        return len(set(self.js(drawn, letters)))

    def click(self, selector: str) -> None:
        """A click, again where the page has drawn the element anew between finding and clicking it."""
        for _ in range(20):
            with contextlib.suppress(StaleElementReferenceException):
                self.driver.find_element("css selector", selector).click()
                return
        raise AssertionError(f"{selector} is drawn anew again and again")

    def text(self, selector: str) -> str:
        return str(self.js("document.querySelector(arguments[0]).innerText.trim()", selector))

    def texts(self, selector: str) -> list[str]:
        return list(self.js("[...document.querySelectorAll(arguments[0])].map((e) => e.innerText.trim())", selector))

    def press(self, *keys: str) -> None:
        """Keys as a person types them, to whatever has the focus."""
        for key in keys:
            webdriver.ActionChains(self.driver).send_keys(key).perform()

    def write(self, selector: str, text: str) -> None:
        field = self.driver.find_element("css selector", selector)
        field.clear()
        field.send_keys(text)

    def choose(self, selector: str, value: str) -> None:
        """Sets a field as if by hand."""
        self.driver.execute_script(
            "const field = document.querySelector(arguments[0]); field.value = arguments[1];"
            "for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, {bubbles: true}));",
            selector,
            value,
        )

    def picture(self, selector: str) -> bytes:
        """PNG of an element as it is drawn."""
        return bytes(self.driver.find_element("css selector", selector).screenshot_as_png)

    def point(self, selector: str, share: float, y: float, *, press: bool = True) -> None:
        """Moves the mouse into an element, a share of its width from the left and `y` pixels down, and clicks."""
        element = self.driver.find_element("css selector", selector)
        self.js("arguments[0].scrollIntoView({block: 'center'}) || 1", element)
        width, height = self.js("[arguments[0].clientWidth, arguments[0].clientHeight]", element)
        mouse = webdriver.ActionChains(self.driver)
        mouse.move_to_element_with_offset(element, round((share - 0.5) * width), round(y - height / 2))
        (mouse.click() if press else mouse).perform()

    def complaints(self) -> list[str]:
        """What the browser wrote to its console: errors, refusals of the policy."""
        return [str(entry["message"]) for entry in self.driver.get_log("browser")]
