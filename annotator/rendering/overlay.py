"""All that was found, drawn into the pictures of a video: skeleton, words, subtitles, and a strip of time below."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from annotator.landmarks import ExtractorConfig, LandmarkCache, draw_skeleton
from annotator.records import Annotation, ImageArray, Video
from annotator.rendering.labels import Label, caption, drawn, font
from annotator.rendering.panel import Panel
from annotator.rendering.performance import is_movement, without_movements
from annotator.rendering.points import POSED, SCORED, Points
from annotator.rendering.recognised import voices
from annotator.rendering.scoreboard import scoreboard_of
from annotator.rendering.strip import Strip, clock
from annotator.rendering.subtitles import Lane, Layout, Shown, lay_out
from annotator.video import Company, VideoWriter, frames

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

# Called with the frames and the seconds of video that are done.
OverlayReport = Callable[[int, float], object]
_BATCH: Final = 8
_CLOCK_BACK: Final = (16, 18, 22, 165)
_WHITE: Final = (255, 255, 255)


class Overlay:
    """What is drawn over the frames of one video; `width` x `height` are those of the finished pictures, both even.

    `size` is that of the frames. Below them, hiding nothing, stands a strip with everything that was recognised. Where
    the annotation has a score that can be read, its deductions are drawn when they happen; the name of the movement
    going on then stands at the top, and not in subtitles.
    """

    def __init__(
        self, annotation: Annotation, languages: Sequence[str], size: tuple[int, int], duration_s: float
    ) -> None:
        self.width, self._height = (side // 2 * 2 for side in size)
        spoken = voices(annotation)
        end_s = max([duration_s, *(segment.end_s for segment in annotation.segments)])
        size = (self.width, self._height)
        self._board = scoreboard_of(annotation, spoken, languages, size)
        shown = annotation if self._board is None else without_movements(annotation)
        self._layout = lay_out(shown, languages, *size)
        marks, others, top = None, spoken, 0.0
        if self._board is not None:
            marks, top = self._board.marks, self._board.bottom
            others = [voice for voice in spoken if not any(map(is_movement, voice.segments))]
        self._panel = Panel(others, *size, top)
        self._strip = Strip(spoken, end_s, *size, marks)
        self._places = [_Place(lane) for lane in self._layout.lanes]
        self._duration = clock(end_s)
        self.height = self._height + self._strip.height
        self._canvas = np.empty((self.height, self.width, 3), np.uint8)

    def draw(self, frame: ImageArray, time_s: float, points: Points | None) -> ImageArray:
        """The finished picture, uint8 [height, width, 3], of a frame; it is only good until the next is drawn."""
        canvas = self._canvas
        canvas[: self._height] = frame[: self._height, : self.width]
        canvas[self._height :] = self._strip.picture
        picture = canvas[: self._height]
        found = points.at(time_s) if points is not None else None
        if found is not None:
            places, present = found
            draw_skeleton(picture, places * (frame.shape[1], frame.shape[0]), present, slender=True)
        self._panel.draw(picture, time_s)
        self._subtitles(picture, time_s)
        moment = _moment(f"{clock(time_s, tenths=True)} / {self._duration}", 0.62 * self._layout.size)
        edge = 0.4 * self._layout.size
        moment.lay(picture, self.width - moment.width - edge, edge)
        if self._board is not None:
            self._board.draw(picture, time_s, self.width - edge, 1.8 * edge + moment.height)
        self._strip.draw(canvas[self._height :], time_s)
        return canvas

    def _subtitles(self, picture: ImageArray, time_s: float) -> None:
        layout: Layout = self._layout
        for place in self._places:
            shown = place.at(time_s)
            if shown is not None:
                label = caption(shown.lines, layout.size, layout.outline, layout.width - 2 * layout.side)
                label.lay(picture, (layout.width - label.width) / 2, layout.height - shown.bottom - label.height)


class _Place:
    """The subtitles of one language, read forwards."""

    def __init__(self, lane: Lane) -> None:
        self._shown = lane.shown
        self._next = 0

    def at(self, time_s: float) -> Shown | None:
        """What is shown at `time_s`, which is never before that of the last call."""
        shown, ms = self._shown, round(time_s * 1000)
        while self._next < len(shown) and shown[self._next].end_ms <= ms:
            self._next += 1
        return shown[self._next] if self._next < len(shown) and shown[self._next].start_ms <= ms else None


def _performer(annotation: Annotation) -> ExtractorConfig | None:
    """How the performer was seen, in an annotation that scoring made; None in others, which are of whoever is there."""
    if annotation.score is not None:
        return SCORED
    return POSED if "scoring" in annotation.run.options else None


@functools.lru_cache(maxsize=4)
def _moment(text: str, size: float) -> Label:
    """The time on a dark ground; as wide at every moment."""
    letters = font(size)
    width = letters.getlength("0" * len(text)) + size

    def draw(pen: ImageDraw) -> None:
        pen.rectangle((0, 0, width, 1.7 * size), fill=_CLOCK_BACK)
        pen.text((width / 2, 1.2 * size), text, _WHITE, letters, anchor="ms")

    return drawn(width, 1.7 * size, draw)


def write_overlay(
    video: Video,
    annotation: Annotation,
    languages: Sequence[str],
    target: Path,
    company: Company,
    *,
    landmarks: bool = True,
    cache: LandmarkCache | None = None,
    report: OverlayReport | None = None,
) -> tuple[float, str | None]:
    """Writes the video with all that was found drawn over it; gives the seconds that were read, and the damage met.

    `landmarks`: with the skeleton; where there are landmarks neither beside the video nor in the cache they are
    extracted (and kept in the cache). Raises MediaError, LandmarkError, OutputError, MissingError.
    """
    with contextlib.ExitStack() as stack:
        reader = stack.enter_context(frames(video, batch=_BATCH))
        points = stack.enter_context(Points(video, cache, performer=_performer(annotation))) if landmarks else None
        overlay = Overlay(annotation, languages, (reader.width, reader.height), video.duration_s)
        writer = stack.enter_context(VideoWriter(target, reader.rate, overlay.width, overlay.height, company))
        for batch in reader:
            for image, time_s in zip(batch.images, batch.times_s, strict=True):
                writer.append(overlay.draw(image, float(time_s), points)[None])
            if report is not None:
                report(writer.frames, reader.decoded_s)
        if points is not None:
            points.drain()
    return reader.decoded_s, reader.damage
