"""How the camera moves, told by the feet: while one steps, the other stands, and what it does is the camera's.

A camera that pans moves everything in the picture, and everything then looks less still: pauses get lost, and strokes
begin late. Speeds against the camera's own are those of the performer.
"""

from __future__ import annotations

import warnings
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_REACH_S: Final = 0.5  # to either side: long enough to see a foot stand, short enough to follow a hand-held camera


def camera_motion(ankles: Floats, times_s: Floats) -> Floats:
    """How fast the picture itself moves, [T, 2] a second, of the places of both ankles [T, 2, 2] (NaN: not seen).

    The median of what both ankles do within half a second to either side, since more than half of that is standing:
    both feet at rest, or one while the other steps. 0 where no ankle was seen for so long.
    """
    if len(ankles) < 3:
        return np.zeros((len(ankles), 2))
    velocity = np.asarray(np.gradient(ankles, times_s, axis=0), dtype=np.float64)
    reach = max(round(_REACH_S / max(float(np.median(np.diff(times_s))), 1e-3)), 1)
    padded = np.pad(velocity, ((reach, reach), (0, 0), (0, 0)), constant_values=np.nan)
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=0)  # [T, ankle, axis, window]
    pooled = np.moveaxis(around, 1, 2).reshape(len(ankles), 2, -1)
    with warnings.catch_warnings():  # numpy warns where all are NaN, which here is an answer
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(np.nan_to_num(np.nanmedian(pooled, axis=-1)))
