"""What counts as one when a data set is split: a signer, a recording, or every file by itself."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final, Literal, TypeAlias

from annotator.datasets import Dataset, Sample
from annotator.errors import UsageError

By: TypeAlias = Literal["signer", "recording", "file"]
_VIEW: Final = re.compile(r"_[FUDLR]$", re.IGNORECASE)  # AI-Hub films one performance from five sides


def regroup(dataset: Dataset, by: By) -> Dataset:
    """The data set with its groups set for a split `by` signer, recording or file.

    "signer": the groups the data know, whether they are signers or recordings; UsageError where a sample has none.
    "recording": everything of one file, and AI-Hub's five views of one performance. "file": every file, and every row
    of a table of pictures, by itself. Sequences that lie in one file are never parted.
    """
    if by == "signer":
        unknown = next((sample for sample in dataset.samples if not sample.group), None)
        if unknown is not None:
            raise UsageError(
                "its signer is not known", path=unknown.path, hint="--by recording, or a list with the column group"
            )
        return dataset
    if by == "recording" and dataset.medium == "pixels":
        raise UsageError("the rows of a table have no recording", path=dataset.root, hint="--by file")
    samples = tuple(replace(sample, group=_name(dataset, sample, by)) for sample in dataset.samples)
    return replace(dataset, samples=samples, owners={})


def _name(dataset: Dataset, sample: Sample, by: By) -> str:
    """The group of a sample; "" where it is its file, or its row of a table of pictures."""
    if by == "recording" and dataset.form == "aihub":
        return _VIEW.sub("", sample.path.stem)
    return str(sample.path) if sample.row is not None and dataset.medium != "pixels" else ""
