"""Performances of poomsae in recordings: one scored, a day of them, several of one combined."""

from annotator.performances.day import Entry, day_entries
from annotator.performances.listing import LISTING_NAME, Assigned, Listing, assign, find_listing, read_listing
from annotator.performances.recording import Scored, aspect_of, score_recording
from annotator.performances.settings import LANDMARKS, Performance, Scorer, ScoreSettings
from annotator.performances.work import ScoreWork, plan_scores, restore_job, score_job, told

__all__ = [
    "LANDMARKS",
    "LISTING_NAME",
    "Assigned",
    "Entry",
    "Listing",
    "Performance",
    "ScoreSettings",
    "ScoreWork",
    "Scored",
    "Scorer",
    "aspect_of",
    "assign",
    "day_entries",
    "find_listing",
    "plan_scores",
    "read_listing",
    "restore_job",
    "score_job",
    "score_recording",
    "told",
]
