"""The landmarks of the performer of a video, whoever else is in it.

frames ──┬── MediaPipe ── landmarks of whomever it follows ──┐
         └── a look now and then ── people ── the performer ─┴── the same one? if not: again, the others hidden
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

import msgspec
import numpy as np

from annotator.errors import LandmarkError
from annotator.landmarks import ExtractorConfig, LandmarkCache, LandmarkReader, Spotlight, open_landmarks
from annotator.people.choosing import PerformerNote, performer
from annotator.people.lookout import Lookout
from annotator.people.stored import store_people, stored_people
from annotator.people.tracks import People, Sighting
from annotator.records import Landmarks, Video
from annotator.video import FrameSource, Relay
from annotator.video import frames as open_frames

_HIPS: Final = [23, 24]
_ELSEWHERE: Final = 0.7  # radii from the performer's hips: landmarks there are somebody else's
_OFTEN: Final = 0.05  # of the looks: so often landmarks may be of somebody else, since looks err too
# What is left of the picture around the hips, in radii: as far as arms and kicks reach.
_ASIDE: Final = 1.05
_ABOVE: Final = 1.35
_BELOW: Final = 1.25
_BETWEEN: Final = 0.65  # of the way to somebody else
_LEAST_ASIDE: Final = 0.4

Progress = Callable[[float], Any]


@dataclass(frozen=True)
class SeenPerformer:
    """The landmarks of a whole video, and whose they are; the rest as in `LandmarkReader`."""

    landmarks: Landmarks = field(repr=False)
    note: PerformerNote
    rate: Fraction
    decoded_s: float
    damage: str | None
    from_cache: bool
    cache_problem: str | None


def see_performer(
    video: Video, config: ExtractorConfig, cache: LandmarkCache | None = None, progress: Progress | None = None
) -> SeenPerformer:
    """The landmarks of the performer, and who else was seen.

    Where MediaPipe followed the performer all along, as it does where nobody else is, landmarks are those of
    `open_landmarks`, number for number; otherwise they are taken once more with the others hidden. In .pose files
    nobody is looked for. `progress` is called with the seconds of video done, and begins again with a second pass.
    Raises what `open_landmarks` raises, and `LandmarkError` where there is not one picture.
    """
    if video.codec == "pose":
        with open_landmarks(video, config, cache) as reader:
            return _seen(reader, _read(reader, progress), PerformerNote(people=1))
    people = stored_people(cache, video, config) if cache else None
    lookout = Lookout(video) if people is None else None
    with open_landmarks(video, config, cache, _opener(lookout)) as reader:
        landmarks = _read(reader, progress)
    if people is None:
        people = _looked(video, config, lookout if not reader.from_cache else None)
        if cache is not None:
            store_people(cache, video, config, people)
    chosen, note = performer(people)
    if chosen is None or not is_somebody_else(landmarks, people, chosen):
        return _seen(reader, landmarks, note)
    with open_landmarks(video, config, cache, spotlight=spotlight_on(people, chosen)) as again:
        return _seen(again, _read(again, progress), msgspec.structs.replace(note, refocused=True))


def kept_performer(video: Video, config: ExtractorConfig, cache: LandmarkCache | None) -> Landmarks | None:
    """The landmarks of the performer as `see_performer` has kept them; None where it has not.

    No picture is looked at. A .pose file keeps its own.
    """
    if video.codec == "pose":
        with open_landmarks(video, config) as reader:
            return _read(reader, None)
    people = stored_people(cache, video, config) if cache else None
    landmarks = _kept(video, config, cache, "") if cache and people else None
    if cache is None or people is None or landmarks is None:
        return None
    chosen, _ = performer(people)
    if chosen is None or not is_somebody_else(landmarks, people, chosen):
        return landmarks
    return _kept(video, config, cache, spotlight_on(people, chosen).digest())


def find_people(video: Video, config: ExtractorConfig) -> People:
    """Who is in a video; looks at some of the frames that landmarks with `config` are made of."""
    lookout = Lookout(video)
    with open_frames(video, rate=config.rate_for(video), max_side=config.max_side, batch=8) as reader:
        for batch in reader:
            lookout.feed(batch)
    return lookout.people


def is_somebody_else(landmarks: Landmarks, people: People, chosen: int) -> bool:
    """Whether landmarks are not the performer's in more of the looks than chance would have it."""
    if len(people.tracks) == 1 or not people.times_s:
        return False
    wrong = 0
    for time_s in people.times_s:
        at = int(np.argmin(np.abs(landmarks.times_s - time_s)))
        seen = dict(people.at(time_s))
        mine = seen.get(chosen)
        if not landmarks.present[at, _HIPS].all():
            wrong += mine is not None and len(seen) > 1
        elif mine is None:
            wrong += bool(seen)
        else:
            x, y = landmarks.points[at, _HIPS, :2].mean(axis=0).tolist()
            wrong += mine.distance(x * people.aspect, y) > _ELSEWHERE
    return wrong > _OFTEN * len(people.times_s)


def spotlight_on(people: People, chosen: int) -> Spotlight:
    """What shows one person alone."""
    boxes = np.full((len(people.times_s), 4), np.nan)
    alone = np.zeros(len(people.times_s), np.bool_)
    for number, time_s in enumerate(people.times_s):
        seen = dict(people.at(time_s))
        mine = seen.pop(chosen, None)
        alone[number] = not seen
        if mine is not None:
            boxes[number] = _around(mine, list(seen.values()), people.aspect)
    return Spotlight(np.array(people.times_s), boxes, alone)


def _around(mine: Sighting, others: list[Sighting], aspect: float) -> tuple[float, float, float, float]:
    """The box of a person; beside somebody else it ends between the two."""
    left = right = _ASIDE * mine.radius
    for other in others:
        limit = max(_BETWEEN * abs(other.x - mine.x), _LEAST_ASIDE * mine.radius)
        left, right = (min(left, limit), right) if other.x < mine.x else (left, min(right, limit))
    top, bottom = mine.y - _ABOVE * mine.radius, mine.y + _BELOW * mine.radius
    return (mine.x - left) / aspect, top, (mine.x + right) / aspect, bottom


def _looked(video: Video, config: ExtractorConfig, lookout: Lookout | None) -> People:
    """Who is in the video: as the lookout has seen along the way, or by another decode where there was none."""
    return lookout.people if lookout is not None else find_people(video, config)


def _opener(lookout: Lookout | None) -> Callable[..., FrameSource]:
    if lookout is None:
        return open_frames

    def opened(*arguments: Any, **options: Any) -> Relay:
        reader = open_frames(*arguments, **options)
        return Relay(reader, lookout.watch(reader), closes=True)

    return opened


def _kept(video: Video, config: ExtractorConfig, cache: LandmarkCache, person: str) -> Landmarks | None:
    """What the cache has of a whole video, or of one person in it."""
    entry = cache.lookup(video, config, person)
    if entry is None:
        return None
    with entry:
        return _whole(list(entry), video)


def _read(reader: LandmarkReader, progress: Progress | None) -> Landmarks:
    """The landmarks of the whole video as one."""
    batches = []
    for batch in reader:
        batches.append(batch)
        if progress is not None:
            progress(reader.decoded_s)
    return _whole(batches, reader.video)


def _whole(batches: Sequence[Landmarks], video: Video) -> Landmarks:
    if not batches:
        raise LandmarkError("there is not one picture in it", path=video.path)
    return Landmarks(
        np.concatenate([batch.points for batch in batches]),
        np.concatenate([batch.present for batch in batches]),
        np.concatenate([batch.times_s for batch in batches]),
    )


def _seen(reader: LandmarkReader, landmarks: Landmarks, note: PerformerNote) -> SeenPerformer:
    return SeenPerformer(
        landmarks, note, reader.rate, reader.decoded_s, reader.damage, reader.from_cache, reader.cache_problem
    )
