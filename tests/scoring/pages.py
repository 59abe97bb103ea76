"""What pages of scores hold: the data in them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any


def held(page: Path, name: str) -> Any:
    """The data of a page under an id."""
    text = page.read_text("utf-8")
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', text, re.DOTALL)
    assert found is not None, f"{page.name} has no {name}"
    return json.loads(found[1])
