"""The browser and the reader of pages are those of the writers' tests."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "writers"))

from browser import english_browser

__all__ = ["english_browser"]
