"""Performances of poomsae in recordings: one scored, a day of them, several of one combined."""

from annotator.performances.combining import Combination, combine_files
from annotator.performances.combining import as_json as combination_as_json
from annotator.performances.day import Recording, performances_of, recordings_of, table_account, tables_told, write_day
from annotator.performances.kept import kept_pages
from annotator.performances.listing import LISTING_NAME, Assigned, Listing, assign, find_listing, read_listing
from annotator.performances.pages import angles_beside, combination_page, page_names
from annotator.performances.recording import Scored, aspect_of, score_recording, scored_before
from annotator.performances.settings import (
    LANDMARKS,
    REPORT,
    REPORT_NAME,
    Performance,
    Scorer,
    ScoreSettings,
    form_named,
)
from annotator.performances.sheets import PanelResult, Sheet, panel_result, read_sheets
from annotator.performances.work import ScoreWork, plan_scores, restore_job, score_job, told

__all__ = [
    "LANDMARKS",
    "LISTING_NAME",
    "REPORT",
    "REPORT_NAME",
    "Assigned",
    "Combination",
    "Listing",
    "PanelResult",
    "Performance",
    "Recording",
    "ScoreSettings",
    "ScoreWork",
    "Scored",
    "Scorer",
    "Sheet",
    "angles_beside",
    "aspect_of",
    "assign",
    "combination_as_json",
    "combination_page",
    "combine_files",
    "find_listing",
    "form_named",
    "kept_pages",
    "page_names",
    "panel_result",
    "performances_of",
    "plan_scores",
    "read_listing",
    "read_sheets",
    "recordings_of",
    "restore_job",
    "score_job",
    "score_recording",
    "scored_before",
    "table_account",
    "tables_told",
    "told",
    "write_day",
]
