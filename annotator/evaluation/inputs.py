"""Finding and reading annotations and truth; what cannot be read is kept apart, and the rest goes on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from annotator.errors import AnnotatorError
from annotator.evaluation.pairing import Annotated, Known
from annotator.evaluation.references import read_references
from annotator.truth import find_truth
from annotator.writers import find_annotations, is_another_tools, read_annotation


@dataclass
class Inputs:
    """What was read; `passed_over` are files that are neither annotations nor labels, `failures` what cannot be read.

    `notes` are sentences on how references were read and chosen.
    """

    annotations: list[Annotated] = field(default_factory=list)
    truths: list[Known] = field(default_factory=list)
    passed_over: list[Path] = field(default_factory=list)
    failures: list[AnnotatorError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_inputs(
    annotations: Iterable[Path | str], truths: Iterable[Path | str] | None = None, tiers: Collection[str] = ()
) -> Inputs:
    """Reads the annotations (files, or folders with all below) and what they are to be compared with.

    `truths` are truth files, files of labels in any form of `annotator.labels.LABEL_FORMS`, and folders of them; None:
    the truth files, and nothing else, in the folders of the annotations. `tiers`: see `read_references`. Raises
    UsageError where there is no such file or folder.
    """
    inputs, given = Inputs(), [Path(path).expanduser() for path in annotations]
    found, inputs.passed_over = find_annotations(given)
    for place in found:
        _read_annotation(place.path, inputs)
    if truths is None:
        truths = find_truth(path if path.is_dir() else path.parent for path in given)
    references = read_references(truths, inputs.annotations, tiers)
    inputs.truths += references.truths
    inputs.notes += references.notes
    inputs.failures += references.failures
    inputs.passed_over += [path for path in references.passed_over if path not in inputs.passed_over]
    return inputs


def _read_annotation(path: Path, inputs: Inputs) -> None:
    if is_another_tools(path):
        inputs.passed_over.append(path)
        return
    try:
        inputs.annotations.append(Annotated(read_annotation(path), path))
    except AnnotatorError as error:
        inputs.failures.append(error)
