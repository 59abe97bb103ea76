"""Models people already have, as bundles: Keras 2 and 3, SavedModel, LiteRT, Teachable Machine.

    FILE|FOLDER|ZIP -> given -> network (+ description) -> layout, classes -> weights, checked -> bundle

What the file does not say is asked for by name (`Answers`), never guessed.
"""

from annotator.training.importing.answers import Answers, read_answers
from annotator.training.importing.describe import Description, Port
from annotator.training.importing.given import Given, open_given
from annotator.training.importing.importer import Details, Imported, Inspected, import_model, inspect_model

__all__ = [
    "Answers",
    "Description",
    "Details",
    "Given",
    "Imported",
    "Inspected",
    "Port",
    "import_model",
    "inspect_model",
    "open_given",
    "read_answers",
]
