"""Movements that were found held against form and rules."""

from annotator.scoring.judging.collected import Collected
from annotator.scoring.judging.holds import Hold, holds
from annotator.scoring.judging.movements import judge_movements
from annotator.scoring.judging.restart import find_restart
from annotator.scoring.judging.view import View, view_of

__all__ = ["Collected", "Hold", "View", "find_restart", "holds", "judge_movements", "view_of"]
