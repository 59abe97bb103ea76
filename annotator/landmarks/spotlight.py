"""Pictures with all but one person painted over, so that landmarks are that person's."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from annotator.records import BoolArray, Frames, ImageArray

Floats = npt.NDArray[np.float64]

_GREY: Final = 127


@dataclass(frozen=True, eq=False)
class Spotlight:
    """Where one person is in a video, and when the others have to be hidden.

    `times_s` [K], ascending; `boxes` [K, 4]: left, top, right, bottom in shares of the picture, NaN where the person is
    not in it; `alone` [K]: nobody else is. Between two times with nobody else, pictures stay as they are; otherwise
    only the box is left of them, taken in a straight line from one time to the next.
    """

    times_s: Floats
    boxes: Floats = field(repr=False)
    alone: BoolArray = field(repr=False)

    def digest(self) -> str:
        """8 hex digits that change with anything in it."""
        parts = (self.times_s.round(4), self.boxes.round(4), self.alone)
        return hashlib.sha256(b"".join(np.ascontiguousarray(part).tobytes() for part in parts)).hexdigest()[:8]

    def on(self, frames: Frames) -> Frames:
        """The frames with everything painted over that lies outside of the box."""
        images = frames.images
        for number, time_s in enumerate(frames.times_s.tolist()):
            hidden = self._hidden(time_s)
            if hidden is not None:
                if images is frames.images:
                    images = images.copy()
                images[number] = _kept(images[number], hidden)
        return Frames(images, frames.times_s)

    def _hidden(self, time_s: float) -> Floats | None:
        """The box outside of which all is hidden (NaN: everything is); None where nothing is."""
        after = int(np.clip(np.searchsorted(self.times_s, time_s), 0, len(self.times_s) - 1))
        before = max(after - 1, 0) if time_s < self.times_s[after] else after
        if self.alone[before] and self.alone[after]:
            return None
        one: Floats = self.boxes[before]
        other: Floats = self.boxes[after]
        if np.isnan(one).any() or before == after:
            return other
        if np.isnan(other).any():
            return one
        share = (time_s - self.times_s[before]) / (self.times_s[after] - self.times_s[before])
        return np.asarray(one + float(np.clip(share, 0.0, 1.0)) * (other - one))


def _kept(image: ImageArray, box: Floats) -> ImageArray:
    grey = np.full_like(image, _GREY)
    if not np.isnan(box).any():
        height, width = image.shape[:2]
        left, top, right, bottom = (np.clip(box, 0.0, 1.0) * [width, height, width, height]).round().astype(int)
        grey[top:bottom, left:right] = image[top:bottom, left:right]
    return grey
