"""A font that has Hangul, also where no Korean font is installed: Nanum Gothic out of koreanize-matplotlib.

That package is only looked into, never imported: importing it changes matplotlib for everybody.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.errors import MissingError

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

_PACKAGE = "koreanize_matplotlib"
_FILE = "NanumGothic.ttf"


def hangul_font_file() -> Path:
    """Where the font lies; raises MissingError."""
    spec = find_spec(_PACKAGE)
    for folder in spec.submodule_search_locations or () if spec else ():
        if (path := Path(folder) / "fonts" / _FILE).is_file():
            return path
    raise MissingError(
        "the Korean font for pictures is not here", hint="install the Python package koreanize-matplotlib"
    )


@cache
def hangul_fonts() -> FontProperties:
    """Nanum Gothic, and for what it lacks DejaVu Sans, which matplotlib always has."""
    from matplotlib.font_manager import FontProperties, fontManager

    file = str(hangul_font_file())
    fontManager.addfont(file)
    return FontProperties(family=[FontProperties(fname=file).get_name(), "DejaVu Sans"])
