"""Windows to compare the scores on, before and after conversion."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from annotator.errors import DatasetError
from annotator.models import FramesInput
from annotator.records import FloatArray
from annotator.training.importing.layout import Layout

_WINDOWS: Final = 32
_NUMBERS: Final = 4_000_000  # in all random windows: four clips of 50 pictures of 172x172


def read_examples(path: Path | None, layout: Layout, *, seed: int) -> FloatArray:
    """Windows as the network takes them, float32 [N, *own]: those in a `.npy`, or random ones of the input's range.

    Landmarks are random in 0..1. Raises DatasetError for a file that is no array of such windows.
    """
    if path is None:
        low, high = layout.input.values if isinstance(layout.input, FramesInput) else (0.0, 1.0)
        count = int(np.clip(_NUMBERS // np.prod(layout.own), 2, _WINDOWS))
        numbers = np.random.default_rng(seed).random((count, *layout.own), np.float32)
        scaled: FloatArray = numbers * np.float32(high - low) + np.float32(low)
        return scaled
    try:
        windows = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        pickled = "Object arrays" in str(error) or "pickle" in str(error)
        reason = "holds Python objects, which are not read" if pickled else f"cannot be read: {error}"
        raise DatasetError(f"the examples: {reason}", path=path) from error
    if not isinstance(windows, np.ndarray) or windows.dtype.kind not in "fiu":
        raise DatasetError("the examples are no array of numbers", path=path)
    if windows.shape[1:] != layout.own or len(windows) == 0:
        wanted = ", ".join(map(str, ("N", *layout.own)))
        raise DatasetError(f"the examples are {windows.shape}, the network takes ({wanted})", path=path)
    if not np.isfinite(windows).all():
        raise DatasetError("the examples hold numbers that are not finite", path=path)
    return windows.astype(np.float32)
