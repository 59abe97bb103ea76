"""What the tests in a browser share: the browser itself, and the report of a real recording in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import Browser, english_browser
from report_pages import SAMPLE, signed, written

__all__ = ["english_browser", "sample"]


@pytest.fixture
def sample(browser: Browser, tmp_path: Path) -> Browser:
    """The report of the real recording, opened from the file system, its video ready."""
    browser.open(written(tmp_path, signed(SAMPLE), SAMPLE))
    browser.has_film()
    return browser
