"""Which judging made a score: part of what is asked before a score is taken for current."""

from __future__ import annotations

from typing import Final

# Raised whenever the same landmarks, form and rules would be scored otherwise.
SCORING_VERSION: Final = 2
