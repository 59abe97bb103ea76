"""Performances of poomsae in recordings: one scored, a day of them, several of one combined."""

from annotator.performances.combining import Combination, combine_files
from annotator.performances.combining import as_json as combination_as_json
from annotator.performances.day import Recording, performances_of, recordings_of, table_account, tables_told, write_day
from annotator.performances.kept import kept_pages
from annotator.performances.listing import LISTING_NAME, Assigned, Listing, assign, find_listing, read_listing
from annotator.performances.pages import angles_beside, combination_page, page_names
from annotator.performances.poses import POSES_MODEL, Posed, PoseFinder
from annotator.performances.recording import Scored, aspect_of, pose_recording, score_recording, scored_before
from annotator.performances.settings import (
    LANDMARKS,
    REPORT,
    REPORT_NAME,
    Performance,
    Scorer,
    ScoreSettings,
    Sought,
    form_named,
)
from annotator.performances.sheets import PanelResult, Sheet, panel_result, read_sheets
from annotator.performances.work import ScoreWork, plan_scores, restore_job, score_job, told, told_poses

__all__ = [
    "LANDMARKS",
    "LISTING_NAME",
    "POSES_MODEL",
    "REPORT",
    "REPORT_NAME",
    "Assigned",
    "Combination",
    "Listing",
    "PanelResult",
    "Performance",
    "PoseFinder",
    "Posed",
    "Recording",
    "ScoreSettings",
    "ScoreWork",
    "Scored",
    "Scorer",
    "Sheet",
    "Sought",
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
    "pose_recording",
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
    "told_poses",
    "write_day",
]
