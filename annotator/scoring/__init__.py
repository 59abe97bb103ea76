"""Poomsae: forms and rules of scoring as data, what movements are called, and where they are in a performance.

Landmarks -> body_evidence -> find_strokes -> align(form) -> which movement when, omitted, extra

score(form, rules) -> Score: deductions with evidence, what was not judged, proxies
"""

from annotator.scoring.alignment import Alignment, Found, align, align_candidates
from annotator.scoring.body import BodyEvidence, body_evidence
from annotator.scoring.camera import camera_motion
from annotator.scoring.choosing import Choice, choose_form
from annotator.scoring.combining import (
    COMBINED_NOTE,
    COMBINED_SCHEMA,
    Combined,
    CombinedDeduction,
    Sighting,
    combine_cameras,
)
from annotator.scoring.doubts import Doubts, doubts, unscorable, unseen_stretches
from annotator.scoring.filmed import FilmedBody
from annotator.scoring.followed import followed_subtitles, poses_subtitles
from annotator.scoring.following import (
    FOLLOWING_SCHEMA,
    STATEMENT,
    FollowedForm,
    FollowedMovement,
    Following,
    Stretch,
    follow,
)
from annotator.scoring.form import (
    ActingSide,
    Alternative,
    Confidence,
    Form,
    Movement,
    Side,
    Source,
    Stance,
    Technique,
    Title,
    When,
)
from annotator.scoring.forms import FORM_NAMES, form_order, form_text, load_form, load_forms, parse_form, read_form
from annotator.scoring.judge import score
from annotator.scoring.names import Kind, Level, Names, StanceName, TechniqueName, load_names
from annotator.scoring.naming import NAME_LANGUAGES, movement_name, technique_name
from annotator.scoring.panel import PanelMark, panel_mark, panel_notes, ranks
from annotator.scoring.parts import form_part, form_sections
from annotator.scoring.pauses import Span, activity, find_pauses, find_strokes, still_limit
from annotator.scoring.poses import (
    POSES_NOTE,
    POSES_SCHEMA,
    Pose,
    PoseEvidence,
    Poses,
    PredictedPose,
    find_poses,
    pose_name,
)
from annotator.scoring.remarks import Remark, form_remarks, noted_movements
from annotator.scoring.ruleset import DEFAULT_RULES, Fault, FaultKind, Rules, load_rules, parse_rules, rules_names
from annotator.scoring.scored import (
    SCORE_NOTE,
    SCORE_SCHEMA,
    AppliedRules,
    Deduction,
    FormGuess,
    Measured,
    NotJudged,
    Points,
    Proxy,
    Score,
    read_score,
)
from annotator.scoring.version import SCORING_VERSION

__all__ = [
    "COMBINED_NOTE",
    "COMBINED_SCHEMA",
    "DEFAULT_RULES",
    "FOLLOWING_SCHEMA",
    "FORM_NAMES",
    "NAME_LANGUAGES",
    "POSES_NOTE",
    "POSES_SCHEMA",
    "SCORE_NOTE",
    "SCORE_SCHEMA",
    "SCORING_VERSION",
    "STATEMENT",
    "ActingSide",
    "Alignment",
    "Alternative",
    "AppliedRules",
    "BodyEvidence",
    "Choice",
    "Combined",
    "CombinedDeduction",
    "Confidence",
    "Deduction",
    "Doubts",
    "Fault",
    "FaultKind",
    "FilmedBody",
    "FollowedForm",
    "FollowedMovement",
    "Following",
    "Form",
    "FormGuess",
    "Found",
    "Kind",
    "Level",
    "Measured",
    "Movement",
    "Names",
    "NotJudged",
    "PanelMark",
    "Points",
    "Pose",
    "PoseEvidence",
    "Poses",
    "PredictedPose",
    "Proxy",
    "Remark",
    "Rules",
    "Score",
    "Side",
    "Sighting",
    "Source",
    "Span",
    "Stance",
    "StanceName",
    "Stretch",
    "Technique",
    "TechniqueName",
    "Title",
    "When",
    "activity",
    "align",
    "align_candidates",
    "body_evidence",
    "camera_motion",
    "choose_form",
    "combine_cameras",
    "doubts",
    "find_pauses",
    "find_poses",
    "find_strokes",
    "follow",
    "followed_subtitles",
    "form_order",
    "form_part",
    "form_remarks",
    "form_sections",
    "form_text",
    "load_form",
    "load_forms",
    "load_names",
    "load_rules",
    "movement_name",
    "noted_movements",
    "panel_mark",
    "panel_notes",
    "parse_form",
    "parse_rules",
    "pose_name",
    "poses_subtitles",
    "ranks",
    "read_form",
    "read_score",
    "rules_names",
    "score",
    "still_limit",
    "technique_name",
    "unscorable",
    "unseen_stretches",
]
