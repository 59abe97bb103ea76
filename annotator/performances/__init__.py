"""Performances of poomsae in recordings: one scored, a day of them, several of one combined."""

from annotator.performances.recording import Scored, aspect_of, score_recording
from annotator.performances.settings import LANDMARKS, Performance, Scorer, ScoreSettings
from annotator.performances.work import ScoreWork, plan_scores, restore_job, score_job, told

__all__ = [
    "LANDMARKS",
    "Performance",
    "ScoreSettings",
    "ScoreWork",
    "Scored",
    "Scorer",
    "aspect_of",
    "plan_scores",
    "restore_job",
    "score_job",
    "score_recording",
    "told",
]
