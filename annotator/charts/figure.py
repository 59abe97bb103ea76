"""What all charts share: a figure as PNG, the same bytes for the same figure."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DPI: Final = 100


def png_bytes(figure: Figure, dpi: int = DPI) -> bytes:
    """A figure as PNG; a character no font has is drawn as an empty box."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": "annotator"})
    return buffer.getvalue()
