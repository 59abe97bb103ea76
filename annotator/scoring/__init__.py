"""Poomsae: forms and rules of scoring as data, checked when they are read, and what movements are called.

Nothing is scored here yet.
"""

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
from annotator.scoring.forms import FORM_NAMES, form_text, load_form, load_forms, parse_form, read_form
from annotator.scoring.names import Kind, Level, Names, StanceName, TechniqueName, load_names
from annotator.scoring.naming import NAME_LANGUAGES, movement_name, technique_name
from annotator.scoring.remarks import Remark, form_remarks, noted_movements
from annotator.scoring.ruleset import DEFAULT_RULES, Fault, FaultKind, Rules, load_rules, parse_rules, rules_names

__all__ = [
    "DEFAULT_RULES",
    "FORM_NAMES",
    "NAME_LANGUAGES",
    "ActingSide",
    "Alternative",
    "Confidence",
    "Fault",
    "FaultKind",
    "Form",
    "Kind",
    "Level",
    "Movement",
    "Names",
    "Remark",
    "Rules",
    "Side",
    "Source",
    "Stance",
    "StanceName",
    "Technique",
    "TechniqueName",
    "Title",
    "When",
    "form_remarks",
    "form_text",
    "load_form",
    "load_forms",
    "load_names",
    "load_rules",
    "movement_name",
    "noted_movements",
    "parse_form",
    "parse_rules",
    "read_form",
    "rules_names",
    "technique_name",
]
