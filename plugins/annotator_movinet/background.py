"""Windows less their background: what stands still is taken away, what moves is left."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from annotator.records import FloatArray

Background: TypeAlias = Literal["keep", "subtract"]
BACKGROUNDS: Final[tuple[Background, ...]] = ("keep", "subtract")


def without_background(windows: FloatArray) -> FloatArray:
    """Each of the windows, float32 [B, T, H, W, channels], less the mean of its pictures.

    Walls, clothes and light are gone then, which a network would have to learn to look past; 0 is "as ever".
    """
    less: FloatArray = windows - windows.mean(axis=1, keepdims=True)
    return less
