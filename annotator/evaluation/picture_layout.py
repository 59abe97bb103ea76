"""Which stretch of which video is drawn where: strips of the same scale, one below the other, on pages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from annotator.evaluation.report import VideoReport

STRIP_S: Final = 30.0  # seconds across a page: a finger letter of 0.4 s still has room for its name
ROW_IN: Final = 0.27
TITLE_IN: Final = 0.32
AXIS_IN: Final = 0.36
LEGEND_IN: Final = 0.6
PAGE_IN: Final = 14.0
PAGES: Final = 10


@dataclass(frozen=True)
class Strip:
    """A stretch of a video; `top_in` is how far below the upper edge of its page its rows begin, in inches."""

    video: VideoReport
    start_s: float
    end_s: float
    top_in: float

    @property
    def rows(self) -> int:
        """How many rows of bars it has: true and found for each tier."""
        return 2 * len(self.video.tiers)


@dataclass(frozen=True)
class Page:
    """Strips that are drawn together, and the height that takes, in inches."""

    strips: tuple[Strip, ...]
    height_in: float


def strip_seconds(videos: Sequence[VideoReport]) -> float:
    """How many seconds a full strip shows: the same for all, less where all videos are short."""
    return min(STRIP_S, float(math.ceil(max((video.duration_s for video in videos), default=1.0))))


def lay_out(videos: Sequence[VideoReport]) -> tuple[list[Page], int]:
    """The pages, and how many videos did not fit on as many as are drawn; a video is not broken where it need not be.

    A video longer than a page goes on on the next one.
    """
    seconds = strip_seconds(videos)
    pages: list[Page] = []
    strips: list[Strip] = []
    at_in = LEGEND_IN
    for number, video in enumerate(videos):
        count = max(1, math.ceil(video.duration_s / seconds - 1e-6))
        strip_in = 2 * len(video.tiers) * ROW_IN + AXIS_IN
        whole_in = TITLE_IN + count * strip_in
        if strips and at_in + whole_in > PAGE_IN and LEGEND_IN + TITLE_IN + strip_in <= PAGE_IN:
            pages.append(Page(tuple(strips), at_in))
            strips, at_in = [], LEGEND_IN
        at_in += TITLE_IN
        for n in range(count):
            if strips and at_in + strip_in > PAGE_IN:
                pages.append(Page(tuple(strips), at_in))
                strips, at_in = [], LEGEND_IN + TITLE_IN
            strips.append(Strip(video, n * seconds, min(video.duration_s, (n + 1) * seconds), at_in))
            at_in += strip_in
        if len(pages) >= PAGES:
            return pages[:PAGES], len(videos) - number
    return [*pages, Page(tuple(strips), at_in)], 0
