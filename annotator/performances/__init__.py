"""Performances of poomsae in recordings: one scored, a day of them, several of one combined."""

from annotator.performances.combining import Combination, combine_files
from annotator.performances.combining import as_json as combination_as_json
from annotator.performances.day import Entry, day_entries
from annotator.performances.listing import LISTING_NAME, Assigned, Listing, assign, find_listing, read_listing
from annotator.performances.recording import Scored, aspect_of, score_recording
from annotator.performances.settings import LANDMARKS, Performance, Scorer, ScoreSettings
from annotator.performances.sheets import PanelResult, Sheet, panel_result, read_sheets
from annotator.performances.work import ScoreWork, plan_scores, restore_job, score_job, told

__all__ = [
    "LANDMARKS",
    "LISTING_NAME",
    "Assigned",
    "Combination",
    "Entry",
    "Listing",
    "PanelResult",
    "Performance",
    "ScoreSettings",
    "ScoreWork",
    "Scored",
    "Scorer",
    "Sheet",
    "aspect_of",
    "assign",
    "combination_as_json",
    "combine_files",
    "day_entries",
    "find_listing",
    "panel_result",
    "plan_scores",
    "read_listing",
    "read_sheets",
    "restore_job",
    "score_job",
    "score_recording",
    "told",
]
