"""Who is in a video, and whose landmarks are taken: the performer's, whoever else is in the picture.

    find_people(video) -> People -> performer(people) -> spotlight_on(people, chosen) -> open_landmarks(spotlight=...)

`see_performer` does all of it in one decode, and a second one only where MediaPipe followed somebody else.
"""

from __future__ import annotations

from annotator.people.bodies import Body, BodyFinder
from annotator.people.choosing import PerformerNote, performer
from annotator.people.lookout import Lookout
from annotator.people.seeing import (
    SeenPerformer,
    find_people,
    is_somebody_else,
    kept_performer,
    see_performer,
    spotlight_on,
)
from annotator.people.tracks import Linker, People, Sighting

__all__ = [
    "Body",
    "BodyFinder",
    "Linker",
    "Lookout",
    "People",
    "PerformerNote",
    "SeenPerformer",
    "Sighting",
    "find_people",
    "is_somebody_else",
    "kept_performer",
    "performer",
    "see_performer",
    "spotlight_on",
]
