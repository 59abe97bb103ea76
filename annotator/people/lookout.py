"""A look at a picture of a video now and then, to know who is in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from annotator.people.bodies import BodyFinder, difference
from annotator.people.tracks import Linker, People, Sighting
from annotator.records import Frames, ImageArray, Video

_ALONE_S: Final = 2.0  # from one look to the next while there is at most one person
_TOGETHER_S: Final = 0.5  # while there are several
_LINGERS_S: Final = 4.0  # and so long afterwards: one may only be hidden by the other
_EDGE_S: Final = 1e-6


class Lookout:
    """Looks at some of the frames that pass by; one object for one video, fed in time order.

    Every two seconds while there is one person or nobody, twice a second while there are several or just were: looking
    costs a few hundredths of what landmarks cost while there is one. What is found does not depend on how the video is
    cut into batches.
    """

    def __init__(self, video: Video) -> None:
        self._finder = BodyFinder()
        self._linker = Linker()
        self._video = video
        self._times: list[float] = []
        self._next_s = 0.0
        self._turn = 0
        self._together_s = float("-inf")
        self._before: ImageArray | None = None

    def watch(self, batches: Iterable[Frames]) -> Iterator[Frames]:
        """Passes frames on, and looks at some of them."""
        for batch in batches:
            self.feed(batch)
            yield batch

    def feed(self, frames: Frames) -> None:
        """Takes the next frames."""
        for image, time_s in zip(frames.images, frames.times_s.tolist(), strict=True):
            if time_s >= self._next_s - _EDGE_S:
                self._look(image, time_s)
            self._before = image

    @property
    def people(self) -> People:
        """Who was seen so far."""
        aspect = self._video.width / self._video.height if self._video.height else 1.0
        return People(aspect, tuple(self._times), self._linker.tracks)

    def _look(self, image: ImageArray, time_s: float) -> None:
        height = image.shape[0]
        bodies = self._finder.find(image, self._turn)
        sightings = [
            Sighting(
                time_s=time_s,
                x=round(body.x / height, 4),
                y=round(body.y / height, 4),
                radius=round(body.radius / height, 4),
                motion=round(difference(image, self._before, body), 5) if self._before is not None else 0.0,
                score=round(body.score, 3),
            )
            for body in bodies
        ]
        self._linker.add(sightings)
        self._times.append(time_s)
        if len(sightings) > 1:
            self._together_s = time_s
        else:
            self._turn += 1  # whoever was found at one end of the picture is looked for there again
        self._next_s = time_s + (_TOGETHER_S if time_s - self._together_s <= _LINGERS_S else _ALONE_S)
