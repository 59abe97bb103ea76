"""What the tests in a browser share: the browser itself, and the report of a real recording in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, chromium
from report_pages import SAMPLE, signed, written


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(tmp_path_factory.mktemp("browser"), "--lang=en-US", "--accept-lang=en-US") as found:
        yield found


@pytest.fixture
def sample(browser: Browser, tmp_path: Path) -> Browser:
    """The report of the real recording, opened from the file system, its video ready."""
    browser.open(written(tmp_path, signed(SAMPLE), SAMPLE))
    browser.until("document.querySelector('video').readyState >= 2 && !document.querySelector('video').seeking")
    return browser
