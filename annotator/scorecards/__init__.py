"""What a federation looks at after scoring: a page a performance, an index of the day, tables.

score -> gather -> Material -> score_page; row_of -> Row -> day_page, scores_csv; entry_of -> Entry -> scores_xlsx
"""

from annotator.scorecards.curves import Chart, Curves, Line, curves_of
from annotator.scorecards.day import day_page, is_day_page
from annotator.scorecards.keeping import material_in
from annotator.scorecards.material import NO_MATERIAL, Material, gather
from annotator.scorecards.page import score_of, score_page
from annotator.scorecards.performance import Angle, PerformanceRow, performance_page
from annotator.scorecards.rows import Row, ranked, row_of
from annotator.scorecards.stills import Still
from annotator.scorecards.tables import scores_csv
from annotator.scorecards.workbook import Entry, entry_of, scores_xlsx

__all__ = [
    "NO_MATERIAL",
    "Angle",
    "Chart",
    "Curves",
    "Entry",
    "Line",
    "Material",
    "PerformanceRow",
    "Row",
    "Still",
    "curves_of",
    "day_page",
    "entry_of",
    "gather",
    "is_day_page",
    "material_in",
    "performance_page",
    "ranked",
    "row_of",
    "score_of",
    "score_page",
    "scores_csv",
    "scores_xlsx",
]
